// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "schema/evaluator.h"
#include "schema/value.h"
#include "schema/words.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

Frame memberFrame(const Frame &parent, const Node &node, std::string_view keyword,
    const json::Object::value_type &member, std::string_view schemaMember = {})
{
    return { .parent = &parent,
        .node = &node,
        .value = &member.value(),
        .keyword = keyword,
        .schemaToken = schemaMember.data() ? Frame::Token::Member : Frame::Token::None,
        .valueToken = Frame::Token::Member,
        .schemaMember = schemaMember,
        .valueMember = member.key(),
        .depth = parent.depth + 1 };
}

} // namespace

Verdict Evaluator::checkObject(const Frame &frame, Evaluated *seen)
{
    const ObjectRules &rules = *frame.node->object;
    const json::Object &object = frame.value->get_object();
    if (!spend(qint64(rules.required.size() / 8)))
        return Verdict::Open;
    Verdict verdict = checkCount(frame, qint64(object.size()), rules.length, "minProperties", "maxProperties",
        u"member"_s, u"members"_s);
    if (!rules.required.empty() && !isEnough(verdict))
        verdict = worse(verdict, checkRequired(frame, object));
    const bool looksAtAll
        = rules.additional || rules.names || !rules.patterns.empty() || rules.hasOpenPattern;
    if (!isEnough(verdict) && (looksAtAll || rules.properties))
        verdict = worse(verdict,
            looksAtAll || object.size() <= rules.propertyNodes.size() ? checkMembers(frame, object, seen)
                                                                      : checkNamed(frame, object, seen));
    if (!rules.dependent.empty() && !isEnough(verdict))
        verdict = worse(verdict, checkDependent(frame, object, seen));
    return verdict;
}

Verdict Evaluator::checkRequired(const Frame &frame, const json::Object &object)
{
    Verdict verdict = Verdict::Holds;
    for (const std::string_view name : frame.node->object->required) {
        if (object.contains(name))
            continue;
        verdict = Verdict::Fails;
        if (!wantsWords())
            break;
        addViolation(frame, "required", pointerTo(pointerOf(frame), name), u"is missing"_s);
    }
    return verdict;
}

/// Few rules, many members: only the named ones are looked up.
Verdict Evaluator::checkNamed(const Frame &frame, const json::Object &object, Evaluated *seen)
{
    const ObjectRules &rules = *frame.node->object;
    Verdict verdict = Verdict::Holds;
    std::size_t index = 0;
    for (const auto &property : *rules.properties) {
        const Node *schema = rules.propertyNodes[index++];
        const auto member = object.find(property.key());
        if (member == object.end())
            continue;
        if (seen)
            seen->seen[size_t(member - object.begin())] = true;
        verdict = worse(
            verdict, evaluate(memberFrame(frame, *schema, "properties", *member, property.key()), nullptr));
        if (isEnough(verdict))
            break;
    }
    return verdict;
}

Verdict Evaluator::checkMembers(const Frame &frame, const json::Object &object, Evaluated *seen)
{
    Verdict verdict = Verdict::Holds;
    std::size_t index = 0;
    for (const auto &member : object) {
        bool isSeen = false;
        bool isOpen = false;
        verdict = worse(verdict, checkMember(frame, member, isSeen, isOpen));
        if (seen && isSeen)
            seen->seen[index] = true;
        if (seen && isOpen)
            seen->isUncertain = true;
        if (isEnough(verdict))
            break;
        ++index;
    }
    return verdict;
}

Verdict Evaluator::checkMember(
    const Frame &frame, const json::Object::value_type &member, bool &isSeen, bool &isOpen)
{
    const ObjectRules &rules = *frame.node->object;
    Verdict verdict = Verdict::Holds;
    isOpen = rules.hasOpenPattern;
    if (rules.properties) {
        const auto own = rules.properties->find(member.key());
        if (own != rules.properties->end()) {
            isSeen = true;
            const Node *schema = rules.propertyNodes[size_t(own - rules.properties->begin())];
            verdict = evaluate(memberFrame(frame, *schema, "properties", member, own->key()), nullptr);
        }
    }
    if (!rules.patterns.empty() && !isEnough(verdict)) {
        const QString name = wholeText(member.key());
        for (const auto &[pattern, schema] : rules.patterns) {
            const auto fits = patternMatches(frame, *pattern, name);
            isOpen = isOpen || !fits;
            if (!fits)
                verdict = worse(verdict, Verdict::Open);
            if (!fits.value_or(false))
                continue;
            isSeen = true;
            const QByteArray source = pattern->source().toUtf8();
            verdict = worse(verdict,
                evaluate(
                    memberFrame(frame, *schema, "patternProperties", member, json::view(source)), nullptr));
        }
    }
    if (rules.names && !isEnough(verdict)) {
        const json::Value name(member.key());
        Frame own = memberFrame(frame, *rules.names, "propertyNames", member);
        own.value = &name;
        verdict = worse(verdict, evaluate(own, nullptr));
    }
    if (!rules.additional || isSeen || isEnough(verdict))
        return verdict;
    if (isOpen)
        return worse(verdict, Verdict::Open);
    isSeen = true;
    return worse(
        verdict, evaluate(memberFrame(frame, *rules.additional, "additionalProperties", member), nullptr));
}

Verdict Evaluator::checkDependent(const Frame &frame, const json::Object &object, Evaluated *seen)
{
    Verdict verdict = Verdict::Holds;
    for (const ObjectRules::Needs &needs : frame.node->object->dependent) {
        if (!object.contains(needs.member))
            continue;
        if (needs.schema) {
            Frame own = inPlace(frame, *needs.schema, needs.keyword);
            own.schemaToken = Frame::Token::Member;
            own.schemaMember = needs.member;
            verdict = worse(verdict, evaluate(own, seen));
        }
        for (const std::string_view name : needs.members) {
            if (object.contains(name))
                continue;
            verdict = Verdict::Fails;
            if (wantsWords())
                addViolation(frame, needs.keyword, pointerTo(pointerOf(frame), name),
                    u"is missing, which “%1” needs"_s.arg(base::cleaned(json::bytes(needs.member))));
        }
        if (isEnough(verdict))
            break;
    }
    return verdict;
}

Verdict Evaluator::checkUnevaluated(const Frame &frame, const Evaluated &seen)
{
    if (seen.all)
        return Verdict::Holds;
    Verdict verdict = Verdict::Holds;
    const auto judge = [&](const Frame &own) {
        Verdict next = seen.isUncertain ? attempt(own, nullptr) : evaluate(own, nullptr);
        if (seen.isUncertain && next == Verdict::Fails)
            next = Verdict::Open; // it may have been looked at by what is open
        verdict = worse(verdict, next);
    };
    if (const json::Array *array = frame.value->if_array()) {
        for (std::size_t i = 0; i < array->size() && !isEnough(verdict); ++i) {
            if (!seen.has(i))
                judge({ .parent = &frame,
                    .node = frame.node->array->unevaluated,
                    .value = &(*array)[i],
                    .keyword = "unevaluatedItems",
                    .valueToken = Frame::Token::Index,
                    .valueIndex = i,
                    .depth = frame.depth + 1 });
        }
        return verdict;
    }
    std::size_t index = 0;
    for (const auto &member : frame.value->get_object()) {
        if (!seen.has(index++) && !isEnough(verdict))
            judge(memberFrame(frame, *frame.node->object->unevaluated, "unevaluatedProperties", member));
    }
    return verdict;
}

} // namespace authscope::schema
