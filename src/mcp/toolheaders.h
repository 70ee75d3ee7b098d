// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"
#include "net/headers.h"

namespace authscope::mcp {

/// Which arguments of a tool are repeated as Mcp-Param-* fields: what `x-mcp-header` in its inputSchema says
/// (MCP 2026-07-28, transports, Custom Headers). Pure.
struct ToolHeaderPlan {
    struct Entry {
        QByteArray name = {}; ///< as annotated; the field is Mcp-Param-<name>
        QList<QByteArray> path = {}; ///< of members, from the arguments down
    };
    QList<Entry> entries = {};
    /// Why the tool may not be called, a whole sentence; then there are no entries. For Tool::rejection.
    QString rejection = {};

    /// In the order of the schema. An argument that is absent or null has no field; an empty text an empty
    /// one. A value of another type than the schema allows has none either: the server says so.
    net::Headers headersFor(const json::Object &arguments) const;
};

ToolHeaderPlan planToolHeaders(const json::Value &inputSchema);

} // namespace authscope::mcp
