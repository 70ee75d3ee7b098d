// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokenscontroller.h"

#include "ui/common/clipboard.h"
#include "ui/common/question.h"
#include "ui/tokens/tokensview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

using oauth::TokenKind;

TokensController::TokensController(TokensView *view, session::Connection *connection,
    ClipboardPolicy *clipboard, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_view(view), m_connection(connection), m_clipboard(clipboard), m_clock(clock)
{
    connect(connection, &session::Connection::tokensChanged, this, &TokensController::show);
    connect(view, &TokensView::refreshRequested, this, &TokensController::refresh);
    connect(view, &TokensView::revealRequested, this, &TokensController::reveal);
    connect(view, &TokensView::copyRequested, this,
        [this](TokenKind kind) { m_clipboard->copySecret(m_connection->tokenValue(kind)); });
    show();
}

void TokensController::show()
{
    TokensData data{ .generations = m_connection->tokens().generations(),
        .canRefresh = m_connection->tokens().canRefresh(),
        .isRefreshing = m_connection->tokens().isRefreshing() };
    if (m_connection->tokens().hasGrant()) {
        for (const TokenKind kind : { TokenKind::Access, TokenKind::Id, TokenKind::Refresh }) {
            if (!m_connection->tokenValue(kind).isEmpty())
                data.verdicts += m_connection->verdict(kind);
        }
    }
    m_view->setData(data, m_clock->now());
}

void TokensController::refresh()
{
    auto *refresh = m_connection->refresh(this);
    connect(refresh, &base::Operation::finished, this, [this, refresh] {
        refresh->deleteLater();
        show();
        if (refresh->result())
            Q_EMIT succeeded();
        else
            Q_EMIT failed(refresh->result().error());
    });
    refresh->start();
    show();
}

void TokensController::reveal(TokenKind kind)
{
    if (kind != TokenKind::Refresh)
        return m_view->reveal(m_connection->tokenValue(kind));
    ask(m_view, u"revealRefreshDialog"_s,
        { .title = tr("Show the refresh token?"),
            .words
            = tr("Whoever sees it can get new access tokens in your name until you disconnect. It will be "
                 "visible for 30 seconds."),
            .yes = tr("Show it") },
        [this, kind] { m_view->reveal(m_connection->tokenValue(kind)); });
}

} // namespace authscope::ui
