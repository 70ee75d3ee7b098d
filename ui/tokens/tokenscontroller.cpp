// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/tokenscontroller.h"

#include "ui/common/clipboard.h"
#include "ui/common/question.h"
#include "ui/tokens/askpanel.h"
#include "ui/tokens/comparedialog.h"
#include "ui/tokens/tokensview.h"
#include "ui/tokens/tokentext.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

using oauth::TokenKind;
using Credential = oauth::IntrospectionCredential;

namespace {

constexpr TokenKind allTokens[] = { TokenKind::Access, TokenKind::Id, TokenKind::Refresh };

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
    connect(view, &TokensView::copyRequested, this, &TokensController::copy);
    connect(view, &TokensView::inspectionRequested, this, &TokensController::inspectionRequested);
    connect(view, &TokensView::comparisonRequested, this, &TokensController::compare);
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
        for (const TokenKind kind : allTokens) {
            const base::Secret token = m_connection->tokenValue(kind);
            if (token.isEmpty())
                continue;
            data.verdicts += m_connection->verdict(kind);
            data.segments[kind] = segmentsOf(token.reveal());
        }
    } else if (!keeper.generations().isEmpty() && keeper.lastError())
        data.ended = keeper.lastError()->message;
    m_view->setData(data, m_clock->now());
}

void TokensController::copy(TokenKind kind, CopyAs how)
{
    const base::Secret token = m_connection->tokenValue(kind);
    if (!token.isEmpty())
        copyToken(*m_clipboard, inspect::makeSubject(token.reveal()), m_connection->url(), how);
}

void TokensController::compare(int older, int newer)
{
    const QList<oauth::TokenGeneration> generations = m_connection->tokens().generations();
    const auto numbered = [&](int number) {
        return std::find_if(generations.cbegin(), generations.cend(),
            [number](const oauth::TokenGeneration &generation) { return generation.number == number; });
    };
    const auto before = numbered(older);
    const auto after = numbered(newer);
    if (before == generations.cend() || after == generations.cend())
        return;
    QList<TokenComparison> tokens;
    const session::TokenMemory &memory = m_connection->tokenMemory();
    const auto one = memory.of(*before), other = memory.of(*after);
    for (const TokenKind kind : allTokens) {
        if (!one.contains(kind) || !other.contains(kind))
            continue;
        const QList<inspect::Change> changes = inspect::compare(one[kind], other[kind], m_clock->now());
        tokens += { tokenName(kind), inspect::comparisonSentence(one[kind], other[kind], changes), changes };
    }
    (new CompareDialog(*before, *after, tokens, m_view))->open();
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
