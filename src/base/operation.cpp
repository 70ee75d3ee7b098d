// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/operation.h"

namespace authscope::base {

void Operation::start()
{
    if (m_state != State::Idle)
        return;
    m_state = State::Running;
    run();
}

void Operation::cancel()
{
    if (m_state == State::Finished)
        return;
    abort();
    if (end())
        setCancelled();
}

bool Operation::end()
{
    if (m_state == State::Finished)
        return false;
    m_state = State::Finished;
    QMetaObject::invokeMethod(this, &Operation::finished, Qt::QueuedConnection);
    return true;
}

} // namespace authscope::base
