// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/keyfetch.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/fetchserver.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

KeyFetch::KeyFetch(net::StrictNetworkAccessManager *network, oauth::KeySource *source, QObject *parent)
    : Awaiting(parent), m_network(network), m_source(source)
{
}

void KeyFetch::run()
{
    if (m_issuer.isEmpty())
        return fetchKeys(m_address);
    if (const auto guarded = base::guardUrl(m_issuer, u"The issuer"_s); !guarded)
        return finishWith(guarded.error());
    await(new oauth::FetchServer(m_network, m_issuer, false, m_connection, this),
        [this](oauth::FetchServer *fetch) {
            m_keys.checks = fetch->checks();
            if (!fetch->result())
                return finishWith(fetch->result().error());
            const oauth::ServerMetadata &server = *fetch->result();
            if (server.jwksUri.isEmpty())
                return finishWith(oauth::serverBroke(base::code::missingMember,
                    u"The metadata of %1 name no keys (jwks_uri). No signature could be checked."_s.arg(
                        oauth::quoted(m_issuer)),
                    u"RFC 8414 §2"_s, server.exchange));
            m_keys.issuer = server.issuer;
            fetchKeys(server.jwksUri);
        });
}

void KeyFetch::fetchKeys(const QByteArray &jwksUri)
{
    if (!m_source)
        return finishWith(base::cancelledError());
    await(m_source->keys(jwksUri, m_kid, m_connection, this),
        [this, jwksUri](oauth::KeySource::FetchOperation *fetch) { fetched(fetch->result(), jwksUri); });
}

void KeyFetch::fetched(const base::Result<jose::JwkSet> &set, const QByteArray &jwksUri)
{
    if (!set)
        return finishWith(set.error());
    const base::ExchangeId exchange = m_source ? m_source->exchangeOf(jwksUri) : 0;
    Keys keys = keysFromSet(*set,
        u"the keys of %1"_s.arg(base::cleaned(m_keys.issuer.isEmpty() ? jwksUri : m_keys.issuer)), exchange);
    keys.source = m_issuer.isEmpty() ? Keys::Source::Address : Keys::Source::Issuer;
    keys.issuer = m_keys.issuer;
    keys.address = jwksUri;
    keys.checks = m_keys.checks + keys.checks;
    keys.serverClockAhead = m_source ? m_source->clockAhead(jwksUri) : std::nullopt;
    finishWith(std::move(keys));
}

} // namespace authscope::inspect
