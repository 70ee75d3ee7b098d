// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

namespace authscope::mcp {

class SessionCore;

/// What the session listens for beside its calls.
class Watching : public QObject {
    Q_OBJECT

public:
    explicit Watching(SessionCore *core);

    void setWatch(const Watch &watch);
    const Watch &watch() const { return m_watch; }
    const WatchState &state() const { return m_state; }

    void open(); ///< the session is Ready
    void close(); ///< it is no more

Q_SIGNALS:
    void changed();

private:
    bool mayWatch(std::string_view capability, std::string_view how) const;
    void settle();
    void subscribe(const QByteArray &uri, bool on);
    void show(WatchState state);

    SessionCore *m_core;
    Watch m_watch;
    WatchState m_state;
    QSet<QByteArray> m_asked; ///< subscribe was sent for these
    QSet<QByteArray> m_subscribed;
    bool m_isOpen = false;
};

} // namespace authscope::mcp
