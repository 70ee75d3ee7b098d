// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>

namespace authscope::test {

/// Takes https on 127.0.0.1 and passes what is inside on to a server that speaks http there. The Host field
/// is put right, as such a front does.
class TlsFront : public QSslServer {
public:
    TlsFront(const QByteArray &certificate, const QByteArray &key, quint16 behind)
    {
        QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
        tls.setLocalCertificate(QSslCertificate(certificate));
        tls.setPrivateKey(QSslKey(key, QSsl::Ec));
        setSslConfiguration(tls);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this, behind] {
            while (auto *outer = qobject_cast<QSslSocket *>(nextPendingConnection()))
                pass(outer, behind);
        });
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }

private:
    static void pass(QSslSocket *outer, quint16 behind)
    {
        auto *inner = new QTcpSocket(outer);
        inner->connectToHost(QHostAddress::LocalHost, behind);
        const auto forward = [outer, inner, behind] {
            QByteArray bytes = outer->readAll();
            const qsizetype host = bytes.indexOf("\r\nHost: ");
            if (host >= 0)
                bytes.replace(host + 8, bytes.indexOf("\r\n", host + 8) - host - 8,
                    "127.0.0.1:" + QByteArray::number(behind));
            inner->write(bytes);
        };
        connect(outer, &QIODevice::readyRead, inner, forward);
        connect(inner, &QIODevice::readyRead, outer, [outer, inner] { outer->write(inner->readAll()); });
        connect(inner, &QAbstractSocket::disconnected, outer, &QAbstractSocket::disconnectFromHost);
        connect(outer, &QAbstractSocket::disconnected, outer, &QObject::deleteLater);
        forward();
    }
};

} // namespace authscope::test
