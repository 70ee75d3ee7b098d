// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/messagesview.h"

#include "ui/common/chip.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/preview/contentview.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownMessages = 200;
constexpr qsizetype shortText = 4000; // beyond that a label lays out slowly

QWidget *textOf(const QString &text, const QString &name)
{
    if (text.size() <= shortText) {
        auto *label = new Label(base::cleanedBlock(text));
        label->setWrapping(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        label->setAccessibleName(name);
        return label;
    }
    auto *edit = new QPlainTextEdit(base::cleanedBlock(text));
    edit->setReadOnly(true);
    edit->setUndoRedoEnabled(false);
    edit->setTabChangesFocus(true);
    edit->setAccessibleName(name);
    edit->setProperty("bare", true);
    edit->setFixedHeight(edit->fontMetrics().lineSpacing() * 16);
    return edit;
}

} // namespace

mcp::ResourceContent blockContent(const mcp::ContentBlock &block)
{
    return { .uri = block.uri,
        .mimeType = block.mimeType,
        .isText = block.data.isEmpty(),
        .text = block.text,
        .data = block.data };
}

QString messagesText(const QList<mcp::PromptMessage> &messages)
{
    QStringList parts;
    for (const mcp::PromptMessage &message : messages) {
        const mcp::ContentBlock &block = message.content;
        QString text = block.text;
        if (block.type != "text" && text.isEmpty())
            text = u"[%1 %2 %3]"_s
                       .arg(base::cleaned(block.type, 40), base::cleaned(block.mimeType, 80),
                           base::cleaned(block.uri, 500))
                       .simplified();
        parts += u"%1:\n%2"_s.arg(base::cleaned(message.role, 40), text);
    }
    return parts.join(u"\n\n"_s);
}

MessagesView::MessagesView()
    : m_empty(new EmptyState(u"messagesEmpty"_s))
    , m_all(new QWidget)
    , m_mark(new MarkLabel)
    , m_duration(new Label)
    , m_count(new Label({}, TextRole::Body, Tone::Muted))
    , m_traffic(linkButton(tr("Exchange"), u"promptExchangeButton"_s))
    , m_copy(button(tr("Copy messages"), u"copyMessagesButton"_s))
    , m_error(new ErrorPresenter(u"promptError"_s, QMargins(16, 12, 16, 12)))
    , m_description(new Label({}, TextRole::Body, Tone::Muted))
{
    setProperty("card", true);
    setObjectName(u"messagesView"_s);
    m_duration->setObjectName(u"promptDurationLabel"_s);
    m_count->setObjectName(u"messageCountLabel"_s);
    m_description->setWrapping(true);
    QFont strong = m_duration->font();
    strong.setBold(true);
    m_duration->setFont(strong);
    m_empty->setWords(tr("No messages yet"),
        tr("Get fills in the arguments at the server and shows the messages a model would be sent, in order. "
           "Nothing is sent to a model from here."));

    auto *head = row(nullptr, 0, 12);
    head->setContentsMargins(16, 8, 12, 8);
    head->addWidget(m_mark);
    head->addWidget(m_duration);
    head->addWidget(m_count);
    head->addWidget(m_traffic);
    head->addStretch(1);
    head->addWidget(m_copy);
    auto *page = new QWidget;
    m_messages = column(page, 16, 12);
    m_area = scrollingPage(page, tr("Messages"));
    m_area->setObjectName(u"messagesArea"_s);
    page->setAutoFillBackground(false);
    page->setProperty("page", false);
    m_area->viewport()->setAutoFillBackground(false);
    auto *inside = column(m_all, 0, 0);
    inside->addLayout(head);
    inside->addWidget(rule());
    inside->addWidget(m_error);
    inside->addWidget(m_area, 1);
    inside->addStretch(); // takes the room of the messages when an error stands alone
    auto *outside = column(this, 1, 0);
    outside->addWidget(m_all);
    outside->addWidget(m_empty);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &MessagesView::exchangeRequested);
    connect(m_traffic, &QPushButton::clicked, this, [this] { Q_EMIT exchangeRequested(m_exchange); });
    connect(m_copy, &QPushButton::clicked, this, [this] {
        if (m_data.result)
            QApplication::clipboard()->setText(messagesText(m_data.result->messages));
    });
    m_description->setParent(m_area); // placed with the messages
    m_description->hide();
    clearData();
}

