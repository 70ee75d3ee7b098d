// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/shared.h"

namespace authscope::ui {

/// A list of alike objects in a document, or one flat object as its only row.
struct FoundTable {
    QByteArray pointer = {}; ///< RFC 6901
    json::Shared value = {};
    QList<QByteArray> columns = {}; ///< member names, in the order they are met
    qsizetype rows = 0;
    bool hasMoreColumns = false; ///< than are looked at
};

constexpr qsizetype mostTableColumns = 200;

/// A list whose elements are all objects, with at least one member somewhere that is no container.
std::optional<FoundTable> tableAt(const json::Shared &value, const QByteArray &pointer);

struct TableSearch {
    QList<FoundTable> tables = {}; ///< in document order, 100 at most
    bool isWhole = true; ///< false: the budget was used up before
};
/// Every such list; when there is none, the flat objects at the root and right below it. `budget`: how many
/// values are looked at, at most. May be called in any thread.
TableSearch findTables(const json::Shared &document, qint64 budget);
/// The one with the most rows; -1 without any.
qsizetype largestTable(const QList<FoundTable> &tables);

} // namespace authscope::ui
