// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/meanings.h"
#include "oauth/tokenchecks.h"

namespace authscope::oauth {

/// Every claim in the order received, with its meaning and what the checks said about it.
QList<ClaimRow> claimRows(const jose::Jwt &jwt, const ClaimChecks &checks, base::Time now);

/// As the writer of the token wrote them: JSON pointer → the number's text, for those that a value of 64 bits
/// cannot hold (jose::LooseJson).
using ExactNumbers = QHash<QByteArray, QByteArray>;
ExactNumbers exactNumbers(const QByteArray &text);

/// The members of an object in their order, as people read them, structure as children; `what` says where to
/// look for their meaning. Deeper than 32 levels nothing is unfolded.
QList<ClaimRow> memberRows(const json::Object &object, MeaningOf what, const ClaimChecks &checks,
    base::Time now, const ExactNumbers &exact = {});
/// Of a member whose name says that it is a moment; nothing for no number and beyond the year 9999.
std::optional<base::Time> claimTime(const QByteArray &name, const json::Value &value);
/// One value as people read it.
QString asPeopleRead(const QByteArray &name, const json::Value &value, base::Time now);

/// "exp +1 hour, jti changed": what a newer token says differently; empty when either is no JWT or nothing
/// differs.
QString claimChanges(const QByteArray &before, const QByteArray &after);

} // namespace authscope::oauth
