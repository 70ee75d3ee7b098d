// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/confirmcalldialog.h"

#include "session/toolbadges.h"
#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/common/widgets.h"
#include "ui/tools/chipflow.h"
#include "ui/tools/differenceview.h"
#include "ui/tools/toolmodel.h"
#include "ui/tools/toolnotes.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QFormLayout>
#include <QPlainTextEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownArguments = 64 * 1024;
constexpr std::chrono::milliseconds armingDelay{ 500 };

Label *fact(const QString &text, const QString &objectName)
{
    auto *label = new Label(text);
    label->setObjectName(objectName);
    label->setWrapping(true);
    return label;
}

QCheckBox *rememberBox(const QString &text, const QString &objectName)
{
    auto *box = new QCheckBox(text);
    box->setObjectName(objectName);
    box->setAccessibleName(text);
    return box;
}

session::CallDecision offers(const mcp::Tool &tool)
{
    return session::decide({ .effect = tool.effect(),
        .writesOutside = tool.writesOutside(),
        .own = session::OwnRule{ session::CallRule::AskAlways } });
}

} // namespace

ConfirmCallDialog::ConfirmCallDialog(const CallQuestion &question, QWidget *parent)
    : QDialog(parent)
    , m_forSession(rememberBox(
          tr("Do not ask again for this tool until I close the program"), u"forSessionCheckBox"_s))
    , m_always(rememberBox(
          tr("Do not ask again for this tool, as long as it stays what it is"), u"alwaysCheckBox"_s))
{
    setObjectName(u"confirmCallDialog"_s);
    setWindowTitle(question.tool.writes() ? tr("Call a tool that writes?") : tr("Call a tool?"));
    setWindowModality(Qt::WindowModal);
    const QString tool = base::cleaned(question.tool.name, 120);
    auto *title = new Label(tr("Call %1?").arg(isolated(tool)), TextRole::Title);
    title->setObjectName(u"confirmTitleLabel"_s);
    title->setWrapping(true);
    auto *chips = new ChipFlow(u"confirmBadges"_s);
    chips->setChips(
        badgesOf(question.tool, { .isChanged = question.reason == session::CallDecision::Reason::Changed }));

    auto *facts = new QFormLayout;
    facts->setHorizontalSpacing(16);
    facts->setVerticalSpacing(8);
    facts->addRow(new Label(tr("Server"), TextRole::Body, Tone::Muted),
        fact(base::cleaned(question.server), u"confirmServerLabel"_s));
    facts->addRow(new Label(tr("Account"), TextRole::Body, Tone::Muted),
        fact(question.account.isEmpty() ? tr("not signed in") : base::cleaned(question.account),
            u"confirmAccountLabel"_s));
    facts->addRow(new Label(tr("Hints"), TextRole::Body, Tone::Muted),
        fact(session::hintSentences(question.tool), u"confirmHintsLabel"_s));

    m_forSession->setVisible(offers(question.tool).mayAllowSession);
    m_always->setVisible(offers(question.tool).mayAllowAlways);
    QPushButton *no = button(tr("Cancel"), u"cancelConfirmButton"_s);
    m_yes = button(
        withoutMnemonic(tr("Call %1").arg(base::cleaned(question.tool.name, 40))), u"confirmCallButton"_s);
    m_yes->setEnabled(false);
    no->setAutoDefault(true);
    no->setDefault(true);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(m_yes);

    auto *all = column(this, 20, 12);
    all->addWidget(title);
    addWarnings(all, question);
    all->addWidget(chips);
    all->addLayout(facts);
    all->addWidget(new Label(tr("Arguments"), TextRole::Body, Tone::Muted));
    all->addWidget(argumentsEdit(question.arguments), 1);
    all->addWidget(m_forSession);
    all->addWidget(m_always);
    all->addLayout(buttons);
    resize(560, std::max(440, sizeHint().height()));
    no->setFocus();

    m_arming.setSingleShot(true);
    m_arming.setInterval(armingDelay);
    connect(&m_arming, &QTimer::timeout, this, [this] { m_yes->setEnabled(true); });
    connect(no, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_yes, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_forSession, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_always->setChecked(false);
    });
    connect(m_always, &QCheckBox::toggled, this, [this](bool on) {
        if (on)
            m_forSession->setChecked(false);
    });
}

