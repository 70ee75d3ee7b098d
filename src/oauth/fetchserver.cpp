// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/fetchserver.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

FetchServer::FetchServer(net::StrictNetworkAccessManager *network, QByteArray issuer,
    bool acceptServerSpelling, QString connection, QObject *parent)
    : Awaiting(parent)
    , m_network(network)
    , m_issuer(std::move(issuer))
    , m_acceptServerSpelling(acceptServerSpelling)
    , m_connection(std::move(connection))
{
}

void FetchServer::run()
{
    if (auto guarded = base::guardUrl(m_issuer, u"The issuer"_s); !guarded)
        return finishWith(guarded.error());
    m_candidates = serverMetadataUrls(m_issuer);
    next();
}

void FetchServer::next()
{
    if (m_at < m_candidates.size())
        return ask(false);
    if (m_found)
        return finishWith(std::move(*m_found));
    nothingFound();
}

void FetchServer::ask(bool isAgain)
{
    net::Request request;
    request.purpose = u"Authorization server metadata"_s;
    request.url = m_candidates.at(m_at);
    request.headers = { { "Accept", "application/json" } };
    request.connection = m_connection;
    await(new net::MetadataFetch(request, m_network, this),
        [this, isAgain](net::MetadataFetch *fetch) { answered(fetch, isAgain); });
}

void FetchServer::answered(net::MetadataFetch *fetch, bool isAgain)
{
    m_exchanges += fetch->exchanges();
    const Attempt attempt = judgeAttempt(fetch->result(), fetch->exchanges());
    const QByteArray url = m_candidates.at(m_at);
    base::Check check = attemptCheck(url, attempt, u"RFC 8414 §3.1"_s);
    if (m_found && attempt.kind == AttemptKind::Fatal)
        check.state = CheckState::Noted; // the first document suffices
    m_checks.append(check);
    if (attempt.kind == AttemptKind::ServerTrouble && !isAgain)
        return ask(true);

    ++m_at;
    m_tried.append(u"%1 (%2)"_s.arg(base::cleaned(url), attempt.words));
    switch (attempt.kind) {
    case AttemptKind::Document:
        return read(url, *fetch->result(), attempt.exchange);
    case AttemptKind::Fatal:
        if (!m_found)
            return finishWith(*attempt.error);
        break;
    case AttemptKind::ServerTrouble:
        m_serverTrouble = true;
        break;
    case AttemptKind::Absent:
        if (attempt.error)
            m_redirect = attempt.error;
        break;
    }
    next();
}

void FetchServer::read(const QByteArray &url, const net::Response &response, base::ExchangeId exchange)
{
    const qsizetype from = m_checks.size();
    auto document = readServerMetadata(response.body, m_issuer, &m_checks);
    if (!document && document.error().code == base::code::issuerSlash && m_acceptServerSpelling && !m_found) {
        m_issuer = m_issuer.endsWith('/') ? m_issuer.chopped(1) : m_issuer + '/';
        m_checks.remove(from, m_checks.size() - from);
        document = readServerMetadata(response.body, m_issuer, &m_checks);
        m_checks.append({ .state = CheckState::Noted,
            .title = u"The spelling the server uses is accepted for this connection"_s,
            .found = base::cleaned(m_issuer),
            .rule = u"RFC 8414 §3.3"_s });
    }
    stamp(m_checks, from, exchange);

    if (!document) {
        const bool speaksForAnother = document.error().code == base::code::issuerMismatch
            || document.error().code == base::code::issuerSlash;
        if (!m_found || speaksForAnother) {
            document.error().exchange = exchange;
            return finishWith(document.error());
        }
        m_checks.append({ .state = CheckState::Noted,
            .title = u"The second document was not used: %1"_s.arg(document.error().message),
            .rule = document.error().rule,
            .exchange = exchange });
        return next();
    }

    document->documentUrls = { url };
    document->exchange = exchange;
    if (m_found) {
        m_found = merge(std::move(*m_found), *document);
        m_at = m_candidates.size();
        return next();
    }
    m_found = std::move(*document);
    // What comes after an OpenID Connect document is another address of the same document.
    if (url.contains("/.well-known/openid-configuration"))
        m_at = m_candidates.size();
    next();
}

void FetchServer::nothingFound()
{
    if (m_redirect)
        return finishWith(*m_redirect);
    base::Error error = serverBroke(base::code::noMetadata,
        u"No authorization server metadata was found for %1. Tried: %2. Nothing else was sent."_s.arg(
            quoted(m_issuer), m_tried.join(u", "_s)),
        u"RFC 8414 §3"_s, m_exchanges.isEmpty() ? 0 : m_exchanges.last());
    if (m_serverTrouble) {
        error.kind = base::ErrorKind::Network;
        error.nextStep = u"The server has trouble of its own; try again later."_s;
    } else {
        error.nextStep = u"Check the address: it must be an MCP server or an issuer."_s;
    }
    finishWith(std::move(error));
}

} // namespace authscope::oauth
