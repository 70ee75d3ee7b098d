// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptpanel.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QProgressBar>
#include <QScrollArea>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace authscope::ui {

PromptPanel::PromptPanel()
    : m_title(new Label({}, TextRole::Title))
    , m_wireName(new Label({}, TextRole::Wire, Tone::Muted))
    , m_description(new Label({}, TextRole::Body, Tone::Muted))
    , m_arguments(new VariableForm)
    , m_noArguments(new Label(tr("It takes no arguments."), TextRole::Body, Tone::Muted))
    , m_get(primaryButton(tr("Get"), u"getPromptButton"_s))
    , m_cancel(button(tr("Cancel"), u"cancelPromptButton"_s))
    , m_busy(new QProgressBar)
    , m_hint(new Label({}, TextRole::Body, Tone::Muted))
    , m_visit(visitButton(u"promptVisitFinishedButton"_s))
{
    setProperty("card", true);
    setObjectName(u"promptPanel"_s);
    m_title->setObjectName(u"promptTitleLabel"_s);
    m_title->setWrapping(true);
    m_wireName->setObjectName(u"promptNameLabel"_s);
    m_description->setObjectName(u"promptDescriptionLabel"_s);
    m_description->setWrapping(true);
    m_hint->setObjectName(u"promptHintLabel"_s);
    m_busy->setObjectName(u"promptProgress"_s);
    m_busy->setAccessibleName(tr("Progress of the prompt"));
    m_busy->setTextVisible(false);
    m_busy->setRange(0, 0);
    m_busy->setFixedSize(120, 6);

    auto *head = row(nullptr, 0, 12);
    head->addWidget(m_title, 1);
    head->addWidget(m_wireName);
    auto *content = new QWidget;
    auto *inner = column(content, 0, 0);
    inner->addWidget(m_noArguments);
    inner->addWidget(m_arguments);
    inner->addStretch();
    QScrollArea *area = scrollingPage(content, tr("Arguments"));
    content->setAutoFillBackground(false);
    content->setProperty("page", false);
    area->viewport()->setAutoFillBackground(false);
    area->setMinimumHeight(64);
    auto *actions = row(nullptr, 0, 12);
    actions->addWidget(m_get);
    actions->addWidget(m_cancel);
    actions->addWidget(m_busy);
    actions->addWidget(m_hint, 1);
    actions->addWidget(m_visit);
    auto *all = column(this, 16, 8);
    all->addLayout(head);
    all->addWidget(m_description);
    all->addWidget(area, 1);
    all->addLayout(actions);

    for (const auto key : { Qt::Key_Return, Qt::Key_Enter }) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        connect(shortcut, &QShortcut::activated, this, [this] {
            if (isVisible())
                fetch();
        });
    }
    connect(m_get, &QPushButton::clicked, this, &PromptPanel::fetch);
    connect(m_arguments, &VariableForm::submitted, this, &PromptPanel::fetch);
    connect(m_arguments, &VariableForm::edited, this, [this] {
        m_hint->setTone(Tone::Muted);
        m_hint->setText(tr("Ctrl+Enter"));
    });
    connect(m_cancel, &QPushButton::clicked, this, &PromptPanel::cancelRequested);
    connect(m_visit, &QPushButton::clicked, this, &PromptPanel::visitFinished);
    setRunning(false);
}

void PromptPanel::setPrompt(const mcp::Prompt &prompt)
{
    if (prompt.name != m_name)
        m_arguments->setVariables({});
    m_name = prompt.name;
    m_title->setText(isolated(base::cleaned(prompt.title.isEmpty() ? prompt.name : prompt.title, 120)));
    m_wireName->setForeignText(prompt.name, 60);
    m_wireName->setVisible(prompt.name != prompt.title);
    m_description->setForeignText(prompt.description, 1000);
    m_description->setVisible(!prompt.description.isEmpty());
    QList<VariableForm::Variable> variables;
    for (const mcp::PromptArgument &argument : prompt.arguments)
        variables += { .name = argument.name,
            .label = argument.title,
            .hint = argument.description,
            .isRequired = argument.isRequired };
    m_arguments->setVariables(variables);
    m_noArguments->setVisible(variables.isEmpty());
}

void PromptPanel::fetch()
{
    if (m_name.isEmpty() || !m_get->isVisibleTo(this))
        return;
    const QStringList problems = m_arguments->problems();
    if (!problems.isEmpty()) {
        m_hint->setTone(Tone::Bad);
        m_hint->setText(tr("✗ Nothing was sent: %1").arg(problems.first()));
        m_arguments->showProblems();
        return;
    }
    Q_EMIT getRequested(m_name, m_arguments->values());
}

void PromptPanel::setRunning(bool running, const QString &phase)
{
    m_phase = phase;
    m_get->setVisible(!running);
    m_cancel->setVisible(running);
    m_busy->setVisible(running);
    if (!running)
        setVisitAwaited(false);
    m_hint->setTone(Tone::Muted);
    m_hint->setText(running ? tr("%1 …").arg(base::cleaned(phase)) : tr("Ctrl+Enter"));
}

void PromptPanel::setVisitAwaited(bool isAwaited)
{
    ui::setVisitAwaited(m_visit, isAwaited);
}

void PromptPanel::setElapsed(std::chrono::milliseconds elapsed)
{
    m_hint->setText(tr("%1 … %2").arg(base::cleaned(m_phase, 120), durationText(elapsed)));
}

} // namespace authscope::ui
