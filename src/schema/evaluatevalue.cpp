// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "schema/evaluator.h"
#include "schema/formats.h"
#include "schema/value.h"
#include "schema/words.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxReferences = 8;

qint64 characters(std::string_view utf8)
{
    return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

/// Whether the value looks as if this form was meant for it: its type fits, and so do the members that name
/// the form.
bool isMeant(const Node &form, const json::Value &value)
{
    const Node *node = &form;
    for (int i = 0; i < maxReferences && node->reference && !node->value && !node->object; ++i)
        node = node->reference;
    if (node->kind == Node::Kind::Never)
        return false;
    if (node->value && (!fitsTypes(*node->value, value) || !isAllowed(*node->value, value)))
        return false;
    const json::Object *object = value.if_object();
    if (!object || !node->object || !node->object->properties)
        return true;
    std::size_t index = 0;
    for (const auto &property : *node->object->properties) {
        const Node *rules = node->object->propertyNodes[index++];
        const json::Value *own = rules->value ? object->if_contains(property.key()) : nullptr;
        if (own && !isAllowed(*rules->value, *own))
            return false;
    }
    return true;
}

} // namespace

bool fitsTypes(const ValueRules &rules, const json::Value &value)
{
    return rules.types == 0 || (rules.types & typeBits(value)) != 0;
}

bool isAllowed(const ValueRules &rules, const json::Value &value)
{
    if (rules.constant && !areEqual(value, *rules.constant))
        return false;
    if (!rules.allowed)
        return true;
    if (value.is_structured())
        return std::any_of(rules.allowedContainers.begin(), rules.allowedContainers.end(),
            [&value](const json::Value *one) { return areEqual(value, *one); });
    if (value.is_string() && qsizetype(value.get_string().size()) > rules.longestScalar)
        return false;
    return rules.allowedScalars.contains(canonical(value));
}

Verdict Evaluator::checkValue(const Frame &frame)
{
    const ValueRules &rules = *frame.node->value;
    if (rules.weight > 1 && !spend(rules.weight / 8))
        return Verdict::Open;
    if (!fitsTypes(rules, *frame.value))
        return violate(frame, "type",
            [&] { return u"must be %1, is %2"_s.arg(typeWords(rules.types), json::typeName(*frame.value)); });
    if (isAllowed(rules, *frame.value))
        return Verdict::Holds;
    if (rules.constant && !areEqual(*frame.value, *rules.constant))
        return violate(frame, "const", [&] { return u"must be %1"_s.arg(shown(*rules.constant)); });
    return violate(frame, "enum", [&] { return u"must be one of %1"_s.arg(shown(*rules.allowed)); });
}

Verdict Evaluator::checkNumber(const Frame &frame)
{
    using Order = std::partial_ordering;
    const NumberRules &rules = *frame.node->number;
    const json::Value &value = *frame.value;
    Verdict verdict = Verdict::Holds;
    const auto bound
        = [&](const json::Value *limit, std::string_view keyword, QStringView words, auto isWrong) {
              if (limit && isWrong(compareNumbers(value, *limit)))
                  verdict = violate(frame, keyword,
                      [&] { return u"must be %1 %2, is %3"_s.arg(words, shown(*limit), shown(value)); });
          };
    bound(rules.minimum, "minimum", u"at least", [](Order order) { return std::is_lt(order); });
    bound(rules.maximum, "maximum", u"at most", [](Order order) { return std::is_gt(order); });
    bound(rules.exclusiveMinimum, "exclusiveMinimum", u"above",
        [](Order order) { return std::is_lteq(order); });
    bound(rules.exclusiveMaximum, "exclusiveMaximum", u"below",
        [](Order order) { return std::is_gteq(order); });
    if (!rules.multipleOf)
        return verdict;
    if (!std::isfinite(value.to_number<double>()))
        return worse(verdict, leaveOpen(Cause::Infinite));
    if (!isMultipleOf(value, *rules.multipleOf))
        verdict = violate(frame, "multipleOf",
            [&] { return u"must be a multiple of %1, is %2"_s.arg(shown(*rules.multipleOf), shown(value)); });
    return verdict;
}

