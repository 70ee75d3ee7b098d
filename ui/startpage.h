// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

namespace authscope::ui {

/// Before there is any connection: what this is, and the ways to begin.
class StartPage : public QWidget {
    Q_OBJECT

public:
    explicit StartPage(bool hasDemo);

Q_SIGNALS:
    void demoRequested();
    void connectRequested();
    void inspectionRequested();
};

} // namespace authscope::ui
