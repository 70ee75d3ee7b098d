// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/chipflow.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int gap = 4;
constexpr qsizetype mostChips = 60;

} // namespace

ChipFlow::ChipFlow(const QString &objectName)
{
    setObjectName(objectName);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void ChipFlow::setChips(const QList<ChipText> &chips)
{
    m_chips = chips.mid(0, mostChips);
    if (chips.size() > mostChips)
        m_chips += { tr("and %1 more").arg(chips.size() - mostChips), Tone::Muted };
    setAccessibleName(texts().join(u", "_s));
    setVisible(!m_chips.isEmpty());
    updateGeometry();
    update();
}

QStringList ChipFlow::texts() const
{
    QStringList out;
    for (const ChipText &chip : m_chips)
        out += chip.text;
    return out;
}

QSize ChipFlow::sizeHint() const
{
    return { 320, arrange(std::max(width(), 320), nullptr) };
}

QSize ChipFlow::minimumSizeHint() const
{
    return { 80, chipSize(u"x"_s).height() };
}

void ChipFlow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    arrange(width(), &painter);
}

int ChipFlow::arrange(int width, QPainter *painter) const
{
    int x = 0;
    int y = 0;
    int height = 0;
    for (const ChipText &chip : m_chips) {
        QSize size = chipSize(chip.text);
        size.setWidth(std::min(size.width(), std::max(width, 24)));
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += height + gap;
        }
        if (painter)
            paintChip(painter, QRect(QPoint(x, y), size), chip);
        x += size.width() + gap;
        height = size.height();
    }
    return y + height;
}

} // namespace authscope::ui
