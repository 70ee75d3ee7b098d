// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenchecks.h"

namespace authscope::oauth {

/// Every claim in the order received, with its meaning and what the checks said about it.
QList<ClaimRow> claimRows(const jose::Jwt &jwt, const ClaimChecks &checks, base::Time now);

/// "exp +1 hour, jti changed": what a newer token says differently; empty when either is no JWT or nothing
/// differs.
QString claimChanges(const QByteArray &before, const QByteArray &after);

} // namespace authscope::oauth
