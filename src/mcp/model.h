// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "json/shared.h"
#include "mcp/era.h"

namespace authscope::mcp {

/// What a tool demands of its caller (Apps SDK securitySchemes, array and object forms).
struct SecurityScheme {
    QByteArray type = {}; ///< "noauth", "oauth2", or what the server wrote
    QList<QByteArray> scopes = {};
};

/// Hints as sent; absent means the specification's default.
struct ToolAnnotations {
    bool readOnly = false;
    bool destructive = true;
    bool idempotent = false;
    bool openWorld = true;
    bool arePresent = false;
};

/// Where a picture is; shown only by the rules of mcp.md 1.7.
struct Icon {
    QByteArray src = {};
    QByteArray mimeType = {};
    QList<QByteArray> sizes = {}; ///< "48x48", "any"
    QByteArray theme = {}; ///< light, dark, or empty
};

struct Tool {
    QString name = {};
    QString title = {}; ///< title, annotations.title, else the name
    QString description = {};
    json::Value inputSchema = nullptr;
    json::Value outputSchema = nullptr; ///< null when absent
    ToolAnnotations annotations = {};
    QList<SecurityScheme> securitySchemes = {}; ///< empty: the server's default applies
    QList<Icon> icons = {};
    /// Why it may not be called (modern: a bad x-mcp-header; legacy: it demands a task): a whole sentence
    /// with the clause. Empty for a usable tool. Views show these apart, callTool() refuses them.
    QString rejection = {};
    json::Value raw = nullptr; ///< as received

    bool writes() const { return !annotations.readOnly; }
    QList<QByteArray> neededScopes() const; ///< of the oauth2 schemes
    bool isPublic() const; ///< offers noauth
};

struct ServerInfo {
    QString name = {};
    QString title = {};
    QString version = {};
    QString instructions = {};
    QByteArray protocolVersion = {};
    json::Object capabilities = {};
    Era era = Era::Unknown;
    QList<QByteArray> supportedVersions = {}; ///< as the server lists them (modern)
    QString websiteUrl = {};
    QList<Icon> icons = {};
    json::Value raw = nullptr; ///< the whole result of initialize or server/discover

    bool offers(std::string_view capability) const; ///< "resources", "completions" …
};

struct ContentBlock {
    QByteArray type = {}; ///< text, image, audio, resource_link, resource, or what the server wrote
    QString text = {};
    QByteArray data = {}; ///< decoded
    QByteArray mimeType = {};
    QByteArray uri = {};
    json::Shared raw = {}; ///< as received
};

/// Copying it copies no JSON: its parts share one document.
struct ToolResult {
    QList<ContentBlock> content = {};
    json::Shared structuredContent = {};
    bool hasStructuredContent = false;
    bool isError = false;
    json::Shared meta = {}; ///< _meta
    json::Shared raw = {}; ///< the whole result object
    base::ExchangeId exchange = 0;
    int generation = 0; ///< of the access token it was called with; 0: none
    std::chrono::milliseconds duration{};
};

/// Pure readers, tested by bytes; a tool without a name is an error, everything else degrades with a note in
/// `notes`.
base::Result<Tool> readTool(const json::Value &value, QStringList *notes = nullptr);
base::Result<ToolResult> readToolResult(json::Shared value);

} // namespace authscope::mcp
