// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "net/http.h"

namespace authscope::oauth {

/// What became of asking one well-known address for its document.
enum class AttemptKind {
    Document, ///< 200 and a JSON object
    Absent, ///< the server says no, or sends something else: try the next address
    ServerTrouble, ///< 5xx: worth asking once more
    Fatal, ///< no answer at all, or one that must not be looked around
};

struct Attempt {
    AttemptKind kind = AttemptKind::Absent;
    QString words = {}; ///< "404", "200 text/html, no JSON"
    std::optional<base::Error> error = {};
    base::ExchangeId exchange = 0;
};

Attempt judgeAttempt(const base::Result<net::Response> &result, const QList<base::ExchangeId> &exchanges);

/// The line of the step: which address, what came.
base::Check attemptCheck(const QByteArray &url, const Attempt &attempt, const QString &rule);

} // namespace authscope::oauth
