// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/bareclient.h"

namespace authscope::bench {

BareClient::BareClient(const QUrl &url, QObject *parent) : QObject(parent), m_url(url)
{
    connect(&m_socket, &QTcpSocket::readyRead, this, &BareClient::take);
    connect(&m_socket, &QTcpSocket::errorOccurred, this, [this] { Q_EMIT broke(m_socket.errorString()); });
    m_socket.connectToHost(m_url.host(), quint16(m_url.port()));
}

void BareClient::post(const QByteArray &body)
{
    m_socket.write("POST " + m_url.path().toUtf8() + " HTTP/1.1\r\nHost: " + m_url.authority().toUtf8()
        + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream"
          "\r\nMCP-Protocol-Version: 2025-11-25\r\nUser-Agent: bare\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n\r\n" + body);
}

void BareClient::take()
{
    m_received += m_socket.readAll();
    const qsizetype headEnd = m_received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    const QByteArray head = m_received.first(headEnd).toLower();
    const qsizetype field = head.indexOf("content-length:");
    if (field < 0) {
        Q_EMIT broke(QStringLiteral("The answer does not say how long it is."));
        return;
    }
    const qsizetype end = head.indexOf('\r', field);
    const qsizetype size
        = head.sliced(field + 15, (end < 0 ? head.size() : end) - field - 15).trimmed().toLongLong();
    if (m_received.size() < headEnd + 4 + size)
        return;
    const QByteArray body = m_received.sliced(headEnd + 4, size);
    m_received.remove(0, headEnd + 4 + size);
    Q_EMIT answered(body);
}

} // namespace authscope::bench