void MessagesView::clearData()
{
    m_data = {};
    m_description->setParent(m_area);
    m_description->hide();
    clearLayout(m_messages);
    m_all->hide();
    m_empty->show();
}

void MessagesView::setData(const PromptData &given)
{
    clearData();
    m_data = given;
    m_empty->hide();
    m_all->show();
    const bool failed = !given.result;
    m_mark->setMark(failed ? Mark::Failed : Mark::Passed);
    m_duration->setText(failed                   ? tr("failed")
            : given.result->duration.count() > 0 ? durationText(given.result->duration)
                                                 : tr("answered"));
    const qsizetype all = failed ? 0 : given.result->messages.size();
    m_count->setText(failed ? QString() : counted(all, tr("1 message"), tr("%1 messages")));
    m_exchange = given.result ? given.result->exchange : given.error ? given.error->exchange : 0;
    m_traffic->setVisible(m_exchange != 0);
    m_copy->setVisible(all > 0);
    m_error->setError(given.error);
    m_area->setVisible(!failed);
    if (failed)
        return;
    m_description->setForeignText(given.result->description, 1000);
    if (!given.result->description.isEmpty()) {
        m_messages->addWidget(m_description);
        m_description->show();
    }
    for (qsizetype i = 0; i < std::min(all, shownMessages); ++i)
        m_messages->addWidget(messageCard(given.result->messages[i], i + 1));
    if (all > shownMessages)
        m_messages->addWidget(
            new Label(tr("… and %1 more; Copy messages takes all.").arg(all - shownMessages),
                TextRole::Caption, Tone::Muted));
    if (all == 0)
        m_messages->addWidget(
            new Label(tr("The server answered with no message at all."), TextRole::Body, Tone::Muted));
    m_messages->addStretch();
}

QWidget *MessagesView::messageCard(const mcp::PromptMessage &message, qsizetype number)
{
    const mcp::ContentBlock &block = message.content;
    auto *frame = new QFrame;
    frame->setProperty("banner", message.role == "assistant" ? u"muted"_s : u"accent"_s);
    frame->setObjectName(u"message%1"_s.arg(number));
    const QString role = base::cleaned(message.role, 40);
    auto *head = row(nullptr, 0, 8);
    auto *who = new Label(role, TextRole::Caption, message.role == "assistant" ? Tone::Muted : Tone::Accent);
    QFont strong = who->font();
    strong.setBold(true);
    who->setFont(strong);
    head->addWidget(who);
    if (block.type != "text") {
        QStringList about{ base::cleaned(block.type, 40) };
        if (!block.uri.isEmpty())
            about += base::cleaned(block.uri, 300);
        head->addWidget(new Label(about.join(u" · "_s), TextRole::Caption, Tone::Muted));
    }
    head->addStretch();
    auto *all = column(frame, 12, 4);
    all->addLayout(head);
    const QString name = tr("Message %1, %2").arg(number).arg(role);
    frame->setAccessibleName(name);
    if (block.type == "text") {
        all->addWidget(textOf(block.text, name));
    } else if (!block.data.isEmpty() || (block.type == "resource" && !block.text.isEmpty())) {
        auto *content = new ContentView;
        content->setContent(blockContent(block));
        content->setMinimumHeight(220);
        all->addWidget(content);
    } else if (!block.text.isEmpty()) {
        all->addWidget(textOf(block.text, name));
    }
    return frame;
}

} // namespace authscope::ui
