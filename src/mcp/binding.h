// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/transport.h"

namespace authscope::mcp {

/// What is the same for every request of a session. Pure values.
struct Binding {
    Era era = Era::Legacy;
    QByteArray version = {}; ///< modern: said in every request
    bool hasInput = false; ///< somebody answers what the server asks
    QByteArray logLevel = {}; ///< modern: said in every request
};

/// What is announced: initialize says it once, a modern request each time.
json::Object clientCapabilities(const SessionOptions &options, const Binding &binding);
json::Object clientInfo(const SessionOptions &options);

/// The request as its era wants it: _meta, and with it the header fields that repeat parts of the body (MCP
/// 2026-07-28, transports). `extra` are Mcp-Param-* fields.
Message bindRequest(qint64 id, const QByteArray &method, json::Object params, const net::Headers &extra,
    const SessionOptions &options, const Binding &binding);

} // namespace authscope::mcp
