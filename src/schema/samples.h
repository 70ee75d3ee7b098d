// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/formmodel.h"

/// Values made from a schema: the same ones each time.
namespace authscope::schema {

struct Sample {
    json::Value value = nullptr;
    bool isValid = false; ///< by Compiled::validate(), and nothing of it was left unjudged
};

/// Examples and defaults where the schema has some, else something that fits. With every member that has a
/// name where that is allowed. Not valid when nothing valid was found: then it is the first attempt.
Sample sampleFor(const json::Value &schema, const Documents &documents = {}, const Options &options = {});

enum class BoundaryKind { Smallest, Largest, Empty, Outside };

/// A value at, or just past, one limit of the schema; everything else in it is of the sample.
struct Boundary {
    BoundaryKind kind = BoundaryKind::Outside;
    QByteArray pointer = {}; ///< the place that was changed
    QString why = {}; ///< "81 characters, one more than allowed"
    json::Value value = nullptr; ///< the whole
    bool isValid = false; ///< as Sample::isValid
};

/// From the top of the schema downwards; no value twice, and not more than `most`.
QList<Boundary> boundariesOf(const json::Value &schema, const Documents &documents = {},
    const Options &options = {}, qsizetype most = 200);

} // namespace authscope::schema
