// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formsource.h"
#include "schema/pattern.h"
#include "schema/words.h"

namespace authscope::schema {

namespace {

using Schemas = std::vector<const json::Value *>;

bool isFalse(const json::Value *schema)
{
    return schema->is_bool() && !schema->get_bool();
}

void addMemberSchemas(Schemas &schemas, const json::Object &schema, std::optional<std::string_view> name)
{
    const std::size_t before = schemas.size();
    const json::Object *properties = name ? json::objectMember(schema, "properties") : nullptr;
    const json::Object *patterns = name ? json::objectMember(schema, "patternProperties") : nullptr;
    if (const json::Value *own = properties ? properties->if_contains(*name) : nullptr)
        schemas.push_back(own);
    if (patterns) {
        for (const auto &pattern : *patterns) {
            if (patternMatches(wholeText(pattern.key()), wholeText(*name)).value_or(false))
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
            addMemberSchemas(schemas, *part.schema, name);
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
