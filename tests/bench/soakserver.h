// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "net/httpserver.h"

namespace authscope::bench {

/// The quickest MCP server there can be, legacy era. "add" answers with a JSON document, "tell" with as many
/// notifications as it is asked for, half of them progress, half log lines, and then its answer.
class SoakServer {
public:
    /// Prints its address; ends the program when standard input ends.
    static int run();

private:
    using Reply = std::shared_ptr<net::ServerReply>;

    void answer(const net::ServerRequest &request, const Reply &reply);
    void tell(const mcp::RpcRequest &call, const Reply &reply);

    net::HttpServer m_server;
};

} // namespace authscope::bench
