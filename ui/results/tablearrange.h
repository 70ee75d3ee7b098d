// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/jsonview/needle.h"
#include "ui/results/foundtable.h"

#include <compare>
#include <vector>

namespace authscope::ui {

/// How the rows of a table are asked for.
struct TableOrder {
    int column = -1; ///< sorted by; -1: as they came
    bool isDescending = false;
    Needle needle = {}; ///< rows without it in a shown column are left out; empty: all
    QList<int> shown = {}; ///< the columns it is looked for in
    bool operator==(const TableOrder &) const = default;
};

/// Which element stands in which row. Any thread.
std::vector<quint32> arrangedRows(const FoundTable &table, const TableOrder &order);

/// Nothing, false and true, numbers by value (also beyond what a double holds), texts with the numbers in
/// them by value, containers by size.
std::weak_ordering compareCells(const json::Value *a, const json::Value *b);

/// The member of a row; null when that object has none of this name.
const json::Value *cellOf(const FoundTable &table, quint32 element, int column);

/// RFC 4180 with a line of names, of the given columns and rows. T173: a text a spreadsheet would take for a
/// formula gets an apostrophe before it; a JSON number is none, whatever its sign. Any thread.
QByteArray csvOf(const FoundTable &table, const QList<int> &columns, const std::vector<quint32> &rows,
    char separator = ',');

} // namespace authscope::ui
