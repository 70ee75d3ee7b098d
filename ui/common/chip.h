// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QWidget>

namespace authscope::ui {

struct ChipText {
    QString text;
    Tone tone = Tone::Muted;

    bool operator==(const ChipText &) const = default;
};

QSize chipSize(const QString &text);
/// The one way a chip is drawn, in a delegate as in a widget.
void paintChip(QPainter *painter, const QRect &rect, const ChipText &chip);

class Chip : public QWidget {
    Q_OBJECT

public:
    explicit Chip(const QString &text = {}, Tone tone = Tone::Muted);
    void setChip(const QString &text, Tone tone);
    const QString &text() const { return m_chip.text; }
    Tone tone() const { return m_chip.tone; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ChipText m_chip;
};

} // namespace authscope::ui
