// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"

namespace authscope::base {

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe();
        m_value = other.m_value;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_value = std::move(other.m_value);
    }
    return *this;
}

void Secret::wipe()
{
    if (m_value.isEmpty() || !m_value.isDetached())
        return; // another copy is still in use; the last one wipes
    volatile char *byte = m_value.data();
    for (qsizetype i = 0; i < m_value.size(); ++i)
        byte[i] = 0;
}

} // namespace authscope::base
