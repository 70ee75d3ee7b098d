// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::ui {

/// One word for a POSIX shell that stays what it is, and that no terminal takes for more than text while it
/// is pasted (T150): controls are written as printf makes them.
QString shellWord(const QString &text);
/// The call as a command of authscope-cli; asks before a write as ever.
QString commandFor(const store::CallRecord &call, const session::Connection &connection);
/// The request as curl would send it: what was sent when it is still recorded, else made from the record.
/// Tokens are variables of the environment.
QString curlFor(const store::CallRecord &call, const session::Connection &connection);

} // namespace authscope::ui
