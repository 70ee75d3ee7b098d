// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input/elicitationdialog.h"

#include "ui/common/emptystate.h"
#include "ui/common/text.h"
#include "ui/input/urlcaution.h"
#include "ui/schemaform/schemaform.h"

#include <QBoxLayout>
#include <QFormLayout>
#include <QKeyEvent>
#include <QPlainTextEdit>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using Action = mcp::ElicitationAnswer::Action;

QWidget *askerHead(const QString &title, const Asker &asker, const QString &objectName)
{
    auto *head = new QWidget;
    head->setObjectName(objectName);
    auto *caption = new Label(title, TextRole::Title);
    caption->setWrapping(true);
    auto *facts = new QFormLayout;
    facts->setHorizontalSpacing(16);
    facts->setVerticalSpacing(4);
    const auto fact = [&](const QString &name, const QString &text, const QString &label) {
        if (text.isEmpty())
            return;
        auto *value = new Label(text);
        value->setObjectName(label);
        value->setWrapping(true);
        facts->addRow(new Label(name, TextRole::Body, Tone::Muted), value);
    };
    QString who = isolated(base::cleaned(asker.connection, 120));
    if (!asker.server.isEmpty() && asker.server != asker.connection)
        who += ElicitationDialog::tr(" (calls itself “%1”)").arg(isolated(base::cleaned(asker.server, 120)));
    fact(ElicitationDialog::tr("Server"), who, u"askerServerLabel"_s);
    fact(ElicitationDialog::tr("At"), base::cleaned(asker.host, 200), u"askerHostLabel"_s);
    fact(ElicitationDialog::tr("For"),
        asker.cause.isEmpty() ? ElicitationDialog::tr("no call of yours: it asks of its own accord")
                              : base::cleaned(asker.cause, 200),
        u"askerCauseLabel"_s);
    auto *all = column(head, 0, 8);
    all->addWidget(caption);
    all->addLayout(facts);
    return head;
}

ElicitationDialog::ElicitationDialog(
    const mcp::Elicitation &elicitation, const Asker &asker, OpenUrl open, QWidget *parent)
    : QDialog(parent)
    , m_elicitation(elicitation)
    , m_open(std::move(open))
    , m_problem(new Label({}, TextRole::Body, Tone::Bad))
    , m_waiting(new Label({}, TextRole::Caption, Tone::Muted))
    , m_decline(button(tr("Decline"), u"declineElicitationButton"_s))
    , m_cancel(button(tr("Cancel"), u"cancelElicitationButton"_s))
{
    const bool isUrl = elicitation.mode == mcp::Elicitation::Mode::Url;
    m_accept = button(isUrl ? tr("Done") : tr("Send"), u"acceptElicitationButton"_s);
    setObjectName(u"elicitationDialog"_s);
    setWindowTitle(tr("%1 asks you something").arg(isolated(base::cleaned(asker.connection, 60))));
    setModal(false);
    m_problem->setObjectName(u"elicitationProblemLabel"_s);
    m_problem->setWrapping(true);
    m_problem->hide();
    m_waiting->setObjectName(u"elicitationWaitingLabel"_s);
    m_decline->setToolTip(plainToolTip(tr("Tell the server no")));
    m_cancel->setToolTip(plainToolTip(tr("Tell the server nothing but that you closed the question")));

    auto *caption = new Label(tr("The server’s words"), TextRole::Caption, Tone::Muted);
    auto *message = new Label(base::cleanedBlock(elicitation.message, 4000));
    message->setObjectName(u"elicitationMessageLabel"_s);
    message->setWrapping(true);
    message->setAccessibleName(tr("The server says: %1").arg(message->text()));
    auto *words = new QFrame;
    words->setProperty("banner", u"muted"_s);
    auto *wordsColumn = column(words, 12, 4);
    wordsColumn->addWidget(caption);
    wordsColumn->addWidget(message);

    auto *page = new QWidget;
    auto *pageColumn = column(page, 0, 12);
    pageColumn->setContentsMargins(0, 0, 8, 0);
    pageColumn->addWidget(words);
    pageColumn->addWidget(isUrl ? makeUrl(reviewUrl(elicitation.url, asker.url)) : makeForm());
    pageColumn->addStretch();
    QScrollArea *area = scrollingPage(page, tr("The question"));

    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(m_waiting);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_decline);
    if (m_openButton)
        buttons->addWidget(m_openButton);
    buttons->addWidget(m_accept);
    auto *all = column(this, 20, 12);
    all->addWidget(askerHead(
        isUrl ? tr("A server wants a page opened in your browser") : tr("A server asks for details"), asker,
        u"elicitationHead"_s));
    all->addWidget(area, 1);
    all->addWidget(m_problem);
    all->addLayout(buttons);
    resize(560, isUrl ? 440 : 660);
    setWaiting(0);

    connect(m_accept, &QPushButton::clicked, this, &ElicitationDialog::send);
    connect(m_decline, &QPushButton::clicked, this, [this] { finishWith(Action::Decline); });
    connect(m_cancel, &QPushButton::clicked, this, [this] { finishWith(Action::Cancel); });
    for (QPushButton *each : { m_accept, m_decline, m_openButton })
        if (each)
            each->setAutoDefault(true); // Enter presses the one that has the focus
    m_cancel->setAutoDefault(true);
    m_cancel->setDefault(true); // an Enter typed for something else sends nothing
    if (!isUrl)
        m_form->focusFirst();
    else
        m_cancel->setFocus();
}

