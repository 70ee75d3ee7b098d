// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/messagereader.h"
#include "mcp/transport.h"
#include "net/sse.h"

#include <QElapsedTimer>

namespace authscope::mcp {

class StreamableHttp;

/// One message over HTTP: POST, the answer as JSON or as events, 401 and 403 with the Authorizer (and
/// nowhere else in this library), resumption of a stream that broke.
class HttpDelivery final : public Delivery {
    Q_OBJECT

public:
    HttpDelivery(Message message, StreamableHttp *transport, QObject *parent);

    base::ExchangeId exchange() const override { return m_response.exchange; }
    int generation() const override { return m_generation; }
    QByteArray sessionId() const override { return m_sessionId; }
    bool wasSent() const override { return m_wasSent; }
    std::chrono::milliseconds duration() const override;
    int status() const override { return m_response.status; }
    QByteArray lastEventId() const override { return m_lastEventId; }
    std::optional<std::chrono::milliseconds> retry() const override { return m_retry; }

protected:
    void run() override;
    void abort() override;

private:
    void prepare();
    void send();
    void headersArrived();
    void dataArrived(const QByteArray &bytes);
    void takeEvents(const QByteArray &bytes);
    void takeText(const QByteArray &text, std::function<void()> then = {});
    void takeMessages(const MessageReader::Messages &messages);
    void take(const RpcMessage &message);
    void complain(base::Error problem);
    MessageReader::Rules rules() const;
    void streamFinished();
    void streamEnded();
    void answered();
    void answeredWithError();
    void askAuthorizer();
    QByteArray operation() const;
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
    MessageReader m_reader;
    QByteArray m_body;
    QByteArray m_sessionId;
    QByteArray m_lastEventId;
    std::optional<std::chrono::milliseconds> m_retry;
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
