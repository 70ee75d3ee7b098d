// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/conformance/sampling.h"

#include "schema/value.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

constexpr int maxDepth = 16;

json::Value sample(const json::Value &schema, const json::Value &root, int depth);

/// The schema behind a local $ref; itself when there is none.
const json::Value &followed(const json::Value &schema, const json::Value &root)
{
    const json::Object *object = schema.if_object();
    const auto reference = object ? json::stringMember(*object, "$ref") : std::nullopt;
    const json::Value *target = reference ? schema::followLocalReference(root, *reference) : nullptr;
    return target ? *target : schema;
}

QByteArray typeOf(const json::Object &schema)
{
    if (const auto type = json::stringMember(schema, "type"))
        return *type;
    if (const auto types = json::stringList(schema, "type"); types && !types->isEmpty())
        return types->first();
    return schema.contains("properties") ? "object" : "string";
}

qint64 boundOf(const json::Object &schema, std::string_view name, qint64 otherwise)
{
    const auto number = json::numberMember(schema, name);
    return number ? qint64(std::clamp(*number, 0.0, 1000.0)) : otherwise;
}

json::Value sampleText(const json::Object &schema)
{
    const QByteArray format = json::stringMember(schema, "format").value_or(QByteArray());
    if (format == "email")
        return "ada@example.com";
    if (format == "uri" || format == "url")
        return "https://example.com/";
    if (format == "date")
        return "2026-01-31";
    if (format == "date-time")
        return "2026-01-31T12:00:00Z";
    QByteArray text = "sample";
    text = text.leftJustified(boundOf(schema, "minLength", 0), 'e');
    return json::string(text.left(boundOf(schema, "maxLength", text.size())));
}

json::Value sampleNumber(const json::Object &schema, bool isInteger)
{
    double number = 1;
    if (const auto least = json::numberMember(schema, "minimum"))
        number = std::max(number, *least);
    if (const auto above = json::numberMember(schema, "exclusiveMinimum"))
        number = std::max(number, std::floor(*above) + 1);
    if (const auto most = json::numberMember(schema, "maximum"))
        number = std::min(number, *most);
    if (const auto step = json::numberMember(schema, "multipleOf"); step && *step > 0)
        number = std::ceil(number / *step) * *step;
    if (isInteger || number == std::floor(number))
        return qint64(std::ceil(number));
    return number;
}

json::Value sampleObject(const json::Object &schema, const json::Value &root, int depth)
{
    json::Object out;
    const json::Object *properties = json::objectMember(schema, "properties");
    for (const QByteArray &name : json::stringList(schema, "required").value_or(QList<QByteArray>())) {
        const json::Value *property = properties ? properties->if_contains(json::view(name)) : nullptr;
        out[json::view(name)] = property ? sample(*property, root, depth + 1) : json::Value("sample");
    }
    return out;
}

json::Value sample(const json::Value &schemaOrReference, const json::Value &root, int depth)
{
    const json::Object *schema = followed(schemaOrReference, root).if_object();
    if (!schema || depth > maxDepth)
        return json::Object();
    for (const std::string_view keyword : { "const", "default" })
        if (const json::Value *value = schema->if_contains(keyword))
            return *value;
    for (const std::string_view keyword : { "enum", "examples" })
        if (const json::Array *values = json::arrayMember(*schema, keyword); values && !values->empty())
            return values->front();
    for (const std::string_view keyword : { "oneOf", "anyOf" })
        if (const json::Array *branches = json::arrayMember(*schema, keyword);
            branches && !branches->empty() && !schema->contains("properties"))
            return sample(branches->front(), root, depth + 1);
    const QByteArray type = typeOf(*schema);
    if (type == "object")
        return sampleObject(*schema, root, depth);
    if (type == "array") {
        json::Array out;
        const json::Value *items = schema->if_contains("items");
        for (qint64 i = 0; i < boundOf(*schema, "minItems", 0); ++i)
            out.push_back(items ? sample(*items, root, depth + 1) : json::Value("sample"));
        return out;
    }
    if (type == "boolean")
        return true;
    if (type == "null")
        return nullptr;
    if (type == "integer" || type == "number")
        return sampleNumber(*schema, type == "integer");
    return sampleText(*schema);
}

} // namespace

json::Value sampleValue(const json::Value &schema)
{
    return sample(schema, schema, 0);
}

json::Object sampleArguments(const json::Value &inputSchema)
{
    json::Value value = sampleValue(inputSchema);
    return value.is_object() ? std::move(value.get_object()) : json::Object();
}

json::Object sampleForm(const json::Value &schema)
{
    json::Object content = sampleArguments(schema);
    const json::Object *object = schema.if_object();
    if (const json::Object *properties = object ? json::objectMember(*object, "properties") : nullptr)
        for (const auto &[name, property] : *properties) {
            const json::Object *field = property.if_object();
            if (!field || content.contains(name))
                continue;
            if (const json::Value *initial = field->if_contains("default"))
                content[name] = *initial;
            else if (typeOf(*field) == "boolean")
                content[name] = true;
        }
    return content;
}

} // namespace authscope::cli
