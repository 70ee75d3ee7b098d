// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/common/widgets.h"

class QAction;
class QMenu;
class QToolButton;

namespace authscope::ui {

class Chip;
class ExpiryBar;

/// What the header says about a connection.
struct HeaderData {
    QString name = {};
    QByteArray url = {};
    session::ConnectionState state = session::ConnectionState::SignedOut;
    QString stateText = {};
    oauth::Identity identity = {};
    bool hasAccessToken = false; ///< held, whether past its end or not
    std::optional<base::Time> issued = {}, expires = {};
    bool canRefresh = false;
    bool isRefreshing = false;
    bool canRevoke = false; ///< the provider offers it
    QString whyNoLogout = {}; ///< at the provider, in the browser; empty: it is offered
    bool knowsSignIn = true; ///< false for a program
    QString protocol = {}; ///< "modern (2026-07-28)"; empty: not known yet
};

/// Who, where, how long still, and the ways in and out.
class ConnectionHeader : public QFrame {
    Q_OBJECT

public:
    ConnectionHeader();

    void show(const HeaderData &given, base::Time now);
    using QFrame::show;
    /// Moves the countdown.
    void tick(base::Time now);

Q_SIGNALS:
    void refreshRequested();
    void signInRequested();
    void forgetRequested();
    void disconnectRequested();
    void logoutRequested();
    void serverInfoRequested();

private:
    HeaderData m_data;
    ElidedLabel *m_name;
    Chip *m_verified;
    ElidedLabel *m_identity;
    Label *m_countdown;
    ExpiryBar *m_bar;
    QPushButton *m_refresh;
    QPushButton *m_signIn;
    QToolButton *m_signOut;
    QAction *m_disconnect;
    QAction *m_logout;
    ElidedLabel *m_url;
    Label *m_state;
    QPushButton *m_server;
};

} // namespace authscope::ui
