// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"

namespace authscope::net {

/// Parts of the duration, each absent where nobody told; all of one clock. They sum up to the duration.
struct Timings {
    std::optional<std::chrono::milliseconds> blocked = {};
    std::optional<std::chrono::milliseconds> connect = {}; ///< TCP and TLS, and a proxy between
    std::chrono::milliseconds send{ 0 };
    std::chrono::milliseconds wait{ 0 };
    std::chrono::milliseconds receive{ 0 };
};
Timings timingsOf(const Exchange &exchange);

/// An HTTP archive, version 1.2, as browsers' developer tools read it. Secrets are marks, as they were
/// recorded. What HAR has no member for is in members with an underscore.
QByteArray writeHar(const QList<Exchange> &exchanges);
/// The same with every secret in it that is still known, and a warning in front. For a file only its owner
/// can read: base::writePrivateFile().
QByteArray writeFullHar(const QList<Exchange> &exchanges, const base::Redactor &redactor);

} // namespace authscope::net
