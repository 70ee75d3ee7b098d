// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/browserlauncher.h"

namespace authscope::ui {

/// The browser the desktop opens web addresses with. Its word that it did is not relied on (qt.md §6): the
/// window shows the address, a way to open it again, and a countdown.
class DesktopBrowser : public oauth::BrowserLauncher {
public:
    base::Result<void> open(const QByteArray &url) override;
    QString displayName() const override;
};

} // namespace authscope::ui
