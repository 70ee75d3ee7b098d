// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpserver.h"

#include "base/errorcodes.h"
#include "net/httpconnection.h"

#include <QTcpServer>

using namespace Qt::StringLiterals;

namespace authscope::net {

HttpServer::HttpServer(QObject *parent) : QObject(parent), m_server(std::make_unique<QTcpServer>())
{
    connect(m_server.get(), &QTcpServer::newConnection, this, &HttpServer::accept);
}

HttpServer::~HttpServer()
{
    m_server->close();
    const QList<QObject *> all = children(); // also those that are only flushing
    qDeleteAll(all);
}

void HttpServer::setHandler(Handler handler)
{
    m_handler = std::move(handler);
}

void HttpServer::setLimits(const ServerLimits &limits)
{
    m_limits = limits;
}

base::Result<void> HttpServer::listen(const QHostAddress &address, quint16 port)
{
    if (m_server->listen(address, port))
        return {};
    const bool isTaken = m_server->serverError() == QAbstractSocket::AddressInUseError;
    const QString why = isTaken ? u"it is used by another program"_s : m_server->errorString();
    return base::fail({ .kind = base::ErrorKind::Network,
        .code = base::code::cannotListen,
        .message = u"Cannot listen on port %1 of %2: %3."_s.arg(port).arg(address.toString(), why),
        .nextStep = isTaken ? u"Close that program, or use another port."_s : QString() });
}

void HttpServer::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        if (m_connections.size() >= m_limits.maxConnections) {
            const auto idle = std::find_if(m_connections.cbegin(), m_connections.cend(),
                [](const Connection *connection) { return connection->isIdle(); });
            if (idle == m_connections.cend()) {
                socket->abort();
                socket->deleteLater();
                continue;
            }
            (*idle)->abort();
        }
        m_connections.append(new Connection(socket, this));
    }
}

void HttpServer::close()
{
    m_server->close();
    const QList<Connection *> connections = m_connections;
    for (Connection *connection : connections)
        connection->closeWhenWritten();
}

bool HttpServer::isListening() const
{
    return m_server->isListening();
}

quint16 HttpServer::port() const
{
    return m_server->serverPort();
}

QByteArray HttpServer::origin() const
{
    const QHostAddress address = m_server->serverAddress();
    const QByteArray host = address.protocol() == QAbstractSocket::IPv6Protocol
        ? '[' + address.toString().toLatin1() + ']'
        : address.toString().toLatin1();
    return "http://" + host + ':' + QByteArray::number(port());
}

} // namespace authscope::net
