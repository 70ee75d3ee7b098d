// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formsource.h"
#include "schema/program.h"
#include "schema/value.h"
#include "schema/words.h"

#include <bit>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr qint64 longTextFrom = 200;
constexpr quint8 allTypes = 0x7f;

/// Keywords that tell which type a schema without `type` is about.
struct Telling {
    std::string_view keyword;
    quint8 type;
};
constexpr std::array telling{ Telling{ "properties", ObjectType }, Telling{ "required", ObjectType },
    Telling{ "additionalProperties", ObjectType }, Telling{ "patternProperties", ObjectType },
    Telling{ "propertyNames", ObjectType }, Telling{ "minProperties", ObjectType },
    Telling{ "maxProperties", ObjectType }, Telling{ "items", ArrayType },
    Telling{ "prefixItems", ArrayType }, Telling{ "minItems", ArrayType }, Telling{ "maxItems", ArrayType },
    Telling{ "uniqueItems", ArrayType }, Telling{ "contains", ArrayType }, Telling{ "minLength", StringType },
    Telling{ "maxLength", StringType }, Telling{ "pattern", StringType }, Telling{ "format", StringType },
    Telling{ "contentEncoding", StringType }, Telling{ "contentMediaType", StringType },
    Telling{ "minimum", NumberType }, Telling{ "maximum", NumberType },
    Telling{ "exclusiveMinimum", NumberType }, Telling{ "exclusiveMaximum", NumberType },
    Telling{ "multipleOf", NumberType } };

/// 0 when they tell of none, or of several.
quint8 toldTypes(const FormSource &source)
{
    quint8 told = 0;
    for (const Telling &one : telling)
        told |= source.find(one.keyword) ? one.type : 0;
    return std::popcount(told) == 1 ? told : 0;
}

/// A number that may be an integer stands for both.
quint8 widened(quint8 bits)
{
    return (bits & NumberType) != 0 ? bits | IntegerType : bits;
}

bool isNullOnly(const json::Value &schema)
{
    const json::Object *object = schema.if_object();
    const json::Value *type = object ? object->if_contains("type") : nullptr;
    const json::Value *constant = object ? object->if_contains("const") : nullptr;
    return (type && bitsOfType(*type) == NullType) || (constant && constant->is_null());
}

/// A form that says nothing but which members must be there needs no chooser.
bool onlyRequires(const json::Value &schema)
{
    const json::Object *object = schema.if_object();
    return object && object->size() == 1 && object->contains("required");
}

std::optional<qint64> countOf(const FormSource &source, std::string_view keyword, bool isLeast)
{
    std::optional<qint64> strictest;
    for (const json::Value *value : source.findAll(keyword)) {
        const double number = value->is_number() ? value->to_number<double>() : -1;
        if (number < 0 || number > 9e15)
            continue;
        const auto count = qint64(number);
        strictest = isLeast ? std::max(strictest.value_or(count), count)
                            : std::min(strictest.value_or(count), count);
    }
    return strictest;
}

std::optional<json::Value> numberOf(const FormSource &source, std::string_view keyword, bool isLeast)
{
    std::optional<json::Value> strictest;
    for (const json::Value *value : source.findAll(keyword)) {
        if (!value->is_number())
            continue;
        const auto order = strictest ? compareNumbers(*value, *strictest) : std::partial_ordering::equivalent;
        if (!strictest || (isLeast ? std::is_gt(order) : std::is_lt(order)))
            strictest = *value;
    }
    return strictest;
}

} // namespace

FormSource FormBuilder::below(const FormSource &parent, const std::vector<const json::Value *> &schemas)
{
    FormSource source{ .context = parent.context };
    for (const json::Value *schema : schemas)
        source.add(*schema);
    return source;
}

