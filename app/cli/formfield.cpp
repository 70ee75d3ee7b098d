// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/formfield.h"

#include "cli/output.h"
#include "cli/words.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

using Type = FormField::Type;
using Option = FormField::Option;

QString valueText(const json::Value &value)
{
    return value.is_string() ? json::text(value.get_string()) : QString::fromUtf8(json::compact(value));
}

QString textMember(const json::Object &object, std::string_view name)
{
    return QString::fromUtf8(json::stringMember(object, name).value_or(QByteArray()));
}

/// enum with or without enumNames, oneOf and anyOf with const and title.
QList<Option> readOptions(const json::Object &schema)
{
    QList<Option> options;
    if (const json::Array *values = json::arrayMember(schema, "enum")) {
        const json::Array *titles = json::arrayMember(schema, "enumNames");
        for (std::size_t i = 0; i < values->size(); ++i) {
            const bool isNamed = titles && i < titles->size() && (*titles)[i].is_string();
            options.append({ (*values)[i], isNamed ? json::text((*titles)[i].get_string()) : QString() });
        }
        return options;
    }
    for (const std::string_view keyword : { "oneOf", "anyOf" }) {
        const json::Array *entries = json::arrayMember(schema, keyword);
        if (!entries)
            continue;
        for (const json::Value &entry : *entries)
            if (entry.is_object() && entry.get_object().contains("const"))
                options.append({ entry.get_object().at("const"), textMember(entry.get_object(), "title") });
        return options;
    }
    return options;
}

FormField readField(std::string_view name, const json::Object &schema)
{
    FormField field{ .name = json::bytes(name),
        .title = textMember(schema, "title"),
        .description = textMember(schema, "description"),
        .schema = schema };
    if (field.title.isEmpty())
        field.title = QString::fromUtf8(field.name);
    if (const json::Value *initial = schema.if_contains("default"))
        field.initial = *initial;
    const QByteArray type = json::stringMember(schema, "type").value_or("string");
    field.options = readOptions(schema);
    if (type == "array") {
        field.type = Type::Choices;
        if (const json::Object *items = json::objectMember(schema, "items"))
            field.options = readOptions(*items);
    } else if (!field.options.isEmpty()) {
        field.type = Type::Choice;
    } else if (type == "integer") {
        field.type = Type::Integer;
    } else if (type == "number") {
        field.type = Type::Number;
    } else if (type == "boolean") {
        field.type = Type::Boolean;
    }
    return field;
}

std::optional<json::Value> pickOption(const FormField &field, const QString &word)
{
    for (const Option &option : field.options)
        if (valueText(option.value) == word)
            return option.value;
    for (const Option &option : field.options)
        if (!option.title.isEmpty() && option.title.compare(word, Qt::CaseInsensitive) == 0)
            return option.value;
    bool isNumber = false;
    const int number = word.toInt(&isNumber);
    if (isNumber && number >= 1 && number <= field.options.size())
        return field.options[number - 1].value;
    return {};
}

tl::expected<json::Value, QString> readNumber(const FormField &field, const QString &typed)
{
    bool isInteger = false;
    const qint64 whole = typed.toLongLong(&isInteger);
    if (isInteger)
        return json::Value(whole);
    bool isNumber = false;
    const double number = typed.toDouble(&isNumber);
    if (isNumber && field.type == Type::Number && std::isfinite(number))
        return json::Value(number);
    return tl::unexpected(field.type == Type::Number ? u"“%1” is no number."_s.arg(shown(typed))
                                                     : u"“%1” is no whole number."_s.arg(shown(typed)));
}

tl::expected<json::Value, QString> readChoices(const FormField &field, const QString &typed)
{
    json::Array picked;
    for (const QString &part : typed.split(u',')) {
        const std::optional<json::Value> value = pickOption(field, part.trimmed());
        if (!value)
            return tl::unexpected(u"“%1” is none of the choices."_s.arg(shown(part.trimmed())));
        if (std::find(picked.begin(), picked.end(), *value) == picked.end())
            picked.push_back(*value);
    }
    return json::Value(std::move(picked));
}