Verdict Evaluator::checkText(const Frame &frame)
{
    const TextRules &rules = *frame.node->text;
    const std::string_view utf8 = frame.value->get_string();
    if (!spend(qint64(utf8.size() / 16)))
        return Verdict::Open;
    Verdict verdict = Verdict::Holds;
    if (rules.length.least || rules.length.most)
        verdict = checkCount(
            frame, characters(utf8), rules.length, "minLength", "maxLength", u"character"_s, u"characters"_s);
    if (isEnough(verdict) || (!rules.pattern && rules.format.isEmpty() && !rules.isBase64 && !rules.isJson))
        return verdict;
    const QString text = wholeText(utf8);
    if (rules.pattern) {
        const auto fits = patternMatches(frame, *rules.pattern, text);
        if (!fits)
            verdict = worse(verdict, Verdict::Open);
        else if (!*fits)
            verdict = violate(frame, "pattern",
                [&] { return u"must match the pattern %1"_s.arg(base::cleaned(rules.pattern->source())); });
    }
    if (!rules.format.isEmpty()) {
        const auto fits = fitsFormat(rules.format, text);
        if (!fits)
            verdict = worse(verdict, leaveOpen(Cause::Format, frame.node));
        else if (!*fits)
            verdict
                = violate(frame, "format", [&] { return u"must be %1"_s.arg(formatWords(rules.format)); });
    }
    return worse(verdict, checkContent(frame, rules));
}

Verdict Evaluator::checkContent(const Frame &frame, const TextRules &rules)
{
    QByteArray content = json::bytes(frame.value->get_string());
    if (rules.isBase64) {
        const auto decoded = QByteArray::fromBase64Encoding(content, QByteArray::AbortOnBase64DecodingErrors);
        if (!decoded)
            return violate(frame, "contentEncoding", [] { return u"must be base64"_s; });
        content = *decoded;
    }
    constexpr int deepEnough = 500;
    if (rules.isJson
        && !json::parse(content, u"The content"_s,
            { .maxBytes = content.size(), .maxDepth = deepEnough, .refuseDuplicates = false }))
        return violate(frame, "contentMediaType", [] { return u"must be JSON"_s; });
    return Verdict::Holds;
}

std::optional<bool> Evaluator::patternMatches(const Frame &frame, const Pattern &pattern, const QString &text)
{
    if (m_patternTime > m_program.options.bounds.patternTime) {
        leaveOpen(Cause::PatternTime);
        return std::nullopt;
    }
    const auto fits = pattern.matches(text, m_patternTime);
    if (!fits)
        leaveOpen(Cause::Pattern, frame.node);
    return fits;
}

Verdict Evaluator::checkCount(const Frame &frame, qint64 count, const CountRules &rules,
    std::string_view least, std::string_view most, const QString &one, const QString &many)
{
    if (rules.least && count < *rules.least)
        return violate(
            frame, least, [&] { return u"must have at least %1"_s.arg(counted(*rules.least, one, many)); });
    if (rules.most && count > *rules.most)
        return violate(frame, most, [&] {
            return u"must have at most %1, has %2"_s.arg(counted(*rules.most, one, many)).arg(count);
        });
    return Verdict::Holds;
}