FormSource FormBuilder::alternative(const FormSource &source, qsizetype index)
{
    FormSource own{ .context = source.context,
        .parts = source.parts,
        .types = source.types,
        .isOpen = source.isOpen,
        .isRefused = source.isRefused };
    if (source.fork == Fork::Types) {
        own.types = source.alternativeTypes[size_t(index)];
        return own;
    }
    FormPart &part = own.parts[source.forkedPart];
    part.isForked[size_t(source.fork)] = true;
    const json::Object &schema = *part.schema; // the part itself moves when others are added
    if (source.fork != Fork::Condition) {
        own.add(*source.alternatives[size_t(index)]);
        return own;
    }
    for (const std::string_view keyword : { "if", "then", "else" }) {
        const bool isTaken = (keyword == "else") == (index == 1);
        const json::Value *branch = isTaken ? schema.if_contains(keyword) : nullptr;
        if (branch)
            own.add(*branch);
    }
    return own;
}

FormNode FormBuilder::build(FormSource source, std::string_view name)
{
    FormNode node;
    node.name = std::string(name);
    readForks(node, source);
    readTypes(node, source);
    readWords(node, source);
    readBounds(node, source);
    node.kind = kindOf(node, source);
    node.hints = hintsOf(node, source);
    node.m_source = std::make_shared<const FormSource>(std::move(source));
    return node;
}

void FormBuilder::readWords(FormNode &node, const FormSource &source)
{
    const auto word = [&source](std::string_view keyword) -> const json::Value * {
        for (const FormPart &part : source.parts) { // here what stands beside a $ref counts in draft-07 too
            if (const json::Value *value = part.schema->if_contains(keyword))
                return value;
        }
        return nullptr;
    };
    const auto text = [&word](std::string_view keyword) {
        const json::Value *value = word(keyword);
        return value && value->is_string() ? json::text(value->get_string()) : QString();
    };
    node.label = text("title");
    if (node.label.isEmpty())
        node.label = json::text(node.name);
    node.description = text("description");
    node.isReadOnly = source.isTrue("readOnly");
    node.isWriteOnly = source.isTrue("writeOnly");
    node.isDeprecated = source.isTrue("deprecated");
    if (const json::Value *value = word("default"))
        node.defaultValue = *value;
    if (const json::Value *examples = word("examples"); examples && examples->is_array()) {
        for (const json::Value &example : examples->get_array())
            node.examples.append(example);
    }
    const auto said = [&source](std::string_view keyword) {
        return QString::fromUtf8(source.text(keyword).value_or(QByteArray()));
    };
    node.format = said("format");
    node.pattern = said("pattern");
    node.contentEncoding = said("contentEncoding");
    node.contentMediaType = said("contentMediaType");
}

void FormBuilder::readBounds(FormNode &node, const FormSource &source)
{
    node.minLength = countOf(source, "minLength", true);
    node.maxLength = countOf(source, "maxLength", false);
    node.minItems = countOf(source, "minItems", true);
    node.maxItems = countOf(source, "maxItems", false);
    node.minMembers = countOf(source, "minProperties", true);
    node.maxMembers = countOf(source, "maxProperties", false);
    node.minimum = numberOf(source, "minimum", true);
    node.maximum = numberOf(source, "maximum", false);
    node.exclusiveMinimum = numberOf(source, "exclusiveMinimum", true);
    node.exclusiveMaximum = numberOf(source, "exclusiveMaximum", false);
    node.multipleOf = numberOf(source, "multipleOf", true);
    node.hasUniqueItems = source.isTrue("uniqueItems");
}

/// Takes "or null" out of anyOf and oneOf; the first that leaves a choice becomes the fork.
void FormBuilder::readForks(FormNode &node, FormSource &source)
{
    for (std::size_t i = 0; i < source.parts.size() && source.fork == Fork::None; ++i) { // parts may grow
        if (source.parts[i].saysOnlyWords)
            continue;
        for (const Fork fork : { Fork::OneOf, Fork::AnyOf }) {
            if (source.fork == Fork::None && readAlternatives(node, source, i, fork))
                source.forkedPart = i;
        }
        const json::Object &schema = *source.parts[i].schema;
        const bool isCondition
            = schema.contains("if") && (schema.contains("then") || schema.contains("else"));
        if (source.fork == Fork::None && isCondition && source.parts[i].has(Fork::Condition)) {
            source.fork = Fork::Condition;
            source.forkedPart = i;
        }
    }
}

