// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenkeeper.h"

#include "base/errorcodes.h"
#include "oauth/awaiting.h"
#include "oauth/claimrows.h"
#include "oauth/dpop.h"
#include "oauth/keptgrant.h"
#include "oauth/learn.h"
#include "oauth/lineage.h"
#include "oauth/renewal.h"
#include "oauth/restoregrant.h"
#include "oauth/takegrant.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::Result;
using secrets::KeepState;

namespace {

constexpr qsizetype maxGenerations = 200;
constexpr std::chrono::seconds shortestPause{ 5 }; // T141: no busy loop with one-second tokens

base::Error notSignedIn()
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::notSignedIn,
        .message = u"There is no refresh token to renew this sign-in with. Nothing was sent."_s,
        .nextStep = u"Sign in again."_s };
}

base::Error askedToWait(base::Time until)
{
    return { .kind = base::ErrorKind::Network,
        .code = base::code::askedToWait,
        .message
        = u"The token endpoint asked to be left alone until %1 (Retry-After). Nothing was sent; the "
          "tokens held are unchanged."_s.arg(base::toDateTime(until).toLocalTime().toString(u"HH:mm:ss"_s)),
        .nextStep = u"Try again then."_s,
        .rule = u"RFC 9110 §10.2.3"_s };
}

} // namespace

class TokenKeeper::Private {
public:
    Private(TokenKeeper *keeper, Services s, QString name)
        : q(keeper), services(std::move(s)), connection(std::move(name))
    {
    }

    void setGrant(Grant newer, const QByteArray &how);
    void renewed(const Result<Renewed> &result);
    void drop();
    void dropEntry();
    void forgetAll();

    TokenKeeper *q;
    Services services;
    QString connection;
    Grant grant;
    bool hasGrant = false;
    QList<TokenGeneration> generations;
    KeepState keepState = KeepState::InMemory;
    std::optional<base::Error> lastError;
    QPointer<Renewal> renewal;
    std::optional<base::Time> notBefore; ///< the server's wish, for the grant held now
};

namespace {

/// What a caller waits with: ends with the renewal under way. Cancelling it gives up the waiting only.
class Join : public TokenKeeper::RefreshOperation {
public:
    using Begin = std::function<base::Result<Renewal *>()>;

    Join(TokenKeeper *keeper, Begin begin, QObject *parent)
        : ResultOperation(parent), m_keeper(keeper), m_begin(std::move(begin))
    {
    }

protected:
    void run() override
    {
        if (!m_keeper)
            return finishWith(base::cancelledError());
        if (!m_keeper->canRefresh())
            return finishWith(notSignedIn());
        const auto begun = m_begin();
        if (!begun)
            return finishWith(begun.error());
        Renewal *renewal = *begun;
        // The keeper connected first, so it stands as the renewal left it when we are told.
        QObject::connect(renewal, &Operation::finished, this, [this, renewal] {
            if (!renewal->result())
                finishWith(renewal->result().error());
            else
                finishWith(m_keeper ? m_keeper->generation() : 0);
        });
        QObject::connect(renewal, &QObject::destroyed, this, [this] { finishWith(base::cancelledError()); });
    }

private:
    QPointer<TokenKeeper> m_keeper;
    Begin m_begin;
};

class Forget : public Awaiting<bool> {
public:
    Forget(TokenKeeper *keeper, std::function<void()> drop, secrets::SecretStore *store, QString connection,
        QObject *parent)
        : Awaiting(parent)
        , m_keeper(keeper)
        , m_drop(std::move(drop))
        , m_store(store)
        , m_connection(std::move(connection))
    {
    }

protected:
    void run() override
    {
        if (m_keeper)
            m_drop(); // what is in memory goes first, whatever the keychain says
        await(m_store->remove(refreshTokenKey(m_connection), this),
            [this](secrets::SecretStore::RemoveOperation *remove) { finishWith(remove->result()); });
    }

private:
    QPointer<TokenKeeper> m_keeper;
    std::function<void()> m_drop;
    secrets::SecretStore *m_store;
    QString m_connection;
};

} // namespace

