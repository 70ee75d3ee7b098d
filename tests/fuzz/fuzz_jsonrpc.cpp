// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "mcp/jsonrpc.h"

using namespace authscope;

namespace {

/// What was read, written again by our own writer; nothing for what we never write (an answer without an id).
std::optional<QByteArray> written(const mcp::RpcMessage &message)
{
    if (const auto *request = std::get_if<mcp::RpcRequest>(&message))
        return mcp::writeRequest(request->id, json::view(request->method), request->params);
    if (const auto *notification = std::get_if<mcp::RpcNotification>(&message))
        return mcp::writeNotification(json::view(notification->method), notification->params);
    const auto &response = std::get<mcp::RpcResponse>(message);
    if (!response.id)
        return {};
    return response.error ? mcp::writeError(*response.id, *response.error)
                          : mcp::writeResult(*response.id, response.result);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text = fuzz::view(data, size);
    const auto single = mcp::readMessages(text, false);
    const auto batch = mcp::readMessages(text, true);
    fuzz::require(!single || batch, "what is read alone is read where batches are allowed");
    fuzz::require(!single || single->size() == 1, "without batches there is one message");
    if (!batch)
        return 0;
    for (const mcp::RpcMessage &message : *batch) {
        const std::optional<QByteArray> once = written(message);
        if (!once)
            continue;
        const auto again = mcp::readMessages(*once, false);
        fuzz::require(again && again->size() == 1, "what we write can be read");
        fuzz::require(again->first().index() == message.index(), "and is of the same kind");
        fuzz::require(written(again->first()) == once, "and says the same");
    }
    return 0;
}
