// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"

#include <QWidget>

namespace authscope::ui {

/// What a piece of time went into.
enum class Phase { Person, Queue, Connect, Send, Wait, Receive };
QString phaseWord(Phase phase);

struct PhaseSpan {
    Phase phase = Phase::Wait;
    std::chrono::milliseconds from{}, to{}; ///< since the row began
};

/// One exchange, or the time a person took.
struct WaterfallRow {
    QString what = {};
    std::chrono::milliseconds begun{}; ///< since the whole began
    QList<PhaseSpan> spans = {}; ///< without a gap, in order; the last one may still grow
    QList<std::chrono::milliseconds> events = {}; ///< of an event stream, since the row began
    bool isDone = true;
    base::ExchangeId exchange = 0; ///< 0: none

    /// "queue 2 ms · connect 1 ms · wait 35 ms · receive 3 ms · done after 41 ms"
    QString words() const;
};

/// All times are the exchange log's, so from one clock: what the program waited for, nothing estimated. A
/// connection that was in use before shows no Connect; connecting and encrypting are told together.
struct Waterfall {
    std::chrono::milliseconds whole{}; ///< from the beginning to the end of the last row
    QList<WaterfallRow> rows = {};
};

/// `from`: the press of the button; absent: the first exchange. `agreed`: the person's yes.
Waterfall waterfallOf(const QList<net::Exchange> &exchanges, base::Time now,
    std::optional<base::Time> from = {}, std::optional<base::Time> agreed = {});

/// A bar for each row on one axis, its numbers below each other beside it.
class WaterfallView : public QWidget {
    Q_OBJECT

public:
    explicit WaterfallView(const QString &objectName);

    void setWaterfall(const Waterfall &waterfall);
    const Waterfall &waterfall() const { return m_waterfall; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return { 240, sizeHint().height() }; }

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange); ///< a row was pressed

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    int rowHeight() const;
    int labelWidth() const;
    const WaterfallRow *rowAt(int y) const;

    Waterfall m_waterfall;
};

} // namespace authscope::ui
