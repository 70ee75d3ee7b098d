// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"
#include "schema/sampler.h"
#include "schema/samples.h"
#include "schema/sampletext.h"
#include "schema/value.h"
#include "schema/words.h"

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxDepth = 6;
constexpr qint64 longestText = 20000;
constexpr qint64 longestList = 500;

using Way = std::vector<std::string>; ///< the tokens of a pointer

QByteArray pointerOf(const Way &way)
{
    QByteArray pointer;
    for (const std::string &token : way)
        pointer = pointerTo(pointer, std::string_view(token));
    return pointer;
}

json::Value *placeIn(json::Value &root, const Way &way)
{
    json::Value *at = &root;
    for (const std::string &token : way) {
        if (at->is_array()) {
            const auto index = std::size_t(std::stoul(token)); // our own number
            at = index < at->get_array().size() ? &at->get_array()[index] : nullptr;
        } else {
            at = at->is_object() ? at->get_object().if_contains(token) : nullptr;
        }
        if (!at)
            return nullptr;
    }
    return at;
}

json::Value oneOff(const json::Value &number, int sign, bool isWhole)
{
    if (number.is_int64() && number.get_int64() < std::numeric_limits<qint64>::max()
        && number.get_int64() > std::numeric_limits<qint64>::min() && isWhole)
        return json::Value(number.get_int64() + sign);
    const double value = number.to_number<double>();
    const double step = isWhole ? 1 : std::max(0.01, std::abs(value) * 1e-9);
    return json::Value(value + sign * step);
}

class Walker {
public:
    Walker(json::Value base, const Compiled &rules, qsizetype most)
        : m_base(std::move(base)), m_rules(rules), m_most(most)
    {
        m_seen.insert(canonical(m_base));
    }

    void walk(const FormNode &node, const Way &way);
    QList<Boundary> found = {};

private:
    bool isFull() const { return found.size() >= m_most; }
    void add(BoundaryKind kind, const Way &way, json::Value value, const QString &why);
    void addWrongTypes(const FormNode &node, const Way &way);
    void walkText(const FormNode &node, const Way &way);
    void walkNumber(const FormNode &node, const Way &way);
    void walkEdge(const FormNode &node, const Way &way, const json::Value &edge, bool isLeast, bool isIn);
    void walkChoices(const FormNode &node, const Way &way);
    void walkList(const FormNode &node, const Way &way);
    void walkObject(const FormNode &node, const Way &way);

    json::Value m_base;
    const Compiled &m_rules;
    qsizetype m_most;
    QSet<QByteArray> m_seen;
};

void Walker::add(BoundaryKind kind, const Way &way, json::Value value, const QString &why)
{
    if (isFull())
        return;
    json::Value whole = m_base;
    json::Value *place = placeIn(whole, way);
    if (!place)
        return;
    *place = std::move(value);
    QByteArray seen = canonical(whole);
    if (m_seen.contains(seen))
        return;
    m_seen.insert(std::move(seen));
    const bool isValid = isCertainlyValid(m_rules, whole);
    found.append({ .kind = kind,
        .pointer = pointerOf(way),
        .why = why,
        .value = std::move(whole),
        .isValid = isValid });
}

void Walker::addWrongTypes(const FormNode &node, const Way &way)
{
    const quint8 bits = [&]() -> quint8 {
        const json::Value *now = placeIn(m_base, way);
        return now ? typeBits(*now) : quint8(0);
    }();
    const auto other = [&](const json::Value &value) {
        if ((typeBits(value) & bits) == 0)
            add(BoundaryKind::Outside, way, value, u"%1 instead"_s.arg(typeWords(typeBits(value))));
    };
    if (node.kind == FormKind::Json || node.kind == FormKind::Alternatives)
        return;
    other(node.kind == FormKind::Text || node.kind == FormKind::LongText ? json::Value(7) : json::Value("7"));
    if (!node.isNullable)
        other(nullptr);
}

