// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/compiler.h"
#include "schema/words.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

void Compiler::compileArray(Node &node, const Language &language)
{
    const bool isDraft7 = language.isDraft7();
    auto rules = std::make_unique<ArrayRules>();
    bool hasAny = false;
    if (language.has(Validation)) {
        rules->length = counts(node, "minItems", "maxItems");
        const json::Value *unique = node.source->if_contains("uniqueItems");
        if (unique && !unique->is_bool())
            problem(node, "uniqueItems", u"is %1, expected true or false"_s.arg(shown(*unique)));
        rules->isUnique = unique && unique->is_bool() && unique->get_bool();
        hasAny = rules->length.least || rules->length.most || rules->isUnique;
    }
    if (language.has(Applicator)) {
        compileItems(node, *rules, isDraft7);
        rules->contains = child(node, "contains");
    }
    if (rules->contains && language.has(Validation) && !isDraft7)
        rules->matches = counts(node, "minContains", "maxContains");
    if (language.has(Unevaluated) && !isDraft7)
        rules->unevaluated = child(node, "unevaluatedItems");
    if (hasAny || !rules->first.empty() || rules->rest || rules->contains || rules->unevaluated)
        node.array = std::move(rules);
}

void Compiler::compileItems(Node &node, ArrayRules &rules, bool isDraft7)
{
    const json::Value *items = node.source->if_contains("items");
    const bool isList = items && items->is_array();
    if (isDraft7 && isList) {
        for (const json::Value &schema : items->get_array())
            rules.first.push_back(nodeFor(schema)); // an empty list is allowed there
        rules.firstKeyword = "items";
        rules.rest = child(node, "additionalItems");
        rules.restKeyword = "additionalItems";
        return;
    }
    if (!isDraft7) {
        rules.first = children(node, "prefixItems");
        rules.firstKeyword = "prefixItems";
    }
    if (isList)
        return problem(node, "items", u"is a list, expected a schema (in 2020-12 the list is prefixItems)"_s);
    rules.rest = child(node, "items");
    rules.restKeyword = "items";
}

void Compiler::compileObject(Node &node, const Language &language)
{
    const bool isDraft7 = language.isDraft7();
    auto rules = std::make_unique<ObjectRules>();
    if (language.has(Validation)) {
        rules->length = counts(node, "minProperties", "maxProperties");
        if (const json::Value *required = node.source->if_contains("required"))
            rules->required = names(node, "required", *required).value_or(std::vector<std::string_view>());
    }
    if (language.has(Applicator)) {
        compileProperties(node, *rules);
        rules->names = child(node, "propertyNames");
    }
    compileDependent(node, *rules, isDraft7);
    if (language.has(Unevaluated) && !isDraft7)
        rules->unevaluated = child(node, "unevaluatedProperties");
    const bool hasAny = rules->length.least || rules->length.most || !rules->required.empty()
        || rules->properties || !rules->patterns.empty() || rules->hasOpenPattern || rules->additional
        || rules->names || !rules->dependent.empty() || rules->unevaluated;
    if (hasAny)
        node.object = std::move(rules);
}

void Compiler::compileProperties(Node &node, ObjectRules &rules)
{
    const auto members = [&](std::string_view keyword) -> const json::Object * {
        const json::Value *value = node.source->if_contains(keyword);
        if (value && !value->is_object())
            problem(node, keyword, u"is %1, expected an object of schemas"_s.arg(json::typeName(*value)));
        return value ? value->if_object() : nullptr;
    };
    rules.properties = members("properties");
    if (rules.properties) {
        for (const auto &member : *rules.properties)
            rules.propertyNodes.push_back(nodeFor(member.value()));
    }
    if (const json::Object *patterns = members("patternProperties")) {
        for (const auto &member : *patterns) {
            const Node *schema = nodeFor(member.value());
            if (const Pattern *pattern = patternOf(node, "patternProperties", member.key()))
                rules.patterns.emplace_back(pattern, schema);
            else
                rules.hasOpenPattern = true;
        }
    }
    rules.additional = child(node, "additionalProperties");
}

void Compiler::compileDependent(Node &node, ObjectRules &rules, bool isDraft7)
{
    for (const std::string_view keyword : { "dependentRequired", "dependentSchemas", "dependencies" }) {
        const bool isOld = keyword == "dependencies"; // still in use where there is no $schema
        const json::Value *value = isDraft7 && !isOld ? nullptr : node.source->if_contains(keyword);
        if (!value)
            continue;
        if (!value->is_object()) {
            problem(node, keyword, u"is %1, expected an object"_s.arg(json::typeName(*value)));
            continue;
        }
        for (const auto &member : value->get_object()) {
            ObjectRules::Needs needs{ .keyword = keyword, .member = member.key() };
            const bool isList = keyword == "dependentRequired" || (isOld && member.value().is_array());
            if (!isList)
                needs.schema = nodeFor(member.value());
            else if (auto list = names(node, keyword, member.value()))
                needs.members = std::move(*list);
            rules.dependent.push_back(std::move(needs));
        }
    }
}

} // namespace authscope::schema
