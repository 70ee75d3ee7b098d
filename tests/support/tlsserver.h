// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

namespace authscope::test {

/// An https server on 127.0.0.1 that answers everything with "yes", keeps connections open, and remembers
/// who asked and under which name.
class TlsServer : public QSslServer {
public:
    struct Asked {
        QByteArray head;
        QString client; ///< common name of the client's certificate; empty: none was shown
        int connection; ///< counted from 1
    };

    TlsServer(const QByteArray &certificate, const QByteArray &key, const QByteArray &ca = {},
        QSslSocket::PeerVerifyMode verify = QSslSocket::QueryPeer)
    {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(certificate));
        tls.setPrivateKey(QSslKey(key, QSsl::Ec));
        tls.setCaCertificates(QSslCertificate::fromData(ca));
        tls.setPeerVerifyMode(verify);
        setSslConfiguration(tls);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (auto *socket = qobject_cast<QSslSocket *>(nextPendingConnection())) {
                const int number = ++connections;
                connect(
                    socket, &QIODevice::readyRead, this, [this, socket, number] { read(socket, number); });
                read(socket, number);
            }
        });
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }
    QByteArray url(const QByteArray &host = "127.0.0.1") const
    {
        return "https://" + host + ':' + QByteArray::number(serverPort()) + "/";
    }

    QList<Asked> asked;
    int connections = 0;
    QByteArray body = "yes";

private:
    void read(QSslSocket *socket, int number)
    {
        QByteArray &head = m_heads[number];
        head += socket->readAll();
        if (!head.contains("\r\n\r\n"))
            return;
        asked.append({ std::exchange(head, {}),
            socket->peerCertificate().subjectInfo(QSslCertificate::CommonName).join(u','), number });
        socket->write("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
            + QByteArray::number(body.size()) + "\r\n\r\n" + body);
    }
    QHash<int, QByteArray> m_heads;
};

} // namespace authscope::test
