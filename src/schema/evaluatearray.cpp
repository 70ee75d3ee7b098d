// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/evaluator.h"
#include "schema/value.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr std::size_t fewItems = 16; // compared with each other; more are sorted by their text

Frame itemFrame(const Frame &parent, const Node &node, std::string_view keyword, const json::Value &item,
    std::size_t index)
{
    return { .parent = &parent,
        .node = &node,
        .value = &item,
        .keyword = keyword,
        .valueToken = Frame::Token::Index,
        .valueIndex = index,
        .depth = parent.depth + 1 };
}

} // namespace

Verdict Evaluator::checkArray(const Frame &frame, Evaluated *seen)
{
    const ArrayRules &rules = *frame.node->array;
    const json::Array &array = frame.value->get_array();
    Verdict verdict = checkCount(
        frame, qint64(array.size()), rules.length, "minItems", "maxItems", u"item"_s, u"items"_s);
    std::size_t next = 0;
    for (; next < std::min(rules.first.size(), array.size()) && !isEnough(verdict); ++next) {
        Frame item = itemFrame(frame, *rules.first[next], rules.firstKeyword, array[next], next);
        item.schemaToken = Frame::Token::Index;
        item.schemaIndex = next;
        verdict = worse(verdict, evaluate(item, nullptr));
        if (seen)
            seen->seen[next] = true;
    }
    if (rules.rest && seen)
        seen->all = true;
    if (rules.rest) {
        for (; next < array.size() && !isEnough(verdict); ++next)
            verdict = worse(verdict,
                evaluate(itemFrame(frame, *rules.rest, rules.restKeyword, array[next], next), nullptr));
    }
    if (rules.isUnique && !isEnough(verdict))
        verdict = worse(verdict, checkUnique(frame, array));
    if (rules.contains && !isEnough(verdict))
        verdict = worse(verdict, checkContains(frame, array, seen));
    return verdict;
}

Verdict Evaluator::checkUnique(const Frame &frame, const json::Array &array)
{
    const auto repeated = [&](std::size_t first, std::size_t second) {
        return violate(frame, "uniqueItems", [&] {
            return u"must not contain the same item twice: the items %1 and %2 are the same"_s.arg(first + 1)
                .arg(second + 1);
        });
    };
    if (array.size() <= fewItems) {
        for (std::size_t second = 1; second < array.size(); ++second) {
            for (std::size_t first = 0; first < second; ++first) {
                if (areEqual(array[first], array[second]))
                    return repeated(first, second);
            }
        }
        return Verdict::Holds;
    }
    QHash<QByteArray, std::size_t> known;
    for (std::size_t i = 0; i < array.size(); ++i) {
        const QByteArray text = canonical(array[i]);
        if (!spend(1 + text.size() / 4))
            return Verdict::Open;
        const auto found = known.constFind(text);
        if (found != known.constEnd())
            return repeated(*found, i);
        known.insert(text, i);
    }
    return Verdict::Holds;
}

Verdict Evaluator::checkContains(const Frame &frame, const json::Array &array, Evaluated *seen)
{
    const ArrayRules &rules = *frame.node->array;
    const qint64 least = rules.matches.least.value_or(1);
    const auto most = rules.matches.most;
    const std::size_t before = m_notes.size();
    qint64 matching = 0;
    qint64 open = 0;
    for (std::size_t i = 0; i < array.size(); ++i) {
        if (!seen && ((!most && matching >= least) || (most && matching > *most)))
            break;
        const Verdict verdict = attempt(itemFrame(frame, *rules.contains, "contains", array[i], i), nullptr);
        matching += verdict == Verdict::Holds ? 1 : 0;
        open += verdict == Verdict::Open ? 1 : 0;
        if (seen && verdict == Verdict::Holds)
            seen->seen[i] = true;
        if (seen && verdict == Verdict::Open)
            seen->isUncertain = true;
    }
    const auto wrong = [&](std::string_view keyword, const QString &words) {
        m_notes.resize(std::min(before, m_notes.size()), Note{});
        return violate(frame, keyword, [&] { return words; });
    };
    if (matching + open < least)
        return wrong(rules.matches.least ? "minContains" : "contains",
            least == 1 ? u"contains no matching item, must contain one"_s
                       : u"contains %1 matching items, must contain at least %2"_s.arg(matching).arg(least));
    if (most && matching > *most)
        return wrong("maxContains", u"contains more than %1 matching items"_s.arg(*most));
    if (matching < least || (most && matching + open > *most))
        return Verdict::Open;
    if (!seen)
        m_notes.resize(std::min(before, m_notes.size()), Note{});
    return Verdict::Holds;
}

} // namespace authscope::schema
