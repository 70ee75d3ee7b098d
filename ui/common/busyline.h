// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

/// Something is under way: what, for how long, and the button that stops it. Hidden when nothing is.
class BusyLine : public QWidget {
    Q_OBJECT

public:
    /// `name`: nameLabel, nameStopButton.
    BusyLine(const QString &name, const QString &stopWords);

    void begin(const QString &phase, base::Time now);
    void setPhase(const QString &phase);
    void tick(base::Time now);
    void end();
    bool isRunning() const { return m_isRunning; }

Q_SIGNALS:
    void stopRequested();

private:
    void showWords();

    bool m_isRunning = false;
    QString m_phase;
    base::Time m_begun = {};
    std::chrono::milliseconds m_elapsed{};
    Label *m_words;
    QPushButton *m_stop;
};

} // namespace authscope::ui
