// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/input.h"

#include "base/text.h"
#include "base/urlguard.h"
#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Result;

namespace {

base::Failure refuse(const QString &message)
{
    return brokenRule(message, u"MCP 2026-07-28, client, Elicitation"_s);
}

bool areTexts(const json::Array &list)
{
    return !list.empty()
        && std::all_of(list.begin(), list.end(), [](const json::Value &value) { return value.is_string(); });
}

bool areConstants(const json::Array &list)
{
    return !list.empty() && std::all_of(list.begin(), list.end(), [](const json::Value &value) {
        const json::Object *object = value.if_object();
        return object && json::stringMember(*object, "const");
    });
}

/// Texts to choose from: enum, or titled constants.
bool offersTexts(const json::Object &schema)
{
    const json::Array *names = json::arrayMember(schema, "enum");
    const json::Array *oneOf = json::arrayMember(schema, "oneOf");
    const json::Array *anyOf = json::arrayMember(schema, "anyOf");
    return (names && areTexts(*names)) || (oneOf && areConstants(*oneOf)) || (anyOf && areConstants(*anyOf));
}

bool isPlainText(const json::Object &schema)
{
    const bool isChoice = schema.contains("enum") || schema.contains("oneOf") || schema.contains("anyOf");
    return !isChoice || offersTexts(schema);
}

/// A form holds plain fields only; what is wrong with this one, empty when nothing is.
QString problemOf(const json::Value &value)
{
    const json::Object *field = value.if_object();
    if (!field)
        return u"is %1, expected an object"_s.arg(json::typeName(value));
    const auto type = json::stringMember(*field, "type");
    if (!type)
        return u"has no type that is a text"_s;
    if (*type == "number" || *type == "integer" || *type == "boolean")
        return {};
    if (*type == "string")
        return isPlainText(*field) ? QString() : u"offers choices that are no texts"_s;
    if (*type != "array")
        return u"is of type “%1”, and a form holds plain fields only"_s.arg(base::cleaned(*type, 40));
    const json::Object *items = json::objectMember(*field, "items");
    return items && offersTexts(*items)
        ? QString()
        : u"is a list of something else than texts to choose from, and a form holds plain fields only"_s;
}

Result<Elicitation> readForm(Elicitation form, const json::Object &params)
{
    const json::Object *schema = json::objectMember(params, "requestedSchema");
    if (!schema)
        return refuse(u"The server asks for a form without a requestedSchema. Nobody was asked."_s);
    if (json::stringMember(*schema, "type") != QByteArray("object"))
        return refuse(u"The form the server asks for is not of type “object”. Nobody was asked."_s);
    const json::Object *properties = json::objectMember(*schema, "properties");
    if (!properties)
        return refuse(u"The form the server asks for has no properties. Nobody was asked."_s);
    for (const auto &property : *properties) {
        const QString problem = problemOf(property.value());
        if (!problem.isEmpty())
            return refuse(u"The field “%1” of the form the server asks for %2. Nobody was asked."_s.arg(
                base::cleaned(json::bytes(property.key()), 80), problem));
    }
    form.schema = *schema;
    return form;
}

Result<Elicitation> readUrl(Elicitation visit, const json::Object &params)
{
    const auto url = json::stringMember(params, "url");
    if (!url)
        return refuse(u"The server asks to open an address and gives none. Nobody was asked."_s);
    // A page may well have a fragment; everything before it is held to the rules for any address.
    const qsizetype hash = url->indexOf('#');
    const auto guarded = base::guardUrl(hash < 0 ? *url : url->first(hash), u"The address to open"_s);
    if (!guarded)
        return base::fail(guarded.error());
    const QByteArrayView fragment = hash < 0 ? QByteArrayView() : QByteArrayView(*url).sliced(hash);
    if (!fragment.isEmpty() && !base::isHeaderSafe(fragment))
        return refuse(u"The address to open has a character that no address holds. Nobody was asked."_s);
    visit.mode = Elicitation::Mode::Url;
    visit.url = *url;
    visit.id = json::stringMember(params, "elicitationId").value_or(QByteArray());
    return visit;
}

} // namespace

Result<Elicitation> readElicitation(const json::Object &params)
{
    const auto message = json::stringMember(params, "message");
    if (!message)
        return refuse(u"The server asks something without a message that says what. Nobody was asked."_s);
    Elicitation out{ .message = QString::fromUtf8(*message), .raw = params };
    const json::Value *mode = params.if_contains("mode");
    if (!mode || (mode->is_string() && mode->get_string() == "form"))
        return readForm(std::move(out), params);
    if (mode->is_string() && mode->get_string() == "url")
        return readUrl(std::move(out), params);
    return refuse(
        u"The server asks in the mode “%1”, and only form and url are known. Nobody was asked."_s.arg(
            base::cleaned(mode->is_string() ? json::bytes(mode->get_string()) : json::compact(*mode), 40)));
}

} // namespace authscope::mcp
