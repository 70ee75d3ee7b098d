// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formschema.h"

#include "base/text.h"
#include "schema/pattern.h"
#include "schema/value.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxDepth = 128;
constexpr int maxSteps = 500000;
constexpr qsizetype maxViolations = 200;

const QByteArray draft7 = "http://json-schema.org/draft-07/schema";
const QByteArray draft2020 = "https://json-schema.org/draft/2020-12/schema";

/// Keywords that decide something and are not looked at here.
constexpr std::array<std::string_view, 4> unknownHere{ "unevaluatedProperties", "unevaluatedItems",
    "$dynamicRef", "$recursiveRef" };
/// Keywords that exist in one of the two drafts only, or mean another thing in the other.
constexpr std::array<std::string_view, 5> onlyIn2020{ "prefixItems", "dependentRequired", "dependentSchemas",
    "minContains", "maxContains" };
constexpr std::array<std::string_view, 1> onlyInDraft7{ "dependencies" };

qint64 characters(std::string_view utf8)
{
    return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xc0) != 0x80; });
}

QString shown(const json::Value &value)
{
    return base::cleaned(json::compact(value), 60);
}

QString counted(qint64 count, const QString &one, const QString &many)
{
    return u"%1 %2"_s.arg(count).arg(count == 1 ? one : many);
}

bool hasType(const json::Value &value, std::string_view type)
{
    if (type == "integer")
        return value.is_number() && isInteger(value);
    return (type == "number" && value.is_number()) || (type == "string" && value.is_string())
        || (type == "boolean" && value.is_bool()) || (type == "null" && value.is_null())
        || (type == "array" && value.is_array()) || (type == "object" && value.is_object());
}

QString typeWords(std::string_view type)
{
    static const QHash<QByteArray, QString> words{ { "integer", u"a whole number"_s },
        { "number", u"a number"_s }, { "string", u"a text"_s }, { "boolean", u"true or false"_s },
        { "null", u"null"_s }, { "array", u"a list"_s }, { "object", u"an object"_s } };
    return words.value(json::bytes(type));
}

class Judge {
public:
    explicit Judge(const json::Value &schema) : m_root(schema)
    {
        const json::Object *object = schema.if_object();
        const auto dialect = object ? json::stringMember(*object, "$schema") : std::nullopt;
        if (dialect) {
            const QByteArray name = dialect->endsWith('#') ? dialect->chopped(1) : *dialect;
            m_isDraft7 = name == draft7;
            if (!m_isDraft7 && name != draft2020)
                leaveOpen("$schema");
        }
    }

    Judgement judge(const json::Value &value)
    {
        check(value, m_root, {}, 0);
        return { std::move(m_violations), std::move(m_unjudged) };
    }

private:
    using Schema = json::Object;

    void leaveOpen(std::string_view keyword)
    {
        const QString name = json::text(keyword);
        if (!m_unjudged.contains(name))
            m_unjudged.append(name);
    }

    void violate(const QByteArray &pointer, const QString &message)
    {
        if (m_violations.size() < maxViolations)
            m_violations.append({ pointer, message });
    }

    /// Whether the value matches, keeping what is wrong with it to ourselves.
    bool matches(const json::Value &value, const json::Value &schema, const QByteArray &at, int depth)
    {
        const QList<Violation> before = std::exchange(m_violations, {});
        check(value, schema, at, depth);
        return std::exchange(m_violations, before).isEmpty();
    }

    void check(const json::Value &value, const json::Value &schema, const QByteArray &at, int depth)
    {
        if (depth > maxDepth || ++m_steps > maxSteps)
            return leaveOpen("size or depth");
        if (schema.is_bool()) {
            if (!schema.get_bool())
                violate(at, u"is not allowed here"_s);
            return;
        }
        const Schema *object = schema.if_object();
        if (!object)
            return leaveOpen("a schema that is neither an object nor true or false");
        if (!isUnderstood(*object, &schema == &m_root))
            return;
        checkReference(value, *object, at, depth);
        if (m_isDraft7 && object->contains("$ref"))
            return; // there, what stands beside $ref does not count
        checkValue(value, *object, at);
        checkCombined(value, *object, at, depth);
        if (value.is_number())
            checkNumber(value, *object, at);
        else if (const json::Value *text = value.is_string() ? &value : nullptr)
            checkText(text->get_string(), *object, at);
        else if (const json::Array *array = value.if_array())
            checkArray(*array, *object, at, depth);
        else if (const json::Object *members = value.if_object())
            checkObject(*members, *object, at, depth);
    }

