// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace authscope::demo {

/// "authscope.demo": method, path and status. Never a query, a body, a token, a code or a secret.
Q_DECLARE_LOGGING_CATEGORY(demoLog)

} // namespace authscope::demo
