// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"

#include "base/text.h"
#include "mcp/resultcache.h"
#include "session/features.h"
#include "session/inputrelay.h"
#include "session/secretvalues.h"
#include "session/toolconsents.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

Connection::Connection(oauth::Services services, oauth::KeySource *keys, store::Store *store,
    WriteConfirmer *confirmer, store::ConnectionRecord record, QObject *parent)
    : QObject(parent)
    , m_services(std::move(services))
    , m_keys(keys)
    , m_store(store)
    , m_confirmer(confirmer)
    , m_record(std::move(record))
    , m_keeper(new oauth::TokenKeeper(m_services, m_record.id, this))
    , m_features(new Features(this))
    , m_consents(new ToolConsents(m_store, m_record.id, m_services.clock, this))
    , m_discoveries(std::make_shared<mcp::ResultCache>(m_services.clock))
    , m_headers(new SecretValues(m_services.secrets, m_services.redactor(),
          u"authscope/headers/"_s + m_record.id, SecretValues::Kind::HeaderFields, this))
    , m_environment(new SecretValues(m_services.secrets, m_services.redactor(),
          u"authscope/environment/"_s + m_record.id, SecretValues::Kind::EnvironmentVariables, this))
{
    if (const auto known = m_store->grant(m_record.id))
        m_knownGrant = *known;
    settleNetwork();
    connect(m_consents, &ToolConsents::failed, this, [this](const Error &error) { setLastError(error); });
    connect(m_keeper, &oauth::TokenKeeper::changed, this, [this] {
        m_tokenMemory.remember(*m_keeper);
        Q_EMIT tokensChanged();
        Q_EMIT changed();
    });
    connect(m_keeper, &oauth::TokenKeeper::refreshed, this, [this] {
        setLastError({});
        saveGrant();
        if (const QString notice = m_keeper->generations().first().notice; !notice.isEmpty())
            recordConsent("changed", {}, m_keeper->grant().grantedScopes, notice);
        ensureKeys();
    });
    connect(m_keeper, &oauth::TokenKeeper::signedOut, this, [this](const Error &why) {
        recordConsent("ended", {}, {}, why.message);
        setLastError(why);
    });
}

Connection::~Connection()
{
    if (m_flow)
        m_flow->disconnect(this);
    // They say good-bye with our fields(), so they go before we are no Authorizer any more.
    if (m_mcp) {
        m_mcp->disconnect(this);
        m_features->detach();
        m_mcp->leave();
    }
    qDeleteAll(findChildren<mcp::Session *>(Qt::FindDirectChildrenOnly));
    m_services.network->settings().forget(m_record.id);
}

EndpointKind Connection::kind() const
{
    if (m_record.kind == "issuer")
        return EndpointKind::Issuer;
    return m_record.kind.isEmpty() ? EndpointKind::Unknown : EndpointKind::McpServer;
}

base::Result<void> Connection::rename(const QString &name)
{
    m_record.name = name;
    const auto saved = saveRecord();
    Q_EMIT changed();
    return saved;
}

ConnectionState Connection::state() const
{
    if (m_flow && m_flow->isRunning())
        return ConnectionState::SigningIn;
    if (m_keeper->hasGrant()) {
        const oauth::Grant &grant = m_keeper->grant();
        const bool lacksScopes = std::any_of(grant.requestedScopes.begin(), grant.requestedScopes.end(),
            [&grant](const QByteArray &scope) { return !grant.grantedScopes.contains(scope); });
        const bool isUsable = m_keeper->hasAccessToken() || (m_keeper->canRefresh() && !m_lastError);
        return isUsable && !lacksScopes ? ConnectionState::SignedIn : ConnectionState::Attention;
    }
    if (m_lastError)
        return ConnectionState::Failed;
    return m_record.kind == "open" || m_record.kind == "stdio" ? ConnectionState::Open
                                                               : ConnectionState::SignedOut;
}

