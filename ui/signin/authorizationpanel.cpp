// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/signin/authorizationpanel.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

AuthorizationPanel::AuthorizationPanel()
    : m_host(new Label)
    , m_where(new Label({}, TextRole::Body, Tone::Muted))
    , m_parameters(new Table(
          u"authorizationParameters"_s, tr("Parameters of the authorization URL"), Table::Height::Fitting))
    , m_countdown(new Label({}, TextRole::Body, Tone::Muted))
    , m_foreign(new Label({}, TextRole::Caption, Tone::Caution))
    , m_actions(new QWidget)
    , m_device(new QWidget)
    , m_code(new Label({}, TextRole::Title))
    , m_elsewhere(new QWidget)
    , m_paste(new QLineEdit)
    , m_pasteProblem(new Label({}, TextRole::Caption, Tone::Bad))
    , m_registerAgain(
          linkButton(tr("The page does not know this program? Register again"), u"registerAgainButton"_s))
{
    setObjectName(u"authorizationPanel"_s);
    setProperty("card", true);
    m_host->setObjectName(u"authorizationHostLabel"_s);
    m_countdown->setObjectName(u"browserCountdownLabel"_s);
    QFont strong = m_host->font();
    strong.setBold(true);
    m_host->setFont(strong);
    m_model.setHorizontalHeaderLabels({ tr("Parameter"), tr("Value"), tr("What it is for") });
    m_parameters->setModel(&m_model);
    m_parameters->setColumns({ 22, 0, 0 });

    QPushButton *again = button(tr("Open again"), u"openAgainButton"_s);
    QPushButton *copy = button(tr("Copy link"), u"copyLinkButton"_s);
    QPushButton *cancel = button(tr("Cancel"), u"cancelBrowserButton"_s);
    auto *actions = row(m_actions, 0, 8);
    actions->addWidget(again);
    actions->addWidget(copy);
    actions->addWidget(cancel);
    actions->addWidget(m_countdown);
    actions->addStretch();

    m_code->setObjectName(u"deviceCodeLabel"_s);
    m_code->setSelectable();
    auto *device = row(m_device, 0, 8);
    device->addWidget(new Label(tr("Type this code there:")));
    device->addWidget(m_code);
    device->addStretch();

    m_paste->setObjectName(u"pasteAnswerLineEdit"_s);
    m_paste->setAccessibleName(tr("Address the browser ended at"));
    m_paste->setPlaceholderText(
        tr("The browser is on another computer? Paste the whole address it ended at"));
    m_pasteProblem->setObjectName(u"pasteProblemLabel"_s);
    m_pasteProblem->setWrapping(true);
    m_pasteProblem->hide();
    QPushButton *take = button(tr("Take it"), u"takePastedButton"_s);
    auto *elsewhere = row(m_elsewhere, 0, 8);
    elsewhere->addWidget(m_paste, 1);
    elsewhere->addWidget(take);

    auto *where = row(nullptr, 0, 8);
    where->addWidget(m_where);
    where->addWidget(m_host);
    where->addStretch();
    auto *all = column(this, 12, 8);
    all->addLayout(where);
    all->addWidget(m_device);
    all->addWidget(m_actions);
    all->addWidget(m_foreign);
    all->addWidget(m_elsewhere);
    all->addWidget(m_pasteProblem);
    all->addWidget(m_registerAgain, 0, Qt::AlignLeft);
    all->addWidget(m_parameters);

    connect(again, &QPushButton::clicked, this, &AuthorizationPanel::openAgainRequested);
    connect(copy, &QPushButton::clicked, this, &AuthorizationPanel::copyLinkRequested);
    connect(cancel, &QPushButton::clicked, this, &AuthorizationPanel::cancelRequested);
    connect(m_registerAgain, &QPushButton::clicked, this, &AuthorizationPanel::registerAgainRequested);
    const auto takePasted = [this] {
        if (const QString address = m_paste->text().trimmed(); !address.isEmpty())
            Q_EMIT pasted(address);
    };
    connect(take, &QPushButton::clicked, this, takePasted);
    connect(m_paste, &QLineEdit::returnPressed, this, takePasted);
    setWaiting(true);
}

void AuthorizationPanel::setData(const BrowserData &given)
{
    m_data = given;
    m_host->setForeignText(given.host);
    m_code->setText(given.device ? given.device->userCode : QString());
    m_parameters->setVisible(!given.device);
    setWaiting(m_isWaiting);
    m_foreign->setText(given.foreignAnswers == 0
            ? QString()
            : counted(given.foreignAnswers,
                tr("1 answer on the loopback address was not ours and was ignored."),
                tr("%1 answers on the loopback address were not ours and were ignored.")));
    m_foreign->setVisible(given.foreignAnswers > 0);
    m_model.removeRows(0, m_model.rowCount());
    for (const oauth::ExplainedParameter &parameter : given.parameters) {
        m_model.appendRow({ cell(QString::fromUtf8(parameter.name), Tone::Plain, true),
            cell(QString::fromUtf8(parameter.value), Tone::Plain, true),
            cell(parameter.purpose, Tone::Muted) });
    }
}

void AuthorizationPanel::setPasteProblem(const QString &problem)
{
    m_paste->clear(); // it holds a code
    m_pasteProblem->setText(problem.isEmpty() ? QString() : u"✗ "_s + problem);
    m_pasteProblem->setVisible(!problem.isEmpty());
}

void AuthorizationPanel::setWaiting(bool waiting)
{
    m_isWaiting = waiting;
    m_actions->setVisible(waiting);
    m_device->setVisible(waiting && m_data.device);
    m_elsewhere->setVisible(waiting && !m_data.device);
    m_registerAgain->setVisible(waiting && m_data.canRegisterAgain);
    if (!waiting)
        setPasteProblem({});
    m_where->setText(waiting ? tr("Your browser should show a page of") : tr("The browser was sent to"));
}

void AuthorizationPanel::tick(base::Time now)
{
    if (!m_isWaiting)
        return;
    const auto left = m_data.deadline - now;
    m_countdown->setText(left.count() > 0 ? (m_data.device ? tr("The code is good for another %1.")
                                                           : tr("Listening for the answer for another %1."))
                                                .arg(countdownText(left))
                                          : tr("The time is over. Sign in again when you are ready."));
    m_countdown->setTone(left.count() > 30'000 ? Tone::Muted : Tone::Caution);
}

} // namespace authscope::ui
