// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace authscope::oauth {

/// Opens an https (or loopback http) URL in the person's browser: the URL is one argument, never seen by a
/// shell. True only says that something was started; nobody may rely on it (qt.md §6).
class BrowserLauncher {
public:
    virtual ~BrowserLauncher() = default;
    virtual base::Result<void> open(const QByteArray &url) = 0;
    virtual QString displayName() const = 0; ///< "the system browser"
};

} // namespace authscope::oauth
