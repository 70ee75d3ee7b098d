// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::json {

/// A member's name as a step of an RFC 6901 pointer: a slash, then the name escaped (§3).
inline QByteArray pointerStep(std::string_view name)
{
    return '/' + bytes(name).replace("~", "~0").replace("/", "~1");
}

/// The name a step stands for, without its slash: ~1 first, so that ~01 becomes ~1 (§4).
inline QByteArray stepName(QByteArrayView step)
{
    return step.toByteArray().replace("~1", "/").replace("~0", "~");
}

} // namespace authscope::json
