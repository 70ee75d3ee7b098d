// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/mcp/streams.h"

namespace authscope::demo {

namespace {

constexpr int stepsASecond = 4;

} // namespace

bool acceptsEvents(const net::Headers &headers)
{
    return headers.value("Accept").value_or(QByteArray()).toLower().contains("text/event-stream");
}

void beginEvents(const Reply &reply)
{
    reply->begin(200, { { "Content-Type", "text/event-stream" }, { "Cache-Control", "no-store" } });
}

void sendEvent(const Reply &reply, const json::Object &message)
{
    reply->write("data: " + json::compact(message) + "\n\n");
}

void endEvents(const Reply &reply, const json::Value &id, json::Object result)
{
    sendEvent(reply, { { "jsonrpc", "2.0" }, { "id", id }, { "result", std::move(result) } });
    reply->finish();
}

json::Object notification(const char *method, json::Object params)
{
    return { { "jsonrpc", "2.0" }, { "method", method }, { "params", std::move(params) } };
}

Report::Report(Order order, Reply reply, QObject *parent)
    : QObject(parent), m_order(std::move(order)), m_reply(std::move(reply))
{
    beginEvents(m_reply);
    connect(m_reply.get(), &net::ServerReply::left, this, &QObject::deleteLater);
    connect(&m_timer, &QTimer::timeout, this, &Report::advance);
    m_timer.start(std::chrono::milliseconds(1000 / stepsASecond));
}

void Report::advance()
{
    const int steps = m_order.seconds * stepsASecond;
    ++m_done;
    const QByteArray what
        = "Looked at part " + QByteArray::number(m_done) + " of " + QByteArray::number(steps);
    if (m_order.progressToken)
        sendEvent(m_reply,
            notification("notifications/progress",
                { { "progressToken", *m_order.progressToken }, { "progress", m_done }, { "total", steps },
                    { "message", json::string(what) } }));
    if (m_order.isLogged && m_done % stepsASecond == 0)
        sendEvent(m_reply,
            notification("notifications/message",
                { { "level", "info" }, { "logger", "reports" }, { "data", json::string(what) } }));
    if (m_done < steps)
        return;
    m_timer.stop();
    endEvents(m_reply, m_order.id, m_order.result);
    deleteLater();
}

void Report::stop()
{
    m_timer.stop();
    m_reply->finish();
    deleteLater();
}

} // namespace authscope::demo
