// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::cli {

/// One plain field of an elicitation form (MCP 2026-07-28, elicitation), as a terminal asks for it.
struct FormField {
    enum class Type { Text, Integer, Number, Boolean, Choice, Choices };
    struct Option {
        json::Value value = nullptr;
        QString title = {}; ///< empty: the value says it all
    };

    QByteArray name = {};
    QString title = {}; ///< title, else the name
    QString description = {};
    Type type = Type::Text;
    QList<Option> options = {}; ///< of Choice and Choices
    std::optional<json::Value> initial = {}; ///< its default
    bool isRequired = false;
    json::Object schema = {};
};

/// In the order of the schema. What is no field at all is left out.
QList<FormField> readFormFields(const json::Value &schema);

/// "text, e-mail address, at most 40 characters", "one of these", "yes or no"
QString describeField(const FormField &field);
/// The value as a person would type it: "no", "2", "red, green".
QString describeValue(const FormField &field, const json::Value &value);

/// What a typed line means: a value, or nothing at all (an empty line without a default, where nothing is
/// required). Choices by number, value or title, several of them separated by commas; "" is the empty text.
/// The error is a sentence that says what to type.
tl::expected<std::optional<json::Value>, QString> readFieldAnswer(
    const FormField &field, const QString &typed);

} // namespace authscope::cli
