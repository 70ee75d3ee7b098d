// SPDX-License-Identifier: GPL-3.0-or-later
// Private to net: what HttpCall and HttpStream share.
#pragma once

#include "net/http.h"

namespace authscope::net {

/// Sends it through the manager; the reply belongs to the manager. Nothing when the manager is gone or the
/// URL may not be used: the error says which.
base::Result<QNetworkReply *> dispatch(
    const Request &request, StrictNetworkAccessManager *network, bool isStreaming);

/// Everything of an answer but its body.
Response responseOf(const QNetworkReply *reply, const StrictNetworkAccessManager *network);

/// The error for a reply that vanished with its manager.
base::Error networkGone();

} // namespace authscope::net
