// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/samples.h"

#include "schema/sampler.h"
#include "schema/sampletext.h"
#include "schema/value.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int attempts = 48;
constexpr qsizetype maxForms = 24;
constexpr qint64 maxItems = 50;

const json::Array &anyValues()
{
    static const json::Array values{ json::Object(), "Example", 1, true, nullptr, json::Array(), 0, false, "",
        1.5, json::Object{ { "foo", "bar" } }, json::Array{ 1, 2 }, -1, json::Object{ { "foo", 1 } }, 100 };
    return values;
}

bool isAmong(const json::Array &values, const json::Value &value)
{
    return std::any_of(
        values.begin(), values.end(), [&value](const json::Value &one) { return areEqual(one, value); });
}

} // namespace

bool isCertainlyValid(const Compiled &rules, const json::Value &value)
{
    const Judgement judgement = rules.validate(value);
    return judgement.holds() && judgement.isWhole();
}

json::Value Sampler::makeText(const FormNode &node, qsizetype index, bool isJudged)
{
    const QStringList texts = textsFor(node);
    if (!isJudged)
        return json::string(texts[index % texts.size()]);
    const Compiled rules = node.rules();
    for (qsizetype i = 0; i < texts.size(); ++i) {
        const json::Value text = json::string(texts[(i + index) % texts.size()]);
        if (isCertainlyValid(rules, text))
            return text;
    }
    return json::string(texts.first());
}

json::Value Sampler::makeNumber(const FormNode &node, qsizetype index)
{
    const auto number = [](const std::optional<json::Value> &value) {
        return value ? std::optional(value->to_number<double>()) : std::nullopt;
    };
    const double step = std::max(0.0, number(node.multipleOf).value_or(1));
    const bool isWhole = node.kind == FormKind::Integer;
    std::optional<double> least = number(node.minimum);
    std::optional<double> most = number(node.maximum);
    if (const auto above = number(node.exclusiveMinimum))
        least = std::max(least.value_or(*above + (isWhole ? 1 : 0)), *above + (isWhole ? 1 : 1e-3));
    if (const auto below = number(node.exclusiveMaximum))
        most = std::min(most.value_or(*below - (isWhole ? 1 : 0)), *below - (isWhole ? 1 : 1e-3));
    double value = double(index) + 1;
    if (least && value < *least)
        value = *least + double(index);
    if (most && value > *most)
        value = *most - double(index);
    if (step > 0 && (node.multipleOf || isWhole))
        value = (least && std::floor(value / step) * step < *least ? std::ceil(value / step)
                                                                   : std::floor(value / step))
            * step;
    const bool fitsInteger = value == std::floor(value) && std::abs(value) < 9e15;
    if (fitsInteger)
        return json::Value(qint64(value));
    // An edge beyond what a double tells apart: the number itself is better.
    if (node.minimum && least == value)
        return *node.minimum;
    return std::isfinite(value) ? json::Value(value) : json::Value(0);
}

json::Value Sampler::makeAnything(const FormNode &node, qsizetype index)
{
    const json::Array &values = anyValues();
    const auto at = [&values](qsizetype i) { return values[size_t(i) % values.size()]; };
    if (!mayJudge())
        return at(index + m_turn / 2);
    const Compiled rules = node.rules();
    for (std::size_t i = 0; i < values.size(); ++i) {
        const json::Value value = at(index + m_turn / 2 + qsizetype(i));
        if (isCertainlyValid(rules, value))
            return value;
    }
    return at(index);
}

