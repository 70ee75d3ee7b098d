// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcpscript.h"

namespace authscope::test {

inline const QByteArray allCapabilities = R"({"tools":{"listChanged":true},"prompts":{"listChanged":true},)"
                                          R"("resources":{"listChanged":true,"subscribe":true}})";

inline QByteArray discovery(
    const QByteArray &versions = R"(["2026-07-28"])", const QByteArray &capabilities = R"({"tools":{}})")
{
    return R"({"resultType":"complete","ttlMs":0,"cacheScope":"private","supportedVersions":)" + versions
        + R"(,"capabilities":)" + capabilities
        + R"(,"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"script","version":"1"}}})";
}

inline QByteArray rpcErrorText(const Asked &asked, int code, const QByteArray &data = "null")
{
    return R"({"jsonrpc":"2.0","id":)" + asked.id + R"(,"error":{"code":)" + QByteArray::number(code)
        + R"(,"message":"words of the server","data":)" + data + "}}";
}

inline json::Object paramsOf(const Asked &asked)
{
    const json::Object *params = json::objectMember(asked.message, "params");
    return params ? *params : json::Object();
}

inline json::Object metaOf(const Asked &asked)
{
    const json::Object params = paramsOf(asked);
    const json::Object *meta = json::objectMember(params, "_meta");
    return meta ? *meta : json::Object();
}

/// A server of the modern era: server/discover, and nothing of the legacy one.
class ModernScript : public McpScript {
public:
    explicit ModernScript(const QByteArray &offered = R"({"tools":{}})")
    {
        onResult("server/discover", discovery(R"(["2026-07-28"])", offered));
        on("initialize", [](const Asked &one, const Reply &reply) {
            reply->send(jsonAnswer(rpcErrorText(one, -32601), 404));
        });
    }

    /// subscriptions/listen is accepted as it is asked for, and stays open (in `open`).
    void offerListening()
    {
        on("subscriptions/listen", [this](const Asked &one, const Reply &reply) {
            beginStream(reply);
            reply->write(acknowledgement(one, json::compact(paramsOf(one).at("notifications"))));
            open.append(reply);
        });
    }
    static QByteArray acknowledgement(const Asked &one, const QByteArray &accepted)
    {
        return event(
            R"({"jsonrpc":"2.0","method":"notifications/subscriptions/acknowledged","params":{"_meta":)"
            R"({"io.modelcontextprotocol/subscriptionId":)"
            + one.id + R"(},"notifications":)" + accepted + "}}");
    }
    static QByteArray told(const QByteArray &method, const QByteArray &id, const QByteArray &more = {})
    {
        return event(R"({"jsonrpc":"2.0","method":")" + method
            + R"(","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":)" + id + "}" + more + "}}");
    }
};

inline mcp::SessionOptions optionsFor(const McpScript &script, mcp::EraChoice era = mcp::EraChoice::Automatic)
{
    return { .url = script.url(), .timeout = std::chrono::seconds(20), .era = era };
}

/// Nothing is watched, so that a test sees only what it is about.
inline void watchNothing(Client &client)
{
    client.session->setWatch({ .tools = false, .prompts = false, .resources = false });
}

} // namespace authscope::test
