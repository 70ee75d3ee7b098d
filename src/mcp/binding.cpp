// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/binding.h"

#include "mcp/headercodec.h"

namespace authscope::mcp {

namespace {

/// The member of the parameters that stands in Mcp-Name.
std::string_view nameMember(const QByteArray &method)
{
    if (method == "tools/call" || method == "prompts/get")
        return "name";
    if (method == "resources/read")
        return "uri";
    if (method == "tasks/get" || method == "tasks/update" || method == "tasks/cancel")
        return "taskId";
    return {};
}

/// Method and what it is about: attempts to authorize are counted per (resource, operation).
QByteArray operationOf(const QByteArray &method, const json::Object &params)
{
    const bool isWatch = method == "resources/subscribe" || method == "resources/unsubscribe";
    const std::string_view member = isWatch ? "uri" : nameMember(method);
    const auto name = member.empty() ? std::nullopt : json::stringMember(params, member);
    return name ? method + ' ' + *name : method;
}

} // namespace

json::Object clientCapabilities(const SessionOptions &options, const Binding &binding)
{
    json::Object capabilities;
    if (binding.hasInput && options.input.elicitation) {
        json::Object modes;
        modes["form"] = json::Object();
        modes["url"] = json::Object();
        capabilities["elicitation"] = std::move(modes);
    }
    if (binding.hasInput && options.input.sampling)
        capabilities["sampling"] = json::Object();
    if (binding.hasInput && options.input.roots)
        capabilities["roots"] = json::Object();
    if (binding.era == Era::Modern) {
        json::Object extensions;
        extensions["io.modelcontextprotocol/tasks"] = json::Object();
        capabilities["extensions"] = std::move(extensions);
    }
    return capabilities;
}

json::Object clientInfo(const SessionOptions &options)
{
    json::Object client;
    client["name"] = json::string(options.clientName);
    client["version"] = json::string(options.clientVersion);
    return client;
}

Message bindRequest(qint64 id, const QByteArray &method, json::Object params, const net::Headers &extra,
    const SessionOptions &options, const Binding &binding)
{
    json::Value &value = params["_meta"];
    if (!value.is_object())
        value = json::Object();
    json::Object &meta = value.get_object();
    meta["progressToken"] = id;
    Message message{ .awaited = id,
        .purpose = QString::fromUtf8(method),
        .operation = operationOf(method, params),
        .era = binding.era };
    if (binding.era == Era::Modern) {
        meta["io.modelcontextprotocol/protocolVersion"] = json::string(binding.version);
        meta["io.modelcontextprotocol/clientCapabilities"] = clientCapabilities(options, binding);
        meta["io.modelcontextprotocol/clientInfo"] = clientInfo(options);
        if (!binding.logLevel.isEmpty())
            meta["io.modelcontextprotocol/logLevel"] = json::string(binding.logLevel);
        message.headers.append("MCP-Protocol-Version", binding.version);
        message.headers.append("Mcp-Method", encodeHeaderValue(method));
        if (const auto member = nameMember(method); !member.empty()) {
            if (const auto name = json::stringMember(params, member))
                message.headers.append("Mcp-Name", encodeHeaderValue(*name));
        }
        for (const net::Header &field : extra.all())
            message.headers.append(field.name, field.value);
    }
    message.body = writeRequest(id, json::view(method), params);
    return message;
}

} // namespace authscope::mcp
