// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/waterfall.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

constexpr qsizetype mostRows = 40;
constexpr qsizetype mostTicks = 400;

/// Light for what is only waited for, strong for what moves.
QColor inkOf(Phase phase)
{
    const Tokens &all = tokens();
    switch (phase) {
    case Phase::Person:
        return all.line;
    case Phase::Queue:
        return all.muted;
    case Phase::Connect:
        return all.caution;
    case Phase::Send:
        return all.good;
    case Phase::Wait:
        return all.accentTint;
    case Phase::Receive:
        return all.accent;
    }
    Q_UNREACHABLE();
    return {};
}

WaterfallRow rowOf(const net::Exchange &exchange, base::Time from, base::Time now)
{
    WaterfallRow row{ .what = base::cleaned(exchange.purpose, 80),
        .begun = exchange.started - from,
        .isDone = exchange.isDone(),
        .exchange = exchange.id };
    const std::chrono::milliseconds end
        = exchange.duration.value_or(std::max<std::chrono::milliseconds>(now - exchange.started, 0ms));
    std::chrono::milliseconds at{};
    Phase phase = Phase::Queue;
    const auto step = [&](std::optional<std::chrono::milliseconds> until, Phase next) {
        if (!until)
            return;
        const std::chrono::milliseconds to = std::clamp(*until, at, end);
        row.spans.append({ phase, at, to });
        at = to;
        phase = next;
    };
    step(exchange.connecting, Phase::Connect);
    step(exchange.encrypted, Phase::Send);
    step(exchange.sent, Phase::Wait);
    step(exchange.firstByte, Phase::Receive);
    row.spans.append({ phase, at, end });
    for (const net::LoggedEvent &event : exchange.events)
        row.events.append(std::clamp<std::chrono::milliseconds>(event.at - exchange.started, 0ms, end));
    return row;
}

} // namespace

QString phaseWord(Phase phase)
{
    switch (phase) {
    case Phase::Person:
        return WaterfallView::tr("you");
    case Phase::Queue:
        return WaterfallView::tr("queue");
    case Phase::Connect:
        return WaterfallView::tr("connect");
    case Phase::Send:
        return WaterfallView::tr("send");
    case Phase::Wait:
        return WaterfallView::tr("wait");
    case Phase::Receive:
        return WaterfallView::tr("receive");
    }
    Q_UNREACHABLE();
    return {};
}

QString WaterfallRow::words() const
{
    if (spans.size() == 1 && spans.first().phase == Phase::Person)
        return WaterfallView::tr("after %1").arg(durationText(spans.first().to));
    QStringList parts;
    for (const PhaseSpan &span : spans) {
        if (span.to > span.from)
            parts += u"%1 %2"_s.arg(phaseWord(span.phase), durationText(span.to - span.from));
    }
    if (!events.isEmpty())
        parts += events.size() == 1 ? WaterfallView::tr("1 event, after %1").arg(durationText(events.first()))
                                    : WaterfallView::tr("%1 events, the first after %2")
                                          .arg(events.size())
                                          .arg(durationText(events.first()));
    const std::chrono::milliseconds end = spans.isEmpty() ? 0ms : spans.last().to;
    parts += isDone ? WaterfallView::tr("done after %1").arg(durationText(end))
                    : WaterfallView::tr("waiting for %1 now").arg(durationText(end));
    return parts.join(u" · "_s);
}

Waterfall waterfallOf(const QList<net::Exchange> &exchanges, base::Time now, std::optional<base::Time> from,
    std::optional<base::Time> agreed)
{
    Waterfall out;
    if (exchanges.isEmpty() && !from)
        return out;
    base::Time begun = from.value_or(exchanges.isEmpty() ? now : exchanges.first().started);
    for (const net::Exchange &exchange : exchanges)
        begun = std::min(begun, exchange.started);
    if (from && agreed && *agreed > *from)
        out.rows.append({ .what = WaterfallView::tr("Your yes"),
            .begun = *from - begun,
            .spans = { { Phase::Person, 0ms, *agreed - *from } } });
    for (const net::Exchange &exchange : exchanges)
        out.rows.append(rowOf(exchange, begun, now));
    for (const WaterfallRow &row : std::as_const(out.rows))
        out.whole = std::max(out.whole, row.begun + (row.spans.isEmpty() ? 0ms : row.spans.last().to));
    return out;
}

