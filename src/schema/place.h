// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: where a subschema stands. Kept as a chain, since names can be as long as a document.
#pragma once

#include "json/json.h"

#include <unordered_map>

namespace authscope::schema {

struct Place {
    int resource = 0;
    const json::Value *parent = nullptr; ///< the schema around it; null at the root of the resource
    std::string_view keyword = {}; ///< of the parent
    std::optional<std::string_view> member = {}; ///< within the keyword's object
    std::optional<std::size_t> index = {}; ///< within the keyword's list
    QByteArray tail = {}; ///< instead of these, within keywords that we do not know: "/x-a/0"
};

using Places = std::unordered_map<const json::Value *, Place>;

/// RFC 6901, from the root of the resource.
QByteArray pointerOf(const Places &places, const json::Value *schema);

/// "https://example.com/s#/$defs/a": the pointer as a fragment.
QByteArray absoluteLocation(const QByteArray &uri, const QByteArray &pointer);

} // namespace authscope::schema
