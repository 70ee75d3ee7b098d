// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "mcp/model.h"

namespace authscope::mcp {

/// What the answer to a first server/discover says about the server (MCP 2026-07-28, basic, Versioning).
struct ProbeVerdict {
    enum class Kind {
        Modern,
        OtherVersion, ///< modern, and it wants `version`
        Legacy,
        Nothing, ///< no evidence of either: the error is to be reported
    };
    Kind kind = Kind::Nothing;
    QByteArray version = {};
    base::Error error = {}; ///< also beside Legacy: what a client that insists on modern reports
};

/// `status` is that of the HTTP answer, 0 without one (a program: its errors are all in JSON-RPC).
ProbeVerdict judgeProbe(const base::Result<std::optional<RpcResponse>> &answer, int status);

/// The same for an initialize that failed: whether a server/discover could tell more.
bool looksModern(const base::Result<std::optional<RpcResponse>> &answer, int status);

/// What server/discover brought; the version is one that both speak. Error: OA-302.
base::Result<ServerInfo> readDiscovery(const json::Value &result);

/// What initialize brought. Errors: OA-301, OA-302.
base::Result<ServerInfo> readServerInfo(const json::Value &result);

} // namespace authscope::mcp
