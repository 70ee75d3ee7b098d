// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/scriptedserver.h"

#include <QTimer>

namespace authscope::test {

ScriptedServer::ScriptedServer(QObject *parent) : QObject(parent)
{
    m_server.setLimits({ .maxBody = 64 << 20, .maxConnections = 256 });
    m_server.setHandler([this](const net::ServerRequest &request,
                            const std::shared_ptr<net::ServerReply> &reply) { serve(request, reply); });
    if (const auto listening = m_server.listen(QHostAddress(QHostAddress::LocalHost), 0); !listening)
        qFatal("%s", qUtf8Printable(base::oneLine(listening.error())));
}

void ScriptedServer::onTalk(const QByteArray &method, const QByteArray &path, Talk talk)
{
    m_routes.insert({ method, path }, std::move(talk));
}

void ScriptedServer::on(const QByteArray &method, const QByteArray &path, Answer answer)
{
    onTalk(method, path,
        [this, answer = std::move(answer)](
            const net::ServerRequest &request, const std::shared_ptr<net::ServerReply> &reply) {
            if (m_delay.count() == 0) {
                reply->send(answer(request));
                return;
            }
            QTimer::singleShot(m_delay, this, [answer, request, reply] { reply->send(answer(request)); });
        });
}

void ScriptedServer::on(const QByteArray &method, const QByteArray &path, const net::ServerAnswer &answer)
{
    on(method, path, [answer](const net::ServerRequest &) { return answer; });
}

void ScriptedServer::onEach(
    const QByteArray &method, const QByteArray &path, const QList<net::ServerAnswer> &answers)
{
    const auto next = std::make_shared<qsizetype>(0); // shared: routes are copied
    on(method, path, [answers, next](const net::ServerRequest &) {
        return answers.at(qMin((*next)++, answers.size() - 1));
    });
}

void ScriptedServer::onRaw(const QByteArray &method, const QByteArray &path, const QByteArray &bytes)
{
    onTalk(method, path, [bytes](const net::ServerRequest &, const std::shared_ptr<net::ServerReply> &reply) {
        reply->sendRaw(bytes);
    });
}

void ScriptedServer::onDrop(const QByteArray &method, const QByteArray &path)
{
    onTalk(method, path,
        [](const net::ServerRequest &, const std::shared_ptr<net::ServerReply> &reply) { reply->drop(); });
}

void ScriptedServer::onStall(const QByteArray &method, const QByteArray &path)
{
    onTalk(method, path, [this](const net::ServerRequest &, const std::shared_ptr<net::ServerReply> &reply) {
        m_stalled.append(reply);
    });
}

QList<net::ServerRequest> ScriptedServer::requests(const QByteArray &method, const QByteArray &path) const
{
    QList<net::ServerRequest> found;
    std::copy_if(m_requests.cbegin(), m_requests.cend(), std::back_inserter(found),
        [&](const net::ServerRequest &request) {
            return (method == "*" || request.method == method) && (path == "*" || request.path == path);
        });
    return found;
}

qsizetype ScriptedServer::count(const QByteArray &method, const QByteArray &path) const
{
    return requests(method, path).size();
}

void ScriptedServer::serve(const net::ServerRequest &request, const std::shared_ptr<net::ServerReply> &reply)
{
    m_requests.append(request);
    static const QByteArray any = "*";
    for (const auto &[method, path] : { std::pair(request.method, request.path), std::pair(any, request.path),
             std::pair(request.method, any), std::pair(any, any) }) {
        if (const auto route = m_routes.find({ method, path }); route != m_routes.end()) {
            const Talk talk = *route; // a copy: the answer may change the routes
            talk(request, reply);
            Q_EMIT requested(request.method, request.path);
            return;
        }
    }
    reply->send({ .status = 404 });
    Q_EMIT requested(request.method, request.path);
}

net::ServerAnswer jsonAnswer(const QByteArray &json, int status)
{
    return { .status = status, .headers = { { "Content-Type", "application/json" } }, .body = json };
}

net::ServerAnswer redirectAnswer(const QByteArray &location, int status)
{
    return { .status = status, .headers = { { "Location", location } } };
}

} // namespace authscope::test
