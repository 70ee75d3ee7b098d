// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chip.h"

namespace authscope::ui {

/// Chips beside each other, in as many lines as they need.
class ChipFlow : public QWidget {
    Q_OBJECT

public:
    explicit ChipFlow(const QString &objectName);

    void setChips(const QList<ChipText> &chips);
    QStringList texts() const;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(width, nullptr); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int arrange(int width, QPainter *painter) const;

    QList<ChipText> m_chips;
};

} // namespace authscope::ui
