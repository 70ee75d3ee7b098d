// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formschema.h"

#include "base/text.h"
#include "schema/value.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxReferences = 16;
constexpr qint64 longTextFrom = 200;

/// What a form shows or what changes nothing about it.
constexpr std::array<std::string_view, 13> shownRootKeywords{ "type", "properties", "required", "title",
    "description", "default", "examples", "$schema", "$id", "$defs", "definitions", "$comment", "$ref" };

/// The schema itself, or what its local references lead to; null when they lead nowhere.
const json::Value *resolved(const json::Value *schema, const json::Value &root)
{
    for (int i = 0; i < maxReferences; ++i) {
        const json::Object *object = schema ? schema->if_object() : nullptr;
        const auto reference = object ? json::stringMember(*object, "$ref") : std::nullopt;
        if (!reference)
            return schema;
        schema = followLocalReference(root, *reference);
    }
    return nullptr;
}

bool isNullSchema(const json::Value &schema)
{
    const json::Object *object = schema.if_object();
    return object && json::stringMember(*object, "type") == QByteArray("null");
}

/// For "this or null", written with anyOf or oneOf: the part that is not null.
const json::Value *withoutNull(const json::Value *schema, const json::Value &root)
{
    const json::Object *object = schema ? schema->if_object() : nullptr;
    if (!object)
        return schema;
    for (const std::string_view keyword : { "anyOf", "oneOf" }) {
        const json::Array *forms = json::arrayMember(*object, keyword);
        if (!forms || forms->size() != 2)
            continue;
        if (isNullSchema((*forms)[0]))
            return resolved(&(*forms)[1], root);
        if (isNullSchema((*forms)[1]))
            return resolved(&(*forms)[0], root);
    }
    return schema;
}

QByteArray typeOf(const json::Object &schema)
{
    if (const auto type = json::stringMember(schema, "type"))
        return *type;
    auto types = json::stringList(schema, "type").value_or(QList<QByteArray>());
    types.removeAll("null");
    return types.size() == 1 ? types.first() : QByteArray();
}

bool isScalar(const json::Value &value)
{
    return !value.is_object() && !value.is_array();
}

QString labelOf(const json::Value &value)
{
    return value.is_string() ? json::text(value.get_string()) : QString::fromUtf8(json::compact(value));
}

using Choices = QList<std::pair<QString, json::Value>>;

Choices choicesOfEnum(const json::Object &schema)
{
    Choices choices;
    const json::Array *values = json::arrayMember(schema, "enum");
    if (!values)
        return choices;
    const auto names = json::stringList(schema, "enumNames").value_or(QList<QByteArray>());
    for (const json::Value &value : *values) {
        if (!isScalar(value))
            return {};
        const bool isNamed = names.size() == qsizetype(values->size());
        choices.append({ isNamed ? QString::fromUtf8(names[choices.size()]) : labelOf(value), value });
    }
    return choices;
}

Choices choicesOfConstants(const json::Object &schema)
{
    for (const std::string_view keyword : { "oneOf", "anyOf" }) {
        const json::Array *forms = json::arrayMember(schema, keyword);
        if (!forms)
            continue;
        Choices choices;
        for (const json::Value &form : *forms) {
            const json::Object *object = form.if_object();
            const json::Value *value = object ? object->if_contains("const") : nullptr;
            if (!value || !isScalar(*value))
                return {};
            const auto title = json::stringMember(*object, "title");
            choices.append({ title ? QString::fromUtf8(*title) : labelOf(*value), *value });
        }
        return choices;
    }
    if (const json::Value *value = schema.if_contains("const"); value && isScalar(*value))
        return { { labelOf(*value), *value } };
    return {};
}

std::optional<qint64> countMember(const json::Object &schema, std::string_view name)
{
    const auto number = json::numberMember(schema, name);
    if (!number || *number < 0 || *number > 9e15)
        return std::nullopt;
    return qint64(*number);
}

FieldType typeOfText(const Field &field)
{
    return field.maxLength.value_or(0) > longTextFrom ? FieldType::LongText : FieldType::Text;
}

FieldType fieldType(const json::Object &schema, const Field &field)
{
    for (const std::string_view keyword : { "allOf", "not", "if", "anyOf", "oneOf" }) {
        if (schema.contains(keyword) && field.choices.isEmpty())
            return FieldType::Json;
    }
    if (!field.choices.isEmpty())
        return FieldType::Choice;
    const QByteArray type = typeOf(schema);
    if (type == "string")
        return typeOfText(field);
    if (type == "integer")
        return FieldType::Integer;
    if (type == "number")
        return FieldType::Number;
    if (type == "boolean")
        return FieldType::Boolean;
    return FieldType::Json;
}

QString rangeHint(std::optional<double> least, std::optional<double> most)
{
    // What generators write for "any whole number" is no bound a person has to know.
    constexpr double allWhole = 9007199254740991; // 2^53 − 1
    if (least && *least <= -allWhole)
        least.reset();
    if (most && *most >= allWhole)
        most.reset();
    const auto number = [](double value) { return QString::number(value, 'g', 15); };
    if (least && most)
        return u"%1 to %2"_s.arg(number(*least), number(*most));
    if (least)
        return u"at least %1"_s.arg(number(*least));
    if (most)
        return u"at most %1"_s.arg(number(*most));
    return {};
}

