// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/tokens.h"

namespace authscope::demo {

struct ToolCall {
    World &world;
    const AccessToken *caller; ///< null: nobody signed in, for a public tool only
    const json::Object &arguments; ///< checked against the input schema
};

struct Tool {
    QByteArray name, title, description;
    QList<QByteArray> scopes; ///< all of them are needed; of a public tool: for more than anybody gets
    bool isPublic = false; ///< answers without a sign-in too
    bool isReadOnly = true;
    bool isIdempotent = true;
    bool isDestructive = false;
    json::Object inputSchema = {}, outputSchema = {};
    json::Object meta = {}; ///< beside the mirrored securitySchemes
    json::Object (*run)(const ToolCall &) = nullptr; ///< a CallToolResult; null where the server runs it
};

const QList<Tool> &allTools();
const Tool *findTool(QByteArrayView name);
json::Object listedTool(const Tool &tool);

/// What is wrong with the arguments, for whoever has to mend them; nothing when they fit. Knows what the
/// schemas above use: type, required, lengths, bounds, no other members.
std::optional<QByteArray> whyUnfit(const json::Object &schema, const json::Object &arguments);

json::Object toolResult(const QByteArray &text, std::optional<json::Object> structured = std::nullopt);
json::Object toolError(const QByteArray &text);

} // namespace authscope::demo
