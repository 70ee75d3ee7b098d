// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formsource.h"
#include "schema/words.h"

namespace authscope::schema {

namespace {

using Schemas = std::vector<const json::Value *>;

bool isFalse(const json::Value *schema)
{
    return schema->is_bool() && !schema->get_bool();
}

void addMemberSchemas(
    Schemas &schemas, const json::Object &schema, std::optional<std::string_view> name, FormContext &context)
{
    const std::size_t before = schemas.size();
    const json::Object *properties = name ? json::objectMember(schema, "properties") : nullptr;
    const json::Object *patterns = name ? json::objectMember(schema, "patternProperties") : nullptr;
    if (const json::Value *own = properties ? properties->if_contains(*name) : nullptr)
        schemas.push_back(own);
    if (patterns) {
        for (const auto &pattern : *patterns) {
            if (context.matches(json::bytes(pattern.key()), wholeText(*name)))
                schemas.push_back(&pattern.value());
        }
    }
    const json::Value *others = schema.if_contains("additionalProperties");
    if (schemas.size() == before && others)
        schemas.push_back(others);
}

const json::Array *fixedItemsOf(const json::Object &schema, bool isDraft7)
{
    return json::arrayMember(schema, isDraft7 ? "items" : "prefixItems");
}

/// What only counts for what nothing else is said about. An inner one looks at what an outer one would
/// refuse: false counts when it is all there is.
std::optional<Schemas> orUnevaluated(Schemas schemas, const FormSource &source, std::string_view keyword)
{
    if (schemas.empty()) {
        schemas = source.findAll(keyword);
        if (!std::all_of(schemas.begin(), schemas.end(), isFalse))
            std::erase_if(schemas, isFalse);
    }
    if (std::any_of(schemas.begin(), schemas.end(), isFalse))
        return std::nullopt;
    return schemas;
}

} // namespace

std::optional<Schemas> FormSource::memberSchemas(std::optional<std::string_view> name) const
{
    Schemas schemas;
    for (const FormPart &part : parts) {
        if (!part.saysOnlyWords)
            addMemberSchemas(schemas, *part.schema, name, *context);
    }
    return orUnevaluated(std::move(schemas), *this, "unevaluatedProperties");
}

std::optional<Schemas> FormSource::itemSchemas(qsizetype index) const
{
    Schemas schemas;
    for (const FormPart &part : parts) {
        if (part.saysOnlyWords)
            continue;
        const bool isDraft7 = languageOf(part).isDraft7();
        const json::Array *first = fixedItemsOf(*part.schema, isDraft7);
        const json::Value *rest = part.schema->if_contains(isDraft7 && first ? "additionalItems" : "items");
        if (first && index < qsizetype(first->size()))
            schemas.push_back(&(*first)[size_t(index)]);
        else if (rest)
            schemas.push_back(rest);
    }
    return orUnevaluated(std::move(schemas), *this, "unevaluatedItems");
}

bool FormContext::matches(const QByteArray &pattern, const QString &text)
{
    if (m_patternTime > options.bounds.patternTime)
        return false;
    auto known = m_patterns.find(pattern);
    if (known == m_patterns.end())
        known = m_patterns.insert(pattern, Pattern::compile(wholeText(json::view(pattern))));
    return *known && (*known)->matches(text, m_patternTime).value_or(false);
}

QSet<QByteArray> FormSource::requiredMembers() const
{
    QSet<QByteArray> names;
    for (const json::Value *required : findAll("required")) {
        const json::Array *list = required->if_array();
        for (std::size_t i = 0; list && i < list->size(); ++i) {
            if ((*list)[i].is_string())
                names.insert(json::bytes((*list)[i].get_string()));
        }
    }
    return names;
}

Compiled FormSource::compiled() const
{
    json::Array all{ true };
    for (const FormPart &part : parts)
        all.push_back(json::Object{ { "$ref", json::string(context->index.absoluteLocation(part.value)) } });
    Options own = context->options;
    own.baseUri = "https://form.invalid/alternative";
    const json::Object schema{ { "$schema", json::string(metaschemaUri(Dialect::Draft2020)) },
        { "allOf", std::move(all) } };
    return Compiled::compile(schema, context->documents, own);
}

qsizetype FormSource::fixedItems() const
{
    qsizetype count = 0;
    for (const FormPart &part : parts) {
        const json::Array *first
            = part.saysOnlyWords ? nullptr : fixedItemsOf(*part.schema, languageOf(part).isDraft7());
        count = std::max(count, qsizetype(first ? first->size() : 0));
    }
    return count;
}

} // namespace authscope::schema
