// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/output.h"
#include "oauth/compareclaims.h"

namespace authscope::cli {

/// Claims of the token beside the server's, as --json has them.
json::Array toJson(const QList<oauth::ComparedClaim> &rows);
/// As a table for people; a row that differs is marked.
void showComparison(
    Output &output, const QList<oauth::ComparedClaim> &rows, const QString &here, const QString &there);

} // namespace authscope::cli
