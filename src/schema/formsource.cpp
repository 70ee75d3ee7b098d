// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formsource.h"

#include "base/text.h"
#include "schema/program.h"
#include "schema/value.h"
#include "schema/words.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

constexpr int maxLevel = 64;
constexpr std::size_t maxParts = 256;

QString labelOf(const json::Value &value)
{
    return value.is_string() ? json::text(value.get_string()) : shown(value);
}

QString textOf(const json::Object &schema, std::string_view keyword)
{
    return QString::fromUtf8(json::stringMember(schema, keyword).value_or(QByteArray()));
}

QList<FormChoice> choicesOfEnum(const json::Object &schema, const json::Array &values)
{
    QList<FormChoice> choices;
    const auto names = json::stringList(schema, "enumNames").value_or(QList<QByteArray>());
    const bool areNamed = names.size() == qsizetype(values.size());
    for (const json::Value &value : values)
        choices.append({ .label = areNamed ? QString::fromUtf8(names[choices.size()]) : labelOf(value),
            .value = value });
    return choices;
}

/// oneOf or anyOf of nothing but constants: an enum with titles.
QList<FormChoice> choicesOfConstants(const json::Array &forms)
{
    QList<FormChoice> choices;
    for (const json::Value &form : forms) {
        const json::Object *object = form.if_object();
        const json::Value *value = object ? object->if_contains("const") : nullptr;
        if (!value)
            return {};
        const QString title = textOf(*object, "title");
        choices.append({ .label = title.isEmpty() ? labelOf(*value) : title,
            .description = textOf(*object, "description"),
            .value = *value });
    }
    return choices;
}

void removeOthers(QList<FormChoice> &choices, const QList<FormChoice> &allowed)
{
    QSet<QByteArray> known;
    for (const FormChoice &choice : allowed)
        known.insert(canonical(choice.value));
    choices.removeIf([&known](const FormChoice &choice) { return !known.contains(canonical(choice.value)); });
}

QString range(const QString &least, const QString &most, const QString &one, const QString &many)
{
    if (!least.isEmpty() && !most.isEmpty())
        return least == most ? u"%1 %2"_s.arg(least, least == u"1" ? one : many)
                             : u"%1 to %2 %3"_s.arg(least, most, many);
    if (!least.isEmpty())
        return u"at least %1 %2"_s.arg(least, least == u"1" ? one : many);
    return most.isEmpty() ? QString() : u"at most %1 %2"_s.arg(most, most == u"1" ? one : many);
}

QString counts(
    std::optional<qint64> least, std::optional<qint64> most, const QString &one, const QString &many)
{
    const auto text
        = [](std::optional<qint64> number) { return number ? QString::number(*number) : QString(); };
    return range(text(least.value_or(0) > 0 ? least : std::nullopt), text(most), one, many);
}

} // namespace

Language FormSource::languageOf(const FormPart &part) const
{
    const Place *place = context->index.placeOf(part.value);
    return place ? context->index.resourceOf(*place).language : Language();
}

void FormSource::add(const json::Value &schema, int level)
{
    if (level > maxLevel || parts.size() >= maxParts) {
        isOpen = true;
        return;
    }
    isRefused = isRefused || (schema.is_bool() && !schema.get_bool());
    const json::Object *object = schema.if_object();
    const Place *found = context->index.placeOf(&schema);
    isOpen = isOpen || (!object && !schema.is_bool()) || !found;
    const bool isKnown = std::any_of(
        parts.begin(), parts.end(), [object](const FormPart &part) { return part.schema == object; });
    if (!object || !found || isKnown)
        return;
    const Place place = *found;
    const bool isDraft7 = context->index.resourceOf(place).language.isDraft7();
    const bool saysOnlyWords = isDraft7 && object->contains("$ref");
    parts.push_back({ .schema = object, .value = &schema, .saysOnlyWords = saysOnlyWords });
    for (const std::string_view keyword : { "$ref", "$dynamicRef" }) {
        const auto reference = json::stringMember(*object, keyword);
        if (!reference || (isDraft7 && keyword == "$dynamicRef"))
            continue;
        const auto target = context->index.resolve(*reference, place);
        if (target)
            add(*target->value, level + 1);
        else
            isOpen = true;
    }
    const json::Array *all = saysOnlyWords ? nullptr : json::arrayMember(*object, "allOf");
    for (std::size_t i = 0; all && i < all->size(); ++i)
        add((*all)[i], level + 1);
}

const json::Value *FormSource::find(std::string_view keyword) const
{
    for (const FormPart &part : parts) {
        const json::Value *value = part.saysOnlyWords ? nullptr : part.schema->if_contains(keyword);
        if (value)
            return value;
    }
    return nullptr;
}

