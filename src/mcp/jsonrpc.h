// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/shared.h"

#include <variant>

namespace authscope::mcp {

/// JSON-RPC 2.0 as MCP narrows it: ids are texts or integers, never null; a response matches by value and
/// type.
using RequestId = std::variant<qint64, QByteArray>;

struct RpcError {
    qint64 code = 0;
    QString message = {};
    json::Value data = nullptr;
};

struct RpcRequest {
    RequestId id;
    QByteArray method;
    json::Object params;
};

struct RpcNotification {
    QByteArray method;
    json::Object params;
};

struct RpcResponse {
    std::optional<RequestId> id; ///< absent when the server could not read ours
    json::Shared result = {};
    std::optional<RpcError> error = {};
};

using RpcMessage = std::variant<RpcRequest, RpcNotification, RpcResponse>;

/// Texts and integers; 1.0 is the integer 1 to JSON, and some servers echo it so. Nothing for the rest.
std::optional<RequestId> readId(const json::Value &value);

/// One message, or several when the negotiated version allows batches (2025-03-26 only). Error: OA-301.
base::Result<QList<RpcMessage>> readMessages(
    QByteArrayView text, bool batchAllowed, qsizetype maxBytes = 32 << 20, int maxDepth = 256);

QByteArray writeRequest(const RequestId &id, std::string_view method, const json::Object &params);
QByteArray writeNotification(std::string_view method, const json::Object &params);
QByteArray writeResult(const RequestId &id, const json::Value &result);
QByteArray writeError(const RequestId &id, const RpcError &error);

} // namespace authscope::mcp
