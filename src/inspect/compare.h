// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "inspect/subject.h"

#include <QString>

namespace authscope::inspect {

/// What is kept of a token to compare it later: what it says, never the token (T152).
struct Snapshot {
    QByteArray headerText = {};
    QByteArray claimsText = {};
    QByteArray fingerprint = {}; ///< as Inspection::fingerprint
    bool isReadable = false; ///< false: opaque or broken, only the fingerprint can be compared
};
Snapshot snapshotOf(const Subject &subject);
Snapshot snapshotOf(const QByteArray &token);

/// One member in both tokens, in the order of the newer one, then what only the older one has.
struct Change {
    enum class State { Same, Added, Removed, Changed };
    State state = State::Same;
    bool isHeader = false;
    QByteArray path = {}; ///< "address.country", "aud[1]"
    QString before = {}, after = {}; ///< as people read it; empty: not there
    QByteArray rawBefore = {}, rawAfter = {};
    QString difference = {}; ///< of times: "1 hour later"; of lists and scopes: "+boards:write -openid"
};

QList<Change> compare(const Snapshot &before, const Snapshot &after, base::Time now);
/// "The same token.", "3 claims changed, 1 added; the header is the same."
QString comparisonSentence(const Snapshot &before, const Snapshot &after, const QList<Change> &changes);

} // namespace authscope::inspect