void Walker::walkText(const FormNode &node, const Way &way)
{
    const QString sample = textsFor(node).first();
    const auto text = [&](BoundaryKind kind, qint64 length, const QString &more) {
        if (length >= 0 && length <= longestText)
            add(kind, way, json::string(textOfLength(sample, length)),
                counted(length, u"character"_s, u"characters"_s) + more);
    };
    const qint64 least = node.minLength.value_or(0);
    if (least > 0) {
        text(BoundaryKind::Smallest, least, u", the fewest allowed"_s);
        text(BoundaryKind::Outside, least - 1, u", one less than allowed"_s);
    }
    if (node.maxLength) {
        text(BoundaryKind::Largest, *node.maxLength, u", the most allowed"_s);
        text(BoundaryKind::Outside, *node.maxLength + 1, u", one more than allowed"_s);
    } else {
        text(BoundaryKind::Largest, 5000, u"; no limit is said"_s);
    }
    add(BoundaryKind::Empty, way, "", u"an empty text"_s);
    const QString broken = u"not of that form"_s;
    if (isKnownFormat(node.format.toUtf8()))
        add(BoundaryKind::Outside, way, json::string(broken),
            u"not %1"_s.arg(formatWords(node.format.toUtf8())));
    if (!node.pattern.isEmpty())
        add(BoundaryKind::Outside, way, json::string(u"~ "_s + broken), u"not in the form of the pattern"_s);
}

void Walker::walkEdge(const FormNode &node, const Way &way, const json::Value &edge, bool isLeast, bool isIn)
{
    const bool isWhole = node.kind == FormKind::Integer;
    const json::Value inner = isIn ? edge : oneOff(edge, isLeast ? 1 : -1, isWhole);
    const json::Value outer = isIn ? oneOff(edge, isLeast ? -1 : 1, isWhole) : edge;
    add(isLeast ? BoundaryKind::Smallest : BoundaryKind::Largest, way, inner,
        (isLeast ? u"%1, the least allowed"_s : u"%1, the most allowed"_s).arg(shown(inner)));
    add(BoundaryKind::Outside, way, outer,
        (isLeast ? u"%1, just below"_s : u"%1, just above"_s).arg(shown(outer)));
}

void Walker::walkNumber(const FormNode &node, const Way &way)
{
    const bool isWhole = node.kind == FormKind::Integer;
    if (node.minimum)
        walkEdge(node, way, *node.minimum, true, true);
    if (node.exclusiveMinimum)
        walkEdge(node, way, *node.exclusiveMinimum, true, false);
    if (node.maximum)
        walkEdge(node, way, *node.maximum, false, true);
    if (node.exclusiveMaximum)
        walkEdge(node, way, *node.exclusiveMaximum, false, false);
    if (!node.minimum && !node.exclusiveMinimum)
        add(BoundaryKind::Smallest, way,
            isWhole ? json::Value(std::numeric_limits<qint64>::min()) : json::Value(-1e300),
            u"far below; no limit is said"_s);
    if (!node.maximum && !node.exclusiveMaximum)
        add(BoundaryKind::Largest, way,
            isWhole ? json::Value(std::numeric_limits<qint64>::max()) : json::Value(1e300),
            u"far above; no limit is said"_s);
    add(BoundaryKind::Empty, way, 0, u"zero"_s);
    if (isWhole)
        add(BoundaryKind::Outside, way, 0.5, u"half of one"_s);
    if (const json::Value *now = placeIn(m_base, way); now && node.multipleOf && now->is_number())
        add(BoundaryKind::Outside, way, now->to_number<double>() + node.multipleOf->to_number<double>() / 2,
            u"between two multiples"_s);
}

void Walker::walkChoices(const FormNode &node, const Way &way)
{
    if (node.choices.isEmpty())
        return;
    const bool isList = node.kind == FormKind::Several;
    const auto with = [isList](json::Array values) {
        return isList ? json::Value(std::move(values)) : values.empty() ? json::Value() : values[0];
    };
    add(BoundaryKind::Smallest, way, with({ node.choices.first().value }), u"the first choice"_s);
    add(BoundaryKind::Largest, way, with({ node.choices.last().value }), u"the last choice"_s);
    add(BoundaryKind::Outside, way, with({ "none of the choices" }), u"none of the choices"_s);
    if (!isList)
        return;
    add(BoundaryKind::Empty, way, json::Array(), u"none of them"_s);
    json::Array all;
    for (const FormChoice &choice : node.choices.first(std::min<qsizetype>(node.choices.size(), longestList)))
        all.push_back(choice.value);
    add(BoundaryKind::Largest, way, all, u"all of them"_s);
    add(BoundaryKind::Outside, way, json::Array{ node.choices.first().value, node.choices.first().value },
        u"the same one twice"_s);
}

