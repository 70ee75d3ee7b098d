// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/evaluator.h"

#include "base/text.h"
#include "schema/formats.h"
#include "schema/value.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxValueDepth = 1000;
constexpr std::size_t maxNotes = 50;

std::size_t sizeOf(const json::Value &value)
{
    return value.is_array() ? value.get_array().size() : value.is_object() ? value.get_object().size() : 0;
}

const Node *unevaluatedOf(const Node &node, const json::Value &value)
{
    if (value.is_array())
        return node.array ? node.array->unevaluated : nullptr;
    return value.is_object() && node.object ? node.object->unevaluated : nullptr;
}

} // namespace

void Evaluated::merge(const Evaluated &other)
{
    all = all || other.all;
    isUncertain = isUncertain || other.isUncertain;
    for (std::size_t i = 0; !all && i < seen.size(); ++i)
        seen[i] = seen[i] || other.seen[i];
}

Frame inPlace(const Frame &parent, const Node &node, std::string_view keyword)
{
    return {
        .parent = &parent, .node = &node, .value = parent.value, .keyword = keyword, .depth = parent.depth + 1
    };
}

Frame inPlace(const Frame &parent, const Node &node, std::string_view keyword, std::size_t index)
{
    Frame frame = inPlace(parent, node, keyword);
    frame.schemaToken = Frame::Token::Index;
    frame.schemaIndex = index;
    return frame;
}

Judgement Evaluator::run(const json::Value &value)
{
    const Bounds &bounds = m_program.options.bounds;
    if (isDeeperThan(value, maxValueDepth)) {
        leaveOpen(Cause::ValueDepth);
    } else {
        m_workLeft = bounds.work + bounds.workPerValue * weightOf(value);
        evaluate({ .node = &m_program.nodes.front(), .value = &value }, nullptr);
    }
    Judgement judgement{ .violations = std::move(m_violations) };
    for (const Note &note : m_notes)
        judgement.unjudged.append(wordsOf(note));
    judgement.unjudged.removeDuplicates();
    return judgement;
}

Verdict Evaluator::evaluate(const Frame &frame, Evaluated *seen)
{
    if (frame.depth > m_program.options.bounds.depth)
        return leaveOpen(Cause::Depth);
    if (!spend(1))
        return Verdict::Open;
    switch (frame.node->kind) {
    case Node::Kind::Always:
        return Verdict::Holds;
    case Node::Kind::Never:
        return violate(frame, {}, [&frame] {
            if (frame.keyword.ends_with("Properties"))
                return u"is not a member this object may have"_s;
            if (frame.keyword.ends_with("tems"))
                return u"is an item this list may not have"_s;
            return u"is not allowed here"_s;
        });
    case Node::Kind::Unreadable:
        return leaveOpen(Cause::Problem, frame.node, frame.node->problems.front());
    case Node::Kind::Rules:
        break;
    }
    const Node *unevaluated = unevaluatedOf(*frame.node, *frame.value);
    if (!unevaluated)
        return evaluateRules(frame, seen);
    const std::size_t size = sizeOf(*frame.value);
    if (!spend(qint64(size / 64)))
        return Verdict::Open;
    Evaluated own(size);
    Verdict verdict = evaluateRules(frame, &own);
    if (isEnough(verdict))
        return verdict;
    // What could not be applied may have looked at anything: a reference to nowhere, say.
    own.isUncertain = own.isUncertain || verdict == Verdict::Open;
    verdict = worse(verdict, checkUnevaluated(frame, own));
    if (seen)
        seen->all = true;
    return verdict;
}

Verdict Evaluator::evaluateRules(const Frame &frame, Evaluated *seen)
{
    const Node &node = *frame.node;
    Verdict verdict = Verdict::Holds;
    for (const int problem : node.problems)
        verdict = leaveOpen(Cause::Problem, &node, problem);
    const auto take = [this, &verdict](Verdict next) {
        verdict = worse(verdict, next);
        return isEnough(verdict);
    };
    if (node.value && take(checkValue(frame)))
        return verdict;
    if (node.number && frame.value->is_number() && take(checkNumber(frame)))
        return verdict;
    if (node.text && frame.value->is_string() && take(checkText(frame)))
        return verdict;
    if (node.array && frame.value->is_array() && take(checkArray(frame, seen)))
        return verdict;
    if (node.object && frame.value->is_object() && take(checkObject(frame, seen)))
        return verdict;
    if (node.combined && take(checkCombined(frame, seen)))
        return verdict;
    if (node.reference || node.dynamic)
        take(evaluateReferences(frame, seen));
    return verdict;
}

Verdict Evaluator::attempt(const Frame &frame, Evaluated *seen)
{
    const std::size_t before = m_notes.size();
    std::optional<Evaluated> own;
    if (seen)
        own.emplace(seen->seen.size());
    if (own && !spend(qint64(own->seen.size() / 64)))
        return Verdict::Open;
    ++m_quiet;
    const Verdict verdict = evaluate(frame, own ? &*own : nullptr);
    --m_quiet;
    if (verdict != Verdict::Open)
        m_notes.resize(std::min(before, m_notes.size()), Note{});
    if (own && verdict != Verdict::Fails)
        seen->merge(*own);
    if (own && verdict == Verdict::Open)
        seen->isUncertain = true;
    return verdict;
}

