// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/chip.h"

#include <QFontMetrics>
#include <QPainter>

namespace authscope::ui {

QSize chipSize(const QString &text)
{
    const QFontMetrics metrics(fontFor(TextRole::Caption));
    return { metrics.horizontalAdvance(text) + 16, metrics.height() + 4 };
}

void paintChip(QPainter *painter, const QRect &rect, const ChipText &chip)
{
    const Tokens &t = tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(t.tint(chip.tone));
    painter->drawRoundedRect(rect, rect.height() / 2.0, rect.height() / 2.0);
    painter->setPen(t.ink(chip.tone));
    painter->setFont(fontFor(TextRole::Caption));
    const QString shown = painter->fontMetrics().elidedText(chip.text, Qt::ElideMiddle, rect.width() - 12);
    painter->drawText(rect, int(Qt::AlignCenter) | Qt::TextSingleLine, shown);
    painter->restore();
}

Chip::Chip(const QString &text, Tone tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setChip(text, tone);
}

void Chip::setChip(const QString &text, Tone tone)
{
    m_chip = { text, tone };
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return chipSize(m_chip.text);
}

void Chip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintChip(&painter, rect(), m_chip);
}

} // namespace authscope::ui
