// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptsview.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QDataStream>
#include <QIODevice>
#include <QSplitter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

FeatureFrame::Words words()
{
    return { .beforeTitle = PromptsView::tr("Prompts appear once the server can be asked"),
        .beforeText = PromptsView::tr(
            "A prompt is a text the server has ready, with gaps for arguments. Each gets a form, and the "
            "messages are shown as a model would be sent them."),
        .loading = PromptsView::tr("Asking the server for its prompts …"),
        .failed = PromptsView::tr("The prompts could not be listed"),
        .noneTitle = PromptsView::tr("The server has no prompts"),
        .noneText = PromptsView::tr("It answered, and its list is empty for this account."),
        .notOfferedTitle = PromptsView::tr("The server offers no prompts"),
        .notOfferedText = PromptsView::tr("Its capabilities do not name them. Servers that only have tools "
                                          "are common; nothing is wrong.") };
}

} // namespace

PromptsView::PromptsView()
    : m_list(new EntryList(u"prompt"_s,
        { .list = tr("Prompts"),
            .filter = tr("Filter prompts"),
            .one = tr("Filter 1 prompt"),
            .many = tr("Filter %1 prompts"),
            .reload = tr("Ask the server for its prompts again") }))
    , m_panel(new PromptPanel)
    , m_messages(new MessagesView)
    , m_right(new QSplitter(Qt::Vertical))
{
    setObjectName(u"promptsView"_s);
    m_right->addWidget(m_panel);
    m_right->addWidget(m_messages);
    m_right->setStretchFactor(1, 1);
    m_right->setSizes({ 230, 400 });
    m_right->setHandleWidth(12);
    m_right->setChildrenCollapsible(false);
    m_frame = new FeatureFrame(u"prompts"_s, words(), m_list, m_right);
    column(this, 0, 0)->addWidget(m_frame);
    connect(m_list, &EntryList::entryChosen, this, &PromptsView::showPrompt);
    connect(m_list, &EntryList::entryActivated, this, [this] { m_panel->arguments()->focusFirst(); });
    connect(m_list, &EntryList::reloadRequested, this, &PromptsView::loadRequested);
    connect(m_frame, &FeatureFrame::loadRequested, this, &PromptsView::loadRequested);
    connect(m_frame, &FeatureFrame::exchangeRequested, this, &PromptsView::exchangeRequested);
    connect(m_messages, &MessagesView::exchangeRequested, this, &PromptsView::exchangeRequested);
}

void PromptsView::setPrompts(const QList<mcp::Prompt> &prompts)
{
    m_prompts = prompts;
    QList<Entry> entries;
    for (const mcp::Prompt &prompt : prompts)
        entries += { .id = prompt.name,
            .title = prompt.title.isEmpty() ? prompt.name : prompt.title,
            .caption = prompt.description.isEmpty() ? prompt.name : prompt.description,
            .chip = prompt.arguments.isEmpty()
                ? ChipText{}
                : ChipText{ counted(prompt.arguments.size(), tr("1 argument"), tr("%1 arguments")),
                    Tone::Muted },
            .details = prompt.name };
    m_list->setEntries(entries);
    if (!m_panel->promptName().isEmpty())
        showPrompt(m_panel->promptName());
}

void PromptsView::setState(FeatureFrame::State state, const std::optional<base::Error> &error)
{
    m_frame->setState(state, !m_prompts.isEmpty(), error);
}

void PromptsView::showPrompt(const QString &name)
{
    const bool another = name != m_panel->promptName();
    for (const mcp::Prompt &prompt : std::as_const(m_prompts)) {
        if (prompt.name != name)
            continue;
        m_panel->setPrompt(prompt);
        break;
    }
    if (!another)
        return;
    m_messages->clearData();
    Q_EMIT shownChanged();
}

QByteArray PromptsView::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_frame->splitter()->saveState() << m_right->saveState();
    return state;
}

void PromptsView::restoreState(const QByteArray &state)
{
    QByteArray split;
    QByteArray right;
    QDataStream stream(state);
    stream >> split >> right;
    m_frame->splitter()->restoreState(split);
    m_right->restoreState(right);
}

} // namespace authscope::ui
