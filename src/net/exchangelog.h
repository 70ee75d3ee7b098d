// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/redactor.h"
#include "net/headers.h"

#include <QObject>

#include <deque>

namespace authscope::net {

using base::ExchangeId;

/// One event of an event stream, as it passed.
struct LoggedEvent {
    base::Time at = {};
    QByteArray text; ///< redacted
};

/// One request and its answer, redacted when it was recorded: nothing in here is secret.
struct Exchange {
    ExchangeId id = 0;
    QString connection = {}; ///< id of the connection it belongs to; may be empty
    QString purpose = {}; ///< "Code for tokens"
    QByteArray method = {};
    QByteArray url = {};
    Headers requestHeaders = {};
    QByteArray requestBody = {};
    qint64 requestSize = 0; ///< bytes of the body as sent
    QString proxy = {}; ///< host:port it went through; empty: none
    QString address = {}; ///< the request went to, when the name was looked up here
    int timesSent = 0; ///< more than once: the connection of a GET ended before an answer began
    base::Time started = {};
    // From the start, of the last connection made for it; absent where it was not told, as for one in use.
    std::optional<std::chrono::milliseconds> connecting = {};
    std::optional<std::chrono::milliseconds> encrypted = {};
    std::optional<std::chrono::milliseconds> sent = {};
    std::optional<std::chrono::milliseconds> firstByte = {}; ///< from start to the headers of the answer
    std::optional<std::chrono::milliseconds> duration = {}; ///< absent while it runs
    int status = 0; ///< 0: no answer
    Headers responseHeaders = {};
    QByteArray responseBody = {}; ///< the first 256 KiB
    qint64 responseSize = 0; ///< bytes received, all of them
    bool bodyDropped = false; ///< removed to bound memory; the row stays
    QList<LoggedEvent> events = {}; ///< of an event stream, the newest 1,000
    QString failure = {}; ///< why no answer came: "connection refused", "stopped after 10 s"
    bool isDone() const { return duration.has_value(); }
};

/// Records every request and answer once; everything that shows wire traffic reads it. Redacts on the way in.
/// Keeps at most 2,000 rows and 64 MiB of bodies: the oldest bodies go first.
class ExchangeLog : public QObject {
    Q_OBJECT

public:
    ExchangeLog(base::Redactor *redactor, const base::Clock *clock, QObject *parent = nullptr);

    ExchangeId begin(const QString &connection, const QString &purpose, const QByteArray &method,
        const QByteArray &url, const Headers &headers, QByteArrayView body);
    void routed(ExchangeId id, const QString &address, const QString &proxy);
    void connecting(ExchangeId id); ///< a new connection is made for it
    void encrypted(ExchangeId id);
    /// It went out, or went out again.
    void sent(ExchangeId id);
    void headersArrived(ExchangeId id, int status, const Headers &headers);
    /// `bytes` arrived for it, of which the event may be only a part.
    void eventPassed(ExchangeId id, QByteArrayView event, qint64 bytes);
    /// Completes it; later calls for the same exchange do nothing. `body` may be a beginning only:
    /// `bodySize` is then the size of the whole.
    void end(ExchangeId id, QByteArrayView body, const QString &failure = {}, qint64 bodySize = -1);

    const Exchange *find(ExchangeId id) const;
    const std::deque<Exchange> &all() const { return m_exchanges; }
    qint64 count() const { return m_count; } ///< ever recorded
    base::Redactor *redactor() const { return m_redactor; }
    const base::Clock *clock() const { return m_clock; }

    static constexpr qsizetype maxRows = 2000;
    static constexpr qsizetype maxEvents = 1000; ///< of one exchange
    static constexpr qsizetype maxBody = 256 * 1024; ///< of one body
    /// As much of a body as is looked at: a secret cut in two by our own limit would no longer be known by
    /// value, so this much more is read and not kept.
    static constexpr qsizetype cutMargin = 8 * 1024;
    static constexpr qsizetype maxRead = maxBody + cutMargin + 1;
    static constexpr qint64 maxBodies = qint64(64) << 20; ///< of all of them

Q_SIGNALS:
    void added(authscope::base::ExchangeId id);
    void changed(authscope::base::ExchangeId id);
    /// Once for each exchange, when it is complete: what the store keeps.
    void ended(authscope::base::ExchangeId id);

private:
    Exchange *at(ExchangeId id);
    QByteArray keptPart(QByteArrayView body, const Headers &headers);
    Headers redacted(const Headers &headers);
    void bound();

    base::Redactor *m_redactor;
    const base::Clock *m_clock;
    std::deque<Exchange> m_exchanges;
    qint64 m_count = 0;
    qint64 m_bodyBytes = 0;
};

} // namespace authscope::net
