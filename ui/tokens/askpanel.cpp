// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/askpanel.h"

#include "ui/common/busyline.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QStandardItem *compared(const oauth::ComparedClaim &row)
{
    if (row.differs)
        return markedCell(AskPanel::tr("differs"), int(Mark::Noted), Tone::Caution);
    if (row.there.isEmpty())
        return cell(AskPanel::tr("only here"), Tone::Muted);
    if (row.here.isEmpty())
        return cell(AskPanel::tr("only there"), Tone::Muted);
    return markedCell(AskPanel::tr("the same"), int(Mark::Passed), Tone::Good);
}

QStandardItem *valueCell(const QString &value)
{
    return value.isEmpty() ? cell(u"—"_s, Tone::Muted) : cell(value, Tone::Plain, true);
}

} // namespace

AskPanel::AskPanel()
    : m_title(new Label({}, TextRole::Caption, Tone::Muted))
    , m_close(linkButton(tr("Close"), u"closeAnswerButton"_s))
    , m_busy(new BusyLine(u"askBusy"_s, tr("Cancel")))
    , m_error(new ErrorPresenter(u"askError"_s))
    , m_withToken(
          linkButton(tr("Ask again with the access token as the credential"), u"askWithTokenButton"_s))
    , m_answer(new QWidget)
    , m_sentence(new Banner(u"answerBanner"_s))
    , m_table(new Table(
          u"answerTable"_s, tr("What is known here beside what the provider says"), Table::Height::Fitting))
    , m_exchange(linkButton(tr("The exchange that proves it"), u"answerExchangeButton"_s))
{
    setObjectName(u"askPanel"_s);
    setProperty("card", true);
    m_title->setObjectName(u"answerTitleLabel"_s);
    m_close->setAccessibleName(tr("Close the answer"));
    m_model.setHorizontalHeaderLabels({ tr("Claim"), tr("Here"), tr("There"), tr("Compared") });
    m_table->setModel(&m_model);
    m_table->setColumns({ 16, 0, 0, 16 });
    auto *answer = column(m_answer, 0, 8);
    answer->addWidget(m_sentence);
    answer->addWidget(m_table);
    answer->addWidget(m_exchange, 0, Qt::AlignLeft);
    auto *head = row();
    head->addWidget(m_title, 1);
    head->addWidget(m_close);
    auto *all = column(this, 16, 8);
    all->addLayout(head);
    all->addWidget(m_busy);
    all->addWidget(m_error);
    all->addWidget(m_withToken, 0, Qt::AlignLeft);
    all->addWidget(m_answer);
    m_withToken->setToolTip(plainToolTip(tr(
        "Some providers take only that. The access token is then sent to the introspection endpoint in the "
        "Authorization field.")));
    connect(m_withToken, &QPushButton::clicked, this, &AskPanel::askWithTokenRequested);
    connect(m_close, &QPushButton::clicked, this, &AskPanel::clear);
    connect(m_busy, &BusyLine::stopRequested, this, &AskPanel::stopRequested);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &AskPanel::exchangeRequested);
    connect(m_exchange, &QPushButton::clicked, this, [this] { Q_EMIT exchangeRequested(m_word.exchange); });
    arrange();
}

void AskPanel::begin(const QString &phase, base::Time now)
{
    m_mayUseToken = false;
    m_error->setError({});
    m_busy->begin(phase, now);
    arrange();
}

void AskPanel::tick(base::Time now)
{
    m_busy->tick(now);
}

void AskPanel::show(const ServerWord &word)
{
    m_word = word;
    m_hasWord = true;
    m_busy->end();
    m_error->setError({});
    m_sentence->setSentence(word.sentence, word.tone);
    showRows();
    arrange();
}

void AskPanel::showRows()
{
    m_model.removeRows(0, m_model.rowCount());
    for (const oauth::ComparedClaim &claim : std::as_const(m_word.rows))
        m_model.appendRow({ cell(QString::fromUtf8(claim.name), Tone::Plain, true), valueCell(claim.here),
            valueCell(claim.there), compared(claim) });
}

void AskPanel::fail(const base::Error &error, bool mayUseToken)
{
    m_mayUseToken = mayUseToken;
    m_hasWord = false; // it was about something asked before
    m_busy->end();
    m_error->setError(error);
    arrange();
}

void AskPanel::stopped()
{
    m_busy->end();
    arrange();
}

void AskPanel::clear()
{
    m_hasWord = false;
    m_error->setError({});
    arrange();
}

bool AskPanel::isBusy() const
{
    return m_busy->isRunning();
}

void AskPanel::arrange()
{
    const bool shows = m_hasWord && !isBusy();
    m_title->setText(shows ? tr("WHAT THE PROVIDER SAYS · %1 · %2").arg(m_word.about, clockTime(m_word.at))
                           : tr("WHAT THE PROVIDER SAYS"));
    m_title->setToolTip(shows ? plainToolTip(wholeTime(m_word.at)) : QString());
    m_answer->setVisible(shows);
    m_withToken->setVisible(m_mayUseToken && m_error->error().has_value());
    m_exchange->setVisible(m_word.exchange != 0);
    m_table->setVisible(!m_word.rows.isEmpty());
    m_close->setVisible(!isBusy());
    setVisible(isBusy() || m_hasWord || m_error->error().has_value());
}

} // namespace authscope::ui
