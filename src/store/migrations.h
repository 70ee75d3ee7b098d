// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QSqlDatabase>
#include <QStringList>

#include <vector>

namespace authscope::store {

/// Step n (counted from 1) brings a file from version n - 1 to version n.
using MigrationSteps = std::vector<QStringList>;

/// The steps this program knows. A released step is never edited; a change is a new step.
const MigrationSteps &migrationSteps();

/// Keeps the search index and the totals of calls in step with what is removed. Taken away while many go.
extern const QString callsRemovedTrigger;

/// Takes every missing step, each in one transaction together with its PRAGMA user_version, so that a file is
/// always at a whole version. A version beyond the last step ends with OA-021 and changes nothing. Two
/// processes may do this at once: each looks at the version again inside its transaction.
base::Result<void> migrate(const QSqlDatabase &database, const QString &path, const MigrationSteps &steps);

/// OA-021 when the open database is newer than `known`.
base::Result<int> readVersion(const QSqlDatabase &database, const QString &path, int known);

} // namespace authscope::store
