// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/secret.h"

#include <QString>

#include <optional>

namespace authscope::oauth {

/// A file beside the lock that says which refresh token was sent and that its answer has not been dealt with
/// yet; it survives a crash, so that a later refusal can be explained (T137). Names the token by the
/// beginning of its SHA-256 only. To be used under the lock. Without a folder it is kept nowhere: a failure
/// to write costs the explanation, never the sign-in.
class RefreshJournal {
public:
    RefreshJournal(const QString &folder, const QString &connection);

    void begin(const base::Secret &refreshToken, base::Time now);
    void end(); ///< the answer was kept, or the server refused
    /// When this very token was sent without an answer.
    std::optional<base::Time> unanswered(const base::Secret &refreshToken) const;

private:
    QString m_path;
};

} // namespace authscope::oauth
