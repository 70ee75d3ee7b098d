// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/index.h"

#include "base/text.h"
#include "json/pointer.h"
#include "schema/uri.h"
#include "schema/value.h"

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

void nameAnchor(
    QHash<QByteArray, const json::Value *> &anchors, const QByteArray &name, const json::Value *schema)
{
    const auto known = anchors.constFind(name);
    anchors.insert(name, known == anchors.constEnd() || *known == schema ? schema : nullptr);
}

/// RFC 6901 §4: digits without a leading zero.
std::optional<std::size_t> arrayIndex(const QByteArray &token)
{
    const bool isOne = !token.isEmpty() && (token == "0" || token.front() != '0')
        && std::all_of(token.begin(), token.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool fits = false;
    const auto index = token.toULongLong(&fits);
    return isOne && fits ? std::optional<std::size_t>(index) : std::nullopt;
}

enum class Shape { One, List, Map, OneOrList };

struct Carrier {
    std::string_view keyword;
    Shape shape;
    bool isIn2020;
    bool isInDraft7;
};

/// Where subschemas stand. `definitions` and `dependencies` are read in 2020-12 too: its meta-schema still
/// describes them.
constexpr std::array carriers{
    Carrier{ "$defs", Shape::Map, true, false },
    Carrier{ "definitions", Shape::Map, true, true },
    Carrier{ "properties", Shape::Map, true, true },
    Carrier{ "patternProperties", Shape::Map, true, true },
    Carrier{ "additionalProperties", Shape::One, true, true },
    Carrier{ "propertyNames", Shape::One, true, true },
    Carrier{ "dependentSchemas", Shape::Map, true, false },
    Carrier{ "dependencies", Shape::Map, true, true },
    Carrier{ "prefixItems", Shape::List, true, false },
    Carrier{ "items", Shape::OneOrList, true, true },
    Carrier{ "additionalItems", Shape::One, false, true },
    Carrier{ "contains", Shape::One, true, true },
    Carrier{ "unevaluatedItems", Shape::One, true, false },
    Carrier{ "unevaluatedProperties", Shape::One, true, false },
    Carrier{ "allOf", Shape::List, true, true },
    Carrier{ "anyOf", Shape::List, true, true },
    Carrier{ "oneOf", Shape::List, true, true },
    Carrier{ "not", Shape::One, true, true },
    Carrier{ "if", Shape::One, true, true },
    Carrier{ "then", Shape::One, true, true },
    Carrier{ "else", Shape::One, true, true },
    Carrier{ "contentSchema", Shape::One, true, false },
};

} // namespace

Index::Index(const Documents &documents, const Options &options) : m_documents(documents), m_options(options)
{
}

int Index::load(std::shared_ptr<const json::Value> document, const QByteArray &uri)
{
    const json::Value *root = document.get();
    m_loaded.push_back(std::move(document));
    const json::Object *object = root->if_object();
    const auto metaschema = object ? json::stringMember(*object, "$schema") : std::nullopt;
    const int resource = int(m_resources.size());
    m_resources.push_back({ .uri = uri,
        .root = root,
        .language = metaschema ? languageOf(*metaschema, m_documents) : languageOf(m_options.dialect) });
    nameResource(resource, uri);
    readFrom(root, { .resource = resource });
    return m_places.at(root).resource;
}

const Place *Index::placeOf(const json::Value *schema) const
{
    const auto found = m_places.find(schema);
    return found == m_places.end() ? nullptr : &found->second;
}

void Index::nameResource(int resource, const QByteArray &uri)
{
    const auto known = m_byUri.find(uri);
    if (known == m_byUri.end())
        m_byUri.insert(uri, resource);
    else if (*known != resource)
        *known = -1;
}

void Index::readFrom(const json::Value *schema, const Place &place)
{
    std::vector<Pending> pending{ { schema, place } };
    bool isFirst = true;
    while (!pending.empty()
        && (std::exchange(isFirst, false) || qsizetype(m_places.size()) < m_options.bounds.schemas)) {
        Pending next = std::move(pending.back());
        pending.pop_back();
        if (m_places.contains(next.schema))
            continue;
        const json::Object *object = next.schema->if_object();
        if (object)
            readIdentity(next.schema, *object, next.place);
        m_places.emplace(next.schema, next.place);
        if (object)
            queueChildren(next, *object, pending);
    }
}

void Index::readIdentity(const json::Value *schema, const json::Object &object, Place &place)
{
    const Resource &within = m_resources[size_t(place.resource)];
    const bool isDraft7 = within.language.isDraft7();
    if (isDraft7 && object.contains("$ref"))
        return; // draft-07 core §8.3: what stands beside $ref does not count
    const auto id = json::stringMember(object, "$id");
    const FragmentSplit split = splitFragment(id.value_or(QByteArray()));
    if (isDraft7 && !split.fragment.isEmpty())
        nameAnchor(m_resources[size_t(place.resource)].anchors, split.fragment, schema);
    if (!split.document.isEmpty()) {
        const QByteArray uri = splitFragment(resolveUri(within.uri, split.document)).document;
        if (schema == within.root) {
            m_resources[size_t(place.resource)].uri = uri;
            nameResource(place.resource, uri);
        } else {
            const auto metaschema = json::stringMember(object, "$schema");
            const int resource = int(m_resources.size());
            m_resources.push_back({ .uri = uri,
                .root = schema,
                .language = metaschema ? languageOf(*metaschema, m_documents) : within.language });
            nameResource(resource, uri);
            place = { .resource = resource };
        }
    }
    Resource &own = m_resources[size_t(place.resource)];
    if (own.language.isDraft7())
        return;
    if (const auto anchor = json::stringMember(object, "$anchor"))
        nameAnchor(own.anchors, *anchor, schema);
    if (const auto anchor = json::stringMember(object, "$dynamicAnchor"))
        nameAnchor(own.dynamicAnchors, *anchor, schema);
}

