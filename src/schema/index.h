// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: where the subschemas of the documents stand, and where references lead.
#pragma once

#include "schema/dialect.h"
#include "schema/place.h"

#include <deque>

namespace authscope::schema {

/// A part of a document with an address of its own. JSON Schema 2020-12 §4.3.5.
struct Resource {
    QByteArray uri = {}; ///< without fragment; empty when nothing names it
    const json::Value *root = nullptr;
    Language language = {};
    QHash<QByteArray, const json::Value *> anchors = {}; ///< null: more than one has it
    QHash<QByteArray, const json::Value *> dynamicAnchors = {};
};

struct Target {
    const json::Value *value = nullptr;
    int resource = 0; ///< the one that the reference names
    QByteArray anchor = {}; ///< the plain name of the fragment, if it is one
};

class Index {
public:
    Index(const Documents &documents, const Options &options);

    /// Reads the document's own subschemas. The resource of its root.
    int load(std::shared_ptr<const json::Value> document, const QByteArray &uri);

    /// Of a subschema that load() found or a reference led to; null for anything else.
    const Place *placeOf(const json::Value *schema) const;
    const std::deque<Resource> &resources() const { return m_resources; }
    const Resource &resourceOf(const Place &place) const { return m_resources[size_t(place.resource)]; }

    /// RFC 3986 §5, RFC 6901 §6, $anchor. The error says in plain words where it ended.
    tl::expected<Target, QString> resolve(const QByteArray &reference, const Place &from);

    QByteArray absoluteLocation(const json::Value *schema) const;

    std::vector<std::shared_ptr<const json::Value>> takeDocuments() { return std::move(m_loaded); }
    Places takePlaces() { return std::move(m_places); }

private:
    struct Pending {
        const json::Value *schema;
        Place place;
    };

    void readFrom(const json::Value *schema, const Place &place);
    void readIdentity(const json::Value *schema, const json::Object &object, Place &place);
    void nameResource(int resource, const QByteArray &uri);
    void queueChildren(
        const Pending &around, const json::Object &object, std::vector<Pending> &pending) const;
    std::optional<int> findResource(const QByteArray &uri);
    tl::expected<const json::Value *, QString> follow(const QByteArray &pointer, int resource);

    const Documents &m_documents;
    const Options &m_options;
    std::vector<std::shared_ptr<const json::Value>> m_loaded;
    std::deque<Resource> m_resources;
    QHash<QByteArray, int> m_byUri; ///< -1: more than one claims it
    Places m_places;
};

} // namespace authscope::schema