Verdict Evaluator::checkCombined(const Frame &frame, Evaluated *seen)
{
    const CombinedRules &rules = *frame.node->combined;
    Verdict verdict = Verdict::Holds;
    for (std::size_t i = 0; i < rules.all.size() && !isEnough(verdict); ++i)
        verdict = worse(verdict, evaluate(inPlace(frame, *rules.all[i], "allOf", i), seen));
    if (!rules.any.empty() && !isEnough(verdict))
        verdict = worse(verdict, checkAny(frame, seen));
    if (!rules.one.empty() && !isEnough(verdict))
        verdict = worse(verdict, checkOne(frame, seen));
    if (rules.no && !isEnough(verdict)) {
        const Verdict opposite = attempt(inPlace(frame, *rules.no, "not"), nullptr);
        if (opposite == Verdict::Open)
            verdict = worse(verdict, Verdict::Open);
        else if (opposite == Verdict::Holds)
            verdict = violate(frame, "not", [] { return u"matches what it must not match"_s; });
    }
    if (rules.condition && !isEnough(verdict))
        verdict = worse(verdict, checkCondition(frame, seen));
    return verdict;
}

Verdict Evaluator::checkAny(const Frame &frame, Evaluated *seen)
{
    const Nodes &forms = frame.node->combined->any;
    const std::size_t before = m_notes.size();
    Verdict verdict = Verdict::Fails;
    for (std::size_t i = 0; i < forms.size() && (seen || verdict != Verdict::Holds); ++i)
        verdict = std::min(verdict, attempt(inPlace(frame, *forms[i], "anyOf", i), seen));
    if (verdict == Verdict::Holds && !seen)
        m_notes.resize(std::min(before, m_notes.size()), Note{}); // what was open before does not matter now
    return verdict == Verdict::Fails ? noneFits(frame, "anyOf", forms) : verdict;
}

Verdict Evaluator::checkOne(const Frame &frame, Evaluated *seen)
{
    const Nodes &forms = frame.node->combined->one;
    const std::size_t before = m_notes.size();
    std::vector<std::size_t> fitting;
    bool isOpen = false;
    for (std::size_t i = 0; i < forms.size() && fitting.size() < 2; ++i) {
        const Verdict verdict = attempt(inPlace(frame, *forms[i], "oneOf", i), seen);
        if (verdict == Verdict::Holds)
            fitting.push_back(i);
        isOpen = isOpen || verdict == Verdict::Open;
    }
    if (fitting.size() > 1) {
        m_notes.resize(std::min(before, m_notes.size()), Note{});
        return violate(frame, "oneOf", [&] {
            return u"must match exactly one of %1 forms, matches the forms %2 and %3"_s.arg(forms.size())
                .arg(fitting[0] + 1)
                .arg(fitting[1] + 1);
        });
    }
    if (isOpen)
        return Verdict::Open;
    return fitting.empty() ? noneFits(frame, "oneOf", forms) : Verdict::Holds;
}

Verdict Evaluator::noneFits(const Frame &frame, std::string_view keyword, const Nodes &forms)
{
    if (!wantsWords())
        return Verdict::Fails;
    std::vector<std::size_t> meant;
    for (std::size_t i = 0; i < forms.size() && meant.size() < 2; ++i) {
        if (isMeant(*forms[i], *frame.value))
            meant.push_back(i);
    }
    const qsizetype before = m_violations.size();
    if (meant.size() == 1)
        evaluate(inPlace(frame, *forms[meant[0]], keyword, meant[0]), nullptr);
    if (m_violations.size() > before)
        return Verdict::Fails;
    return violate(frame, keyword, [&] {
        return forms.size() == 1 ? u"does not match the one form it may have"_s
                                 : u"must match one of %1 forms, matches none"_s.arg(forms.size());
    });
}

Verdict Evaluator::checkCondition(const Frame &frame, Evaluated *seen)
{
    const CombinedRules &rules = *frame.node->combined;
    if (!rules.then && !rules.otherwise && !seen)
        return Verdict::Holds;
    const Verdict condition = attempt(inPlace(frame, *rules.condition, "if"), seen);
    if (condition == Verdict::Open)
        return Verdict::Open;
    const bool holds = condition == Verdict::Holds;
    const Node *branch = holds ? rules.then : rules.otherwise;
    return branch ? evaluate(inPlace(frame, *branch, holds ? "then" : "else"), seen) : Verdict::Holds;
}

} // namespace authscope::schema