ElicitationDialog::~ElicitationDialog()
{
    if (m_form)
        m_form->disconnect(this); // a name half typed is taken when the focus goes, and that is after us
}

QWidget *ElicitationDialog::makeForm()
{
    m_form = new SchemaForm;
    m_form->setSchema(m_elicitation.schema);
    m_review = new QPlainTextEdit;
    m_review->setObjectName(u"elicitationReviewEdit"_s);
    m_review->setAccessibleName(tr("What will be sent"));
    m_review->setReadOnly(true);
    m_review->setTabChangesFocus(true);
    m_review->setFont(fontFor(TextRole::Wire));
    m_review->setFixedHeight(m_review->fontMetrics().lineSpacing() * 6 + 16);
    auto *holder = new QWidget;
    auto *all = column(holder, 0, 8);
    all->addWidget(m_form);
    all->addWidget(new Label(tr("This will be sent, nothing else"), TextRole::Caption, Tone::Muted));
    all->addWidget(m_review);
    connect(m_form, &SchemaForm::edited, this, &ElicitationDialog::showReview);
    showReview();
    return holder;
}

QWidget *ElicitationDialog::makeUrl(const UrlReview &review)
{
    auto *holder = new QWidget;
    auto *all = column(holder, 0, 8);
    if (review.refusal) {
        auto *banner = new Banner(u"elicitationUrlRefusal"_s);
        banner->setSentence(
            tr("It will not be opened. %1").arg(base::cleaned(review.refusal->message, 500)), Tone::Bad);
        all->addWidget(banner);
    }
    // The host stands alone and large: no markup is needed to make it stand out of the address.
    auto *host = new Label(review.host, TextRole::Title);
    host->setObjectName(u"elicitationUrlHostLabel"_s);
    host->setWrapping(true);
    auto *address = new QPlainTextEdit(review.before + review.host + review.after);
    address->setObjectName(u"elicitationUrlEdit"_s);
    address->setAccessibleName(tr("The whole address"));
    address->setReadOnly(true);
    address->setTabChangesFocus(true);
    address->setFont(fontFor(TextRole::Wire));
    address->setWordWrapMode(QTextOption::WrapAnywhere);
    address->setFixedHeight(address->fontMetrics().lineSpacing() * 4 + 16);
    all->addWidget(new Label(tr("It would open"), TextRole::Caption, Tone::Muted));
    all->addWidget(host);
    all->addWidget(address);
    for (const QString &caution : review.cautions) {
        auto *banner = new Banner(u"elicitationCaution"_s);
        banner->setSentence(caution, Tone::Caution);
        all->addWidget(banner);
    }
    auto *explanation = new Label(tr("Nothing was fetched. What you do on that page stays between you and "
                                     "it; Done only tells the server "
                                     "that you went there."),
        TextRole::Body, Tone::Muted);
    explanation->setWrapping(true);
    all->addWidget(explanation);
    m_openButton = button(tr("Open in browser"), u"openElicitationUrlButton"_s);
    m_openButton->setEnabled(!review.refusal);
    m_accept->setEnabled(false);
    connect(m_openButton, &QPushButton::clicked, this, &ElicitationDialog::openUrl);
    return holder;
}

void ElicitationDialog::setWaiting(int others)
{
    m_waiting->setText(
        others > 0 ? counted(others, tr("1 more question waits"), tr("%1 more questions wait")) : QString());
}

void ElicitationDialog::showReview()
{
    const json::Object content = m_form->value();
    m_review->setPlainText(base::cleanedBlock(QString::fromUtf8(json::pretty(content)).trimmed(), 64 * 1024));
    m_problem->hide();
}

void ElicitationDialog::send()
{
    if (m_form) {
        QStringList problems = m_form->problems();
        if (problems.isEmpty())
            problems = mcp::contentProblems(m_elicitation.schema, m_form->value());
        if (!problems.isEmpty()) {
            m_form->showAllProblems();
            m_problem->setText(tr("✗ Nothing was sent: %1").arg(base::cleaned(problems.first(), 300)));
            m_problem->show();
            return;
        }
    }
    finishWith(Action::Accept);
}

void ElicitationDialog::openUrl()
{
    const base::Result<void> opened = m_open(m_elicitation.url);
    m_problem->setTone(opened ? Tone::Muted : Tone::Bad);
    m_problem->setText(opened
            ? tr("Handed to your browser. Come back here and press Done when you are through.")
            : u"✗ "_s + base::cleaned(opened.error().message, 400));
    m_problem->show();
    if (!opened)
        return;
    m_wasOpened = true;
    m_accept->setEnabled(true);
    m_openButton->setText(tr("Open again"));
}

void ElicitationDialog::completed()
{
    m_problem->setTone(Tone::Good);
    m_problem->setText(tr("✓ The server says that it is done."));
    m_problem->show();
    if (m_wasOpened)
        finishWith(Action::Accept);
}

void ElicitationDialog::finishWith(Action action)
{
    if (std::exchange(m_isAnswered, true))
        return;
    mcp::ElicitationAnswer answer{ .action = action };
    if (action == Action::Accept && m_form)
        answer.content = m_form->value();
    QDialog::done(action == Action::Accept ? Accepted : Rejected);
    Q_EMIT answered(answer);
}

void ElicitationDialog::reject()
{
    finishWith(Action::Cancel);
}

void ElicitationDialog::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && event->modifiers() == Qt::ControlModifier)
        return m_accept->isEnabled() ? send() : void();
    if (isEnter)
        return event->accept(); // in a field: neither Cancel nor Send
    QDialog::keyPressEvent(event);
}

} // namespace authscope::ui
