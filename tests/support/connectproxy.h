// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QPointer>
#include <QTcpServer>
#include <QTcpSocket>

namespace authscope::test {

/// An HTTP proxy on 127.0.0.1 that tunnels (CONNECT), to places a test has chosen for names.
class ConnectProxy : public QTcpServer {
public:
    enum class Mood { Fine, Refuses, WantsPassword, HangsUp };

    ConnectProxy()
    {
        connect(this, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *client = nextPendingConnection()) {
                ++connections;
                connect(client, &QIODevice::readyRead, this, [this, client] { read(client); });
                connect(client, &QAbstractSocket::disconnected, client, &QObject::deleteLater);
            }
        });
        if (!listen(QHostAddress::LocalHost))
            qFatal("no port");
    }

    QHash<QByteArray, quint16> places; ///< "mcp.example.test:443" → a port here
    Mood mood = Mood::Fine;
    QByteArray password; ///< as in Proxy-Authorization, for WantsPassword
    QList<QByteArray> asked; ///< the targets
    QList<QByteArray> heads;
    int connections = 0;

private:
    void read(QTcpSocket *client)
    {
        if (client->property("tunnel").toBool())
            return;
        QByteArray head = client->property("head").toByteArray() + client->readAll();
        client->setProperty("head", head);
        if (!head.contains("\r\n\r\n"))
            return;
        client->setProperty("head", QByteArray());
        heads.append(head);
        const QByteArray target = head.startsWith("CONNECT ") ? head.split(' ').value(1) : QByteArray("?");
        asked.append(target);
        switch (mood) {
        case Mood::Fine:
            return tunnel(client, target);
        case Mood::Refuses:
            client->write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return client->disconnectFromHost();
        case Mood::WantsPassword:
            if (!password.isEmpty() && head.contains("Proxy-Authorization: Basic " + password))
                return tunnel(client, target);
            client->write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic "
                          "realm=\"the office\"\r\nContent-Length: 0\r\n\r\n");
            return;
        case Mood::HangsUp:
            return client->abort();
        }
    }
    void tunnel(QTcpSocket *client, const QByteArray &target)
    {
        if (!places.contains(target)) {
            client->write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
            return client->disconnectFromHost();
        }
        client->setProperty("tunnel", true);
        auto *server = new QTcpSocket(client);
        connect(server, &QAbstractSocket::connected, client,
            [client] { client->write("HTTP/1.1 200 Connection established\r\n\r\n"); });
        connect(
            server, &QIODevice::readyRead, client, [client, server] { client->write(server->readAll()); });
        connect(
            client, &QIODevice::readyRead, server, [client, server] { server->write(client->readAll()); });
        connect(server, &QAbstractSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
        server->connectToHost(QHostAddress::LocalHost, places.value(target));
    }
};

} // namespace authscope::test
