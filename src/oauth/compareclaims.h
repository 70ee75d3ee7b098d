// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "json/json.h"

#include <QList>
#include <QString>

#include <optional>

namespace authscope::oauth {

struct Introspection;

/// One claim as the token here has it and as the server says, side by side.
struct ComparedClaim {
    QByteArray name = {};
    QString here = {}; ///< as people read it; empty: not there
    QString there = {};
    bool differs = false; ///< both have it, and they mean different things
};

/// Those the server named first, in its order, then what only the token here has. An audience may be one text
/// or a list of one, scopes may come in any order, numbers in any spelling: no difference.
QList<ComparedClaim> compareClaims(const json::Object &here, const json::Object &there);

/// Whether the token is alive, as the first row: what its own times say, and what the server says (T156).
ComparedClaim compareActivity(std::optional<base::Time> endsHere, const Introspection &said, base::Time now);

} // namespace authscope::oauth
