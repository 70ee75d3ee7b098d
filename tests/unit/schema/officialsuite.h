// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/validate.h"

#include <QDir>

namespace authscope::tests {

/// The official test suite of JSON Schema, as it lies in AUTHSCOPE_TEST_DATA.
struct SuiteTest {
    QString name; ///< file / group / test
    json::Value data;
    bool isValid = false;
};

struct SuiteGroup {
    QString name;
    json::Value schema;
    std::vector<SuiteTest> tests;
};

QDir suiteFolder(); ///< does not exist when the data are not here
json::Value readSuiteFile(const QString &path); ///< null when it cannot be read

/// The groups of all files right in the folder ("draft7/optional"), in the order of their names.
std::vector<SuiteGroup> suiteGroups(const QString &folder);

/// `remotes`, by the addresses the suite gives them.
schema::Documents suiteDocuments();

} // namespace authscope::tests
