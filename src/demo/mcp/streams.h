// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"
#include "net/httpserver.h"

#include <QTimer>

namespace authscope::demo {

using Reply = std::shared_ptr<net::ServerReply>;

bool acceptsEvents(const net::Headers &headers);
void beginEvents(const Reply &reply);
void sendEvent(const Reply &reply, const json::Object &message);
/// The answer that ends the stream.
void endEvents(const Reply &reply, const json::Value &id, json::Object result);
json::Object notification(const char *method, json::Object params);

/// run_report on its way: progress and log lines on the stream of the call, then the table. Deletes itself
/// when it is done, stopped, or nobody listens any more.
class Report : public QObject {
    Q_OBJECT

public:
    struct Order {
        QByteArray session;
        json::Value id; ///< of the call
        std::optional<json::Value> progressToken;
        int seconds = 5;
        bool isLogged = false; ///< the session wants lines of level info
        json::Object result; ///< a CallToolResult
    };
    Report(Order order, Reply reply, QObject *parent);

    bool isFor(const QByteArray &session, const json::Value &id) const
    {
        return m_order.session == session && m_order.id == id;
    }
    void stop(); ///< cancelled: no result

private:
    void advance();

    Order m_order;
    Reply m_reply;
    QTimer m_timer;
    int m_done = 0;
};

} // namespace authscope::demo
