// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"
#include "net/authorizer.h"
#include "net/http.h"
#include "net/sse.h"

#include <QElapsedTimer>

namespace authscope::mcp {

class StreamableHttp;

struct Message {
    QByteArray body = {};
    std::optional<RequestId> awaited = {}; ///< the answer that ends it; absent for notifications
    QString purpose = {}; ///< also how errors name it: "tools/call"
    bool opensSession = false; ///< initialize
    bool mayAuthorize = true; ///< false: 401 and 403 end it, nobody is asked
    std::chrono::milliseconds within{}; ///< zero: whoever sent it watches the clock
};

/// One message on its way: POST, the answer as JSON or as events, 401 and 403 with the Authorizer (and
/// nowhere else in this library), resumption of a stream that broke. Ends with the answer to the awaited id;
/// with nothing when none was awaited.
class Delivery : public base::ResultOperation<std::optional<RpcResponse>> {
    Q_OBJECT

public:
    Delivery(Message message, StreamableHttp *transport, QObject *parent);

    base::ExchangeId exchange() const { return m_response.exchange; }
    int generation() const { return m_generation; }
    const QByteArray &sessionId() const { return m_sessionId; } ///< it was sent with
    bool wasSent() const { return m_wasSent; }
    std::chrono::milliseconds duration() const; ///< since the last attempt was sent

Q_SIGNALS:
    /// Requests and notifications of the server, in order, before finished().
    void received(const authscope::mcp::RpcMessage &message);
    void held(); ///< the Authorizer works, perhaps a person
    void released();

protected:
    void run() override;
    void abort() override;

private:
    void prepare();
    void send();
    void headersArrived();
    void dataArrived(const QByteArray &bytes);
    void takeEvents(const QByteArray &bytes);
    void takeText(const QByteArray &text);
    void take(const RpcMessage &message);
    void streamFinished();
    void streamEnded();
    void answered();
    void answeredWithError();
    void askAuthorizer();
    void resume();
    void conclude(base::Result<std::optional<RpcResponse>> result);
    void readTheRest();
    template <class Asked, class Slot>
    void hold(Asked *asked, Slot slot);

    Message m_message;
    QPointer<StreamableHttp> m_transport;
    QPointer<net::HttpStream> m_stream;
    QPointer<base::Operation> m_asked;
    QTimer m_resumeTimer;
    QElapsedTimer m_clock;
    net::Response m_response;
    net::SseParser m_parser;
    QByteArray m_body;
    QByteArray m_sessionId;
    QByteArray m_lastEventId;
    std::chrono::milliseconds m_retry{ 1000 };
    QStringList m_strangers; ///< ids of answers nobody asked for here
    int m_generation = 0;
    int m_refusals = 0;
    int m_nonceRepeats = 0; ///< in a row
    int m_resumptions = 0;
    int m_silent = 0; ///< resumptions in a row that brought no event
    bool m_hadToken = false;
    bool m_isEventStream = false;
    bool m_wasSent = false;
};

} // namespace authscope::mcp
