// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/delivery.h"
#include "mcp/session.h"

#include <deque>

namespace authscope::mcp {

/// The endpoint of one server over streamable HTTP (MCP 2025-11-25, transports): what every request to it
/// carries, and the session id it gave.
class StreamableHttp : public QObject {
    Q_OBJECT

public:
    StreamableHttp(const SessionOptions &options, net::StrictNetworkAccessManager *network,
        net::Authorizer *authorizer, QObject *parent);

    Delivery *deliver(const Message &message, QObject *parent);
    /// Sends without waiting, a few at a time: answers to the server and cancellations. Nobody is asked to
    /// sign in for these.
    void tell(const Message &message);
    /// DELETE when there is a session; what the server answers does not matter.
    void leave();

    /// The request for a message, or for resuming from an event. Error: OA-193 and nothing is sent.
    base::Result<net::Request> request(const Message &message, const QByteArray &lastEventId) const;
    /// Takes the session id of the answer to initialize. Error: OA-301.
    base::Result<void> takeSession(const net::Headers &headers);

    const QByteArray &sessionId() const { return m_sessionId; }
    const QByteArray &version() const { return m_version; }
    void setVersion(const QByteArray &version) { m_version = version; }
    void forget(); ///< session and version, before another initialize
    bool allowsBatches() const { return m_version == "2025-03-26"; }
    const SessionOptions &options() const { return m_options; }
    net::Authorizer *authorizer() const { return m_authorizer; }
    net::StrictNetworkAccessManager *network() const { return m_network; }
    /// Foreign words, without what is secret here.
    QString redacted(const QString &text) const;
    base::Error redacted(base::Error error) const;

private:
    void tellNext();
    base::Result<void> authorize(net::Request &request) const;

    SessionOptions m_options;
    QPointer<net::StrictNetworkAccessManager> m_network;
    net::Authorizer *m_authorizer;
    QByteArray m_sessionId;
    QByteArray m_version;
    std::deque<Message> m_outbox;
    int m_telling = 0;
};

} // namespace authscope::mcp
