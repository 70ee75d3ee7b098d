// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/jsonrpc.h"

#include "base/errorcodes.h"
#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;
using base::Result;

std::optional<RequestId> readId(const json::Value &value)
{
    if (value.is_int64())
        return RequestId(qint64(value.get_int64()));
    if (value.is_string())
        return RequestId(json::bytes(value.get_string()));
    if (value.is_double()) {
        const double number = value.get_double();
        if (std::abs(number) < 9e15 && double(qint64(number)) == number)
            return RequestId(qint64(number));
    }
    return std::nullopt;
}

namespace {

constexpr std::size_t maxBatch = 10000;

base::Failure refuse(const QString &what, const QString &rule = u"JSON-RPC 2.0 §4"_s)
{
    return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = u"The server sent a message that is not JSON-RPC 2.0: %1. It was not used."_s.arg(what),
        .rule = rule });
}

Result<json::Object> readParams(const json::Object &object)
{
    const json::Value *params = object.if_contains("params");
    if (!params)
        return json::Object();
    if (!params->is_object())
        return refuse(u"its params are %1, expected an object"_s.arg(json::typeName(*params)),
            u"MCP 2025-11-25, basic, Messages"_s);
    return params->get_object();
}

Result<RpcError> readError(const json::Value &value)
{
    const json::Object *object = value.if_object();
    if (!object)
        return refuse(
            u"its error is %1, expected an object"_s.arg(json::typeName(value)), u"JSON-RPC 2.0 §5.1"_s);
    const auto code = json::numberMember(*object, "code");
    if (!code || std::abs(*code) > 9e15)
        return refuse(u"its error has no code that is a whole number"_s, u"JSON-RPC 2.0 §5.1"_s);
    RpcError error;
    error.code = qint64(*code);
    error.message = QString::fromUtf8(json::stringMember(*object, "message").value_or(QByteArray()));
    if (const json::Value *data = object->if_contains("data"))
        error.data = *data;
    return error;
}

Result<RpcMessage> readResponse(const json::Shared &whole, const json::Object &object)
{
    RpcResponse response;
    const json::Value *id = object.if_contains("id");
    const json::Value *result = object.if_contains("result");
    const json::Value *error = object.if_contains("error");
    // Some servers write "error": null beside a result.
    if (error && error->is_null() && result)
        error = nullptr;
    if (result && error)
        return refuse(u"it has both a result and an error"_s, u"JSON-RPC 2.0 §5"_s);
    if (id && !id->is_null()) {
        response.id = readId(*id);
        if (!response.id)
            return refuse(u"its id is %1, expected a text or a whole number"_s.arg(json::typeName(*id)));
    } else if (!error) {
        return refuse(u"it is a result without an id"_s, u"JSON-RPC 2.0 §5"_s);
    }
    if (result) {
        response.result = whole.part(*result);
    } else {
        auto read = readError(*error);
        if (!read)
            return fail(std::move(read.error()));
        response.error = std::move(*read);
    }
    return RpcMessage(std::move(response));
}

Result<RpcMessage> readMessage(const json::Shared &value)
{
    const json::Object *object = value->if_object();
    if (!object)
        return refuse(u"it is %1, expected an object"_s.arg(json::typeName(*value)));
    if (json::stringMember(*object, "jsonrpc") != QByteArray("2.0"))
        return refuse(u"its member jsonrpc is not \"2.0\""_s);
    const json::Value *method = object->if_contains("method");
    if (!method) {
        if (object->contains("result") || object->contains("error"))
            return readResponse(value, *object);
        return refuse(u"it has neither method, result nor error"_s);
    }
    if (!method->is_string())
        return refuse(u"its method is %1, expected a text"_s.arg(json::typeName(*method)));
    auto params = readParams(*object);
    if (!params)
        return fail(std::move(params.error()));
    const json::Value *id = object->if_contains("id");
    if (!id)
        return RpcMessage(RpcNotification{ json::bytes(method->get_string()), std::move(*params) });
    const auto read = readId(*id);
    if (!read)
        return refuse(u"its id is %1, expected a text or a whole number"_s.arg(json::typeName(*id)),
            u"MCP 2025-11-25, basic, Messages"_s);
    return RpcMessage(RpcRequest{ *read, json::bytes(method->get_string()), std::move(*params) });
}

json::Value valueOf(const RequestId &id)
{
    if (const auto *number = std::get_if<qint64>(&id))
        return *number;
    return json::string(QByteArrayView(std::get<QByteArray>(id)));
}

json::Object envelope()
{
    json::Object object;
    object["jsonrpc"] = "2.0";
    return object;
}

} // namespace

Result<QList<RpcMessage>> readMessages(
    QByteArrayView text, bool batchAllowed, qsizetype maxBytes, int maxDepth)
{
    auto value = json::parseShared(text, u"The message"_s, { .maxBytes = maxBytes, .maxDepth = maxDepth });
    if (!value) {
        Error error = std::move(value.error());
        error.code = base::code::mcpProtocol;
        return fail(std::move(error));
    }
    QList<RpcMessage> messages;
    const json::Array *batch = (*value)->if_array();
    if (!batch) {
        auto message = readMessage(*value);
        if (!message)
            return fail(std::move(message.error()));
        messages.append(std::move(*message));
        return messages;
    }
    if (!batchAllowed)
        return refuse(u"it is a list of messages, which only revision 2025-03-26 allows"_s,
            u"MCP 2025-06-18, changes"_s);
    if (batch->empty() || batch->size() > maxBatch)
        return refuse(u"it is a list of %1 messages"_s.arg(batch->size()), u"JSON-RPC 2.0 §6"_s);
    for (const json::Value &element : *batch) {
        auto message = readMessage(value->part(element));
        if (!message)
            return fail(std::move(message.error()));
        messages.append(std::move(*message));
    }
    return messages;
}

QByteArray writeRequest(const RequestId &id, std::string_view method, const json::Object &params)
{
    json::Object object = envelope();
    object["id"] = valueOf(id);
    object["method"] = method;
    if (!params.empty())
        object["params"] = params;
    return json::compact(object);
}

QByteArray writeNotification(std::string_view method, const json::Object &params)
{
    json::Object object = envelope();
    object["method"] = method;
    if (!params.empty())
        object["params"] = params;
    return json::compact(object);
}

QByteArray writeResult(const RequestId &id, const json::Value &result)
{
    json::Object object = envelope();
    object["id"] = valueOf(id);
    object["result"] = result;
    return json::compact(object);
}

QByteArray writeError(const RequestId &id, const RpcError &error)
{
    json::Object inner;
    inner["code"] = error.code;
    inner["message"] = json::string(error.message);
    if (!error.data.is_null())
        inner["data"] = error.data;
    json::Object object = envelope();
    object["id"] = valueOf(id);
    object["error"] = std::move(inner);
    return json::compact(object);
}

} // namespace authscope::mcp