    bool isUnderstood(const Schema &schema, bool isRoot)
    {
        for (const std::string_view keyword : unknownHere) {
            if (schema.contains(keyword))
                leaveOpen(keyword);
        }
        for (const std::string_view keyword : onlyIn2020) {
            if (m_isDraft7 && schema.contains(keyword))
                leaveOpen(keyword);
        }
        for (const std::string_view keyword : onlyInDraft7) {
            if (m_isDraft7 && schema.contains(keyword))
                leaveOpen(keyword);
        }
        if (!isRoot && (schema.contains("$id") || schema.contains("$schema"))) {
            leaveOpen("$id"); // another base for references, perhaps another dialect
            return false;
        }
        return true;
    }

    void checkReference(const json::Value &value, const Schema &schema, const QByteArray &at, int depth)
    {
        const json::Value *reference = schema.if_contains("$ref");
        if (!reference)
            return;
        const json::Value *target = reference->is_string()
            ? followLocalReference(m_root, json::bytes(reference->get_string()))
            : nullptr;
        if (target)
            check(value, *target, at, depth + 1);
        else
            leaveOpen("$ref");
    }

    void checkValue(const json::Value &value, const Schema &schema, const QByteArray &at)
    {
        if (const json::Value *type = schema.if_contains("type"))
            checkType(value, *type, at);
        if (const json::Value *constant = schema.if_contains("const")) {
            if (!areEqual(value, *constant))
                violate(at, u"must be %1"_s.arg(shown(*constant)));
        }
        if (const json::Value *list = schema.if_contains("enum")) {
            if (!list->is_array())
                return leaveOpen("enum");
            const QByteArray own = canonical(value);
            const json::Array &allowed = list->get_array();
            if (std::none_of(allowed.begin(), allowed.end(),
                    [&own](const json::Value &one) { return canonical(one) == own; }))
                violate(at, u"must be one of %1"_s.arg(shown(*list)));
        }
    }

    void checkType(const json::Value &value, const json::Value &type, const QByteArray &at)
    {
        json::Array one;
        if (type.is_string())
            one.push_back(type);
        const json::Array &types = type.is_array() ? type.get_array() : one;
        QStringList words;
        bool fits = false;
        for (const json::Value &name : types) {
            const QString word = name.is_string() ? typeWords(name.get_string()) : QString();
            if (word.isEmpty())
                return leaveOpen("type");
            words.append(word);
            fits = fits || hasType(value, name.get_string());
        }
        if (types.empty())
            return leaveOpen("type");
        if (!fits)
            violate(at, u"must be %1, is %2"_s.arg(words.join(u" or "_s), json::typeName(value)));
    }

    void checkCombined(const json::Value &value, const Schema &schema, const QByteArray &at, int depth)
    {
        if (const json::Array *all = list(schema, "allOf")) {
            for (const json::Value &one : *all)
                check(value, one, at, depth + 1);
        }
        const auto countMatches = [&](const json::Array &forms) {
            return std::count_if(forms.begin(), forms.end(),
                [&](const json::Value &one) { return matches(value, one, at, depth + 1); });
        };
        if (const json::Array *any = list(schema, "anyOf"); any && countMatches(*any) == 0)
            violate(at, u"must match at least one of %1 forms, matches none"_s.arg(any->size()));
        if (const json::Array *forms = list(schema, "oneOf")) {
            if (const auto count = countMatches(*forms); count != 1)
                violate(
                    at, u"must match exactly one of %1 forms, matches %2"_s.arg(forms->size()).arg(count));
        }
        if (const json::Value *no = schema.if_contains("not"); no && matches(value, *no, at, depth + 1))
            violate(at, u"matches what it must not match"_s);
        if (const json::Value *condition = schema.if_contains("if")) {
            const bool holds = matches(value, *condition, at, depth + 1);
            if (const json::Value *branch = schema.if_contains(holds ? "then" : "else"))
                check(value, *branch, at, depth + 1);
        }
    }

