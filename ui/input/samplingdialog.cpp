// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input/samplingdialog.h"

#include "ui/common/chip.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownParts = 200;

QString partText(const mcp::SamplingRequest::Part &part)
{
    if (part.type == "text")
        return base::cleanedBlock(part.text, 16 * 1024);
    QStringList about{ base::cleaned(part.type, 40) };
    if (!part.mimeType.isEmpty())
        about += base::cleaned(part.mimeType, 80);
    if (!part.data.isEmpty())
        about += sizeText(part.data.size());
    const QString head = u"[%1]"_s.arg(about.join(u" · "_s));
    return part.text.isEmpty() ? head : head + u'\n' + base::cleanedBlock(part.text, 16 * 1024);
}

QWidget *messageCard(const QString &role, const QString &text)
{
    auto *frame = new QFrame;
    frame->setProperty("banner", role == u"assistant" ? u"muted"_s : u"accent"_s);
    auto *all = column(frame, 12, 4);
    auto *who = new Label(role, TextRole::Caption, Tone::Muted);
    auto *words = new Label(text);
    words->setWrapping(true);
    words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    all->addWidget(who);
    all->addWidget(words);
    frame->setAccessibleName(role);
    return frame;
}

} // namespace

qint64 estimatedTokens(const QString &text)
{
    return (text.size() + 3) / 4;
}

SamplingDialog::SamplingDialog(const mcp::SamplingRequest &request, const Asker &asker, QWidget *parent)
    : QDialog(parent)
    , m_maxTokens(request.maxTokens)
    , m_text(new QPlainTextEdit)
    , m_model(new QLineEdit(tr("a person")))
    , m_length(new Label({}, TextRole::Caption, Tone::Muted))
    , m_waiting(new Label({}, TextRole::Caption, Tone::Muted))
    , m_send(button(tr("Send answer"), u"sendSamplingButton"_s))
{
    setObjectName(u"samplingDialog"_s);
    setWindowTitle(tr("%1 asks for a model’s answer").arg(isolated(base::cleaned(asker.connection, 60))));
    setModal(false);
    auto *deprecated = new Chip(tr("deprecated since 2026-07-28"), Tone::Caution);
    auto *explanation = new Label(tr("There is no model here. Read what the server wants a model to see, and "
                                     "write the answer yourself; "
                                     "or refuse."),
        TextRole::Body, Tone::Muted);
    explanation->setWrapping(true);

    auto *page = new QWidget;
    auto *messages = column(page, 0, 8);
    messages->setContentsMargins(0, 0, 8, 0);
    if (!request.systemPrompt.isEmpty())
        messages->addWidget(
            messageCard(tr("system prompt"), base::cleanedBlock(request.systemPrompt, 16 * 1024)));
    for (const auto &part : request.messages.first(std::min(request.messages.size(), shownParts)))
        messages->addWidget(messageCard(base::cleaned(part.role, 40), partText(part)));
    if (request.messages.size() > shownParts)
        messages->addWidget(new Label(
            tr("… and %1 more").arg(request.messages.size() - shownParts), TextRole::Caption, Tone::Muted));
    messages->addStretch();
    QScrollArea *area = scrollingPage(page, tr("What a model would see"));
    area->setObjectName(u"samplingMessages"_s);

    auto *facts = new QFormLayout;
    facts->setHorizontalSpacing(16);
    facts->setVerticalSpacing(4);
    facts->addRow(new Label(tr("At most"), TextRole::Body, Tone::Muted),
        new Label(counted(request.maxTokens, tr("1 token"), tr("%1 tokens"))));
    if (!request.modelHints.isEmpty()) {
        auto *hints = new Label(base::cleaned(request.modelHints.join(u", "_s), 300));
        hints->setWrapping(true);
        facts->addRow(new Label(tr("It would like"), TextRole::Body, Tone::Muted), hints);
    }

    m_text->setObjectName(u"samplingAnswerEdit"_s);
    m_text->setAccessibleName(tr("Your answer"));
    m_text->setPlaceholderText(tr("Your answer"));
    m_text->setTabChangesFocus(true);
    m_text->setFixedHeight(m_text->fontMetrics().lineSpacing() * 5 + 16);
    m_model->setObjectName(u"samplingModelLineEdit"_s);
    m_model->setAccessibleName(tr("Who answers, as the server is told"));
    m_length->setObjectName(u"samplingLengthLabel"_s);
    auto *who = row(nullptr, 0, 8);
    who->addWidget(new Label(tr("Answered by"), TextRole::Body, Tone::Muted));
    who->addWidget(m_model, 1);
    who->addWidget(m_length);

    QPushButton *refuse = button(tr("Refuse"), u"refuseSamplingButton"_s);
    refuse->setAutoDefault(true);
    refuse->setDefault(true);
    m_send->setAutoDefault(true);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(m_waiting);
    buttons->addStretch();
    buttons->addWidget(refuse);
    buttons->addWidget(m_send);
    auto *all = column(this, 20, 12);
    all->addWidget(askerHead(tr("A server wants a model’s answer"), asker, u"samplingHead"_s));
    all->addWidget(deprecated, 0, Qt::AlignLeft);
    all->addWidget(explanation);
    all->addWidget(area, 1);
    all->addLayout(facts);
    all->addWidget(m_text);
    all->addLayout(who);
    all->addLayout(buttons);
    resize(600, 640);
    m_text->setFocus();

    connect(m_text, &QPlainTextEdit::textChanged, this, &SamplingDialog::typed);
    connect(m_send, &QPushButton::clicked, this, &SamplingDialog::send);
    connect(refuse, &QPushButton::clicked, this, &SamplingDialog::reject);
    setWaiting(0);
    typed();
}

void SamplingDialog::setWaiting(int others)
{
    m_waiting->setText(
        others > 0 ? counted(others, tr("1 more question waits"), tr("%1 more questions wait")) : QString());
}

void SamplingDialog::typed()
{
    const QString text = m_text->toPlainText();
    const qint64 tokens = estimatedTokens(text);
    const bool tooLong = tokens > m_maxTokens;
    m_length->setTone(tooLong ? Tone::Bad : Tone::Muted);
    m_length->setText(tooLong ? tr("✗ about %1 tokens, %2 allowed").arg(tokens).arg(m_maxTokens)
                              : tr("about %1 of %2 tokens").arg(tokens).arg(m_maxTokens));
    m_send->setEnabled(!tooLong && !text.trimmed().isEmpty());
}

void SamplingDialog::send()
{
    if (std::exchange(m_isAnswered, true))
        return;
    QDialog::accept();
    Q_EMIT answered({ .text = m_text->toPlainText(), .model = m_model->text().trimmed() });
}

void SamplingDialog::reject()
{
    if (std::exchange(m_isAnswered, true))
        return;
    QDialog::reject();
    Q_EMIT refused();
}

void SamplingDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers() == Qt::ControlModifier)
        return m_send->isEnabled() ? send() : void();
    if (isEnter)
        return event->accept();
    QDialog::keyPressEvent(event);
}

} // namespace authscope::ui