Verdict Evaluator::evaluateReferences(const Frame &frame, Evaluated *seen)
{
    Verdict verdict = Verdict::Holds;
    if (frame.node->reference)
        verdict = follow(frame, *frame.node->reference, "$ref", seen);
    if (frame.node->dynamic && !isEnough(verdict))
        verdict = worse(verdict, follow(frame, *dynamicTarget(frame), "$dynamicRef", seen));
    return verdict;
}

Verdict Evaluator::follow(const Frame &frame, const Node &target, std::string_view keyword, Evaluated *seen)
{
    for (const Frame *at = &frame; at && at->value == frame.value; at = at->parent) {
        if (at->node == &target)
            return leaveOpen(Cause::Loop, frame.node); // the same schema for the same value, again
    }
    return evaluate(inPlace(frame, target, keyword), seen);
}

const Node *Evaluator::dynamicTarget(const Frame &frame) const
{
    const DynamicReference &reference = *frame.node->dynamic;
    const Node *target = reference.initial;
    if (reference.anchor.isEmpty())
        return target;
    int resource = -1;
    for (const Frame *at = &frame; at; at = at->parent) { // the outermost counts
        if (std::exchange(resource, at->node->resource) == at->node->resource)
            continue;
        const auto &anchors = m_program.resources[size_t(resource)].dynamicAnchors;
        target = anchors.value(reference.anchor, target);
    }
    return target;
}

bool Evaluator::spend(qint64 work)
{
    m_workLeft -= work;
    if (m_workLeft >= 0)
        return true;
    leaveOpen(Cause::Work);
    return false;
}

void Evaluator::addViolation(
    const Frame &frame, std::string_view keyword, const QByteArray &pointer, const QString &message)
{
    const auto tail
        = [keyword](const QByteArray &at) { return keyword.empty() ? at : pointerTo(at, keyword); };
    bool isName = false;
    for (const Frame *at = &frame; at; at = at->parent)
        isName = isName || at->keyword == "propertyNames";
    m_violations.append({ .pointer = pointer,
        .message = isName ? u"has a name that %1"_s.arg(message) : message,
        .keyword = json::bytes(keyword.empty() ? frame.keyword : keyword),
        .keywordLocation = tail(keywordLocationOf(frame)),
        .absoluteLocation = absoluteLocation(m_program.resources[size_t(frame.node->resource)].uri,
            tail(schema::pointerOf(m_program.places, frame.node->schema))) });
    const Violation &last = m_violations.last();
    m_locationBytes += last.pointer.size() + last.keywordLocation.size() + last.absoluteLocation.size();
}

Verdict Evaluator::leaveOpen(Cause cause, const Node *node, int problem)
{
    const Note note{ cause, node, problem };
    if (m_notes.size() < maxNotes && std::find(m_notes.begin(), m_notes.end(), note) == m_notes.end())
        m_notes.push_back(note);
    return Verdict::Open;
}

QString Evaluator::wordsOf(const Note &note) const
{
    const Bounds &bounds = m_program.options.bounds;
    switch (note.cause) {
    case Cause::Problem: {
        const Problem &problem = m_program.problems[note.problem];
        return problem.keyword.isEmpty()
            ? problem.message
            : u"%1: %2"_s.arg(QString::fromUtf8(problem.keyword), problem.message);
    }
    case Cause::Depth:
        return u"depth: more than %1 schemas within each other"_s.arg(bounds.depth);
    case Cause::Work:
        return u"size: the schema takes more work for this value than is done here"_s;
    case Cause::ValueDepth:
        return u"depth: the value is nested deeper than %1 levels"_s.arg(maxValueDepth);
    case Cause::Loop:
        return u"%1: refers to itself without end"_s.arg(note.node->reference ? u"$ref"_s : u"$dynamicRef"_s);
    case Cause::Pattern:
        return u"pattern: takes too long for a text in the value"_s;
    case Cause::PatternTime:
        return u"pattern: the patterns took longer than %1 ms together"_s.arg(bounds.patternTime.count());
    case Cause::Format:
        return u"format: whether a text is %1 is not decided here"_s.arg(
            formatWords(note.node->text->format));
    case Cause::Infinite:
        return u"multipleOf: the number is too large to be divided here"_s;
    }
    Q_UNREACHABLE();
    return {};
}

QByteArray Evaluator::pointerOf(const Frame &frame)
{
    if (!frame.parent)
        return {};
    const QByteArray before = pointerOf(*frame.parent);
    switch (frame.valueToken) {
    case Frame::Token::None:
        return before;
    case Frame::Token::Member:
        return pointerTo(before, frame.valueMember);
    case Frame::Token::Index:
        return pointerTo(before, frame.valueIndex);
    }
    Q_UNREACHABLE();
    return {};
}

QByteArray Evaluator::keywordLocationOf(const Frame &frame)
{
    if (!frame.parent)
        return {};
    const QByteArray before = pointerTo(keywordLocationOf(*frame.parent), frame.keyword);
    switch (frame.schemaToken) {
    case Frame::Token::None:
        return before;
    case Frame::Token::Member:
        return pointerTo(before, frame.schemaMember);
    case Frame::Token::Index:
        return pointerTo(before, frame.schemaIndex);
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace authscope::schema
