// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "net/http.h"
#include "net/wwwauthenticate.h"

/// Sentences for the answers that are no answer, pure functions over what came.
namespace authscope::mcp {

/// OA-254 for any 3xx: nothing was followed.
base::Error redirectError(const net::Response &response, const QByteArray &url, bool hadToken);
/// OA-285, OA-286, or OA-014 for a 403 that asks for no other token.
base::Error refusedError(
    const net::Response &response, const QList<net::Challenge> &challenges, bool hadToken);
/// OA-304.
base::Error sessionLostError(const net::Response &response, const QString &method);
/// OA-013 or OA-301 for a 2xx that brings no JSON and no event stream.
base::Error contentError(const net::Response &response, const QByteArray &body, const QString &method);
/// OA-014 for a status that came without a JSON-RPC error.
base::Error statusError(const net::Response &response, const QByteArray &body, const QString &method);
/// OA-301 for an answer that is none to our request; `seen` are the ids that came instead.
base::Error unansweredError(const net::Response &response, const QString &method, const QStringList &seen);
/// OA-014 for a GET that brought no event stream.
base::Error streamNotOfferedError(const net::Response &response);
/// A 400 that says in words what 404 says by number. Servers do; the status alone means many things.
bool namesLostSession(const net::Response &response, const QByteArray &body);
/// OA-305: the stream ended early; `why` says why it was not resumed.
base::Error streamCutError(const net::Response &response, const QString &method, const QString &why);
/// OA-302 when the server refuses our revision, else OA-303. `announced` are the capabilities the request
/// declared, where they are known: a server that misses others names them (-32021).
base::Error rpcFailure(const RpcError &error, const QString &method, base::ExchangeId exchange,
    const json::Object &announced = {});

/// How an id is written to a person: 7 or “7”.
QString shownId(const std::optional<RequestId> &id);

} // namespace authscope::mcp
