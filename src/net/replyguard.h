// SPDX-License-Identifier: GPL-3.0-or-later
// Private to net: what StrictNetworkAccessManager hangs on each of its replies.
#pragma once

#include "net/strictnetworkaccessmanager.h"

#include <QHostAddress>
#include <QPointer>
#include <QSslError>
#include <QTimer>

namespace authscope::net {

/// How a request left.
struct Route {
    QString host = {}; ///< as it was asked for
    QString place = {}; ///< host:port
    QHostAddress address = {}; ///< in place of the name; null: the name was given to Qt or to a proxy
    QString proxy = {}; ///< host:port; empty: none
    bool hasClientCertificate = false;
};

/// Counts and times one reply, stops it at its limits, and reports it to the log. Created before anybody else
/// can connect to the reply, so it sees everything first. Lives and dies with the reply.
class ReplyGuard : public QObject {
    Q_OBJECT

public:
    /// For a reply that runs.
    ReplyGuard(QNetworkReply *reply, ExchangeLog *log, ExchangeId exchange, const RequestLimits &limits,
        Route route, bool isStreaming);
    /// For one that was refused.
    ReplyGuard(QNetworkReply *reply, base::Error refusal);
    ~ReplyGuard() override;

    static const ReplyGuard *of(const QNetworkReply *reply);

    ExchangeId exchange() const { return m_exchange; }
    const std::optional<base::Error> &stopped() const { return m_stopped; }
    const Route &route() const { return m_route; }
    bool wasSent() const { return m_isSent; } ///< at least the beginning of it
    const QList<QSslError> &tlsErrors() const { return m_tlsErrors; }
    bool isWhole() const { return m_isWhole; } ///< the answer; known from finished() on

private:
    void noteHeaders();
    void bytesArrived();
    void alive();
    void finished();
    QByteArray beginning() const; ///< of the body, as much as the log looks at
    void stop(const QString &errorCode, const QString &message);

    QNetworkReply *m_reply;
    QPointer<ExchangeLog> m_log;
    ExchangeId m_exchange = 0;
    RequestLimits m_limits;
    QTimer m_idle;
    QTimer m_total;
    QByteArray m_partial; ///< what had arrived when we stopped it
    qint64 m_received = 0;
    std::optional<base::Error> m_stopped;
    Route m_route;
    QList<QSslError> m_tlsErrors;
    bool m_isSent = false;
    bool m_isStreaming = false;
    bool m_isHeaderKnown = false;
    bool m_isWhole = false;
};

/// The fields of an answer as QNetworkReply tells them.
Headers headersOf(const QNetworkReply *reply);
int statusOf(const QNetworkReply *reply);
/// Short, for the log: "connection refused"; empty when the reply is answered.
QString failureOf(const QNetworkReply *reply);

} // namespace authscope::net
