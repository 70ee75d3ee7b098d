// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/style.h"

#include "ui/common/theme.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOption>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

void drawBox(const QStyleOption &option, bool isRound, QPainter *painter)
{
    const Tokens &t = tokens();
    const bool isEnabled = option.state & QStyle::State_Enabled;
    const bool isOn = option.state & QStyle::State_On;
    const bool isPartly = option.state & QStyle::State_NoChange;
    const bool isFilled = (isOn || isPartly) && isEnabled;
    const qreal side = std::min(option.rect.width(), option.rect.height()) - 1;
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option.rect).center());
    const qreal radius = isRound ? side / 2 : 3;

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(!isEnabled ? t.line
            : isFilled || option.state & QStyle::State_MouseOver || option.state & QStyle::State_HasFocus
            ? t.accent
            : t.muted,
        1));
    painter->setBrush(isFilled ? t.accent : t.panel);
    painter->drawRoundedRect(box, radius, radius);
    const QColor mark = isEnabled ? t.onAccent : t.muted;
    if (isRound && isOn) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(mark);
        painter->drawEllipse(box.center(), side / 5, side / 5);
    } else if (isOn || isPartly) {
        QPainterPath path;
        const auto at = [&box](qreal x, qreal y) {
            return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
        };
        path.moveTo(at(0.24, isPartly ? 0.5 : 0.52));
        if (!isPartly)
            path.lineTo(at(0.43, 0.71));
        path.lineTo(at(0.77, isPartly ? 0.5 : 0.31));
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(mark, side / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->drawPath(path);
    }
    painter->restore();
}

} // namespace

Style::Style() : QProxyStyle(u"Fusion"_s) { }

void Style::drawPrimitive(
    PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const
{
    switch (element) {
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return drawBox(*option, false, painter);
    case PE_IndicatorRadioButton:
        return drawBox(*option, true, painter);
    default: // Qt's list, not ours
        return QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

} // namespace authscope::ui