void Walker::walkList(const FormNode &node, const Way &way)
{
    const auto list = [&](BoundaryKind kind, qint64 count, const QString &more) {
        if (count < 0 || count > longestList || isFull())
            return;
        json::Array items;
        Sampler sampler(1);
        for (qint64 i = 0; i < count; ++i)
            items.push_back(sampler.makeItem(node, i));
        add(kind, way, std::move(items), counted(count, u"item"_s, u"items"_s) + more);
    };
    add(BoundaryKind::Empty, way, json::Array(), u"an empty list"_s);
    const qint64 least = node.minItems.value_or(0);
    if (least > 0) {
        list(BoundaryKind::Smallest, least, u", the fewest allowed"_s);
        list(BoundaryKind::Outside, least - 1, u", one less than allowed"_s);
    }
    if (node.maxItems) {
        list(BoundaryKind::Largest, *node.maxItems, u", the most allowed"_s);
        list(BoundaryKind::Outside, *node.maxItems + 1, u", one more than allowed"_s);
    } else if (node.takesOthers) {
        list(BoundaryKind::Largest, 100, u"; no limit is said"_s);
    }
    if (node.hasUniqueItems) {
        const json::Value one = Sampler(1).makeItem(node, 0);
        add(BoundaryKind::Outside, way, json::Array{ one, one }, u"the same item twice"_s);
    }
    const json::Value *now = placeIn(m_base, way);
    const auto first = now && now->is_array() && !now->get_array().empty() ? node.item(0) : std::nullopt;
    Way inner = way;
    inner.push_back("0");
    if (first)
        walk(*first, inner);
}

void Walker::walkObject(const FormNode &node, const Way &way)
{
    const json::Value *now = placeIn(m_base, way);
    if (!now || !now->is_object())
        return;
    const QList<FormNode> members = node.members();
    json::Object required;
    for (const FormNode &member : members) {
        const json::Value *value = now->get_object().if_contains(member.name);
        if (value && member.isRequired)
            required[member.name] = *value;
    }
    add(required.empty() ? BoundaryKind::Empty : BoundaryKind::Smallest, way, required,
        u"only what is required"_s);
    for (const FormNode &member : members) {
        if (!member.isRequired || isFull())
            continue;
        json::Object without = now->get_object();
        without.erase(member.name);
        add(BoundaryKind::Outside, way, std::move(without),
            u"without %1"_s.arg(shown(json::Value(member.name))));
    }
    json::Object more = now->get_object();
    more["notDescribed"] = true;
    if (!node.takesOthers)
        add(BoundaryKind::Outside, way, std::move(more), u"a member that is not allowed"_s);
    for (const FormNode &member : members) {
        if (!now->get_object().contains(member.name) || isFull())
            continue;
        Way inner = way;
        inner.push_back(member.name);
        walk(member, inner);
    }
}

void Walker::walk(const FormNode &node, const Way &way)
{
    if (isFull() || way.size() > maxDepth)
        return;
    switch (node.kind) {
    case FormKind::Text:
    case FormKind::LongText:
        walkText(node, way);
        break;
    case FormKind::Integer:
    case FormKind::Number:
        walkNumber(node, way);
        break;
    case FormKind::Choice:
    case FormKind::Constant:
    case FormKind::Several:
        walkChoices(node, way);
        break;
    case FormKind::Object:
        walkObject(node, way);
        break;
    case FormKind::List:
        walkList(node, way);
        break;
    case FormKind::Alternatives: {
        const json::Value *now = placeIn(m_base, way);
        const qsizetype chosen = now ? node.alternativeFor(*now) : -1;
        if (chosen >= 0)
            walk(node.alternative(chosen), way);
        return;
    }
    case FormKind::Boolean:
        if (const json::Value *now = placeIn(m_base, way); now && now->is_bool())
            add(BoundaryKind::Largest, way, !now->get_bool(), u"the other one"_s);
        break;
    case FormKind::Null:
    case FormKind::Json:
        break;
    }
    if (node.isNullable)
        add(BoundaryKind::Empty, way, nullptr, u"null"_s);
    addWrongTypes(node, way);
}

} // namespace

QList<Boundary> boundariesOf(
    const json::Value &schema, const Documents &documents, const Options &options, qsizetype most)
{
    const Compiled rules = Compiled::compile(schema, documents, options);
    Walker walker(sampleFor(schema, documents, options).value, rules, most);
    walker.walk(FormNode::build(schema, documents, options), {});
    return walker.found;
}

} // namespace authscope::schema
