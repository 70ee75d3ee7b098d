// SPDX-License-Identifier: GPL-3.0-or-later
// Private to net: one accepted socket of an HttpServer.
#pragma once

#include "net/httpserver.h"

#include <QDeadlineTimer>
#include <QPointer>
#include <QTcpSocket>
#include <QTimer>

namespace authscope::net {

class ConnectionReply;

class HttpServer::Connection : public QObject {
public:
    Connection(QTcpSocket *socket, HttpServer *server);
    ~Connection() override;

    /// Waiting for a request or for the rest of one: what may be dropped to make room.
    bool isIdle() const { return m_phase == Phase::Reading; }
    /// Ends it once what was answered is written.
    void closeWhenWritten();
    void abort();
    void drop();

    void send(const ServerAnswer &answer);
    void begin(int status, Headers headers);
    void write(const QByteArray &bytes);
    void finish();
    void sendRaw(const QByteArray &bytes, bool close);
    void replyForgotten();

private:
    enum class Phase { Reading, Serving, Streaming, Raw, Closing };

    void readSome();
    void parse();
    void serve(const ServerRequest &request);
    void refuse(int status);
    void requestDone();
    void timedOut();
    void written();
    void disconnected();
    void writeHead(int status, const Headers &headers);
    std::chrono::milliseconds limit() const { return m_server->m_limits.requestTime; }

    HttpServer *m_server;
    QTcpSocket *m_socket;
    QTimer m_timer;
    QDeadlineTimer m_drainEnd;
    QByteArray m_buffer;
    std::weak_ptr<ConnectionReply> m_reply;
    Phase m_phase = Phase::Reading;
    bool m_isHead = false;
    bool m_keepAlive = true;
    bool m_isChunked = false;
    bool m_isContinued = false;
    bool m_isDraining = false; ///< refused while the sender still sends: a reset would eat the answer
};

class ConnectionReply : public ServerReply {
public:
    explicit ConnectionReply(HttpServer::Connection *connection) : m_connection(connection) { }
    ~ConnectionReply() override;

    void send(const ServerAnswer &answer) override;
    void begin(int status, const Headers &headers) override;
    void write(const QByteArray &bytes) override;
    void finish() override;
    void sendRaw(const QByteArray &bytes, bool close) override;
    void drop() override;
    bool isOpen() const override { return m_connection != nullptr; }

    void detach() { m_connection = nullptr; }

private:
    QPointer<HttpServer::Connection> m_connection;
};

} // namespace authscope::net
