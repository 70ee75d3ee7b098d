// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/backoff.h"
#include "mcp/serverstream.h"
#include "mcp/subscription.h"

#include <QElapsedTimer>

namespace authscope::mcp {

/// What the session hears beside its calls. Legacy: the stream of the server and resources/subscribe. Modern:
/// one subscriptions/listen, replaced by another when what is watched changes.
class Watching : public QObject {
    Q_OBJECT

public:
    explicit Watching(SessionCore *core);

    void setWatch(const Watch &watch);
    const Watch &watch() const { return m_watch; }
    const WatchState &state() const { return m_state; }

    /// The session is initialized. settled() follows when calls may go out: at once, or when the stream of
    /// the server has answered.
    void open();
    void close(); ///< it is no more
    /// The server has a way to speak of its own accord, and it stands.
    bool canHear() const;
    /// notifications/tasks are asked for as long as it runs (modern; nothing else is promised).
    void follow(const QByteArray &task);
    void unfollow(const QByteArray &task);
    /// A notification of the server. False: it was about a subscription, or of one nobody has.
    bool take(const RpcNotification &notification);

Q_SIGNALS:
    void settled();
    void changed();
    void lost(const QByteArray &sessionId);

private:
    Watch offered() const; ///< of what is wanted, by the capabilities of the server
    Interest interest() const; ///< with the tasks
    bool may(std::string_view capability, std::string_view how) const;
    void settle();
    void refresh();
    void subscribe(const QByteArray &uri, bool on);
    void listen();
    void acknowledged(Subscription *subscription);
    void ended(Subscription *subscription, const std::optional<base::Error> &why, bool isOffered);
    void drop();
    void missed();
    void show(WatchState::Kind kind);

    SessionCore *m_core;
    Watch m_watch;
    WatchState m_state;
    ServerStream m_stream;
    QTimer m_patience; ///< with a server that does not begin its answer to the GET
    QSet<QByteArray> m_asked; ///< resources/subscribe was sent for these
    QSet<QByteArray> m_subscribed;
    QSet<QByteArray> m_tasks; ///< that run
    QPointer<Subscription> m_current;
    QPointer<Subscription> m_next; ///< not acknowledged yet
    QTimer m_again;
    QElapsedTimer m_age; ///< of the current one
    QSet<qint64> m_past; ///< every id there was
    Backoff m_backoff;
    std::optional<base::Error> m_error;
    bool m_isOpen = false;
    bool m_isSettled = false;
    bool m_isGap = false; ///< one broke, and the next does not stand yet
    bool m_isOffered = true;
    bool m_mayFollow = true; ///< the server did not refuse a subscription for its tasks
};

} // namespace authscope::mcp