json::Value Sampler::make(const FormNode &node, int levels, qsizetype index)
{
    const int turn = m_turn / 2;
    if (turn < 2 && index < node.examples.size())
        return node.examples[index];
    if (turn < 2 && index == 0 && node.defaultValue)
        return *node.defaultValue;
    if (levels < 0 || --m_left < 0)
        return nullptr;
    switch (node.kind) {
    case FormKind::Text:
    case FormKind::LongText: {
        const bool isJudged = !node.pattern.isEmpty() && mayJudge();
        return makeText(node, index + turn, isJudged);
    }
    case FormKind::Integer:
    case FormKind::Number:
        return makeNumber(node, index + turn);
    case FormKind::Boolean:
        return (index + turn) % 2 == 0;
    case FormKind::Null:
        return nullptr;
    case FormKind::Constant:
    case FormKind::Choice:
        return node.choices.isEmpty() ? json::Value()
                                      : node.choices[(index + turn) % node.choices.size()].value;
    case FormKind::Several: {
        json::Array values;
        const qint64 count = std::max<qint64>(node.minItems.value_or(0), m_turn % 2 == 0 ? 1 : 0);
        for (qint64 i = 0; i < std::min<qint64>(count, node.choices.size()); ++i)
            values.push_back(node.choices[(i + turn) % node.choices.size()].value);
        return values;
    }
    case FormKind::Object:
        return makeObject(node, levels);
    case FormKind::List:
        return makeList(node, levels);
    case FormKind::Alternatives:
        return makeAlternative(node, levels, index);
    case FormKind::Json:
        return makeAnything(node, index);
    }
    Q_UNREACHABLE();
    return nullptr;
}

json::Value Sampler::makeObject(const FormNode &node, int levels)
{
    const bool hasAll = m_turn % 2 == 0 && levels > maxLevels - 4;
    json::Object object;
    for (const FormNode &member : node.members()) {
        const bool hasRoom = !node.maxMembers || qint64(object.size()) < *node.maxMembers;
        if (member.isRequired || (hasAll && hasRoom))
            object[member.name] = make(member, levels - 1, 0);
    }
    for (int i = 1; node.takesOthers && i <= 20 && qint64(object.size()) < node.minMembers.value_or(0); ++i) {
        const std::string name = "member" + std::to_string(i);
        if (const auto member = node.member(name))
            object[name] = make(*member, levels - 1, i);
    }
    return object;
}

json::Value Sampler::makeItem(const FormNode &list, qsizetype index)
{
    const auto item = list.item(index);
    return item ? make(*item, maxLevels - 2, index) : json::Value();
}

json::Value Sampler::makeList(const FormNode &node, int levels)
{
    const bool hasAll = m_turn % 2 == 0 && levels > 0;
    qint64 count = std::max<qint64>(node.minItems.value_or(0), node.fixedItems);
    if (hasAll)
        count = std::max<qint64>(count, 1);
    count = std::min({ count, node.maxItems.value_or(maxItems), maxItems });
    json::Array array;
    for (qsizetype i = 0; i < count; ++i) {
        const auto item = node.item(i);
        if (!item)
            break;
        json::Value value = make(*item, levels - 1, node.hasUniqueItems ? i : 0);
        for (int more = 1; node.hasUniqueItems && more < 8 && isAmong(array, value); ++more)
            value = make(*item, levels - 1, i + more);
        array.push_back(std::move(value));
    }
    return array;
}

json::Value Sampler::makeAlternative(const FormNode &node, int levels, qsizetype index)
{
    const qsizetype count = std::min(node.alternativeCount(), maxForms);
    if (count == 0)
        return nullptr;
    const qsizetype first = (index + m_turn / 2) % count;
    if (levels == 0 || !mayJudge())
        return make(node.alternative(first), levels - 1, index);
    const Compiled rules = node.rules();
    for (qsizetype i = 0; i < count && m_left > 0; ++i) {
        json::Value value = make(node.alternative((first + i) % count), levels - 1, index);
        if (isCertainlyValid(rules, value))
            return value;
    }
    return make(node.alternative(first), levels - 1, index);
}

Sample sampleFor(const json::Value &schema, const Documents &documents, const Options &options)
{
    const Compiled rules = Compiled::compile(schema, documents, options);
    const FormNode node = FormNode::build(schema, documents, options);
    Sample first;
    for (int turn = 0; turn < attempts; ++turn) {
        json::Value value = Sampler(turn).make(node);
        if (isCertainlyValid(rules, value))
            return { .value = std::move(value), .isValid = true };
        if (turn == 0)
            first.value = std::move(value);
    }
    for (const json::Value &value : anyValues()) {
        if (isCertainlyValid(rules, value))
            return { .value = value, .isValid = true };
    }
    return first;
}

} // namespace authscope::schema
