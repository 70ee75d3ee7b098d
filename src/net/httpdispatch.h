// SPDX-License-Identifier: GPL-3.0-or-later
// Private to net: what HttpCall and HttpStream share.
#pragma once

#include "net/http.h"

#include <functional>

namespace authscope::net {

/// Sends it through the manager; the reply belongs to the manager. Nothing when the manager is gone or the
/// URL may not be used: the error says which.
base::Result<QNetworkReply *> dispatch(
    const Request &request, StrictNetworkAccessManager *network, bool isStreaming);

/// Calls `send` as soon as all is known that has to be known before: at once, or after the operation that is
/// returned, which is running and belongs to `caller`. `failed` gets what stands in the way.
base::Operation *prepareDeparture(const Request &request, StrictNetworkAccessManager *network,
    QObject *caller, const std::function<void()> &send,
    const std::function<void(const base::Error &)> &failed);

/// Nobody answered at the address it went to, nothing was sent, and the host has another one.
bool hasAnotherAddress(const QNetworkReply *reply, StrictNetworkAccessManager *network);

/// Everything of an answer but its body.
Response responseOf(const QNetworkReply *reply, const StrictNetworkAccessManager *network);

/// The error for a reply that vanished with its manager.
base::Error networkGone();

} // namespace authscope::net