WaterfallView::WaterfallView(const QString &objectName)
{
    setObjectName(objectName);
    setAccessibleName(tr("What the time went into"));
    setFont(fontFor(TextRole::Caption));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setMouseTracking(true);
    hide();
}

void WaterfallView::setWaterfall(const Waterfall &waterfall)
{
    m_waterfall = waterfall;
    if (m_waterfall.rows.size() > mostRows) // the newest say how it ended
        m_waterfall.rows = m_waterfall.rows.last(mostRows);
    QStringList lines;
    for (const WaterfallRow &row : std::as_const(m_waterfall.rows))
        lines += u"%1: %2"_s.arg(row.what, row.words());
    setAccessibleDescription(lines.join(u'\n'));
    setVisible(!m_waterfall.rows.isEmpty());
    updateGeometry();
    update();
}

int WaterfallView::rowHeight() const
{
    return 2 * fontMetrics().height() + 8;
}

int WaterfallView::labelWidth() const
{
    int widest = 0;
    for (const WaterfallRow &row : m_waterfall.rows)
        widest = std::max(widest, fontMetrics().horizontalAdvance(row.what));
    return std::min(widest, width() / 4) + 12;
}

QSize WaterfallView::sizeHint() const
{
    return { 480, int(m_waterfall.rows.size()) * rowHeight() };
}

const WaterfallRow *WaterfallView::rowAt(int y) const
{
    const qsizetype at = y / std::max(1, rowHeight());
    return y >= 0 && at < m_waterfall.rows.size() ? &m_waterfall.rows[at] : nullptr;
}

void WaterfallView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Tokens &all = tokens();
    const int names = labelWidth();
    const double width = std::max(1, this->width() - names - 1);
    const double whole = std::max<double>(1, double(m_waterfall.whole.count()));
    const auto place
        = [&](std::chrono::milliseconds time) { return names + double(time.count()) / whole * width; };
    const int line = fontMetrics().height();
    int top = 0;
    for (const WaterfallRow &row : std::as_const(m_waterfall.rows)) {
        painter.setPen(all.text);
        painter.drawText(QRect(0, top, names - 8, line + 4), Qt::AlignVCenter | Qt::AlignLeft,
            fontMetrics().elidedText(row.what, Qt::ElideRight, names - 8));
        painter.fillRect(QRectF(names, top + 2 + line / 2.0, width, 1), all.line);
        for (const PhaseSpan &span : row.spans) {
            const double from = place(row.begun + span.from);
            const QRectF bar(from, top + 3, std::max(1.0, place(row.begun + span.to) - from), line - 2);
            painter.fillRect(bar, inkOf(span.phase));
            if (span.phase == Phase::Wait) {
                painter.setPen(all.accent);
                painter.drawRect(bar.adjusted(0, 0, -1, -1));
            }
        }
        painter.setPen(QPen(all.text, 1));
        const qsizetype stride = std::max<qsizetype>(1, row.events.size() / mostTicks);
        for (qsizetype i = 0; i < row.events.size(); i += stride) {
            const double at = place(row.begun + row.events[i]);
            painter.drawLine(QPointF(at, top + 1), QPointF(at, top + line + 2));
        }
        painter.setPen(all.muted);
        painter.drawText(QRect(names, top + line + 2, int(width), line + 4), Qt::AlignVCenter | Qt::AlignLeft,
            fontMetrics().elidedText(row.words(), Qt::ElideRight, int(width)));
        top += rowHeight();
    }
}

void WaterfallView::mouseReleaseEvent(QMouseEvent *event)
{
    const WaterfallRow *row = rowAt(event->pos().y());
    if (row && row->exchange != 0)
        Q_EMIT exchangeRequested(row->exchange);
}

bool WaterfallView::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const WaterfallRow *row = rowAt(help->pos().y()))
        QToolTip::showText(help->globalPos(), plainToolTip(row->what + u'\n' + row->words()), this);
    return true;
}

} // namespace authscope::ui
