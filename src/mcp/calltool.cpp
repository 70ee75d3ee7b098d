// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/calltool.h"

namespace authscope::mcp {

CallToolRequest::CallToolRequest(
    const QString &name, const json::Object &arguments, Session *session, QObject *parent)
    : CallTool(parent)
{
    json::Object params;
    params["name"] = json::string(name);
    params["arguments"] = arguments;
    // Never sent again of its own accord: nobody knows what the first one did.
    m_call = session->request("tools/call", std::move(params), {}, this);
    connect(m_call, &Call::progressed, events(), &FeatureSignals::progressed);
    connect(m_call, &Call::logged, events(), &FeatureSignals::logged);
    connect(m_call, &base::Operation::finished, this, &CallToolRequest::answered);
}

void CallToolRequest::run()
{
    m_call->start();
}

void CallToolRequest::abort()
{
    m_call->disconnect(this);
    m_call->cancel();
}

void CallToolRequest::answered()
{
    const auto &answer = m_call->result();
    if (!answer)
        return finishWith(answer.error());
    auto result = readToolResult(*answer);
    if (!result) {
        result.error().exchange = m_call->exchange();
    } else {
        result->exchange = m_call->exchange();
        result->generation = m_call->generation();
        result->duration = m_call->duration();
    }
    finishWith(std::move(result));
}

} // namespace authscope::mcp
