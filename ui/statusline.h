// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"
#include "ui/common/widgets.h"

#include <QStatusBar>

namespace authscope::ui {

/// "12 exchanges · last 38 ms · Refresh token kept in GNOME Keyring · MCP 2025-11-25"
class StatusLine : public QStatusBar {
    Q_OBJECT

public:
    explicit StatusLine(net::ExchangeLog *log);
    void setConnection(const QString &keptWhere, const QByteArray &protocolVersion);

private:
    void showCounts(base::ExchangeId last);

    net::ExchangeLog *m_log;
    Label *m_exchanges;
    Label *m_last;
    Label *m_kept;
    Label *m_version;
};

} // namespace authscope::ui