tl::expected<json::Value, QString> readValue(const FormField &field, const QString &typed)
{
    const QString word = typed.trimmed();
    switch (field.type) {
    case Type::Text:
        return json::Value(json::string(word == "\"\""_L1 ? QString() : typed));
    case Type::Integer:
    case Type::Number:
        return readNumber(field, word);
    case Type::Boolean:
        if (const auto yes = readYesNo(word))
            return json::Value(*yes);
        if (word == "true"_L1 || word == "false"_L1)
            return json::Value(word == "true"_L1);
        return tl::unexpected(u"Type y or n."_s);
    case Type::Choice:
        if (const auto value = pickOption(field, word))
            return *value;
        return tl::unexpected(u"“%1” is none of the choices."_s.arg(shown(word)));
    case Type::Choices:
        if (word == "[]"_L1)
            return json::Value(json::Array());
        return readChoices(field, word);
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

QList<FormField> readFormFields(const json::Value &schema)
{
    QList<FormField> fields;
    const json::Object *object = schema.if_object();
    const json::Object *properties = object ? json::objectMember(*object, "properties") : nullptr;
    if (!properties)
        return fields;
    const QList<QByteArray> required = json::stringList(*object, "required").value_or(QList<QByteArray>());
    for (const auto &[name, value] : *properties) {
        if (!value.is_object())
            continue;
        fields.append(readField(name, value.get_object()));
        fields.last().isRequired = required.contains(fields.last().name);
    }
    return fields;
}

QString describeField(const FormField &field)
{
    QStringList parts;
    switch (field.type) {
    case Type::Text:
        parts << u"text"_s;
        break;
    case Type::Integer:
        parts << u"a whole number"_s;
        break;
    case Type::Number:
        parts << u"a number"_s;
        break;
    case Type::Boolean:
        parts << u"yes or no"_s;
        break;
    case Type::Choice:
        parts << u"one of these"_s;
        break;
    case Type::Choices:
        parts << u"any of these, separated by commas"_s;
        break;
    }
    const auto bound = [&](std::string_view keyword, const QString &words) {
        if (const json::Value *value = field.schema.if_contains(keyword); value && !value->is_structured())
            parts << words.arg(shown(valueText(*value)));
    };
    bound("format", u"format %1"_s);
    bound("pattern", u"pattern %1"_s);
    bound("minLength", u"at least %1 characters"_s);
    bound("maxLength", u"at most %1 characters"_s);
    bound("minimum", u"at least %1"_s);
    bound("maximum", u"at most %1"_s);
    bound("minItems", u"at least %1 of them"_s);
    bound("maxItems", u"at most %1 of them"_s);
    parts << (field.isRequired ? u"required"_s : u"may be left out"_s);
    return parts.join(u", "_s);
}

QString describeValue(const FormField &field, const json::Value &value)
{
    if (field.type == Type::Boolean && value.is_bool())
        return value.get_bool() ? u"yes"_s : u"no"_s;
    if (value.is_array()) {
        QStringList parts;
        for (const json::Value &one : value.get_array())
            parts << valueText(one);
        return parts.isEmpty() ? u"[]"_s : parts.join(u", "_s);
    }
    const QString text = valueText(value);
    return text.isEmpty() ? u"\"\""_s : text;
}

tl::expected<std::optional<json::Value>, QString> readFieldAnswer(
    const FormField &field, const QString &typed)
{
    if (typed.trimmed().isEmpty()) {
        if (field.initial || !field.isRequired)
            return field.initial;
        return tl::unexpected(u"An answer is required here."_s);
    }
    auto value = readValue(field, typed);
    if (!value)
        return tl::unexpected(std::move(value.error()));
    return std::optional(std::move(*value));
}

} // namespace authscope::cli