TokenKeeper::TokenKeeper(Services services, QString connection, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(this, std::move(services), std::move(connection)))
{
}

TokenKeeper::~TokenKeeper()
{
    delete d->renewal; // uses our services; its waiters end as cancelled
}

void TokenKeeper::Private::setGrant(Grant newer, const QByteArray &how)
{
    learnSecrets(*services.redactor(), newer);
    TokenGeneration entry;
    entry.number = generations.isEmpty() ? 1 : generations.first().number + 1;
    entry.at = services.clock->now();
    entry.how = how;
    entry.scopes = newer.grantedScopes;
    entry.exchange = newer.tokens.exchange;
    entry.changes = claimChanges(grant.tokens.accessToken.reveal(), newer.tokens.accessToken.reveal());
    if (how == "refresh" && !generations.isEmpty())
        addLineage(entry, grant.grantedScopes);
    addLifetime(newer.tokens);
    entry.expires = newer.tokens.expires();
    generations.prepend(entry);
    if (generations.size() > maxGenerations)
        generations.removeLast();
    grant = std::move(newer);
    hasGrant = true;
    lastError.reset();
}

void TokenKeeper::Private::drop()
{
    grant = {};
    hasGrant = false;
    notBefore.reset();
    keepState = KeepState::InMemory;
    RefreshJournal(services.lockDir, connection).end();
}

void TokenKeeper::Private::dropEntry()
{
    auto *remove = services.secrets->remove(refreshTokenKey(connection), q);
    QObject::connect(remove, &base::Operation::finished, remove, &QObject::deleteLater);
    remove->start();
}

/// Because a person wants it so.
void TokenKeeper::Private::forgetAll()
{
    delete renewal;
    drop();
    lastError.reset();
    Q_EMIT q->changed();
}

void TokenKeeper::Private::renewed(const Result<Renewed> &result)
{
    if (!hasGrant)
        return; // forgotten while it was under way
    if (!result) {
        lastError = result.error();
        const bool isOver = result.error().code == base::code::refreshRefused;
        if (isOver) {
            drop();
            dropEntry();
        }
        Q_EMIT q->changed();
        if (isOver)
            Q_EMIT q->signedOut(*lastError);
        return;
    }
    Grant newer = result->grant;
    if (grant.identity.isVerified && !newer.identity.isVerified)
        newer.identity = grant.identity; // learned while the refresh was under way
    setGrant(std::move(newer), "refresh");
    if (result->keepState)
        keepState = *result->keepState;
    lastError = result->keepError;
    Q_EMIT q->changed();
    Q_EMIT q->refreshed(generations.first().number);
}

void TokenKeeper::adopt(const Grant &grant, KeepState keepState)
{
    delete d->renewal; // of the sign-in before
    d->notBefore.reset();
    d->setGrant(grant, "sign-in");
    d->keepState = keepState;
    Q_EMIT changed();
}

TokenKeeper::RestoreOperation *TokenKeeper::restore(QObject *parent)
{
    const auto take = [this](Grant grant, KeepState state) {
        d->setGrant(std::move(grant), "restored");
        d->keepState = state;
        Q_EMIT changed();
    };
    const auto trouble = [this](const base::Error &error, KeepState state) {
        d->lastError = error;
        d->keepState = state;
        Q_EMIT changed();
    };
    return new RestoreGrant(this, take, trouble, d->services.secrets, d->connection, parent);
}

TokenKeeper::RefreshOperation *TokenKeeper::refresh(QObject *parent)
{
    const auto begin = [this]() -> Result<Renewal *> {
        if (!d->renewal && d->notBefore && d->services.clock->now() < *d->notBefore)
            return base::fail(askedToWait(*d->notBefore));
        if (!d->renewal) {
            d->renewal = new Renewal(d->services, d->grant, d->connection, this);
            connect(d->renewal, &base::Operation::finished, this, [this, renewal = d->renewal.data()] {
                d->renewal = nullptr;
                d->notBefore = renewal->notBefore();
                renewal->deleteLater();
                d->renewed(renewal->result());
            });
            d->renewal->start();
        }
        return d->renewal.data();
    };
    return new Join(this, begin, parent);
}

