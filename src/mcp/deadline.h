// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QTimer>

#include <chrono>

namespace authscope::mcp {

/// How long one request may take. Progress restarts it, up to ten times that long in all; while somebody
/// signs in, the clock stands still.
class Deadline : public QObject {
    Q_OBJECT

public:
    Deadline(std::chrono::milliseconds time, QObject *parent);

    std::chrono::milliseconds time() const { return m_time; }
    void start();
    void stop();
    void extend();
    void hold(); ///< as often as it is released
    void release();

Q_SIGNALS:
    void expired();

private:
    void arm(std::chrono::milliseconds time);
    void disarm();

    std::chrono::milliseconds m_time;
    std::chrono::milliseconds m_left{}; ///< of the hard maximum
    std::chrono::milliseconds m_held{};
    int m_holds = 0; ///< by whoever asks a person: several at a time
    QTimer m_timer;
    QElapsedTimer m_armed;
};

} // namespace authscope::mcp
