// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpconnection.h"

#include <QDateTime>
#include <QLocale>

namespace authscope::net {

namespace {

constexpr qint64 socketBuffer = 64 * 1024;
constexpr std::chrono::milliseconds drainQuiet{ 200 };
constexpr std::chrono::milliseconds lingerTime{ 2000 };

QByteArray reasonPhrase(int status)
{
    switch (status) {
    case 100:
        return "Continue";
    case 200:
        return "OK";
    case 201:
        return "Created";
    case 202:
        return "Accepted";
    case 204:
        return "No Content";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 303:
        return "See Other";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 308:
        return "Permanent Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 406:
        return "Not Acceptable";
    case 408:
        return "Request Timeout";
    case 409:
        return "Conflict";
    case 410:
        return "Gone";
    case 413:
        return "Content Too Large";
    case 415:
        return "Unsupported Media Type";
    case 417:
        return "Expectation Failed";
    case 421:
        return "Misdirected Request";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 501:
        return "Not Implemented";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Status";
    }
}

bool hasNoBody(int status)
{
    return status < 200 || status == 204 || status == 304;
}

/// A value that came from elsewhere must not end the line it stands in.
QByteArray onOneLine(QByteArray text)
{
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text;
}

} // namespace

HttpServer::Connection::Connection(QTcpSocket *socket, HttpServer *server)
    : QObject(server), m_server(server), m_socket(socket)
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(socketBuffer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, [this] { timedOut(); });
    connect(m_socket, &QTcpSocket::readyRead, this, [this] { readSome(); });
    connect(m_socket, &QTcpSocket::bytesWritten, this, [this] { written(); });
    connect(m_socket, &QTcpSocket::disconnected, this, [this] { disconnected(); });
    m_timer.start(limit());
}

HttpServer::Connection::~Connection()
{
    m_server->m_connections.removeOne(this);
    m_socket->disconnect(this);
}

void HttpServer::Connection::readSome()
{
    if (m_phase == Phase::Closing) {
        m_socket->readAll();
        if (m_isDraining && !m_drainEnd.hasExpired())
            m_timer.start(drainQuiet);
        return;
    }
    if (m_phase != Phase::Reading)
        return; // pipelined: stays in the socket, which stops reading when its buffer is full
    if (m_buffer.isEmpty())
        m_timer.start(limit());
    m_buffer += m_socket->readAll();
    parse();
}

void HttpServer::Connection::parse()
{
    if (m_buffer.isEmpty())
        return;
    ParsedRequest parsed = parseRequest(m_buffer, m_server->m_limits);
    switch (parsed.state) {
    case ParseState::NeedMore:
        if (parsed.awaitsContinue && !m_isContinued) {
            m_isContinued = true;
            m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
        }
        return;
    case ParseState::Bad:
        refuse(parsed.status);
        return;
    case ParseState::Complete:
        m_buffer.remove(0, parsed.frameSize);
        serve(parsed.request);
        return;
    }
}

void HttpServer::Connection::serve(const ServerRequest &request)
{
    m_timer.stop();
    m_phase = Phase::Serving;
    m_isHead = request.method == "HEAD";
    m_keepAlive = request.keepAlive;
    m_isChunked = true;
    m_isContinued = false;
    const auto reply = std::make_shared<ConnectionReply>(this);
    m_reply = reply;
    if (m_server->m_handler)
        m_server->m_handler(request, reply);
    else
        reply->send({ .status = 404 });
}

void HttpServer::Connection::refuse(int status)
{
    m_buffer.clear();
    m_isHead = false;
    m_keepAlive = false;
    m_isDraining = status == 413 || status == 431;
    writeHead(status, { { "Content-Length", "0" } });
    requestDone();
}

