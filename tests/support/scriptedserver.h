// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpserver.h"

#include <QHash>

namespace authscope::test {

/// A server on 127.0.0.1 that says what a test tells it to, and remembers what it was asked. Listens from
/// construction on. What has no route is answered 404. A later route for the same method and path replaces
/// the earlier one; method "*" stands for any, path "*" too.
class ScriptedServer : public QObject {
    Q_OBJECT

public:
    using Answer = std::function<net::ServerAnswer(const net::ServerRequest &)>;
    using Talk = std::function<void(const net::ServerRequest &, const std::shared_ptr<net::ServerReply> &)>;

    explicit ScriptedServer(QObject *parent = nullptr);

    QByteArray origin() const { return m_server.origin(); }
    QByteArray url(const QByteArray &path) const { return m_server.origin() + path; }
    quint16 port() const { return m_server.port(); }
    net::HttpServer *server() { return &m_server; }
    /// Nobody answers on this port any more.
    void shutDown() { m_server.close(); }

    void on(const QByteArray &method, const QByteArray &path, Answer answer);
    void on(const QByteArray &method, const QByteArray &path, const net::ServerAnswer &answer);
    /// One after the other; the last one is repeated.
    void onEach(const QByteArray &method, const QByteArray &path, const QList<net::ServerAnswer> &answers);
    /// Bytes as they are, then the end of the connection.
    void onRaw(const QByteArray &method, const QByteArray &path, const QByteArray &bytes);
    /// The whole conversation: streams, half answers. Who keeps the reply keeps the connection.
    void onTalk(const QByteArray &method, const QByteArray &path, Talk talk);
    /// The connection ends without an answer.
    void onDrop(const QByteArray &method, const QByteArray &path);
    /// No answer ever, until the client leaves.
    void onStall(const QByteArray &method, const QByteArray &path);
    /// Every answer of on() and onEach() waits this long.
    void setDelay(std::chrono::milliseconds delay) { m_delay = delay; }

    const QList<net::ServerRequest> &requests() const { return m_requests; }
    QList<net::ServerRequest> requests(const QByteArray &method, const QByteArray &path) const;
    qsizetype count(const QByteArray &method, const QByteArray &path) const;
    void forgetRequests() { m_requests.clear(); }

Q_SIGNALS:
    void requested(const QByteArray &method, const QByteArray &path);

private:
    void serve(const net::ServerRequest &request, const std::shared_ptr<net::ServerReply> &reply);

    net::HttpServer m_server;
    QHash<std::pair<QByteArray, QByteArray>, Talk> m_routes;
    QList<net::ServerRequest> m_requests;
    QList<std::shared_ptr<net::ServerReply>> m_stalled;
    std::chrono::milliseconds m_delay{ 0 };
};

net::ServerAnswer jsonAnswer(const QByteArray &json, int status = 200);
net::ServerAnswer redirectAnswer(const QByteArray &location, int status = 302);

} // namespace authscope::test
