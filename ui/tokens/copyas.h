// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/subject.h"

#include <functional>

class QPushButton;

namespace authscope::ui {

class ClipboardPolicy;

/// The ways a token is taken along.
enum class CopyAs {
    AsIs, ///< concealed, and taken back after a minute
    Masked, ///< enough to tell two apart
    Redacted, ///< for a ticket: its structure without who and without the signature
    Curl, ///< a request that takes the token from the environment
    PowerShell,
};

/// "Copy ▾" with all of them. `objectName` names the button, the actions are named after what they copy.
QPushButton *copyButton(const QString &objectName, std::function<void(CopyAs)> copy);

/// `url`: what the request of CopyAs::Curl goes to; empty: an address to be replaced.
void copyToken(
    ClipboardPolicy &clipboard, const inspect::Subject &subject, const QByteArray &url, CopyAs how);

} // namespace authscope::ui
