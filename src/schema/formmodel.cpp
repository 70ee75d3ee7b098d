// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formmodel.h"

#include "schema/formsource.h"
#include "schema/program.h"
#include "schema/value.h"
#include "schema/words.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxSchemaDepth = 1000;
constexpr int startLevels = 8;
constexpr int maxStartValues = 300;
const QByteArray ownBase = "https://form.invalid/schema"; // RFC 2606: leads nowhere

/// What a look tells without building anything: another type, or another constant.
bool isMeantForOthers(const json::Value &alternative, const json::Value &value)
{
    const json::Object *rules = alternative.if_object();
    if (!rules)
        return false;
    const json::Value *type = rules->if_contains("type");
    const quint8 types = type ? bitsOfType(*type) : quint8(0);
    if (types && (types & typeBits(value)) == 0)
        return true;
    const json::Object *members = value.if_object();
    const json::Object *properties = members ? json::objectMember(*rules, "properties") : nullptr;
    constexpr std::size_t fewEnough = 64; // else the look is not cheap
    if (!properties || properties->size() > fewEnough)
        return false;
    return std::any_of(properties->begin(), properties->end(), [members](const auto &property) {
        const json::Object *own = property.value().if_object();
        const json::Value *constant = own ? own->if_contains("const") : nullptr;
        const json::Value *given = constant ? members->if_contains(property.key()) : nullptr;
        return given && !given->is_structured() && !areEqual(*constant, *given);
    });
}

} // namespace

FormNode FormNode::build(json::Value schema, const Documents &documents, const Options &options)
{
    if (isDeeperThan(schema, maxSchemaDepth))
        return {};
    Options own = options;
    if (own.baseUri.isEmpty())
        own.baseUri = ownBase;
    Documents all = documents;
    all.add(own.baseUri, std::move(schema));
    const auto root = all.find(own.baseUri);
    FormSource source{ .context = std::make_shared<FormContext>(all, own) };
    source.context->index.load(root, own.baseUri);
    source.add(*root);
    return FormBuilder::build(std::move(source));
}

QList<FormNode> FormNode::members() const
{
    if (kind != FormKind::Object || !m_source)
        return {};
    if (m_source->members)
        return *m_source->members;
    QList<FormNode> nodes;
    const QSet<QByteArray> required = m_source->requiredMembers();
    QSet<QByteArray> known;
    const auto append = [&](std::string_view wanted) {
        const QByteArray key = json::bytes(wanted);
        if (known.contains(key))
            return;
        known.insert(key);
        if (auto node = memberNode(wanted, required.contains(key)))
            nodes.append(std::move(*node));
    };
    for (const json::Value *properties : m_source->findAll("properties")) {
        if (!properties->is_object())
            continue;
        for (const auto &property : properties->get_object())
            append(property.key());
    }
    for (const json::Value *names : m_source->findAll("required")) {
        if (!names->is_array())
            continue;
        for (const json::Value &one : names->get_array()) {
            if (one.is_string())
                append(one.get_string());
        }
    }
    m_source->members = nodes;
    return nodes;
}

std::optional<FormNode> FormNode::member(std::string_view wanted) const
{
    if (kind != FormKind::Object || !m_source)
        return std::nullopt;
    return memberNode(wanted, m_source->requiredMembers().contains(json::bytes(wanted)));
}

std::optional<FormNode> FormNode::memberNode(std::string_view wanted, bool mustBeThere) const
{
    const auto schemas = m_source->memberSchemas(wanted);
    if (!schemas)
        return std::nullopt;
    FormNode node = FormBuilder::build(FormBuilder::below(*m_source, *schemas), wanted);
    node.isRequired = mustBeThere;
    return node;
}

std::optional<FormNode> FormNode::item(qsizetype index) const
{
    if ((kind != FormKind::List && kind != FormKind::Several) || !m_source)
        return std::nullopt;
    const auto schemas = m_source->itemSchemas(index);
    if (!schemas)
        return std::nullopt;
    FormNode node = FormBuilder::build(FormBuilder::below(*m_source, *schemas));
    node.isRequired = true;
    return node;
}

