// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHostAddress>
#include <QTcpSocket>

namespace authscope::test {

/// Sends bytes as they are, and collects what comes back.
class RawClient : public QTcpSocket {
public:
    explicit RawClient(quint16 port, const QByteArray &bytes = {},
        const QHostAddress &address = QHostAddress(QHostAddress::LocalHost))
    {
        connect(this, &QTcpSocket::readyRead, this, [this] { received += readAll(); });
        connectToHost(address, port);
        write(bytes);
    }
    bool isGone() const { return state() == UnconnectedState; }
    /// Of the first answer; 0 when there is none.
    int status() const { return received.startsWith("HTTP/1.1 ") ? received.mid(9, 3).toInt() : 0; }
    QByteArray body() const { return received.mid(received.indexOf("\r\n\r\n") + 4); }
    /// Of the first answer; empty when it is not there.
    QByteArray field(const QByteArray &name) const
    {
        const QByteArray head = received.left(received.indexOf("\r\n\r\n") + 2);
        const qsizetype at = head.toLower().indexOf("\r\n" + name.toLower() + ':');
        if (at < 0)
            return {};
        const qsizetype from = at + name.size() + 3;
        return head.mid(from, head.indexOf("\r\n", from) - from).trimmed();
    }

    QByteArray received;
};

} // namespace authscope::test