TokenKeeper::ForgetOperation *TokenKeeper::forget(QObject *parent)
{
    return new Forget(
        this, [this] { d->forgetAll(); }, d->services.secrets, d->connection, parent);
}

TokenKeeper::TakeOperation *TokenKeeper::take(QObject *parent)
{
    return new TakeGrant(
        this, d->services, d->connection, [this] { d->forgetAll(); }, parent);
}

void TokenKeeper::setIdentity(const Identity &identity)
{
    if (!d->hasGrant)
        return;
    d->grant.identity = identity;
    Q_EMIT changed();
}

bool TokenKeeper::hasGrant() const
{
    return d->hasGrant;
}

bool TokenKeeper::hasAccessToken() const
{
    const auto end = d->grant.tokens.expires();
    return !d->grant.tokens.accessToken.isEmpty() && (!end || d->services.clock->now() < *end);
}

bool TokenKeeper::canRefresh() const
{
    return d->hasGrant && !d->grant.tokens.refreshToken.isEmpty();
}

const Grant &TokenKeeper::grant() const
{
    return d->grant;
}

QList<net::AuthorizationField> TokenKeeper::fields(const QByteArray &method, const QByteArray &url) const
{
    if (!hasAccessToken())
        return {};
    const base::Secret &token = d->grant.tokens.accessToken;
    if (!isBound())
        return { { "Authorization", base::Secret("Bearer " + token.reveal()) } };
    return { { "Authorization", base::Secret("DPoP " + token.reveal()) },
        { "DPoP", dpopProof(*d->grant.dpop, method, url, token, d->services) } };
}

void TokenKeeper::rememberNonce(const QByteArray &url, const QByteArray &nonce)
{
    if (d->grant.dpop)
        oauth::rememberNonce(*d->grant.dpop, url, nonce);
}

bool TokenKeeper::isBound() const
{
    return d->grant.dpop && d->grant.tokens.tokenType == "DPoP";
}

QList<TokenGeneration> TokenKeeper::generations() const
{
    return d->generations;
}

int TokenKeeper::generation() const
{
    return d->grant.tokens.accessToken.isEmpty() ? 0 : d->generations.first().number;
}

KeepState TokenKeeper::keepState() const
{
    return d->keepState;
}

const std::optional<base::Error> &TokenKeeper::lastError() const
{
    return d->lastError;
}

bool TokenKeeper::isRefreshing() const
{
    return d->renewal;
}

bool TokenKeeper::spoilAccessToken()
{
    if (!hasAccessToken())
        return false;
    QByteArray token = d->grant.tokens.accessToken.reveal();
    // Where a JWT has its signature; still a b64token (RFC 6750 §2.1).
    char &letter = token[token.size() - (token.size() + 7) / 8];
    letter = letter == 'A' ? 'B' : 'A';
    d->grant.tokens.accessToken = base::Secret(token);
    learnSecrets(*d->services.redactor(), d->grant);
    return true;
}

bool TokenKeeper::isRefreshDue() const
{
    const auto end = d->grant.tokens.expires();
    if (!canRefresh() || !end || d->grant.tokens.accessToken.isEmpty())
        return false;
    const base::Time now = d->services.clock->now();
    if (now - d->grant.tokens.received < shortestPause)
        return false;
    const auto lifetime = *d->grant.tokens.expiresIn;
    const auto lead = std::min<std::chrono::milliseconds>(
        std::chrono::seconds(60), std::chrono::duration_cast<std::chrono::milliseconds>(lifetime) / 5);
    return now >= *end - lead;
}

} // namespace authscope::oauth