std::vector<const json::Value *> FormSource::findAll(std::string_view keyword) const
{
    std::vector<const json::Value *> values;
    for (const FormPart &part : parts) {
        const json::Value *value = part.saysOnlyWords ? nullptr : part.schema->if_contains(keyword);
        if (value)
            values.push_back(value);
    }
    return values;
}

std::optional<QByteArray> FormSource::text(std::string_view keyword) const
{
    const json::Value *value = find(keyword);
    return value && value->is_string() ? std::optional(json::bytes(value->get_string())) : std::nullopt;
}

bool FormSource::isTrue(std::string_view keyword) const
{
    const json::Value *value = find(keyword);
    return value && value->is_bool() && value->get_bool();
}

std::optional<QList<FormChoice>> choicesOf(const FormSource &source)
{
    std::optional<QList<FormChoice>> choices;
    const auto narrow = [&choices](QList<FormChoice> others) {
        if (!choices)
            choices = std::move(others);
        else
            removeOthers(*choices, others);
    };
    for (const FormPart &part : source.parts) {
        if (part.saysOnlyWords)
            continue;
        for (const auto &[keyword, fork] :
            { std::pair("oneOf", Fork::OneOf), std::pair("anyOf", Fork::AnyOf) }) {
            const json::Array *forms = part.has(fork) ? json::arrayMember(*part.schema, keyword) : nullptr;
            QList<FormChoice> constants = forms ? choicesOfConstants(*forms) : QList<FormChoice>();
            if (!constants.isEmpty())
                narrow(std::move(constants));
        }
        const json::Array *allowed = json::arrayMember(*part.schema, "enum");
        if (allowed && !allowed->empty())
            narrow(choicesOfEnum(*part.schema, *allowed));
        if (const json::Value *constant = part.schema->if_contains("const"))
            narrow({ { .label = labelOf(*constant), .value = *constant } });
    }
    if (!choices)
        return choices;
    for (const json::Value *type : source.findAll("type")) {
        const quint8 bits = bitsOfType(*type);
        choices->removeIf(
            [bits](const FormChoice &choice) { return bits && (typeBits(choice.value) & bits) == 0; });
    }
    choices->removeIf(
        [&source](const FormChoice &choice) { return (typeBits(choice.value) & source.types) == 0; });
    return choices;
}

QStringList hintsOf(const FormNode &node, const FormSource &source)
{
    QStringList hints;
    const auto add = [&hints](const QString &words) {
        if (!words.isEmpty())
            hints.append(words);
    };
    const auto number
        = [](const std::optional<json::Value> &value) { return value ? shown(*value) : QString(); };
    add(counts(node.minLength, node.maxLength, u"character"_s, u"characters"_s));
    add(range(number(node.minimum), number(node.maximum), {}, {}).trimmed());
    if (node.exclusiveMinimum)
        add(u"above %1"_s.arg(number(node.exclusiveMinimum)));
    if (node.exclusiveMaximum)
        add(u"below %1"_s.arg(number(node.exclusiveMaximum)));
    if (node.multipleOf)
        add(u"a multiple of %1"_s.arg(number(node.multipleOf)));
    if (!node.pattern.isEmpty())
        add(u"in the form %1"_s.arg(base::cleaned(node.pattern, 60)));
    add(counts(node.minItems, node.maxItems, u"item"_s, u"items"_s));
    if (node.hasUniqueItems)
        add(u"no item twice"_s);
    add(counts(node.minMembers, node.maxMembers, u"member"_s, u"members"_s));
    if (const auto encoding = source.text("contentEncoding"))
        add(u"encoded as %1"_s.arg(base::cleaned(*encoding, 40)));
    return hints;
}

QString alternativeLabelOf(const FormSource &source, const json::Value &alternative, qsizetype index)
{
    FormSource own{ .context = source.context };
    own.add(alternative);
    if (const auto title = own.text("title"); title && !title->isEmpty())
        return QString::fromUtf8(*title);
    for (const json::Value *properties : own.findAll("properties")) {
        if (!properties->is_object())
            continue;
        for (const auto &property : properties->get_object()) { // the member that tells the forms apart
            const json::Object *rules = property.value().if_object();
            if (const json::Value *constant = rules ? rules->if_contains("const") : nullptr)
                return u"%1: %2"_s.arg(json::text(property.key()), labelOf(*constant));
        }
    }
    if (const json::Value *constant = own.find("const"))
        return labelOf(*constant);
    if (const json::Value *required = own.find("required"); required && required->is_array()) {
        QStringList names;
        for (const json::Value &name : required->get_array())
            names.append(labelOf(name));
        if (!names.isEmpty())
            return u"with %1"_s.arg(base::cleaned(names.join(u", "_s), 60));
    }
    if (const json::Value *type = own.find("type"); type && bitsOfType(*type) != 0)
        return typeWords(bitsOfType(*type));
    return u"Form %1"_s.arg(index + 1);
}

} // namespace authscope::schema
