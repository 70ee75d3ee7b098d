// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/stepwriter.h"

#include "oauth/learn.h"

namespace authscope::oauth {

using base::CheckState;

void StepWriter::begin()
{
    m_timer.start();
    m_step->m_state = StepState::Running;
    Q_EMIT m_step->changed();
}

void StepWriter::awaitPerson(const QString &outcome)
{
    m_step->m_state = StepState::AwaitingPerson;
    m_step->m_outcome = m_redactor->redactText(outcome);
    Q_EMIT m_step->changed();
}

void StepWriter::goOn(const QString &outcome)
{
    m_step->m_state = StepState::Running;
    m_step->m_outcome = m_redactor->redactText(outcome);
    Q_EMIT m_step->changed();
}

void StepWriter::add(const base::Check &check)
{
    add(base::Checks{ check });
}

void StepWriter::add(const base::Checks &checks)
{
    if (checks.isEmpty())
        return;
    for (const base::Check &check : checks)
        m_step->m_checks.append(redacted(check, *m_redactor));
    Q_EMIT m_step->changed();
}

void StepWriter::add(const QList<base::ExchangeId> &exchanges)
{
    for (const base::ExchangeId exchange : exchanges) {
        if (exchange != 0 && !m_step->m_exchanges.contains(exchange))
            m_step->m_exchanges.append(exchange);
    }
    Q_EMIT m_step->changed();
}

void StepWriter::done(const QString &outcome)
{
    const bool hasRemarks
        = std::any_of(m_step->m_checks.begin(), m_step->m_checks.end(), [](const base::Check &check) {
              return check.state == CheckState::Noted || check.state == CheckState::Failed;
          });
    end(hasRemarks ? StepState::Noted : StepState::Done, outcome);
}

void StepWriter::noted(const QString &outcome)
{
    end(StepState::Noted, outcome);
}

void StepWriter::skipped(const QString &outcome)
{
    end(StepState::Skipped, outcome);
}

void StepWriter::failed(const base::Error &error)
{
    m_step->m_error = redacted(error, *m_redactor);
    if (error.exchange != 0 && !m_step->m_exchanges.contains(error.exchange))
        m_step->m_exchanges.append(error.exchange);
    end(StepState::Failed, error.message);
}

void StepWriter::cancelled()
{
    end(StepState::Cancelled, QString());
}

void StepWriter::backToWaiting()
{
    m_step->m_state = StepState::Waiting;
    m_step->m_outcome.clear();
    m_step->m_checks.clear();
    Q_EMIT m_step->changed();
}

void StepWriter::end(StepState state, const QString &outcome)
{
    m_step->m_state = state;
    m_step->m_outcome = m_redactor->redactText(outcome);
    if (m_timer.isValid())
        m_step->m_duration = std::chrono::milliseconds(m_timer.elapsed());
    Q_EMIT m_step->changed();
}

} // namespace authscope::oauth
