// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "schema/validate.h"

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

} // namespace authscope::schema
