// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/fetchresource.h"

#include "base/errorcodes.h"
#include "oauth/attempt.h"
#include "oauth/memberreader.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;

FetchResource::FetchResource(net::StrictNetworkAccessManager *network, QByteArray url,
    const QList<net::Challenge> &challenges, QString connection, QObject *parent)
    : Awaiting(parent), m_network(network), m_url(std::move(url)), m_connection(std::move(connection))
{
    const auto challenge = net::bearerChallenge(challenges);
    const auto named = challenge ? challenge->value("resource_metadata") : std::nullopt;
    m_fromChallenge = named && !named->isEmpty();
    m_candidates = m_fromChallenge ? QList<QByteArray>{ *named } : resourceMetadataUrls(m_url);
    if (!challenge)
        return;
    for (const QString &note : challenge->notes)
        m_checks.append({ .state = base::CheckState::Noted,
            .title = u"The challenge was not written as it should be: %1"_s.arg(note),
            .rule = u"RFC 9110 §11.6.1"_s });
}

void FetchResource::run()
{
    if (m_fromChallenge) {
        if (const auto url = guardNamed(m_url, m_candidates.first(), u"resource_metadata"_s); !url)
            return finishWith(url.error());
    }
    next();
}

void FetchResource::next()
{
    if (m_at == m_candidates.size())
        return finishWith(FoundResource{});
    net::Request request;
    request.purpose = u"Protected resource metadata"_s;
    request.url = m_candidates.at(m_at);
    request.headers = { { "Accept", "application/json" } };
    request.connection = m_connection;
    await(new net::MetadataFetch(request, m_network, this),
        [this](net::MetadataFetch *fetch) { answered(fetch); });
}

void FetchResource::answered(net::MetadataFetch *fetch)
{
    m_exchanges += fetch->exchanges();
    const QByteArray url = m_candidates.at(m_at++);
    const Attempt attempt = judgeAttempt(fetch->result(), fetch->exchanges());
    m_checks.append(attemptCheck(url, attempt, u"RFC 9728 §3.1"_s));
    switch (attempt.kind) {
    case AttemptKind::Document: {
        const qsizetype from = m_checks.size();
        auto document = readResourceMetadata(fetch->result()->body, m_url, &m_checks);
        stamp(m_checks, from, attempt.exchange);
        if (!document) {
            document.error().exchange = attempt.exchange;
            return finishWith(document.error());
        }
        document->url = url;
        document->exchange = attempt.exchange;
        return finishWith(FoundResource{ .resource = std::move(*document) });
    }
    case AttemptKind::Fatal:
        return finishWith(*attempt.error);
    case AttemptKind::Absent:
    case AttemptKind::ServerTrouble:
        if (m_fromChallenge)
            return finishWith(attempt.error.value_or(nothingAtChallenge(attempt.words)));
        return next();
    }
}

base::Error FetchResource::nothingAtChallenge(const QString &whatCame) const
{
    return serverBroke(base::code::noMetadata,
        u"The server's challenge names %1 as its metadata, but there is no such document: %2. No other "
        "address was tried."_s.arg(quoted(m_candidates.first()), whatCame),
        u"RFC 9728 §5.1"_s, m_exchanges.isEmpty() ? 0 : m_exchanges.last());
}

} // namespace authscope::oauth