QString textHint(const Field &field)
{
    static const QHash<QString, QString> formats{ { u"date"_s, u"a date such as 2026-01-31"_s },
        { u"date-time"_s, u"a time such as 2026-01-31T14:30:00Z"_s },
        { u"time"_s, u"a time of day such as 14:30:00Z"_s }, { u"email"_s, u"an e-mail address"_s },
        { u"uri"_s, u"a web address"_s }, { u"uuid"_s, u"a UUID"_s } };
    QStringList parts{ formats.value(field.format, u"text"_s) };
    const QString range = rangeHint(field.minLength, field.maxLength);
    if (!range.isEmpty()) {
        const bool isOne = field.maxLength ? *field.maxLength == 1 : field.minLength == 1;
        parts.append(range + (isOne ? u" character"_s : u" characters"_s));
    }
    if (!field.pattern.isEmpty())
        parts.append(u"in the form %1"_s.arg(base::cleaned(field.pattern, 60)));
    return parts.join(u" · "_s);
}

QString jsonHint(const json::Object &schema)
{
    const QByteArray type = typeOf(schema);
    if (type == "array")
        return u"a list, as JSON"_s;
    if (type == "object")
        return u"an object, as JSON"_s;
    return u"any value, as JSON"_s;
}

QString hintOf(const json::Object &schema, const Field &field)
{
    const auto withRange = [&field](const QString &word) {
        const QString range = rangeHint(field.minimum, field.maximum);
        return range.isEmpty() ? word : word + u" · "_s + range;
    };
    switch (field.type) {
    case FieldType::Text:
    case FieldType::LongText:
        return textHint(field);
    case FieldType::Integer:
        return withRange(u"whole number"_s);
    case FieldType::Number:
        return withRange(u"number"_s);
    case FieldType::Boolean:
        return u"yes or no"_s;
    case FieldType::Choice:
        return field.choices.size() == 1 ? u"always this value"_s : u"one of %1"_s.arg(field.choices.size());
    case FieldType::Json:
        return jsonHint(schema);
    }
    Q_UNREACHABLE();
    return {};
}

/// Beside a $ref or around "or null" stand the words; the inner schema holds the shape. The outer ones win.
const json::Value *memberOf(const json::Object &outer, const json::Object &inner, std::string_view name)
{
    const json::Value *value = outer.if_contains(name);
    return value ? value : inner.if_contains(name);
}

Field describeField(std::string_view name, const json::Value &property, const json::Value &root)
{
    static const json::Object nothing;
    Field field;
    field.name = std::string(name);
    const json::Object &outer = property.is_object() ? property.get_object() : nothing;
    const json::Value *shape = withoutNull(resolved(&property, root), root);
    const json::Object &schema = shape && shape->is_object() ? shape->get_object() : nothing;

    const json::Value *title = memberOf(outer, schema, "title");
    field.label = json::text(title && title->is_string() && !title->get_string().empty()
            ? std::string_view(title->get_string())
            : name);
    if (const json::Value *words = memberOf(outer, schema, "description"); words && words->is_string())
        field.description = json::text(words->get_string());
    if (const json::Value *value = memberOf(outer, schema, "default")) {
        field.defaultValue = *value;
        field.hasDefault = true;
    }
    field.format = QString::fromUtf8(json::stringMember(schema, "format").value_or(QByteArray()));
    field.pattern = QString::fromUtf8(json::stringMember(schema, "pattern").value_or(QByteArray()));
    field.minLength = countMember(schema, "minLength");
    field.maxLength = countMember(schema, "maxLength");
    field.minimum = json::numberMember(schema, "minimum");
    field.maximum = json::numberMember(schema, "maximum");
    field.choices = choicesOfEnum(schema);
    if (field.choices.isEmpty())
        field.choices = choicesOfConstants(schema);
    field.type = fieldType(schema, field);
    field.hint = hintOf(schema, field);
    return field;
}

Form wholeValue(const json::Value &schema)
{
    static const json::Object nothing;
    Field field;
    field.label = u"Value"_s;
    field.type = FieldType::Json;
    field.isRequired = true;
    field.hint = jsonHint(schema.is_object() ? schema.get_object() : nothing);
    return { .fields = { field }, .isFlat = false };
}

bool saysObject(const json::Object &schema)
{
    return schema.contains("type") ? typeOf(schema) == "object" : true;
}

} // namespace

Form describe(const json::Value &schema)
{
    const json::Value *root = resolved(&schema, schema);
    const json::Object *object = root ? root->if_object() : nullptr;
    if (!object || !saysObject(*object))
        return wholeValue(schema);
    const json::Value *properties = object->if_contains("properties");
    if (properties && !properties->is_object())
        return wholeValue(schema);

    Form form;
    if (properties) {
        for (const auto &property : properties->get_object()) {
            form.fields.append(describeField(property.key(), property.value(), schema));
            form.isFlat = form.isFlat && form.fields.last().type != FieldType::Json;
        }
    }
    for (const QByteArray &name : json::stringList(*object, "required").value_or(QList<QByteArray>())) {
        for (Field &field : form.fields)
            field.isRequired = field.isRequired || field.name == json::view(name);
    }
    for (const auto &member : *object) {
        const bool isShown = std::find(shownRootKeywords.begin(), shownRootKeywords.end(), member.key())
            != shownRootKeywords.end();
        const bool isPlain = member.key() == "additionalProperties" && member.value().is_bool();
        if (!isShown && !isPlain)
            form.ignored.append(json::text(member.key()));
    }
    return form;
}

} // namespace authscope::schema
