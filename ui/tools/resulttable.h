// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QStringList>

namespace authscope::ui {

/// Rows that are all alike, read out of a structured result.
struct ResultTable {
    QStringList columns = {};
    QList<QStringList> rows = {};
    qsizetype total = 0; ///< rows in the document; `rows` holds the first 500
    QString member = {}; ///< the member the rows stood in, empty: the whole result
};

/// An array of objects with plain members, such an array as a member, or one such object; else nothing.
std::optional<ResultTable> readTable(const json::Value &value);

} // namespace authscope::ui
