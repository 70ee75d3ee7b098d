// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/deadline.h"

namespace authscope::mcp {

namespace {

constexpr int maxExtension = 10;

} // namespace

Deadline::Deadline(std::chrono::milliseconds time, QObject *parent) : QObject(parent), m_time(time)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Deadline::expired);
}

void Deadline::start()
{
    m_left = m_time * maxExtension;
    m_holds = 0;
    arm(m_time);
}

void Deadline::stop()
{
    m_timer.stop();
    m_holds = 0;
}

void Deadline::extend()
{
    if (m_holds > 0) {
        m_held = std::min(m_time, m_left);
        return;
    }
    if (!m_timer.isActive())
        return;
    disarm();
    arm(std::min(m_time, m_left));
}

void Deadline::hold()
{
    if (m_holds > 0) {
        ++m_holds;
        return;
    }
    if (!m_timer.isActive())
        return;
    m_holds = 1;
    m_held = m_timer.remainingTimeAsDuration();
    disarm();
}

void Deadline::release()
{
    if (m_holds > 0 && --m_holds == 0)
        arm(m_held);
}

void Deadline::arm(std::chrono::milliseconds time)
{
    m_armed.start();
    m_timer.start(std::max(time, std::chrono::milliseconds(0)));
}

void Deadline::disarm()
{
    m_timer.stop();
    m_left -= std::chrono::milliseconds(m_armed.elapsed());
}

} // namespace authscope::mcp