void ConfirmCallDialog::addWarnings(QVBoxLayout *layout, const CallQuestion &question)
{
    const auto warn = [layout](const QString &objectName, const QString &words, Tone tone) {
        if (words.isEmpty())
            return;
        auto *banner = new Banner(objectName);
        banner->setSentence(words, tone);
        layout->addWidget(banner);
    };
    const mcp::Tool &tool = question.tool;
    if (tool.effect() == mcp::Effect::Destroys)
        warn(u"confirmDestructiveBanner"_s,
            tr("This may delete or overwrite things for good. You are asked each time."), Tone::Bad);
    if (tool.annotations.arePresent && tool.annotations.openWorld)
        warn(u"confirmOutsideBanner"_s,
            tr("It reaches out: what you send may leave the server for third parties."), Tone::Caution);
    warn(u"confirmLookAlikeBanner"_s, question.lookAlike, Tone::Caution);
    warn(u"confirmCautionsBanner"_s, cautionWords(question.cautions), Tone::Caution);
    if (question.reason != session::CallDecision::Reason::Changed)
        return;
    warn(u"confirmChangedBanner"_s,
        question.approved ? tr("It changed since you approved it on %1.").arg(wholeTime(*question.approved))
                          : tr("It changed since you approved it."),
        Tone::Caution);
    auto *difference = new DifferenceView(u"confirmDifferenceText"_s);
    difference->setChanges(question.changes, question.changesAreUnknown);
    difference->setMinimumHeight(difference->fontMetrics().lineSpacing() * 7);
    layout->addWidget(difference, 1);
}

QPlainTextEdit *ConfirmCallDialog::argumentsEdit(const json::Object &arguments)
{
    auto *edit = new QPlainTextEdit(
        base::cleanedBlock(QString::fromUtf8(json::pretty(arguments)).trimmed(), shownArguments));
    edit->setObjectName(u"confirmArgumentsEdit"_s);
    edit->setAccessibleName(tr("Arguments"));
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setFont(fontFor(TextRole::Wire));
    edit->setMinimumHeight(edit->fontMetrics().lineSpacing() * 6);
    return edit;
}

void ConfirmCallDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    if (!m_yes->isEnabled() && !m_arming.isActive())
        m_arming.start();
}

bool ConfirmCallDialog::isForSession() const
{
    return m_forSession->isVisibleTo(this) && m_forSession->isChecked();
}

session::CallAnswer::Remember ConfirmCallDialog::remember() const
{
    if (m_always->isVisibleTo(this) && m_always->isChecked())
        return session::CallAnswer::Remember::Always;
    return isForSession() ? session::CallAnswer::Remember::Session : session::CallAnswer::Remember::Once;
}

void CallConfirmer::setWindow(QWidget *window, std::function<Caller(const QString &)> describe)
{
    m_window = window;
    m_describe = std::move(describe);
}

void CallConfirmer::ask(
    const session::CallQuestion &question, std::function<void(const session::CallAnswer &)> answer)
{
    if (!m_window)
        return answer({}); // nobody is there to say yes
    const Caller caller = m_describe ? m_describe(question.connection) : Caller();
    auto *dialog = new ConfirmCallDialog({ .server = caller.server,
                                             .account = caller.account,
                                             .tool = question.tool,
                                             .arguments = question.arguments,
                                             .reason = question.decision.reason,
                                             .approved = question.approved,
                                             .changes = question.changes,
                                             .changesAreUnknown = question.changesAreUnknown,
                                             .cautions = question.cautions,
                                             .lookAlike = question.lookAlike },
        m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::finished, this, [dialog, answer = std::move(answer)](int result) {
        answer({ .yes = result == QDialog::Accepted, .remember = dialog->remember() });
    });
    dialog->open();
}

void CallConfirmer::confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
    std::function<void(bool)> answer)
{
    ask({ .connection = connection, .tool = tool, .arguments = arguments },
        [answer = std::move(answer)](const session::CallAnswer &said) { answer(said.yes); });
}

} // namespace authscope::ui
