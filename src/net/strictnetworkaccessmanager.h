// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"
#include "net/networksettings.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include <memory>

namespace authscope::net {

/// How long and how much. Times are enforced by our own timers.
struct RequestLimits {
    qsizetype maxBytes = 1 << 20; ///< of the body; zero: no end
    std::chrono::milliseconds idle{ 15000 }; ///< without a byte either way; zero: no end
    std::chrono::milliseconds total{ 30000 }; ///< zero: no end (event streams)
};

/// The only network manager of the program. Whatever is sent through it, also by Qt NetworkAuth:
/// follows no redirect, keeps no cookie, cache or credentials, answers no authentication challenge, sends a
/// POST body at most once, sends no header value with control characters, goes only where base::guardUrl()
/// allows, encrypts with TLS 1.2 or later and trusts whom the system and the connection trust, passes the
/// system's proxies, stops at its limits, and records the exchange. A refused request comes back as a reply
/// that fails at once (from the event loop) and was never sent.
class StrictNetworkAccessManager : public QNetworkAccessManager {
    Q_OBJECT

public:
    /// QNetworkRequest attributes understood here.
    enum Attribute {
        Purpose = QNetworkRequest::User + 1, ///< QString
        Connection, ///< QString, a connection's id
        MaxBytes, ///< qint64
        IdleMs, ///< int
        TotalMs, ///< int
        /// bool: the reader takes all that is there at each readyRead() and reports the body to the log
        /// itself (event streams); otherwise the log takes it, whole, when the reply has finished.
        Streaming,
    };

    StrictNetworkAccessManager(ExchangeLog *log, QObject *parent = nullptr);
    ~StrictNetworkAccessManager() override;

    /// Another one with the same log and the same settings, and TCP connections of its own.
    StrictNetworkAccessManager *makeSibling(QObject *parent) const;

    ExchangeLog *log() const { return m_log; }
    NetworkSettings &settings() const { return *m_settings; }

    static base::ExchangeId exchangeOf(const QNetworkReply *reply);
    /// Why the reply was stopped or refused by us; empty when it was not us.
    static base::Error stoppedBy(const QNetworkReply *reply);
    static bool wasStopped(const QNetworkReply *reply);
    /// Whether a whole answer came, of any status: a 307 or a 404 counts, a body that was cut off does not.
    /// Known once the reply has said finished().
    static bool isAnswered(const QNetworkReply *reply);

protected:
    QNetworkReply *createRequest(
        Operation operation, const QNetworkRequest &request, QIODevice *body) override;

private:
    class Wire;
    QNetworkReply *refuse(Operation operation, const QNetworkRequest &request, base::Error error);
    QNetworkReply *send(
        const QByteArray &identity, Operation operation, const QNetworkRequest &request, QIODevice *body);

    ExchangeLog *m_log;
    std::shared_ptr<NetworkSettings> m_settings;
    QHash<QByteArray, Wire *> m_wires; ///< by NetworkSettings::identityOf()
};

/// An error for a reply that has finished without a usable HTTP status: OA-010, OA-011, OA-012 or what we
/// stopped it for. Names the host and says in plain words what happened; the status decides first, Qt's code
/// second.
base::Error networkError(const QNetworkReply *reply, const QString &what);

} // namespace authscope::net