    void checkNumber(const json::Value &value, const Schema &schema, const QByteArray &at)
    {
        const auto bound = [&](std::string_view keyword, const QString &words, auto isWrong) {
            const json::Value *limit = schema.if_contains(keyword);
            if (limit && !limit->is_number())
                leaveOpen(keyword);
            else if (limit && isWrong(compareNumbers(value, *limit)))
                violate(at, u"must be %1 %2, is %3"_s.arg(words, shown(*limit), shown(value)));
        };
        using Order = std::partial_ordering;
        bound("minimum", u"at least"_s, [](Order order) { return std::is_lt(order); });
        bound("maximum", u"at most"_s, [](Order order) { return std::is_gt(order); });
        bound("exclusiveMinimum", u"above"_s, [](Order order) { return std::is_lteq(order); });
        bound("exclusiveMaximum", u"below"_s, [](Order order) { return std::is_gteq(order); });
        if (const json::Value *divisor = schema.if_contains("multipleOf")) {
            if (!divisor->is_number() || divisor->to_number<double>() <= 0)
                leaveOpen("multipleOf");
            else if (!isMultipleOf(value, *divisor))
                violate(at, u"must be a multiple of %1, is %2"_s.arg(shown(*divisor), shown(value)));
        }
    }

    void checkText(std::string_view text, const Schema &schema, const QByteArray &at)
    {
        const QString one = u"character"_s;
        const QString many = u"characters"_s;
        checkCount(characters(text), schema, "minLength", "maxLength", one, many, at);
        const json::Value *pattern = schema.if_contains("pattern");
        if (!pattern)
            return;
        const auto fits = pattern->is_string()
            ? patternMatches(json::text(pattern->get_string()), json::text(text))
            : std::nullopt;
        if (!fits)
            leaveOpen("pattern");
        else if (!*fits)
            violate(at, u"must match the pattern %1"_s.arg(base::cleaned(json::text(pattern->get_string()))));
    }

    void checkArray(const json::Array &array, const Schema &schema, const QByteArray &at, int depth)
    {
        checkCount(qint64(array.size()), schema, "minItems", "maxItems", u"item"_s, u"items"_s, at);
        if (const json::Value *unique = schema.if_contains("uniqueItems")) {
            if (!unique->is_bool())
                leaveOpen("uniqueItems");
            else if (unique->get_bool() && !areDistinct(array))
                violate(at, u"must not contain the same item twice"_s);
        }
        std::size_t next = 0;
        if (const json::Array *first = list(schema, "prefixItems")) {
            for (; next < std::min(first->size(), array.size()); ++next)
                check(array[next], (*first)[next], pointerTo(at, next), depth + 1);
        }
        if (const json::Value *items = schema.if_contains("items")) {
            if (items->is_array())
                return leaveOpen("items");
            for (; next < array.size(); ++next)
                check(array[next], *items, pointerTo(at, next), depth + 1);
        }
        checkContains(array, schema, at, depth);
    }

    void checkContains(const json::Array &array, const Schema &schema, const QByteArray &at, int depth)
    {
        const json::Value *wanted = schema.if_contains("contains");
        if (!wanted)
            return;
        qint64 count = 0;
        for (std::size_t i = 0; i < array.size(); ++i)
            count += matches(array[i], *wanted, pointerTo(at, i), depth + 1) ? 1 : 0;
        const auto least = limit(schema, "minContains").value_or(1);
        const auto most = limit(schema, "maxContains");
        if (count < least || (most && count > *most))
            violate(at,
                u"contains %1 matching items, which is %2 than allowed"_s.arg(count).arg(
                    count < least ? u"fewer"_s : u"more"_s));
    }

    bool areDistinct(const json::Array &array) const
    {
        QSet<QByteArray> seen;
        for (const json::Value &element : array)
            seen.insert(canonical(element));
        return seen.size() == qsizetype(array.size());
    }

