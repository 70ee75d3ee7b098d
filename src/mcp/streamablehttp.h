// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/httpdelivery.h"

#include <QHash>

#include <deque>

namespace authscope::mcp {

/// The endpoint of one server over streamable HTTP (MCP 2025-11-25, transports): what every request to it
/// carries, and the session id it gave.
class StreamableHttp final : public Transport {
    Q_OBJECT

public:
    StreamableHttp(const SessionOptions &options, net::StrictNetworkAccessManager *network,
        net::Authorizer *authorizer, QObject *parent);

    Delivery *deliver(const Message &message, QObject *parent) override;
    void tell(const Message &message) override;
    bool isTelling() const override { return m_telling > 0 || !m_outbox.empty(); }
    /// DELETE when there is a session; what the server answers does not matter.
    void leave() override;
    void forget() override;
    QByteArray sessionId() const override { return m_sessionId; }
    QByteArray context() const override;
    ResultCache *discoveries() const override { return options().discoveries.get(); }
    QString redacted(const QString &text) const override;
    using Transport::redacted;

    /// The request for a message, or for resuming from an event. Error: OA-193 and nothing is sent.
    base::Result<net::Request> request(const Message &message, const QByteArray &lastEventId) const;
    /// Takes the session id of the answer to initialize. Error: OA-301.
    base::Result<void> takeSession(const net::Headers &headers);

    net::Authorizer *authorizer() const { return m_authorizer; }
    net::StrictNetworkAccessManager *network() const { return m_network; }
    /// Belongs to this. Not more of them share a network manager than it has connections to one host, and
    /// those that stay open have one of their own: however many wait, the next is sent at once.
    net::HttpStream *newStream(const net::Request &request, bool staysOpen);

private:
    void tellNext();
    base::Result<void> authorize(net::Request &request) const;
    void addOwnHeaders(net::Request &request) const;
    net::StrictNetworkAccessManager *makeManager();
    net::StrictNetworkAccessManager *leastBusy();

    QPointer<net::StrictNetworkAccessManager> m_network;
    net::Authorizer *m_authorizer;
    QByteArray m_sessionId;
    std::deque<Message> m_outbox;
    int m_telling = 0;
    net::StrictNetworkAccessManager *m_streams = nullptr; ///< of what stays open
    QList<net::StrictNetworkAccessManager *> m_more; ///< beside m_network, when that is busy
    QHash<QObject *, int> m_busy; ///< streams of each
};

} // namespace authscope::mcp