qsizetype FormNode::alternativeCount() const
{
    if (kind != FormKind::Alternatives || !m_source)
        return 0;
    switch (m_source->fork) {
    case Fork::AnyOf:
    case Fork::OneOf:
        return qsizetype(m_source->alternatives.size());
    case Fork::Condition:
        return 2;
    case Fork::Types:
        return qsizetype(m_source->alternativeTypes.size());
    case Fork::None:
        return 0;
    }
    Q_UNREACHABLE();
    return 0;
}

QString FormNode::alternativeLabel(qsizetype index) const
{
    if (index < 0 || index >= alternativeCount())
        return {};
    if (m_source->fork == Fork::Types)
        return typeWords(m_source->alternativeTypes[size_t(index)]);
    if (m_source->fork != Fork::Condition)
        return alternativeLabelOf(*m_source, *m_source->alternatives[size_t(index)], index);
    if (index == 1)
        return u"otherwise"_s;
    const json::Value *condition = m_source->parts[m_source->forkedPart].schema->if_contains("if");
    return u"when it is %1"_s.arg(alternativeLabelOf(*m_source, *condition, 0));
}

FormNode FormNode::alternative(qsizetype index) const
{
    if (index < 0 || index >= alternativeCount())
        return {};
    FormNode node = FormBuilder::build(FormBuilder::alternative(*m_source, index), name);
    node.isRequired = isRequired;
    return node;
}

qsizetype FormNode::alternativeFor(const json::Value &value) const
{
    constexpr int maxJudged = 32; // what looks right; each is a schema to compile
    qsizetype looksRight = -1;
    int judged = 0;
    for (qsizetype i = 0; i < alternativeCount() && judged < maxJudged; ++i) {
        const bool isListed = m_source->fork == Fork::AnyOf || m_source->fork == Fork::OneOf;
        if (isListed && isMeantForOthers(*m_source->alternatives[size_t(i)], value))
            continue;
        const FormNode node = alternative(i);
        if (!node.looksMeantFor(value))
            continue;
        if (looksRight < 0)
            looksRight = i;
        ++judged;
        if (node.m_source->compiled().validate(value).holds())
            return i;
    }
    return looksRight;
}

bool FormNode::looksMeantFor(const json::Value &value) const
{
    if (kind == FormKind::Alternatives)
        return (m_source->types & typeBits(value)) != 0; // not further: forms of forms multiply
    if ((m_source->types & typeBits(value)) == 0 || m_source->isRefused || !canShow(value))
        return false;
    if (kind != FormKind::Object)
        return true;
    const json::Object &object = value.get_object();
    return std::all_of(object.begin(), object.end(), [this](const auto &given) {
        if (given.value().is_structured())
            return true;
        const auto schemas = m_source->memberSchemas(given.key());
        const auto allowed = schemas ? choicesOf(FormBuilder::below(*m_source, *schemas)) : std::nullopt;
        return !allowed || std::any_of(allowed->begin(), allowed->end(), [&given](const FormChoice &choice) {
            return areEqual(choice.value, given.value());
        });
    });
}

bool FormNode::canShow(const json::Value &value) const
{
    if (value.is_null() && isNullable)
        return true;
    const auto isChoice = [this](const json::Value &one) {
        return std::any_of(choices.begin(), choices.end(),
            [&one](const FormChoice &choice) { return areEqual(choice.value, one); });
    };
    switch (kind) {
    case FormKind::Text:
        return value.is_string() && value.get_string().find('\n') == boost::json::string::npos;
    case FormKind::LongText:
        return value.is_string();
    case FormKind::Integer:
        return value.is_number() && isInteger(value);
    case FormKind::Number:
        return value.is_number();
    case FormKind::Boolean:
        return value.is_bool();
    case FormKind::Null:
        return value.is_null();
    case FormKind::Constant:
    case FormKind::Choice:
        return isChoice(value);
    case FormKind::Several: {
        QSet<QByteArray> known;
        const json::Array *array = value.if_array();
        return array && std::all_of(array->begin(), array->end(), [&](const json::Value &one) {
            const auto before = known.size();
            known.insert(canonical(one));
            return isChoice(one) && known.size() > before;
        });
    }
    case FormKind::Object: {
        const json::Object *object = value.if_object();
        return object && std::all_of(object->begin(), object->end(), [this](const auto &one) {
            return m_source->memberSchemas(one.key()).has_value();
        });
    }
    case FormKind::List: {
        const json::Array *array = value.if_array();
        const auto fixed = array ? std::min(fixedItems, qsizetype(array->size())) : 0;
        for (qsizetype i = 0; i < fixed; ++i) {
            if (!m_source->itemSchemas(i))
                return false;
        }
        return array && (takesOthers || qsizetype(array->size()) == fixed);
    }
    case FormKind::Alternatives:
        return alternativeFor(value) >= 0;
    case FormKind::Json:
        return true;
    }
    Q_UNREACHABLE();
    return true;
}