    void checkObject(const json::Object &object, const Schema &schema, const QByteArray &at, int depth)
    {
        const QString one = u"member"_s;
        const QString many = u"members"_s;
        checkCount(qint64(object.size()), schema, "minProperties", "maxProperties", one, many, at);
        checkRequired(object, schema, at);
        checkDependent(object, schema, at, depth);
        const json::Object *named = members(schema, "properties");
        const json::Object *patterns = members(schema, "patternProperties");
        const json::Value *others = schema.if_contains("additionalProperties");
        const json::Value *names = schema.if_contains("propertyNames");
        for (const auto &member : object) {
            const QByteArray pointer = pointerTo(at, member.key());
            bool isNamed = false;
            if (const json::Value *own = named ? named->if_contains(member.key()) : nullptr) {
                isNamed = true;
                check(member.value(), *own, pointer, depth + 1);
            }
            if (patterns)
                isNamed |= checkPatterns(member, *patterns, pointer, depth);
            if (names)
                check(json::Value(member.key()), *names, pointer, depth + 1);
            if (!others || isNamed)
                continue;
            if (others->is_bool() && !others->get_bool())
                violate(pointer, u"is not a member this object may have"_s);
            else
                check(member.value(), *others, pointer, depth + 1);
        }
    }

    bool checkPatterns(const json::Object::value_type &member, const json::Object &patterns,
        const QByteArray &pointer, int depth)
    {
        bool isNamed = false;
        for (const auto &one : patterns) {
            const auto fits = patternMatches(json::text(one.key()), json::text(member.key()));
            if (!fits)
                leaveOpen("patternProperties");
            if (!fits.value_or(false))
                continue;
            isNamed = true;
            check(member.value(), one.value(), pointer, depth + 1);
        }
        return isNamed;
    }

    void checkRequired(const json::Object &object, const Schema &schema, const QByteArray &at)
    {
        if (!schema.contains("required"))
            return;
        const auto required = json::stringList(schema, "required");
        if (!required)
            return leaveOpen("required");
        for (const QByteArray &name : *required) {
            if (!object.contains(json::view(name)))
                violate(pointerTo(at, json::view(name)), u"is missing"_s);
        }
    }

    void checkDependent(const json::Object &object, const Schema &schema, const QByteArray &at, int depth)
    {
        if (const json::Object *groups = members(schema, "dependentRequired")) {
            for (const auto &group : *groups) {
                const auto needed = json::stringList(*groups, group.key());
                if (!needed)
                    return leaveOpen("dependentRequired");
                for (const QByteArray &name : *needed) {
                    if (object.contains(group.key()) && !object.contains(json::view(name)))
                        violate(pointerTo(at, json::view(name)),
                            u"is missing, which “%1” needs"_s.arg(base::cleaned(json::bytes(group.key()))));
                }
            }
        }
        if (const json::Object *groups = members(schema, "dependentSchemas")) {
            for (const auto &group : *groups) {
                if (object.contains(group.key()))
                    check(json::Value(object), group.value(), at, depth + 1);
            }
        }
    }

    void checkCount(qint64 count, const Schema &schema, std::string_view least, std::string_view most,
        const QString &one, const QString &many, const QByteArray &at)
    {
        if (const auto bound = limit(schema, least); bound && count < *bound)
            violate(at, u"must have at least %1"_s.arg(counted(*bound, one, many)));
        if (const auto bound = limit(schema, most); bound && count > *bound)
            violate(at, u"must have at most %1, has %2"_s.arg(counted(*bound, one, many)).arg(count));
    }

    std::optional<qint64> limit(const Schema &schema, std::string_view keyword)
    {
        const json::Value *value = schema.if_contains(keyword);
        if (!value)
            return std::nullopt;
        const double number = value->is_number() ? value->to_number<double>() : -1;
        if (number < 0 || number > 9e15 || !isInteger(*value)) {
            leaveOpen(keyword);
            return std::nullopt;
        }
        return qint64(number);
    }

    const json::Array *list(const Schema &schema, std::string_view keyword)
    {
        const json::Array *array = json::arrayMember(schema, keyword);
        if (!array && schema.contains(keyword))
            leaveOpen(keyword);
        return array;
    }

    const json::Object *members(const Schema &schema, std::string_view keyword)
    {
        const json::Object *object = json::objectMember(schema, keyword);
        if (!object && schema.contains(keyword))
            leaveOpen(keyword);
        return object;
    }

    const json::Value &m_root;
    bool m_isDraft7 = false;
    int m_steps = 0;
    QList<Violation> m_violations;
    QStringList m_unjudged;
};

} // namespace

Judgement judge(const json::Value &value, const json::Value &schema)
{
    return Judge(schema).judge(value);
}

} // namespace authscope::schema
