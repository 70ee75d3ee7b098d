// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"

#include <QByteArray>

#include <optional>

namespace authscope::oauth {

/// When a server that sent this Retry-After may be asked again: seconds or an HTTP date (RFC 9110 §10.2.3),
/// never more than five minutes from `now`. Nothing when it is neither, or over already.
std::optional<base::Time> retryTime(const QByteArray &field, base::Time now);

} // namespace authscope::oauth
