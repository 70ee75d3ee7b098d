// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace authscope::ui {

/// Fusion, but for the frames of check boxes and radio buttons, which it draws nearly invisible on dark
/// ground.
class Style : public QProxyStyle {
public:
    Style();

    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
        const QWidget *widget) const override;
};

} // namespace authscope::ui
