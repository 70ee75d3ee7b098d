// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace authscope::demo {

/// Why an address cannot be registered: the provider's error type and a sentence.
struct RedirectRefusal {
    QByteArray type;
    QByteArray sentence;
};
std::optional<RedirectRefusal> whyNotRegistrable(const QByteArray &uri);

/// Exact, or a loopback entry registered without a port: then the same scheme, host literal, path and query
/// with any port. 127.0.0.1, [::1] and localhost are three different hosts. RFC 8252 §7.3.
bool matchesRegistered(const QByteArray &presented, const QByteArray &registered);
bool matchesAny(const QByteArray &presented, const QList<QByteArray> &registered);

} // namespace authscope::demo
