// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

class Banner;
class BusyLine;
class ErrorPresenter;

/// A sign-in being undone: each line as it is seen, the waiting for the proof, and how it ended. Hidden
/// before the first one.
class UndoPanel : public QFrame {
    Q_OBJECT

public:
    UndoPanel();

    void begin(const QString &name, base::Time now);
    void addLine(const QString &line);
    void setTries(int tries); ///< of the proof
    void tick(base::Time now);
    void finish(const QString &sentence, Tone tone, base::ExchangeId proof = 0);
    void fail(const base::Error &error);
    void clear();
    bool isBusy() const;

Q_SIGNALS:
    void stopRequested();
    void cleared();
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void arrange();

    bool m_hasEnded = false;
    base::ExchangeId m_proof = 0;
    Label *m_title;
    QPushButton *m_close;
    Banner *m_outcome;
    ErrorPresenter *m_error;
    QVBoxLayout *m_lines;
    BusyLine *m_busy;
    QPushButton *m_exchange;
};

} // namespace authscope::ui
