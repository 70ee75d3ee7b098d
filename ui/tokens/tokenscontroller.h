// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::ui {

class ClipboardPolicy;
class TokensView;

/// Keeps the Tokens view in step with the tokens of one connection.
class TokensController : public QObject {
    Q_OBJECT

public:
    TokensController(TokensView *view, session::Connection *connection, ClipboardPolicy *clipboard,
        const base::Clock *clock, QObject *parent);

    void refresh();

Q_SIGNALS:
    void failed(const authscope::base::Error &error);
    void succeeded();

private:
    void show();
    void reveal(oauth::TokenKind kind);

    TokensView *m_view;
    session::Connection *m_connection;
    ClipboardPolicy *m_clipboard;
    const base::Clock *m_clock;
};

} // namespace authscope::ui
