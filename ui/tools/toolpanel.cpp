// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolpanel.h"

#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/schemaform/argumentseditor.h"
#include "ui/tools/callmonitor.h"
#include "ui/tools/chipflow.h"
#include "ui/tools/toolnotes.h"

#include <QBoxLayout>
#include <QScrollArea>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

/// The arguments that take a file (Apps SDK, tool _meta).
QSet<QByteArray> fileMembersOf(const mcp::Tool &tool)
{
    const json::Object *raw = tool.raw.if_object();
    const json::Object *meta = raw ? json::objectMember(*raw, "_meta") : nullptr;
    const auto names = meta ? json::stringList(*meta, "openai/fileParams") : std::nullopt;
    return names ? QSet<QByteArray>(names->begin(), names->end()) : QSet<QByteArray>();
}

} // namespace

ToolPanel::ToolPanel()
    : m_title(new Label({}, TextRole::Title))
    , m_wireName(new Label({}, TextRole::Wire, Tone::Muted))
    , m_chips(new ChipFlow(u"toolBadges"_s))
    , m_description(new Label({}, TextRole::Body, Tone::Muted))
    , m_notes(new ToolNotes)
    , m_note(new Banner(u"toolNoteBanner"_s))
    , m_arguments(new ArgumentsEditor)
    , m_call(primaryButton(tr("Call"), u"callButton"_s))
    , m_anyway(button(tr("Send anyway"), u"sendAnywayButton"_s))
    , m_cancel(button(tr("Cancel"), u"cancelCallButton"_s))
    , m_asAll(button(tr("Call as both"), u"callAsAllButton"_s))
    , m_save(button(tr("Save call …"), u"saveCallButton"_s))
    , m_hint(new Label({}, TextRole::Body, Tone::Muted))
    , m_monitor(new CallMonitor)
{
    setProperty("card", true);
    setObjectName(u"toolPanel"_s);
    m_title->setObjectName(u"toolTitleLabel"_s);
    m_wireName->setObjectName(u"toolNameLabel"_s);
    m_description->setObjectName(u"toolDescriptionLabel"_s);
    m_hint->setObjectName(u"callHintLabel"_s);
    m_hint->setWrapping(true);
    m_description->setWrapping(true);
    m_note->hide();
    m_anyway->hide();
    m_anyway->setToolTip(
        plainToolTip(tr("Send what the schema forbids, to see what the server makes of it")));

    auto *head = row(nullptr, 0, 12);
    head->addWidget(m_title);
    head->addWidget(m_wireName);
    head->addStretch(1);
    head->addWidget(m_arguments->fillButton());
    head->addWidget(m_arguments->switcher());
    auto *actions = row(nullptr, 0, 12);
    actions->addWidget(m_call);
    actions->addWidget(m_anyway);
    actions->addWidget(m_cancel);
    actions->addWidget(m_asAll);
    actions->addWidget(m_save);
    actions->addWidget(m_hint, 3);
    actions->addWidget(m_monitor, 1);

    auto *content = new QWidget;
    auto *inner = column(content, 0, 8);
    inner->addWidget(m_notes); // as high as its words need to be
    inner->addWidget(m_arguments);
    inner->addStretch();
    QScrollArea *area = scrollingPage(content, tr("Arguments"));
    content->setAutoFillBackground(false); // this one lies on a card
    area->viewport()->setAutoFillBackground(false);
    content->setProperty("page", false);
    area->setMinimumHeight(72);
    m_area = area;
    auto *all = column(this, 16, 8);
    all->addLayout(head);
    all->addWidget(m_chips);
    all->addWidget(m_description);
    all->addWidget(m_note);
    all->addWidget(area, 1);
    all->addLayout(actions);
    all->addWidget(m_monitor->log());

    for (const auto key : { Qt::Key_Return, Qt::Key_Enter }) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WindowShortcut);
        connect(shortcut, &QShortcut::activated, this, [this] {
            if (isVisible())
                call();
        });
    }
    connect(m_call, &QPushButton::clicked, this, &ToolPanel::call);
    connect(m_anyway, &QPushButton::clicked, this, &ToolPanel::sendAnyway);
    connect(m_cancel, &QPushButton::clicked, this, &ToolPanel::cancel);
    m_asAll->hide();
    connect(m_asAll, &QPushButton::clicked, this, [this] {
        if (isReady())
            Q_EMIT callAsAllRequested(m_name, m_arguments->arguments());
    });
    connect(m_save, &QPushButton::clicked, this, [this] {
        if (!m_name.isEmpty())
            Q_EMIT saveRequested(m_name, m_arguments->arguments());
    });
    connect(m_notes, &ToolNotes::changesRequested, this, [this] { Q_EMIT changesRequested(m_name); });
    connect(m_arguments, &ArgumentsEditor::edited, this, [this] {
        m_anyway->hide();
        m_hint->setTone(Tone::Muted);
        m_hint->setText(m_hintText);
    });
    setRunning(false);
}

