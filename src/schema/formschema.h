// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::schema {

enum class FieldType { Text, LongText, Integer, Number, Boolean, Choice, Json };

/// One property of a flat object schema, described for a form. What a form cannot express is Json: edited as
/// text.
struct Field {
    std::string name = {};
    QString label = {}; ///< title, else the name
    QString description = {};
    FieldType type = FieldType::Text;
    bool isRequired = false;
    json::Value defaultValue = nullptr;
    bool hasDefault = false;
    QList<std::pair<QString, json::Value>> choices = {}; ///< label and value, of enum or oneOf/const
    QString format = {}; ///< "date", "email" …
    std::optional<qint64> minLength = {}, maxLength = {};
    std::optional<double> minimum = {}, maximum = {};
    QString pattern = {};
    QString hint = {}; ///< "text · 1 to 80 characters"
};

struct Form {
    QList<Field> fields = {}; ///< in the schema's order
    bool isFlat = true; ///< false: at least one field is Json, or the root is not a plain object
    QStringList ignored = {}; ///< keywords of the root that a form cannot show; they never block a call
};

/// Never fails: a schema that cannot be read gives one Json field for the whole value.
Form describe(const json::Value &schema);

struct Violation {
    QByteArray pointer; ///< RFC 6901, "" for the root
    QString message; ///< "must have at least 1 character"
};

/// Checks the keywords of JSON Schema 2020-12 and draft-07 that forms and ordinary output schemas use: type,
/// enum, const, the bounds of numbers, texts, lists and objects, pattern, required, properties,
/// patternProperties, additionalProperties, propertyNames, dependent*, items, prefixItems, contains,
/// uniqueItems, allOf, anyOf, oneOf, not, if/then/else, local $ref. `format` is an annotation there and
/// decides nothing. `isWhole` becomes false when a keyword was met that is not judged here (unevaluated*,
/// remote or dynamic references, another dialect, a pattern without an equal, work beyond the bounds): it is
/// named in `unjudged`, so that "matches" is never claimed for more than was looked at.
struct Judgement {
    QList<Violation> violations = {};
    QStringList unjudged = {};
    bool isWhole() const { return unjudged.isEmpty(); }
    bool holds() const { return violations.isEmpty(); }
};
Judgement judge(const json::Value &value, const json::Value &schema);

} // namespace authscope::schema
