// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <compare>

/// JSON values as JSON Schema compares them (2020-12 §4.2.2): numbers by value, objects without order.
namespace authscope::schema {

/// The same text for equal values, another for different ones.
QByteArray canonical(const json::Value &value);
/// Ends at the first difference: never more work than the smaller of the two.
bool areEqual(const json::Value &a, const json::Value &b);

/// Both must be numbers; exact, also between 64-bit integers and doubles.
std::partial_ordering compareNumbers(const json::Value &a, const json::Value &b);

/// 1 and 1.0, not 1.5.
bool isInteger(const json::Value &value);

/// Exact in decimal: 0.0075 is a multiple of 0.0001. `divisor` must be above zero, both must be finite.
bool isMultipleOf(const json::Value &value, const json::Value &divisor);

/// What a value is worth in work: one for each value within, and one for each 16 bytes of text.
qint64 weightOf(const json::Value &value);

/// [[1]] is deeper than 1, not than 2.
bool isDeeperThan(const json::Value &value, int levels);

/// Where "#", "#/a/b" leads in `root`; null when it leads nowhere, is not of that form, or passes a schema
/// with its own $id (then it is relative to that one).
const json::Value *followLocalReference(const json::Value &root, QByteArrayView reference);

QByteArray pointerTo(const QByteArray &parent, std::string_view member); ///< RFC 6901 §3
QByteArray pointerTo(const QByteArray &parent, std::size_t index);

} // namespace authscope::schema
