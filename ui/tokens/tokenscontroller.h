// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/compare.h"
#include "session/connection.h"
#include "ui/tokens/copyas.h"

#include <QMap>
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
    void keepSnapshots();
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
    /// What the tokens of a generation said, by its time and number, for comparing. Never a token (T152).
    using Moment = std::pair<qint64, int>;
    static Moment momentOf(const oauth::TokenGeneration &generation);
    QMap<Moment, QMap<oauth::TokenKind, inspect::Snapshot>> m_snapshots;
};

} // namespace authscope::ui