bool FormBuilder::readAlternatives(FormNode &node, FormSource &source, std::size_t index, Fork fork)
{
    FormPart &part = source.parts[index];
    const json::Array *forms
        = part.has(fork) ? json::arrayMember(*part.schema, fork == Fork::OneOf ? "oneOf" : "anyOf") : nullptr;
    if (!forms || std::all_of(forms->begin(), forms->end(), onlyRequires))
        return false;
    std::vector<const json::Value *> left;
    bool hasNull = false;
    bool areConstants = true;
    for (const json::Value &form : *forms) {
        hasNull = hasNull || isNullOnly(form);
        if (!isNullOnly(form))
            left.push_back(&form);
        areConstants = areConstants && form.is_object() && form.get_object().contains("const");
    }
    if (areConstants)
        return false; // an enum with titles
    if (left.size() == 1) {
        node.isNullable = node.isNullable || hasNull;
        part.isForked[size_t(fork)] = true;
        source.add(*left.front());
        return false;
    }
    if (left.empty())
        return false;
    node.isNullable = node.isNullable || hasNull;
    source.fork = fork;
    source.alternatives = std::move(left);
    return true;
}

void FormBuilder::readTypes(FormNode &node, FormSource &source)
{
    bool isSaid = source.types != allTypes;
    for (const json::Value *type : source.findAll("type")) {
        if (const quint8 bits = bitsOfType(*type)) {
            source.types &= widened(bits);
            isSaid = true;
        }
    }
    if (isSaid && (source.types & NullType) != 0 && source.types != NullType) {
        node.isNullable = true;
        source.types &= quint8(~NullType);
    }
}

FormKind FormBuilder::kindOf(FormNode &node, FormSource &source)
{
    if (source.isOpen || source.isRefused)
        return FormKind::Json;
    if (auto choices = choicesOf(source); choices && !choices->isEmpty()) {
        node.choices = std::move(*choices);
        return source.find("const") ? FormKind::Constant : FormKind::Choice;
    }
    if (source.fork != Fork::None)
        return FormKind::Alternatives;
    quint8 types = (source.types | NullType) == allTypes ? toldTypes(source) : source.types;
    if ((types & NumberType) != 0)
        types &= quint8(~IntegerType);
    if (types == 0)
        return FormKind::Json; // nothing fits, or anything does
    if (std::popcount(types) == 1)
        return kindOfType(node, source, types);
    source.fork = Fork::Types;
    for (const quint8 type : { StringType, NumberType, IntegerType, BooleanType, ObjectType, ArrayType }) {
        if ((types & type) != 0)
            source.alternativeTypes.push_back(widened(type));
    }
    return FormKind::Alternatives;
}

FormKind FormBuilder::kindOfType(FormNode &node, const FormSource &source, quint8 type)
{
    switch (type) {
    case StringType: {
        const bool isLong
            = node.maxLength.value_or(0) > longTextFrom || node.contentMediaType.startsWith(u"text/");
        return isLong ? FormKind::LongText : FormKind::Text;
    }
    case IntegerType:
        return FormKind::Integer;
    case NumberType:
        return FormKind::Number;
    case BooleanType:
        return FormKind::Boolean;
    case ObjectType:
        node.takesOthers = source.memberSchemas(std::nullopt) || source.find("patternProperties");
        return FormKind::Object;
    case ArrayType:
        return kindOfList(node, source);
    default: // not an enum: a bit
        return FormKind::Null;
    }
}

FormKind FormBuilder::kindOfList(FormNode &node, const FormSource &source)
{
    node.fixedItems = source.fixedItems();
    const auto others = source.itemSchemas(node.fixedItems);
    node.takesOthers = others.has_value();
    auto choices = others && node.fixedItems == 0 ? choicesOf(below(source, *others)) : std::nullopt;
    if (!choices || choices->size() < 2)
        return FormKind::List;
    node.choices = std::move(*choices);
    return FormKind::Several;
}

} // namespace authscope::schema
