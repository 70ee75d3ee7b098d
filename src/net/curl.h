// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"

namespace authscope::net {

enum class Shell { Posix, PowerShell };

/// The request as a command for curl. A secret's mark becomes a variable of the environment,
/// "$ACCESS_TOKEN"; a second one of its kind "$ACCESS_TOKEN_2". Whatever the bytes are, they arrive as they
/// were sent, and none of them is read by the shell (T150). PowerShell gets it as a configuration on standard
/// input, because its versions disagree about quotes in arguments.
QString curlCommand(const Exchange &exchange, Shell shell);

} // namespace authscope::net
