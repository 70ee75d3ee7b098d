// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/compare.h"
#include "oauth/tokenkeeper.h"
#include "oauth/tokenverdict.h"

#include <QMap>

namespace authscope::session {

/// What the tokens of each generation said, for comparing two of them after the older one is gone. Never a
/// token (T152).
class TokenMemory {
public:
    using Snapshots = QMap<oauth::TokenKind, inspect::Snapshot>;

    /// The newest generation, as long as its tokens are there to be read.
    void remember(const oauth::TokenKeeper &keeper);
    /// Empty for one that was never remembered, or is among the oldest of very many.
    Snapshots of(const oauth::TokenGeneration &generation) const;

private:
    using Moment = std::pair<qint64, int>; ///< time and number: numbers begin again with a sign-in
    static Moment momentOf(const oauth::TokenGeneration &generation);

    QMap<Moment, Snapshots> m_snapshots;
};

} // namespace authscope::session