QString Connection::stateText() const
{
    switch (state()) {
    case ConnectionState::SigningIn:
        return u"signing in…"_s;
    case ConnectionState::SignedOut:
        return u"not signed in"_s;
    case ConnectionState::Open:
        return m_record.kind == "stdio" ? u"a program of this computer"_s : u"no sign-in needed"_s;
    case ConnectionState::Failed:
        return m_lastError->code + u" · "_s + base::cleaned(m_lastError->message, 60);
    case ConnectionState::SignedIn:
    case ConnectionState::Attention:
        break;
    }
    const oauth::Identity who = identity();
    const QString person = who.isVerified && !who.name.isEmpty() ? base::cleaned(who.name, 40)
        : who.isVerified && !who.email.isEmpty()                 ? base::cleaned(who.email, 40)
                                                                 : u"signed in"_s;
    if (const auto expires = m_keeper->grant().tokens.expires(); expires && m_keeper->hasAccessToken()) {
        const auto minutes
            = std::chrono::duration_cast<std::chrono::minutes>(*expires - m_services.clock->now());
        return u"%1 · %2 min"_s.arg(person).arg(minutes.count());
    }
    const QList<QByteArray> granted = m_keeper->grant().grantedScopes;
    const auto missing
        = std::count_if(m_keeper->grant().requestedScopes.begin(), m_keeper->grant().requestedScopes.end(),
            [&granted](const QByteArray &one) { return !granted.contains(one); });
    if (m_keeper->hasAccessToken())
        return missing ? u"%1 · %2 scopes missing"_s.arg(person).arg(missing) : person;
    return u"%1 · expired"_s.arg(person);
}

oauth::Identity Connection::identity() const
{
    return m_keeper->hasGrant() ? m_keeper->grant().identity : oauth::Identity();
}

QString Connection::keptWhere() const
{
    if (!m_keeper->hasGrant())
        return {};
    switch (m_keeper->keepState()) {
    case secrets::KeepState::Kept:
        return m_keeper->canRefresh() ? u"Refresh token kept in %1"_s.arg(m_services.secrets->displayName())
                                      : u"No refresh token was issued"_s;
    case secrets::KeepState::InMemory:
        return u"Kept in memory: this sign-in lasts until you close the program"_s;
    case secrets::KeepState::Locked:
        return u"The keyring is locked: this sign-in lasts until you close the program"_s;
    case secrets::KeepState::Unavailable:
        return u"No keychain: this sign-in lasts until you close the program"_s;
    case secrets::KeepState::RemovedElsewhere:
        return u"Removed from the keychain by another program: this sign-in lasts until you close this one"_s;
    case secrets::KeepState::Waiting:
        return u"Waiting for the keyring"_s;
    }
    Q_UNREACHABLE();
    return {};
}

const mcp::ServerInfo *Connection::serverInfo() const
{
    return m_mcp && m_mcp->state() == mcp::Session::State::Ready ? &m_mcp->server() : nullptr;
}
net::ExchangeLog *Connection::exchangeLog() const
{
    return m_services.network->log();
}

void Connection::setLastError(std::optional<base::Error> error)
{
    m_lastError = std::move(error);
    Q_EMIT changed();
}

void Connection::recordConsent(const QByteArray &what, const QList<QByteArray> &requested,
    const QList<QByteArray> &granted, const QString &note)
{
    const auto added = m_store->add(store::ConsentEvent{ .connection = m_record.id,
        .at = m_services.clock->now(),
        .what = what,
        .requested = oauth::joinScopes(requested),
        .granted = oauth::joinScopes(granted),
        .note = m_services.redactor()->redactText(note) });
    if (!added)
        setLastError(added.error());
    Q_EMIT historyChanged();
}

base::Result<void> Connection::saveRecord()
{
    if (m_isRemoved)
        return {};
    const auto saved = m_store->save(m_record);
    if (!saved)
        setLastError(saved.error());
    return saved;
}

} // namespace authscope::session
