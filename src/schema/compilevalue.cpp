// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "schema/compiler.h"
#include "schema/formats.h"
#include "schema/value.h"
#include "schema/words.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

void Compiler::compileValue(Node &node)
{
    auto rules = std::make_unique<ValueRules>();
    if (const json::Value *type = node.source->if_contains("type")) {
        rules->types = bitsOfType(*type);
        if (rules->types == 0)
            problem(node, "type", u"is %1, which is no type"_s.arg(shown(*type)));
    }
    rules->constant = node.source->if_contains("const");
    if (rules->constant)
        rules->weight += weightOf(*rules->constant);
    compileEnum(node, *rules);
    if (rules->types != 0 || rules->constant || rules->allowed)
        node.value = std::move(rules);
}

void Compiler::compileEnum(Node &node, ValueRules &rules)
{
    const json::Value *list = node.source->if_contains("enum");
    if (!list)
        return;
    rules.allowed = list->if_array();
    if (!rules.allowed)
        return problem(node, "enum", u"is %1, expected a list"_s.arg(json::typeName(*list)));
    for (const json::Value &one : *rules.allowed) {
        if (one.is_structured()) {
            rules.allowedContainers.push_back(&one);
            rules.weight += weightOf(one);
            continue;
        }
        const QByteArray text = canonical(one);
        rules.longestScalar = std::max(rules.longestScalar, text.size());
        rules.allowedScalars.insert(text);
    }
}

void Compiler::compileNumber(Node &node)
{
    auto rules = std::make_unique<NumberRules>();
    bool hasAny = false;
    const auto bound = [&](std::string_view keyword, const json::Value *&place, bool isDivisor) {
        const json::Value *value = node.source->if_contains(keyword);
        if (!value)
            return;
        const bool isUsable = value->is_number()
            && (!isDivisor || (value->to_number<double>() > 0 && std::isfinite(value->to_number<double>())));
        if (!isUsable)
            return problem(node, keyword,
                u"is %1, expected a number%2"_s.arg(shown(*value), isDivisor ? u" above 0"_s : QString()));
        place = value;
        hasAny = true;
    };
    bound("minimum", rules->minimum, false);
    bound("maximum", rules->maximum, false);
    bound("exclusiveMinimum", rules->exclusiveMinimum, false);
    bound("exclusiveMaximum", rules->exclusiveMaximum, false);
    bound("multipleOf", rules->multipleOf, true);
    if (hasAny)
        node.number = std::move(rules);
}

void Compiler::compileText(Node &node, const Language &language)
{
    auto rules = std::make_unique<TextRules>();
    if (language.has(Validation)) {
        rules->length = counts(node, "minLength", "maxLength");
        const json::Value *pattern = node.source->if_contains("pattern");
        if (pattern && pattern->is_string())
            rules->pattern = patternOf(node, "pattern", pattern->get_string());
        else if (pattern)
            problem(node, "pattern", u"is %1, expected a text"_s.arg(json::typeName(*pattern)));
    }
    const bool asserts
        = language.has(FormatAssertion) || (m_program.options.assertsFormats && language.has(Format));
    const auto format = asserts ? json::stringMember(*node.source, "format") : std::nullopt;
    if (format && isKnownFormat(*format))
        rules->format = *format;
    if (m_program.options.assertsContent && language.has(Content))
        compileContent(node, *rules);
    if (rules->length.least || rules->length.most || rules->pattern || !rules->format.isEmpty()
        || rules->isBase64 || rules->isJson)
        node.text = std::move(rules);
}

void Compiler::compileContent(Node &node, TextRules &rules)
{
    const auto encoding = json::stringMember(*node.source, "contentEncoding");
    const auto mediaType = json::stringMember(*node.source, "contentMediaType");
    rules.isBase64 = encoding && encoding->compare("base64", Qt::CaseInsensitive) == 0;
    rules.isJson = mediaType && mediaType->compare("application/json", Qt::CaseInsensitive) == 0
        && (!encoding || rules.isBase64);
}

void Compiler::compileCombined(Node &node)
{
    auto rules = std::make_unique<CombinedRules>();
    rules->all = children(node, "allOf");
    rules->any = children(node, "anyOf");
    rules->one = children(node, "oneOf");
    rules->no = child(node, "not");
    rules->condition = child(node, "if");
    if (rules->condition) {
        rules->then = child(node, "then");
        rules->otherwise = child(node, "else");
    }
    if (!rules->all.empty() || !rules->any.empty() || !rules->one.empty() || rules->no || rules->condition)
        node.combined = std::move(rules);
}

} // namespace authscope::schema
