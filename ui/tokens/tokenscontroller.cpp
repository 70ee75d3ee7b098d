// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokenscontroller.h"

#include "ui/common/clipboard.h"
#include "ui/common/question.h"
#include "ui/tokens/askpanel.h"
#include "ui/tokens/tokensview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

using oauth::TokenKind;
using Credential = oauth::IntrospectionCredential;

namespace {

bool hasDifference(const QList<oauth::ComparedClaim> &rows)
{
    return std::any_of(
        rows.cbegin(), rows.cend(), [](const oauth::ComparedClaim &row) { return row.differs; });
}

} // namespace

TokensController::TokensController(TokensView *view, session::Connection *connection,
    ClipboardPolicy *clipboard, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_view(view), m_connection(connection), m_clipboard(clipboard), m_clock(clock)
{
    connect(connection, &session::Connection::tokensChanged, this, &TokensController::show);
    connect(view, &TokensView::refreshRequested, this, &TokensController::refresh);
    connect(view, &TokensView::introspectionRequested, this, [this](TokenKind kind) { introspect(kind); });
    connect(view->answers(), &AskPanel::askWithTokenRequested, this,
        [this] { introspect(m_asked, Credential::AccessToken); });
    connect(view, &TokensView::userInfoRequested, this, &TokensController::askWhoIAm);
    connect(view->answers(), &AskPanel::stopRequested, this, &TokensController::stopAsking);
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
    const oauth::TokenKeeper &keeper = m_connection->tokens();
    if (keeper.hasGrant()) {
        const oauth::ServerMetadata &server = keeper.grant().server;
        if (oauth::introspectionEndpoint(server).isEmpty())
            data.whyNoIntrospection = tr("The provider offers no introspection (RFC 7662).");
        if (server.userinfoEndpoint.isEmpty())
            data.whyNoUserInfo = tr("The provider offers no userinfo (OIDC Core §5.3).");
        if (oauth::revocationEndpoint(server).isEmpty())
            data.whyNoRevocation = tr("The provider offers no revocation (RFC 7009).");
        for (const TokenKind kind : { TokenKind::Access, TokenKind::Id, TokenKind::Refresh }) {
            if (!m_connection->tokenValue(kind).isEmpty())
                data.verdicts += m_connection->verdict(kind);
        }
    } else if (!keeper.generations().isEmpty() && keeper.lastError())
        data.ended = keeper.lastError()->message;
    m_view->setData(data, m_clock->now());
}

template <class Report, class Read>
void TokensController::ask(
    base::ResultOperation<Report> *question, const QString &phase, Read read, bool mayUseToken)
{
    m_asking = question;
    connect(question, &base::Operation::finished, this, [this, question, read, mayUseToken] {
        question->deleteLater();
        m_asking.clear();
        const base::Result<Report> &result = question->result();
        AskPanel *answers = m_view->answers();
        if (result)
            answers->show(read(*result));
        else if (result.error().kind == base::ErrorKind::Cancelled)
            answers->stopped();
        else
            answers->fail(result.error(), mayUseToken && result.error().kind == base::ErrorKind::Refused);
        show();
    });
    m_view->answers()->begin(phase, m_clock->now());
    question->start();
    show();
}

void TokensController::introspect(TokenKind kind, Credential credential)
{
    if (m_asking)
        return;
    m_asked = kind;
    ask(
        m_connection->introspect(kind, this, credential), tr("asking the provider about the token"),
        [this](const session::IntrospectionReport &report) {
            return ServerWord{ .about = tokenName(report.kind),
                .sentence = report.sentence,
                .tone = !report.answer.isActive  ? Tone::Bad
                    : hasDifference(report.rows) ? Tone::Caution
                                                 : Tone::Good,
                .rows = report.rows,
                .exchange = report.answer.exchange,
                .at = m_clock->now() };
        },
        credential == Credential::Client);
}

void TokensController::askWhoIAm()
{
    if (m_asking)
        return;
    ask(m_connection->userInfo(this), tr("asking the provider who signed in"),
        [this](const session::UserInfoReport &report) {
            return ServerWord{ .about = tr("Who signed in"),
                .sentence = report.sentence,
                .tone = hasDifference(report.rows) ? Tone::Caution : Tone::Good,
                .rows = report.rows,
                .exchange = report.answer.exchange,
                .at = m_clock->now() };
        });
}

void TokensController::stopAsking()
{
    if (m_asking)
        m_asking->cancel();
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
    ui::ask(m_view, u"revealRefreshDialog"_s,
        { .title = tr("Show the refresh token?"),
            .words
            = tr("Whoever sees it can get new access tokens in your name until you disconnect. It will be "
                 "visible for 30 seconds."),
            .yes = tr("Show it") },
        [this, kind] { m_view->reveal(m_connection->tokenValue(kind)); });
}

} // namespace authscope::ui
