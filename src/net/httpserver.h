// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpparser.h"

#include "base/error.h"

#include <QHostAddress>
#include <QObject>

#include <functional>
#include <memory>

class QTcpServer;

namespace authscope::net {

struct ServerAnswer {
    int status = 200;
    Headers headers = {};
    QByteArray body = {};
};

/// The answer to one request; may be kept as long as one likes. Everything is harmless after the client has
/// left.
class ServerReply : public QObject {
    Q_OBJECT

public:
    virtual void send(const ServerAnswer &answer) = 0;
    /// Headers now, the body in pieces (chunked), until finish(). For event streams.
    virtual void begin(int status, const Headers &headers) = 0;
    virtual void write(const QByteArray &bytes) = 0;
    virtual void finish() = 0;
    /// Bytes as they are, then the connection is closed: for tests that must send what no server should.
    virtual void sendRaw(const QByteArray &bytes, bool close = true) = 0;
    virtual void drop() = 0; ///< closes without an answer
    virtual bool isOpen() const = 0;

Q_SIGNALS:
    void left(); ///< the client went away before finish()
};

/// A small HTTP/1.1 server on QTcpServer for the loopback receiver, the demo and the tests: keep-alive,
/// pipelining in order, HEAD, chunked answers; bounds of ServerLimits. Binds exactly the address given.
class HttpServer : public QObject {
    Q_OBJECT

public:
    using Handler = std::function<void(const ServerRequest &, const std::shared_ptr<ServerReply> &)>;

    explicit HttpServer(QObject *parent = nullptr);
    ~HttpServer() override;

    /// Called for each request, in order on one connection; must not delete the server.
    void setHandler(Handler handler);
    void setLimits(const ServerLimits &limits);
    /// Port 0 takes any free one. Error: OA-129.
    base::Result<void> listen(const QHostAddress &address, quint16 port);
    void close(); ///< the listener and every connection, after what was already answered is written
    bool isListening() const;
    quint16 port() const;
    qsizetype connections() const { return m_connections.size(); } ///< open ones
    /// "http://127.0.0.1:47101"
    QByteArray origin() const;

    class Connection; ///< private to net

private:
    void accept();

    std::unique_ptr<QTcpServer> m_server;
    QList<Connection *> m_connections;
    Handler m_handler;
    ServerLimits m_limits;
};

} // namespace authscope::net