void Index::queueChildren(
    const Pending &around, const json::Object &object, std::vector<Pending> &pending) const
{
    const bool isDraft7 = resourceOf(around.place).language.isDraft7();
    const bool onlyDefinitions = isDraft7 && object.contains("$ref");
    for (const Carrier &carrier : carriers) {
        if (!(isDraft7 ? carrier.isInDraft7 : carrier.isIn2020)
            || (onlyDefinitions && carrier.keyword != "definitions"))
            continue;
        const json::Value *value = object.if_contains(carrier.keyword);
        if (!value)
            continue;
        Place place{ .resource = around.place.resource, .parent = around.schema, .keyword = carrier.keyword };
        const bool takesList = carrier.shape == Shape::List || carrier.shape == Shape::OneOrList;
        if (carrier.shape == Shape::Map && value->is_object()) {
            for (const auto &member : value->get_object()) {
                place.member = member.key();
                pending.push_back({ &member.value(), place });
            }
        } else if (value->is_array() && takesList) {
            for (std::size_t i = 0; i < value->get_array().size(); ++i) {
                place.index = i;
                pending.push_back({ &value->get_array()[i], place });
            }
        } else if (carrier.shape == Shape::One || carrier.shape == Shape::OneOrList) {
            pending.push_back({ value, place });
        }
    }
}

std::optional<int> Index::findResource(const QByteArray &uri)
{
    if (const auto known = m_byUri.constFind(uri); known != m_byUri.constEnd())
        return *known;
    auto document = m_documents.find(uri);
    if (!document)
        document = builtInDocument(uri);
    if (!document)
        return std::nullopt;
    return load(std::move(document), uri);
}

tl::expected<Target, QString> Index::resolve(const QByteArray &reference, const Place &from)
{
    const FragmentSplit address = splitFragment(resolveUri(resourceOf(from).uri, reference));
    const auto resource
        = reference.startsWith('#') ? std::optional(from.resource) : findResource(address.document);
    if (resource == -1)
        return tl::unexpected(
            u"leads to “%1”, which several schemas claim to be"_s.arg(base::cleaned(address.document)));
    if (!resource)
        return tl::unexpected(
            u"leads to “%1”, which is not among the documents at hand; nothing is fetched"_s.arg(
                base::cleaned(address.document)));
    const QByteArray fragment = QByteArray::fromPercentEncoding(address.fragment);
    Target target{ .value = m_resources[size_t(*resource)].root, .resource = *resource };
    if (fragment.startsWith('/')) {
        const auto found = follow(fragment, *resource);
        if (!found)
            return tl::unexpected(found.error());
        target.value = *found;
    } else if (!fragment.isEmpty()) {
        const Resource &named = m_resources[size_t(*resource)];
        target.anchor = fragment;
        target.value = named.anchors.value(fragment, named.dynamicAnchors.value(fragment));
        if (!target.value && (named.anchors.contains(fragment) || named.dynamicAnchors.contains(fragment)))
            return tl::unexpected(
                u"leads to the name “%1”, which several schemas there have"_s.arg(base::cleaned(fragment)));
    }
    if (!target.value)
        return tl::unexpected(
            u"leads to the name “%1”, which no schema there has"_s.arg(base::cleaned(fragment)));
    return target;
}

tl::expected<const json::Value *, QString> Index::follow(const QByteArray &pointer, int resource)
{
    const json::Value *at = m_resources[size_t(resource)].root;
    Place place{ .resource = resource, .parent = at };
    for (QByteArray token : pointer.sliced(1).split('/')) {
        token = json::stepName(token);
        const json::Value *next = nullptr;
        if (const json::Object *object = at->if_object()) {
            next = object->if_contains(json::view(token));
        } else if (const json::Array *array = at->if_array()) {
            const auto index = arrayIndex(token);
            next = index ? array->if_contains(*index) : nullptr;
        }
        if (!next)
            return tl::unexpected(u"leads to “%1”, where there is nothing"_s.arg(base::cleaned(pointer)));
        at = next;
        place.tail = pointerTo(place.tail, json::view(token));
        if (const Place *known = placeOf(at))
            place = { .resource = known->resource, .parent = at };
    }
    if (!m_places.contains(at))
        readFrom(at, place); // within a keyword that we do not know
    return at;
}

QByteArray Index::absoluteLocation(const json::Value *schema) const
{
    const Place *place = placeOf(schema);
    return place ? schema::absoluteLocation(resourceOf(*place).uri, pointerOf(m_places, schema))
                 : QByteArray();
}

QByteArray absoluteLocation(const QByteArray &uri, const QByteArray &pointer)
{
    return uri + '#' + pointer.toPercentEncoding("!$&'()*+,;=:@/?~");
}

QByteArray pointerOf(const Places &places, const json::Value *schema)
{
    QByteArrayList parts; // from the inside to the outside
    for (auto at = places.find(schema); at != places.end() && at->second.parent;
         at = places.find(at->second.parent)) {
        const Place &place = at->second;
        QByteArray part = place.tail;
        if (!place.keyword.empty())
            part = pointerTo({}, place.keyword);
        if (place.member)
            part = pointerTo(part, *place.member);
        if (place.index)
            part = pointerTo(part, *place.index);
        parts.prepend(part);
    }
    return parts.join();
}

} // namespace authscope::schema
