// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/soakserver.h"

#include <QCoreApplication>
#include <QSocketNotifier>

#include <cstdio>
#include <unistd.h>

namespace authscope::bench {

namespace {

net::ServerAnswer jsonAnswer(const QByteArray &json)
{
    net::ServerAnswer answer{ .body = json };
    answer.headers.append("Content-Type", "application/json");
    return answer;
}

QByteArray event(const QByteArray &json)
{
    return "data: " + json + "\n\n";
}

json::Object textResult(const char *text)
{
    return { { "content", json::Array{ json::Object{ { "type", "text" }, { "text", text } } } } };
}

} // namespace

int SoakServer::run()
{
    SoakServer server;
    server.m_server.setLimits(
        { .requestTime = std::chrono::hours(1) }); // one client idles while the other calls
    server.m_server.setHandler(
        [&server](const net::ServerRequest &request, const Reply &reply) { server.answer(request, reply); });
    if (!server.m_server.listen(QHostAddress::LocalHost, 0))
        return 1;
    std::printf("%s/mcp\n", server.m_server.origin().constData());
    std::fflush(stdout);
    QSocketNotifier input(STDIN_FILENO, QSocketNotifier::Read);
    QObject::connect(&input, &QSocketNotifier::activated, &input, [] {
        char ignored = 0;
        if (::read(STDIN_FILENO, &ignored, 1) <= 0)
            QCoreApplication::quit();
    });
    return QCoreApplication::exec();
}

void SoakServer::answer(const net::ServerRequest &request, const Reply &reply)
{
    if (request.method != "POST")
        return reply->send({ .status = 405 });
    const auto messages = mcp::readMessages(request.body, false);
    if (!messages)
        return reply->send({ .status = 400 });
    const auto *asked = std::get_if<mcp::RpcRequest>(&messages->first());
    if (!asked)
        return reply->send({ .status = 202 });
    if (asked->method == "initialize")
        return reply->send(jsonAnswer(mcp::writeResult(asked->id,
            json::Object{ { "protocolVersion", "2025-11-25" },
                { "capabilities",
                    json::Object{ { "tools", json::Object() }, { "logging", json::Object() } } },
                { "serverInfo", json::Object{ { "name", "soak" }, { "version", "1" } } } })));
    if (asked->method != "tools/call")
        return reply->send(jsonAnswer(mcp::writeError(asked->id, { .code = -32601, .message = {} })));
    if (json::stringMember(asked->params, "name") == "tell")
        return tell(*asked, reply);
    reply->send(jsonAnswer(mcp::writeResult(asked->id, textResult("42"))));
}

void SoakServer::tell(const mcp::RpcRequest &call, const Reply &reply)
{
    const json::Object *arguments = json::objectMember(call.params, "arguments");
    const json::Object *meta = json::objectMember(call.params, "_meta");
    const auto count = int(arguments ? json::numberMember(*arguments, "count").value_or(0) : 0);
    net::Headers headers;
    headers.append("Content-Type", "text/event-stream");
    reply->begin(200, headers);
    for (int step = 1; step <= count; ++step) {
        if (step % 2 == 0 && meta && meta->contains("progressToken"))
            reply->write(event(mcp::writeNotification("notifications/progress",
                { { "progressToken", meta->at("progressToken") }, { "progress", step },
                    { "total", count } })));
        else
            reply->write(event(mcp::writeNotification(
                "notifications/message", { { "level", "info" }, { "data", "still at it" } })));
    }
    reply->write(event(mcp::writeResult(call.id, textResult("told"))));
    reply->finish();
}

} // namespace authscope::bench