void HttpServer::Connection::writeHead(int status, const Headers &headers)
{
    QByteArray head = "HTTP/1.1 " + QByteArray::number(status) + ' ' + reasonPhrase(status) + "\r\n";
    for (const Header &field : headers.all())
        head += onOneLine(field.name) + ": " + onOneLine(field.value) + "\r\n";
    if (!headers.contains("Date"))
        head += "Date: "
            + QLocale::c()
                  .toString(
                      QDateTime::currentDateTimeUtc(), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"))
                  .toLatin1()
            + "\r\n";
    if (!m_keepAlive && !headers.contains("Connection"))
        head += "Connection: close\r\n";
    m_socket->write(head + "\r\n");
}

void HttpServer::Connection::send(const ServerAnswer &answer)
{
    if (m_phase != Phase::Serving)
        return;
    Headers headers = answer.headers;
    if (!hasNoBody(answer.status) && !headers.contains("Content-Length"))
        headers.append("Content-Length", QByteArray::number(answer.body.size()));
    if (headers.value("Connection").value_or(QByteArray()).compare("close", Qt::CaseInsensitive) == 0)
        m_keepAlive = false;
    writeHead(answer.status, headers);
    if (!m_isHead && !hasNoBody(answer.status))
        m_socket->write(answer.body);
    requestDone();
}

void HttpServer::Connection::begin(int status, Headers headers)
{
    if (m_phase != Phase::Serving)
        return;
    m_phase = Phase::Streaming;
    // HTTP/1.0 knows no chunks: its body ends with the connection, and so does one with its own length.
    m_isChunked = m_keepAlive && !headers.contains("Content-Length");
    if (m_isChunked)
        headers.set("Transfer-Encoding", "chunked");
    else
        m_keepAlive = false;
    writeHead(status, headers);
}

void HttpServer::Connection::write(const QByteArray &bytes)
{
    if (m_phase != Phase::Streaming || m_isHead || bytes.isEmpty())
        return;
    if (m_isChunked)
        m_socket->write(QByteArray::number(bytes.size(), 16) + "\r\n" + bytes + "\r\n");
    else
        m_socket->write(bytes);
}

void HttpServer::Connection::finish()
{
    if (m_phase == Phase::Serving) {
        send({ .status = 204 });
        return;
    }
    if (m_phase == Phase::Streaming && m_isChunked && !m_isHead)
        m_socket->write("0\r\n\r\n");
    if (m_phase == Phase::Raw)
        m_keepAlive = false;
    if (m_phase == Phase::Streaming || m_phase == Phase::Raw)
        requestDone();
}

void HttpServer::Connection::sendRaw(const QByteArray &bytes, bool close)
{
    if (m_phase != Phase::Serving && m_phase != Phase::Raw && m_phase != Phase::Streaming)
        return;
    m_phase = Phase::Raw;
    m_socket->write(bytes);
    if (close)
        finish();
}

/// The handler let go of its reply: what was not answered never will be.
void HttpServer::Connection::replyForgotten()
{
    if (m_phase == Phase::Serving) {
        m_keepAlive = false;
        send({ .status = 500 });
    } else if (m_phase == Phase::Streaming || m_phase == Phase::Raw) {
        closeWhenWritten(); // without the last chunk, so that the client sees that it was cut
    }
}

void HttpServer::Connection::requestDone()
{
    if (const auto reply = m_reply.lock())
        reply->detach();
    m_reply.reset();
    if (!m_keepAlive || !m_server->isListening()) {
        closeWhenWritten();
        return;
    }
    m_phase = Phase::Reading;
    m_timer.start(limit());
    // Later: a handler that answers at once must not recurse through a long pipeline.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_phase != Phase::Reading)
                return;
            m_buffer += m_socket->readAll();
            parse();
        },
        Qt::QueuedConnection);
}

void HttpServer::Connection::closeWhenWritten()
{
    if (m_phase == Phase::Closing)
        return;
    m_phase = Phase::Closing;
    m_drainEnd.setRemainingTime(lingerTime);
    m_timer.start(m_isDraining ? drainQuiet : qMin(limit(), lingerTime));
    if (!m_isDraining)
        m_socket->disconnectFromHost(); // Qt writes what is left first
}

void HttpServer::Connection::drop()
{
    m_reply.reset(); // who drops needs not be told that the client left
    abort();
}

void HttpServer::Connection::abort()
{
    m_phase = Phase::Closing;
    m_socket->abort(); // emits disconnected() now, when it was connected
}

void HttpServer::Connection::timedOut()
{
    if (m_phase == Phase::Reading && !m_buffer.isEmpty()) {
        refuse(408);
    } else if (m_phase == Phase::Reading) {
        closeWhenWritten();
    } else if (m_phase == Phase::Closing && m_isDraining) {
        m_isDraining = false;
        m_timer.start(limit());
        m_socket->disconnectFromHost();
    } else {
        abort();
    }
}

void HttpServer::Connection::written()
{
    if (m_phase == Phase::Closing && !m_isDraining)
        m_timer.start(limit()); // a slow reader is still a reader
}

void HttpServer::Connection::disconnected()
{
    m_phase = Phase::Closing;
    m_timer.stop();
    m_server->m_connections.removeOne(this);
    const auto reply = m_reply.lock(); // kept while its signal runs
    m_reply.reset();
    deleteLater();
    if (reply) {
        reply->detach();
        Q_EMIT reply->left();
    }
}

ConnectionReply::~ConnectionReply()
{
    if (m_connection)
        m_connection->replyForgotten();
}

void ConnectionReply::send(const ServerAnswer &answer)
{
    if (m_connection)
        m_connection->send(answer);
}

void ConnectionReply::begin(int status, const Headers &headers)
{
    if (m_connection)
        m_connection->begin(status, headers);
}

void ConnectionReply::write(const QByteArray &bytes)
{
    if (m_connection)
        m_connection->write(bytes);
}

void ConnectionReply::finish()
{
    if (m_connection)
        m_connection->finish();
}

void ConnectionReply::sendRaw(const QByteArray &bytes, bool close)
{
    if (m_connection)
        m_connection->sendRaw(bytes, close);
}

void ConnectionReply::drop()
{
    if (const auto connection = m_connection) {
        m_connection = nullptr;
        connection->drop();
    }
}

} // namespace authscope::net
