// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/toolchallenge.h"

namespace authscope::session {

namespace {

QList<QByteArray> fieldsOf(const json::Value &value)
{
    if (value.is_string())
        return { json::bytes(value.get_string()) };
    QList<QByteArray> out;
    if (!value.is_array())
        return out;
    for (const json::Value &one : value.get_array()) {
        if (!one.is_string())
            return {};
        out.append(json::bytes(one.get_string()));
    }
    return out;
}

} // namespace

std::optional<net::RefusedRequest> refusalInResult(
    const mcp::ToolResult &result, const QByteArray &operation, int attempt)
{
    if (!result.isError || !result.meta->is_object())
        return std::nullopt;
    const json::Value *value = result.meta->get_object().if_contains("mcp/www_authenticate");
    if (!value)
        return std::nullopt;
    net::RefusedRequest out{ .exchange = result.exchange,
        .operation = operation,
        .generation = result.generation,
        .attempt = attempt };
    for (const QByteArray &field : fieldsOf(*value))
        out.headers.append("WWW-Authenticate", field);
    const auto challenge = net::bearerChallenge(out.challenges());
    if (!challenge)
        return std::nullopt;
    out.status = challenge->value("error") == QByteArray("insufficient_scope") ? 403 : 401;
    return out;
}

} // namespace authscope::session
