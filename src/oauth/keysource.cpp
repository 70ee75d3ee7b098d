// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "net/http.h"
#include "oauth/awaiting.h"
#include "oauth/tokenverdict.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

struct KnownKeys {
    jose::JwkSet set;
    base::ExchangeId exchange = 0;
    std::optional<base::Time> fetchedAgain = {}; ///< for a key id that was not there
    std::optional<std::chrono::seconds> clockAhead = {};
};

constexpr std::chrono::seconds shortestPause{ 60 };

} // namespace

class KeySource::Private {
public:
    net::StrictNetworkAccessManager *network;
    const base::Clock *clock;
    QHash<QByteArray, KnownKeys> known;
};

namespace {

class Fetch : public Awaiting<jose::JwkSet> {
public:
    using Known = QHash<QByteArray, KnownKeys>;

    Fetch(KeySource *source, Known *known, net::StrictNetworkAccessManager *network, const base::Clock *clock,
        QByteArray uri, QByteArray kid, QString connection, QObject *parent)
        : Awaiting(parent)
        , m_source(source)
        , m_known(known)
        , m_network(network)
        , m_clock(clock)
        , m_uri(std::move(uri))
        , m_kid(std::move(kid))
        , m_connection(std::move(connection))
    {
    }

protected:
    void run() override
    {
        if (!m_source)
            return finishWith(base::cancelledError());
        if (const auto known = m_known->constFind(m_uri); known != m_known->cend()) {
            const bool hasKid = m_kid.isEmpty()
                || std::any_of(known->set.keys().begin(), known->set.keys().end(),
                    [this](const jose::Jwk &key) { return key.kid() == m_kid; });
            // T105: a key may be newer than our copy. T107: made-up ids must not make us ask again and again.
            const auto &again = known->fetchedAgain;
            if (hasKid || (again && m_clock->now() - *again < shortestPause))
                return finishWith(known->set);
            m_isAgain = true;
        }
        if (const auto guarded = base::guardUrl(m_uri, u"jwks_uri"_s); !guarded)
            return finishWith(guarded.error());
        net::Request request;
        request.purpose = u"Signing keys"_s;
        request.url = m_uri;
        request.headers = { { "Accept", "application/jwk-set+json, application/json" } };
        request.connection = m_connection;
        await(new net::MetadataFetch(request, m_network, this),
            [this](net::MetadataFetch *fetch) { answered(fetch->result()); });
    }

private:
    void answered(const base::Result<net::Response> &response)
    {
        if (!response)
            return finishWith(response.error());
        if (response->status != 200)
            return finishWith(serverBroke(base::code::unexpectedStatus,
                u"The signing keys at %1 were answered with status %2, expected 200. No signature could be "
                "checked."_s.arg(quoted(m_uri))
                    .arg(response->status),
                u"RFC 7517 §5"_s, response->exchange));
        auto set = jose::JwkSet::parse(response->body);
        if (!set) {
            set.error().exchange = response->exchange;
            return finishWith(set.error());
        }
        std::optional<std::chrono::seconds> ahead;
        if (response->serverDate)
            ahead = std::chrono::duration_cast<std::chrono::seconds>(*response->serverDate - m_clock->now());
        if (m_source)
            m_known->insert(m_uri,
                { *set, response->exchange, m_isAgain ? std::optional(m_clock->now()) : std::nullopt,
                    ahead });
        finishWith(std::move(*set));
    }

    QPointer<KeySource> m_source;
    Known *m_known; ///< the source's
    net::StrictNetworkAccessManager *m_network;
    const base::Clock *m_clock;
    QByteArray m_uri, m_kid;
    QString m_connection;
    bool m_isAgain = false;
};

} // namespace

KeySource::KeySource(net::StrictNetworkAccessManager *network, const base::Clock *clock, QObject *parent)
    : QObject(parent), d(new Private{ network, clock, {} })
{
}

KeySource::~KeySource() = default;

KeySource::FetchOperation *KeySource::keys(
    const QByteArray &jwksUri, const QByteArray &kid, const QString &connection, QObject *parent)
{
    return new Fetch(this, &d->known, d->network, d->clock, jwksUri, kid, connection, parent);
}

const jose::JwkSet *KeySource::cached(const QByteArray &jwksUri) const
{
    const auto known = d->known.constFind(jwksUri);
    return known == d->known.cend() ? nullptr : &known->set;
}

base::ExchangeId KeySource::exchangeOf(const QByteArray &jwksUri) const
{
    return d->known.value(jwksUri).exchange;
}

std::optional<std::chrono::seconds> KeySource::clockAhead(const QByteArray &jwksUri) const
{
    return d->known.value(jwksUri).clockAhead;
}

} // namespace authscope::oauth
