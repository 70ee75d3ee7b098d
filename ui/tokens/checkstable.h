// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "ui/common/tables.h"

namespace authscope::ui {

/// Every check that was made: what, both values, the clause.
class ChecksTable : public Table {
    Q_OBJECT

public:
    ChecksTable(const QString &objectName, const QString &accessibleName);

    void setChecks(const base::Checks &checks);

private:
    QStandardItemModel m_model;
};

/// "9 checks: 7 passed, 1 noted, 1 failed"
QString checksSummary(const base::Checks &checks);

} // namespace authscope::ui
