// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "mcp/session.h"

namespace authscope::mcp {

struct Message {
    QByteArray body = {}; ///< empty: nothing is said, the server's own stream is listened to (legacy, GET)
    std::optional<RequestId> awaited = {}; ///< the answer that ends it; absent for notifications
    QString purpose = {}; ///< also how errors name it: "tools/call"
    QByteArray operation
        = {}; ///< what authorizations are counted by: "tools/call deploy"; empty: the purpose
    Era era = Era::Legacy; ///< whose rules hold for it and for its answer
    net::Headers headers = {}; ///< that go with the body (modern): Mcp-Method, Mcp-Name, Mcp-Param-*
    QByteArray lastEventId = {}; ///< to go on from, with an empty body
    bool opensSession = false; ///< initialize
    bool isStream = false; ///< stays open until somebody closes it: the server's stream, subscriptions/listen
    bool mayAuthorize = true; ///< false: 401 and 403 end it, nobody is asked; a nonce is still repeated for
    std::chrono::milliseconds within{}; ///< zero: whoever sent it watches the clock
};

/// One message on its way, and the answer to it. Ends with the answer to the awaited id; with nothing when
/// none was awaited. Cancelling stops listening; whether the server is told by that is the transport's to
/// say.
class Delivery : public base::ResultOperation<std::optional<RpcResponse>> {
    Q_OBJECT

public:
    using ResultOperation::ResultOperation;

    virtual base::ExchangeId exchange() const = 0;
    virtual int generation() const = 0; ///< of the token it was sent with
    virtual QByteArray sessionId() const = 0; ///< it was sent with; empty where there is none
    virtual bool wasSent() const = 0;
    virtual std::chrono::milliseconds duration() const = 0; ///< since the last attempt was sent
    virtual int status() const { return 0; } ///< of the HTTP answer; 0 without one
    virtual QByteArray lastEventId() const { return {}; } ///< seen on the stream
    virtual std::optional<std::chrono::milliseconds> retry() const { return {}; } ///< asked for by it

Q_SIGNALS:
    void opened(); ///< a stream: the server offers it
    /// Requests and notifications of the server, in order, before finished().
    void received(const authscope::mcp::RpcMessage &message);
    void held(); ///< the Authorizer works, perhaps a person
    void released();
    /// The server broke a rule and this goes on.
    void complained(const authscope::base::Error &problem);
};

/// The way to one server: streamable HTTP, or the standard input and output of a program.
class Transport : public QObject {
    Q_OBJECT

public:
    Transport(SessionOptions options, QObject *parent) : QObject(parent), m_options(std::move(options)) { }

    virtual Delivery *deliver(const Message &message, QObject *parent) = 0;
    /// Sends without waiting, a few at a time: answers to the server and cancellations. Nobody is asked to
    /// sign in for these.
    virtual void tell(const Message &message) = 0;
    virtual bool isTelling() const { return false; } ///< some of it is still on its way
    /// Ends the conversation, as far as there is a way to say so, and forgets it.
    virtual void leave() = 0;
    /// As leave(), because the server does not answer any more; whoever waits for it hears why.
    virtual void abandon(const base::Error &why)
    {
        Q_UNUSED(why)
        leave();
    }
    /// What the server named in initialize, before another one.
    virtual void forget() { m_version.clear(); }

    /// The legacy session the server gave; empty where there is none.
    virtual QByteArray sessionId() const { return {}; }
    /// Names the authorization requests go out with, without telling it; see authorizationContext().
    virtual QByteArray context() const { return {}; }
    /// What is asked of this server may be answered by what it said before, in an earlier session.
    virtual ResultCache *discoveries() const { return nullptr; }
    /// There is a stream of the server's own to listen to (legacy): otherwise everything comes by received().
    virtual bool hasServerStream() const { return true; }
    /// A request is taken back with notifications/cancelled; otherwise by ending its Delivery.
    virtual bool cancelsByMessage(Era era) const { return era != Era::Modern; }
    /// A server that says nothing to server/discover is one of the legacy era; otherwise that is an error.
    virtual bool isSilenceLegacy() const { return false; }

    const QByteArray &version() const { return m_version; } ///< negotiated by initialize; else empty
    void setVersion(const QByteArray &version) { m_version = version; }
    bool allowsBatches() const { return m_version == "2025-03-26"; }
    const SessionOptions &options() const { return m_options; }

    /// Foreign words, without what is secret here.
    virtual QString redacted(const QString &text) const = 0;
    base::Error redacted(base::Error error) const
    {
        error.serverSays = redacted(error.serverSays);
        error.message = redacted(error.message); // a Location or an id may repeat what it was sent
        return error;
    }

Q_SIGNALS:
    /// What belongs to no Delivery.
    void received(const authscope::mcp::RpcMessage &message);
    void complained(const authscope::base::Error &problem);
    /// A line beside the protocol (standard error of a program): worth keeping, no error.
    void wrote(const QString &line);
    /// The conversation is over (the program ended); every Delivery has ended or will. Never over HTTP.
    void broken(const authscope::base::Error &why);

private:
    SessionOptions m_options;
    QByteArray m_version;
};

} // namespace authscope::mcp