json::Value FormNode::startValue() const
{
    int left = maxStartValues;
    return startValue(startLevels, left);
}

json::Value FormNode::startValue(int levels, int &left) const
{
    if (defaultValue)
        return *defaultValue;
    if (isNullable || levels == 0 || --left < 0)
        return nullptr;
    switch (kind) {
    case FormKind::Text:
    case FormKind::LongText:
        return "";
    case FormKind::Integer:
    case FormKind::Number:
        return minimum.value_or(0);
    case FormKind::Boolean:
        return false;
    case FormKind::Constant:
    case FormKind::Choice:
        return choices.isEmpty() ? json::Value() : choices.first().value;
    case FormKind::Several:
        return json::Array();
    case FormKind::Object: {
        json::Object object;
        for (const FormNode &node : members()) {
            if (node.isRequired)
                object[node.name] = node.startValue(levels - 1, left);
        }
        return object;
    }
    case FormKind::List: {
        json::Array array;
        constexpr qint64 enough = 16;
        const qint64 count = std::min(minItems.value_or(0), enough);
        for (qint64 i = 0; i < count; ++i) {
            const auto node = item(i);
            array.push_back(node ? node->startValue(levels - 1, left) : json::Value());
        }
        return array;
    }
    case FormKind::Alternatives:
        return alternativeCount() > 0 ? alternative(0).startValue(levels - 1, left) : json::Value();
    case FormKind::Null:
    case FormKind::Json:
        return nullptr;
    }
    Q_UNREACHABLE();
    return nullptr;
}

std::optional<json::Value> FormNode::blankValue() const
{
    int left = maxStartValues;
    return blankValue(startLevels, left);
}

std::optional<json::Value> FormNode::blankValue(int levels, int &left) const
{
    if (defaultValue)
        return *defaultValue;
    if (isNullable || levels == 0 || --left < 0)
        return std::nullopt;
    switch (kind) {
    case FormKind::Boolean:
        return json::Value(false);
    case FormKind::Null:
        return json::Value(nullptr);
    case FormKind::Constant:
        return choices.isEmpty() ? std::nullopt : std::optional(choices.first().value);
    case FormKind::Several:
        return json::Value(json::Array());
    case FormKind::Object: {
        json::Object object;
        for (const FormNode &node : members()) {
            const bool isGiven = node.isRequired || node.defaultValue;
            if (auto value = isGiven ? node.blankValue(levels - 1, left) : std::nullopt)
                object[node.name] = std::move(*value);
        }
        return json::Value(std::move(object));
    }
    case FormKind::List:
        return blankList(levels, left);
    case FormKind::Text:
    case FormKind::LongText:
    case FormKind::Integer:
    case FormKind::Number:
    case FormKind::Choice:
    case FormKind::Alternatives:
    case FormKind::Json:
        return std::nullopt;
    }
    Q_UNREACHABLE();
    return std::nullopt;
}

json::Value FormNode::blankList(int levels, int &left) const
{
    constexpr qint64 enough = 16;
    json::Array array;
    const qint64 count = std::min(std::max(minItems.value_or(0), qint64(fixedItems)), enough);
    for (qint64 i = 0; i < count; ++i) {
        const auto node = item(i);
        auto value = node ? node->blankValue(levels - 1, left) : std::nullopt;
        array.push_back(value ? std::move(*value)
                : node        ? node->startValue(levels - 1, left)
                              : json::Value());
    }
    return array;
}

Compiled FormNode::rules() const
{
    return m_source ? m_source->compiled() : Compiled::compile(true);
}

} // namespace authscope::schema
