// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consent/undopanel.h"

#include "ui/common/busyline.h"
#include "ui/common/emptystate.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/text.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

UndoPanel::UndoPanel()
    : m_title(new Label({}, TextRole::Title))
    , m_close(linkButton(tr("Close"), u"closeUndoButton"_s))
    , m_outcome(new Banner(u"undoBanner"_s))
    , m_error(new ErrorPresenter(u"undoError"_s))
    , m_lines(column(nullptr, 0, 4))
    , m_busy(new BusyLine(u"undoBusy"_s, tr("Stop waiting")))
    , m_exchange(linkButton(tr("The exchange that proves it"), u"undoExchangeButton"_s))
{
    setObjectName(u"undoPanel"_s);
    setProperty("card", true);
    m_title->setObjectName(u"undoTitleLabel"_s);
    m_close->setAccessibleName(tr("Close the report"));
    auto *head = row();
    head->addWidget(m_title, 1);
    head->addWidget(m_close);
    auto *all = column(this, 16, 8);
    all->addLayout(head);
    all->addWidget(m_outcome);
    all->addWidget(m_error);
    all->addLayout(m_lines);
    all->addWidget(m_busy);
    all->addWidget(m_exchange, 0, Qt::AlignLeft);
    connect(m_close, &QPushButton::clicked, this, &UndoPanel::clear);
    connect(m_busy, &BusyLine::stopRequested, this, &UndoPanel::stopRequested);
    connect(m_error, &ErrorPresenter::exchangeRequested, this, &UndoPanel::exchangeRequested);
    connect(m_exchange, &QPushButton::clicked, this, [this] { Q_EMIT exchangeRequested(m_proof); });
    arrange();
}

void UndoPanel::begin(const QString &name, base::Time now)
{
    clearLayout(m_lines);
    m_hasEnded = false;
    m_proof = 0;
    m_error->setError({});
    m_title->setText(name);
    m_busy->begin(tr("under way"), now);
    arrange();
}

void UndoPanel::addLine(const QString &line)
{
    auto *label = new Label;
    label->setObjectName(u"undoLineLabel"_s);
    label->setForeignText(line, 1000);
    label->setWrapping(true);
    label->setSelectable();
    m_lines->addWidget(label);
}

void UndoPanel::setTries(int tries)
{
    m_busy->setPhase(counted(tries, tr("waiting for the access token to be dead, asked once"),
        tr("waiting for the access token to be dead, asked %1 times")));
}

void UndoPanel::tick(base::Time now)
{
    m_busy->tick(now);
}

void UndoPanel::finish(const QString &sentence, Tone tone, base::ExchangeId proof)
{
    m_busy->end();
    m_hasEnded = true;
    m_proof = proof;
    m_outcome->setSentence(sentence, tone);
    arrange();
}

void UndoPanel::fail(const base::Error &error)
{
    m_busy->end();
    m_error->setError(error);
    arrange();
}

void UndoPanel::clear()
{
    clearLayout(m_lines);
    m_hasEnded = false;
    m_proof = 0;
    m_error->setError({});
    arrange();
    Q_EMIT cleared();
}

bool UndoPanel::isBusy() const
{
    return m_busy->isRunning();
}

void UndoPanel::arrange()
{
    m_outcome->setVisible(m_hasEnded);
    m_exchange->setVisible(m_hasEnded && m_proof != 0);
    m_close->setVisible(!isBusy());
    setVisible(isBusy() || m_hasEnded || m_error->error().has_value());
}

} // namespace authscope::ui
