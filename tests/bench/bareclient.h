// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTcpSocket>
#include <QUrl>

namespace authscope::bench {

/// What a call costs when nothing is done but to write the request to a socket and to read the answer: what
/// the session is measured against. One connection, one request at a time.
class BareClient : public QObject {
    Q_OBJECT

public:
    explicit BareClient(const QUrl &url, QObject *parent = nullptr);

    void post(const QByteArray &body);

Q_SIGNALS:
    void answered(const QByteArray &body);
    void broke(const QString &why);

private:
    void take();

    QUrl m_url;
    QTcpSocket m_socket;
    QByteArray m_received;
};

} // namespace authscope::bench
