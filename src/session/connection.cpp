// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "session/refusal.h"
#include "session/restoring.h"
#include "session/toollisting.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using base::Error;
using base::ErrorKind;

namespace {

/// For prepare(): a refresh that is due, whose failure is the call's own business to find out.
class Preparation : public base::ResultOperation<bool> {
public:
    Preparation(oauth::TokenKeeper *keeper, QObject *parent) : ResultOperation(parent), m_keeper(keeper) { }

protected:
    void run() override
    {
        const bool isDue = m_keeper->hasGrant() && m_keeper->canRefresh()
            && (m_keeper->isRefreshDue() || !m_keeper->hasAccessToken());
        if (!isDue)
            return finishWith(base::Result<bool>(true));
        m_refresh = m_keeper->refresh(this);
        connect(m_refresh, &Operation::finished, this, [this] { finishWith(base::Result<bool>(true)); });
        m_refresh->start();
    }
    void abort() override
    {
        if (m_refresh)
            m_refresh->cancel();
    }

private:
    oauth::TokenKeeper *m_keeper;
    QPointer<oauth::TokenKeeper::RefreshOperation> m_refresh;
};

QString secretKey(const QString &connection)
{
    return u"authscope/client-secret/"_s + connection;
}

} // namespace

Connection::Connection(oauth::Services services, oauth::KeySource *keys, store::Store *store,
    WriteConfirmer *confirmer, store::ConnectionRecord record, QObject *parent)
    : QObject(parent)
    , m_services(std::move(services))
    , m_keys(keys)
    , m_store(store)
    , m_confirmer(confirmer)
    , m_record(std::move(record))
    , m_keeper(new oauth::TokenKeeper(m_services, m_record.id, this))
{
    if (const auto known = m_store->grant(m_record.id))
        m_knownGrant = *known;
    connect(m_keeper, &oauth::TokenKeeper::changed, this, [this] {
        Q_EMIT tokensChanged();
        Q_EMIT changed();
    });
    connect(m_keeper, &oauth::TokenKeeper::refreshed, this, [this] {
        setLastError({});
        saveGrant();
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
    return m_record.kind == "open" ? ConnectionState::Open : ConnectionState::SignedOut;
}

QString Connection::stateText() const
{
    switch (state()) {
    case ConnectionState::SigningIn:
        return u"signing in…"_s;
    case ConnectionState::SignedOut:
        return u"not signed in"_s;
    case ConnectionState::Open:
        return u"no sign-in needed"_s;
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

oauth::SignInFlow *Connection::signInFlow() const
{
    return m_flow;
}

oauth::SignInFlow *Connection::signIn(const QString &reason, const QList<QByteArray> &extraScopes)
{
    QList<net::Challenge> challenges;
    if (!extraScopes.isEmpty())
        challenges.append(
            { .scheme = "bearer", .parameters = { { "scope", oauth::joinScopes(extraScopes) } } });
    return signInAfter(challenges, reason);
}

oauth::SignInFlow *Connection::signInAfter(const QList<net::Challenge> &challenges, const QString &reason)
{
    if (m_flow && m_flow->isRunning())
        return m_flow;
    if (m_flow)
        m_flow->deleteLater();
    const Settings chosen = settings();
    oauth::SignInRequest request{ .connection = m_record.id,
        .url = m_record.url,
        .challenges = challenges,
        .rememberedIssuer = m_record.issuer,
        .acceptServerSpelling = chosen.acceptServerSpelling,
        .clientId = chosen.clientId,
        .clientSecret = m_clientSecret,
        .scopes = chosen.scopes,
        .staySignedIn = chosen.staySignedIn,
        .reason = reason };
    if (m_knownGrant)
        request.heldScopes = oauth::splitScopes(m_knownGrant->requestedScopes);
    m_flow = new oauth::SignInFlow(m_services, request, this);
    connect(m_flow, &base::Operation::finished, this, [this, flow = m_flow] { signInFinished(flow); });
    setLastError({});
    m_flow->start();
    Q_EMIT signInStarted(m_flow);
    Q_EMIT changed();
    return m_flow;
}

void Connection::signInFinished(oauth::SignInFlow *flow)
{
    if (!flow->result()) {
        const Error &error = flow->result().error();
        if (error.kind == ErrorKind::Refused)
            recordConsent("refused", {}, {}, error.message);
        if (error.kind != ErrorKind::Cancelled)
            setLastError(error);
        Q_EMIT changed();
        return;
    }
    const oauth::Grant &grant = *flow->result();
    const bool isFirst = !m_knownGrant;
    m_keeper->adopt(grant, flow->keepState());
    m_record.issuer = grant.server.issuer;
    m_record.resource = grant.resource;
    m_record.kind = grant.resource.isEmpty() ? "issuer" : "mcp";
    m_record.lastUsed = m_services.clock->now();
    if (const auto &resource = flow->resourceMetadata(); resource && !resource->resourceName.isEmpty()
        && m_record.name == QUrl::fromEncoded(m_record.url).authority())
        m_record.name = base::cleaned(resource->resourceName, 80);
    saveRecord();
    saveGrant();
    recordConsent(
        isFirst ? "granted" : "changed", grant.requestedScopes, grant.grantedScopes, flow->request().reason);
    setLastError({});
    ensureKeys();
    Q_EMIT tokensChanged();
    Q_EMIT changed();
    reloadTools();
}

Connection::Settings Connection::settings() const
{
    Settings settings;
    const auto object = json::parseObject(m_record.settings, u"The connection's settings"_s);
    if (!object)
        return settings;
    settings.clientId = json::stringMember(*object, "client_id").value_or(QByteArray());
    settings.scopes = json::stringList(*object, "scopes").value_or(QList<QByteArray>());
    settings.staySignedIn = json::boolMember(*object, "stay_signed_in").value_or(true);
    settings.acceptServerSpelling = json::boolMember(*object, "accept_server_spelling").value_or(false);
    return settings;
}

base::Result<void> Connection::setSettings(const Settings &settings, const base::Secret &clientSecret)
{
    json::Array scopes;
    for (const QByteArray &scope : settings.scopes)
        scopes.emplace_back(json::string(scope));
    json::Object object{ { "client_id", json::string(settings.clientId) },
        { "stay_signed_in", settings.staySignedIn },
        { "accept_server_spelling", settings.acceptServerSpelling } };
    if (!scopes.empty())
        object["scopes"] = scopes;
    m_record.settings = json::compact(object);
    if (!clientSecret.isEmpty()) {
        m_clientSecret = clientSecret;
        m_services.redactor()->learn(base::SecretKind::ClientSecret, clientSecret.reveal());
        auto *write = m_services.secrets->write(secretKey(m_record.id), clientSecret, this);
        connect(write, &base::Operation::finished, this, [this, write] {
            write->deleteLater();
            if (!write->result())
                setLastError(write->result().error());
        });
        write->start();
    }
    return saveRecord();
}

base::ResultOperation<bool> *Connection::restore(QObject *parent)
{
    if (m_services.secrets->wasKept(secretKey(m_record.id)) && m_clientSecret.isEmpty()) {
        auto *read = m_services.secrets->read(secretKey(m_record.id), this);
        connect(read, &base::Operation::finished, this, [this, read] {
            read->deleteLater();
            if (read->result()) {
                m_clientSecret = *read->result();
                m_services.redactor()->learn(base::SecretKind::ClientSecret, m_clientSecret.reveal());
            }
        });
        read->start();
    }
    return new Restoring(this, parent);
}

oauth::TokenKeeper::RefreshOperation *Connection::refresh(QObject *parent)
{
    return m_keeper->refresh(parent);
}

SignOut *Connection::signOut(bool revoke, QObject *parent)
{
    return new SignOut(this, revoke, parent);
}

QList<store::ConsentEvent> Connection::consentHistory() const
{
    return m_store->consentHistory(m_record.id).value_or(QList<store::ConsentEvent>());
}

oauth::VerdictContext Connection::verdictContext() const
{
    const oauth::Grant &grant = m_keeper->grant();
    return { .issuer = grant.server.issuer,
        .clientId = grant.client.clientId,
        .resource = grant.resource,
        .accessToken = grant.tokens.accessToken.reveal(),
        .subject = grant.identity.subject,
        .requestedScopes = grant.requestedScopes,
        .grantedScopes = grant.grantedScopes,
        .now = m_services.clock->now(),
        .keyExchange = m_keys->exchangeOf(grant.server.jwksUri) };
}

oauth::TokenVerdict Connection::verdict(oauth::TokenKind kind) const
{
    const oauth::Grant &grant = m_keeper->grant();
    const jose::JwkSet *keys = m_keys->cached(grant.server.jwksUri);
    const QString whyNoKeys = grant.server.jwksUri.isEmpty()
        ? u"The server publishes no keys (jwks_uri)."_s
        : u"The server's keys have not been fetched yet."_s;
    switch (kind) {
    case oauth::TokenKind::Access:
        return oauth::judgeAccessToken(grant.tokens.accessToken.reveal(), keys, whyNoKeys, verdictContext());
    case oauth::TokenKind::Id:
        return oauth::judgeIdToken(grant.tokens.idToken.reveal(), keys, whyNoKeys, verdictContext());
    case oauth::TokenKind::Refresh:
        return oauth::judgeRefreshToken(grant.tokens, verdictContext());
    }
    Q_UNREACHABLE();
    return {};
}

base::Secret Connection::tokenValue(oauth::TokenKind kind) const
{
    const oauth::TokenSet &tokens = m_keeper->grant().tokens;
    switch (kind) {
    case oauth::TokenKind::Access:
        return tokens.accessToken;
    case oauth::TokenKind::Id:
        return tokens.idToken;
    case oauth::TokenKind::Refresh:
        return tokens.refreshToken;
    }
    Q_UNREACHABLE();
    return {};
}

void Connection::ensureKeys()
{
    const oauth::Grant &grant = m_keeper->grant();
    if (grant.server.jwksUri.isEmpty())
        return;
    const auto jws = jose::parseJws(grant.tokens.accessToken.reveal());
    auto *fetch = m_keys->keys(grant.server.jwksUri, jws ? jws->kid() : QByteArray(), m_record.id, this);
    connect(fetch, &base::Operation::finished, this, [this, fetch] {
        fetch->deleteLater();
        Q_EMIT tokensChanged();
    });
    fetch->start();
}

const mcp::ServerInfo *Connection::serverInfo() const
{
    return m_mcp && m_mcp->state() == mcp::Session::State::Ready ? &m_mcp->server() : nullptr;
}

base::ResultOperation<QList<mcp::Tool>> *Connection::loadTools(QObject *parent, bool maySignIn)
{
    return new ToolListing(this, maySignIn, parent);
}

void Connection::reloadTools()
{
    if (kind() == EndpointKind::Issuer)
        return;
    auto *load = loadTools(this);
    connect(load, &base::Operation::finished, load, &QObject::deleteLater);
    load->start();
}

ToolCall *Connection::callTool(const QString &tool, const json::Object &arguments, QObject *parent)
{
    return new ToolCall(this, tool, arguments, parent);
}

QList<store::CallRecord> Connection::callHistory() const
{
    return m_store->calls(m_record.id).value_or(QList<store::CallRecord>());
}

net::ExchangeLog *Connection::exchangeLog() const
{
    return m_services.network->log();
}

mcp::Session *Connection::mcpSession()
{
    if (!m_mcp) {
        m_mcp = new mcp::Session(
            { .url = m_record.url, .connection = m_record.id }, m_services.network, this, this);
        connect(m_mcp, &mcp::Session::stateChanged, this, &Connection::changed);
        connect(m_mcp, &mcp::Session::toolsChanged, this, [this] { reloadTools(); });
    }
    return m_mcp;
}

base::Secret Connection::authorization(const QByteArray &url) const
{
    // RFC 8707 §2 and mcp.md 1.6.9: a token goes to the resource it was asked for and nowhere else.
    if (url != m_record.url || !m_keeper->hasAccessToken() || m_keeper->grant().resource.isEmpty())
        return {};
    return base::Secret("Bearer " + m_keeper->grant().tokens.accessToken.reveal());
}

int Connection::generation() const
{
    return m_keeper->hasAccessToken() ? m_keeper->generation() : 0;
}

base::ResultOperation<net::Verdict> *Connection::refused(int status, const QList<net::Challenge> &challenges,
    base::ExchangeId exchange, int attempt, QObject *parent)
{
    return new Refusal(this, status, challenges, exchange, attempt, parent);
}

base::ResultOperation<bool> *Connection::prepare(QObject *parent)
{
    return new Preparation(m_keeper, parent);
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
    const auto saved = m_store->save(m_record);
    if (!saved)
        setLastError(saved.error());
    return saved;
}

void Connection::saveGrant()
{
    const oauth::Grant &grant = m_keeper->grant();
    m_knownGrant = store::GrantRecord{ .connection = m_record.id,
        .issuer = grant.server.issuer,
        .clientId = grant.client.clientId,
        .subject = grant.identity.subject,
        .requestedScopes = oauth::joinScopes(grant.requestedScopes),
        .grantedScopes = oauth::joinScopes(grant.grantedScopes),
        .generation = m_keeper->generation(),
        .claims = json::compact(grant.idTokenClaims),
        .identityVerified = grant.identity.isVerified,
        .obtained = grant.tokens.received,
        .expires = grant.tokens.expires() };
    if (const auto saved = m_store->save(*m_knownGrant); !saved)
        setLastError(saved.error());
}

} // namespace authscope::session
