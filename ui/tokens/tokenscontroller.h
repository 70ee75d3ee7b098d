// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/tokens/copyas.h"

#include <QPointer>

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
    void introspect(oauth::TokenKind kind,
        oauth::IntrospectionCredential credential = oauth::IntrospectionCredential::Client);
    void askWhoIAm();
    bool isAsking() const { return m_asking; }
    void stopAsking();

Q_SIGNALS:
    void failed(const authscope::base::Error &error);
    void succeeded();
    void inspectionRequested(authscope::oauth::TokenKind kind);

private:
    void show();
    void copy(oauth::TokenKind kind, CopyAs how);
    void compare(int older, int newer);
    void reveal(oauth::TokenKind kind);
    template <class Report, class Read>
    void ask(
        base::ResultOperation<Report> *question, const QString &phase, Read read, bool mayUseToken = false);

    TokensView *m_view;
    session::Connection *m_connection;
    ClipboardPolicy *m_clipboard;
    const base::Clock *m_clock;
    QPointer<base::Operation> m_asking;
    oauth::TokenKind m_asked = oauth::TokenKind::Access; ///< about which token, last
};

} // namespace authscope::ui