void ToolPanel::setTool(const mcp::Tool &tool, const QList<QByteArray> &heldScopes)
{
    const bool sameTool = m_name == tool.name;
    m_name = tool.name;
    const QString title = base::cleaned(tool.title, 60);
    m_title->setText(isolated(title));
    m_wireName->setForeignText(tool.name, 60);
    m_wireName->setVisible(m_wireName->text() != title);
    m_description->setForeignText(tool.description, 1000);
    m_description->setVisible(!tool.description.isEmpty());
    m_tool = tool;
    m_held = heldScopes;
    showStanding();
    m_isRejected = !tool.rejection.isEmpty();
    m_area->setVisible(!m_isRejected);
    if (!sameTool) {
        m_note->hide();
        m_arguments->setSchema(tool.inputSchema, fileMembersOf(tool));
    } else if (m_schema != tool.inputSchema) {
        m_arguments->changeSchema(tool.inputSchema, fileMembersOf(tool));
        m_note->setSentence(
            tr("The server changed the arguments of this tool. What you typed stays where the name is "
               "still the same."),
            Tone::Caution);
        m_note->show();
    }
    m_schema = tool.inputSchema;
    if (m_isRejected) {
        m_note->setSentence(tr("It cannot be called: %1").arg(tool.rejection), Tone::Bad);
        m_note->show();
    }
    if (m_isRunning)
        return;
    setRunning(false);
}

void ToolPanel::setKnowledge(const ToolKnowledge &knowledge)
{
    m_knowledge = knowledge;
    if (m_name.isEmpty())
        return;
    showStanding();
    if (!m_isRunning)
        setRunning(false);
}

void ToolPanel::showStanding()
{
    m_chips->setChips(badgesOf(m_tool, m_knowledge.standing(m_tool, m_held)));
    m_notes->setTool(m_tool, m_knowledge);
    m_missing = m_knowledge.canSignIn ? session::missingScopes(m_tool, m_knowledge.learned, m_held)
                                      : QList<QByteArray>();
    m_call->setText(m_missing.isEmpty() ? tr("Call") : tr("Get permission and call"));
    m_hintText = hintWords();
}

QString ToolPanel::hintWords() const
{
    if (m_knowledge.isLocked && m_tool.writes())
        return tr("locked: only tools that read");
    const auto own = m_knowledge.own.constFind(m_tool.name);
    const session::CallDecision decision = session::decide({ .effect = m_tool.effect(),
        .writesOutside = m_tool.writesOutside(),
        .own = own == m_knowledge.own.cend() ? std::nullopt : std::optional(*own),
        .general = m_knowledge.rule,
        .pin
        = m_knowledge.changed.contains(m_tool.name) ? session::PinState::Changed : session::PinState::Same });
    switch (decision.reason) {
    case session::CallDecision::Reason::Allowed:
        return m_tool.writes() ? tr("Ctrl+Enter · writes without asking") : tr("Ctrl+Enter");
    case session::CallDecision::Reason::Write:
        return tr("Ctrl+Enter · asks before it writes");
    case session::CallDecision::Reason::Rule:
    case session::CallDecision::Reason::Changed:
        return tr("Ctrl+Enter · asks first");
    case session::CallDecision::Reason::Locked:
    case session::CallDecision::Reason::Forbidden:
    case session::CallDecision::Reason::Ambiguous:
        return tr("you decided that it is never called");
    }
    Q_UNREACHABLE();
    return {};
}

void ToolPanel::setArguments(const json::Object &arguments)
{
    m_arguments->setArguments(arguments);
}

json::Object ToolPanel::arguments() const
{
    return m_arguments->arguments();
}

bool ToolPanel::isReady()
{
    if (m_name.isEmpty() || m_isRunning || m_isRejected)
        return false;
    const QStringList obstacles = m_arguments->obstacles();
    if (obstacles.isEmpty())
        return true;
    m_hint->setTone(Tone::Bad);
    m_hint->setText(tr("✗ Nothing was sent: %1").arg(base::cleaned(obstacles.first(), 200)));
    m_arguments->showObstacles();
    m_anyway->setVisible(m_arguments->canSendAnyway());
    return false;
}

void ToolPanel::call()
{
    if (isReady())
        Q_EMIT callRequested(m_name, m_arguments->arguments());
}

void ToolPanel::setTwins(int others)
{
    m_twins = others;
    m_asAll->setText(others > 1 ? tr("Call as all %1").arg(others + 1) : tr("Call as both"));
    m_asAll->setToolTip(plainToolTip(
        tr("Makes this call with each sign-in at this server, one after the other, and shows how the "
           "answers differ")));
    m_asAll->setVisible(m_twins > 0 && !m_isRunning && !m_isRejected);
}

void ToolPanel::sendAnyway()
{
    m_anyway->hide();
    if (!m_name.isEmpty() && !m_isRunning && !m_isRejected && m_arguments->canSendAnyway())
        Q_EMIT callRequested(m_name, m_arguments->arguments());
}

void ToolPanel::cancel()
{
    m_cancel->setEnabled(false);
    m_monitor->setCancelling();
    Q_EMIT cancelRequested();
}

void ToolPanel::setRunning(bool running, const QString &phase)
{
    const bool begins = running && !m_isRunning;
    m_isRunning = running;
    m_call->setVisible(!running);
    m_anyway->hide();
    m_call->setEnabled(!m_isRejected);
    m_save->setVisible(!running && !m_isRejected);
    m_asAll->setVisible(m_twins > 0 && !running && !m_isRejected);
    m_cancel->setVisible(running);
    m_hint->setVisible(!running);
    m_hint->setTone(Tone::Muted);
    m_hint->setText(m_isRejected ? tr("not usable") : m_hintText);
    if (begins) {
        m_cancel->setEnabled(true);
        m_monitor->begin(phase);
    } else if (running) {
        m_monitor->setPhase(phase);
    } else {
        m_monitor->end();
    }
}

} // namespace authscope::ui
