// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/pointer.h"

namespace authscope::json {

/// One part in which two values differ, or that they share.
struct Difference {
    enum class Kind { Same, Added, Removed, Changed };
    Kind kind = Kind::Same;
    /// RFC 6901. Of a removed part: within the value before; else within the one after.
    QByteArray pointer = {};
    Value before = nullptr; ///< of Removed, Changed and Same
    Value after = nullptr; ///< of Added and Changed
};

struct DifferenceBounds {
    qsizetype parts = 2000; ///< listed
    qint64 work = 4'000'000; ///< pairs of elements looked at to line arrays up; beyond it they go by place
};

struct Comparison {
    /// In the order of the value after, removed parts where they were. Equal parts are listed whole, as high
    /// up as they are equal; neighbours stay apart.
    QList<Difference> parts = {};
    qsizetype added = 0, removed = 0, changed = 0; ///< of all, listed or not
    bool isWhole = true; ///< false: more parts than the bound, those listed are the first

    bool isEqual() const { return added + removed + changed == 0; }
};

/// Members are compared by name, whatever their order; elements of arrays are lined up as a person would,
/// so that one more at the front is one more and not a change of each. Numbers are equal by value (1 and
/// 1.0), texts byte for byte.
Comparison compare(const Value &before, const Value &after, const DifferenceBounds &bounds = {});

/// Equality as compare() means it.
bool isSame(const Value &one, const Value &other);

/// The value at an RFC 6901 pointer; null when there is none, or the pointer is none.
const Value *find(const Value &root, QByteArrayView pointer);
/// "" or a text that begins with a slash, without a tilde that escapes nothing.
bool isPointer(QByteArrayView text);

} // namespace authscope::json
