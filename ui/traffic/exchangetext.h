// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"

namespace authscope::ui {

/// One side of an exchange as text: first line, fields, an empty line, body. `pretty` indents JSON and splits
/// forms; otherwise as recorded. Everything was redacted when it was recorded.
QString requestText(const net::Exchange &exchange, bool pretty);
QString responseText(const net::Exchange &exchange, bool pretty);

} // namespace authscope::ui
