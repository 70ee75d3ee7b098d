// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/tokens.h"

namespace authscope::demo {

/// What the server has to read and to suggest beside its tools.
inline const QByteArray boardsUri = "boards://boards";
/// The board that a URI of the template names; empty for another URI.
QByteArray boardOfUri(const QByteArray &uri);
bool isPublicUri(const QByteArray &uri);

/// Everybody sees the documents; who may read boards sees theirs too. `reader` is null for anybody else.
json::Array listedResources(World &world, const AccessToken *reader);
json::Array listedTemplates();
/// Nothing when there is no such resource. Boards need a reader.
std::optional<json::Array> readContents(World &world, const AccessToken *reader, const QByteArray &uri);

json::Array listedPrompts();
/// A GetPromptResult, or what is wrong with the request.
tl::expected<json::Object, QByteArray> writePrompt(
    World &world, const AccessToken *reader, const QByteArray &name, const json::Object &arguments);

/// The result of completion/complete; nothing for a reference to what is not here.
std::optional<json::Object> completed(World &world, const AccessToken *reader, const json::Object &params);

} // namespace authscope::demo
