// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/features.h"
#include "ui/common/theme.h"

#include <QPointer>
#include <QTimer>

namespace authscope::ui {

class ServerInfoDialog;

/// Opens and feeds the page about the server of one connection.
class ServerInfoController : public QObject {
    Q_OBJECT

public:
    ServerInfoController(session::Connection *connection, const base::Clock *clock, QWidget *page);

    void open();

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void showData();
    void introduce();
    void ping();

    session::Connection *m_connection;
    const base::Clock *m_clock;
    QWidget *m_page;
    QPointer<ServerInfoDialog> m_dialog;
    QPointer<base::ResultOperation<mcp::ServerInfo>> m_asking;
    QPointer<base::ResultOperation<bool>> m_ping;
    base::Time m_pinged = {};
    QTimer m_later; ///< many log lines, one look
};

} // namespace authscope::ui
