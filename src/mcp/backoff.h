// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

#include <algorithm>
#include <chrono>

namespace authscope::mcp {

/// How long to wait before the next attempt: twice as long each time up to a minute, and not all clients at
/// the same moment.
class Backoff {
public:
    /// Between half of the step and the whole of it; `random` is in [0, 1). Never below `atLeast`, which a
    /// server may demand.
    std::chrono::milliseconds next(double random, std::chrono::milliseconds atLeast = {})
    {
        const std::chrono::milliseconds step = std::min(first * (1 << std::min(m_attempts, 10)), longest);
        ++m_attempts;
        const auto jittered = std::chrono::milliseconds(qint64(double(step.count()) * (0.5 + random / 2)));
        return std::max(jittered, atLeast);
    }
    void reset() { m_attempts = 0; }

    static constexpr std::chrono::milliseconds first{ 1000 };
    static constexpr std::chrono::milliseconds longest{ 60000 };

private:
    int m_attempts = 0;
};

} // namespace authscope::mcp
