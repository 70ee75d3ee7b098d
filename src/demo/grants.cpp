// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/grants.h"

#include "demo/scopes.h"

#include "jose/algorithm.h"

#include <algorithm>

namespace authscope::demo {

namespace {

using namespace std::chrono_literals;

constexpr auto codeLifetime = 60s;
constexpr auto familyLifetime = std::chrono::hours(24 * 90);
constexpr qsizetype maxRotations = 5000;

QByteArray hashOf(const QByteArray &secret)
{
    return jose::sha256(secret).toHex();
}

OAuthFailure invalidGrant(const QByteArray &type, const QByteArray &sentence)
{
    return refuse({ "invalid_grant", type, sentence });
}

bool isUnreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.'
        || c == '_' || c == '~';
}

bool areAmong(const QList<QByteArray> &some, const QList<QByteArray> &all)
{
    return std::all_of(some.begin(), some.end(), [&](const QByteArray &one) { return all.contains(one); });
}

OAuthResult<void> checkVerifier(const Authorization &authorization, const QByteArray &verifier)
{
    if (authorization.codeChallenge.isEmpty()) {
        if (!verifier.isEmpty())
            return invalidGrant("pkce_did_not_expect_code_verifier",
                "The authorization request had no code challenge, the token request has a code verifier.");
        return {};
    }
    if (verifier.isEmpty())
        return invalidGrant("pkce_expected_code_verifier",
            "The authorization request had a code challenge; code_verifier is missing.");
    if (!isCodeVerifier(verifier))
        return invalidGrant("invalid_pkce_code_verifier",
            "A code verifier has 43 to 128 letters, digits, or -._~ characters.");
    if (!jose::constantTimeEqual(challengeOf(verifier), authorization.codeChallenge))
        return invalidGrant("pkce_mismatch", "The code verifier does not belong to the code challenge.");
    return {};
}

} // namespace

QByteArray Grants::issueCode(const Authorization &authorization, base::Time now, base::RandomSource &random)
{
    const QByteArray code = random.token();
    m_codes.insert(hashOf(code), { authorization, now + codeLifetime });
    return code;
}

OAuthResult<Granted> Grants::redeem(
    const CodeExchange &exchange, const Client &client, base::Time now, base::RandomSource &random)
{
    const QByteArray hash = hashOf(exchange.code);
    const auto earlier = std::find_if(
        m_families.begin(), m_families.end(), [&](const Family &family) { return family.codeHash == hash; });
    if (earlier != m_families.end()) {
        // RFC 6749 §4.1.2: who comes second may be the thief, or the first one was.
        revokeFamily(earlier->id, "idp_auth_code_already_used");
        return invalidGrant(
            "idp_auth_code_not_found", "The code was used before. Everything it brought is revoked now.");
    }
    const auto found = m_codes.find(hash);
    if (found == m_codes.end() || found->authorization.clientId != client.id)
        return invalidGrant("idp_auth_code_not_found", "The code is not known for this client.");
    const Code code = found.value();
    m_codes.erase(found); // one try, whatever comes of it
    const Authorization &authorization = code.authorization;
    if (now >= code.expires)
        return invalidGrant("idp_auth_code_expired", "The code was good for 60 seconds.");
    if (exchange.redirectUri != authorization.redirectUri)
        return invalidGrant("connected_app_invalid_redirect_url",
            "redirect_uri is not the one of the authorization request, byte by byte.");
    if (const auto checked = checkVerifier(authorization, exchange.codeVerifier); !checked)
        return OAuthFailure(checked.error());
    if (!areAmong(exchange.resources, authorization.resources) && !authorization.resources.isEmpty())
        return refuse({ "invalid_target", "oauth_invalid_resource_requested",
            "resource is not among those of the authorization request." });

    Family family{ .id = random.uuid(),
        .subject = authorization.subject,
        .clientId = client.id,
        .scopes = authorization.scopes,
        .resources = authorization.resources.isEmpty() ? exchange.resources : authorization.resources,
        .codeHash = hash,
        .created = now,
        .expires = now + familyLifetime };
    QByteArray refreshToken;
    if (family.scopes.contains("offline_access")) {
        refreshToken = random.token();
        family.refreshHashes.append(hashOf(refreshToken));
    }
    m_families.append(family);
    return Granted{ family.id, family.subject, family.scopes, authorization.nonce, refreshToken };
}

OAuthResult<Granted> Grants::refresh(
    const RefreshRequest &request, const Client &client, base::Time now, base::RandomSource &random)
{
    const QByteArray hash = hashOf(request.refreshToken);
    const auto family = std::find_if(m_families.begin(), m_families.end(),
        [&](const Family &one) { return one.refreshHashes.contains(hash); });
    if (family == m_families.end() || family->clientId != client.id)
        return invalidGrant("idp_refresh_token_not_found", "The refresh token is not known for this client.");
    if (!family->revokedBecause.isEmpty())
        return invalidGrant(
            family->revokedBecause, "The refresh token was revoked. Complete another authorization flow.");
    if (family->refreshHashes.last() != hash) {
        revokeFamily(family->id, "idp_refresh_token_already_used");
        return invalidGrant("idp_refresh_token_already_used",
            "The refresh token was used before. All tokens of this sign-in are revoked now.");
    }
    if (now >= family->expires)
        return invalidGrant("idp_refresh_token_expired", "The refresh token has expired.");
    if (!areAmong(request.scopes, family->scopes))
        return refuse({ "invalid_scope", "oauth_invalid_scope_requested",
            "A refresh cannot ask for more than was granted." });
    if (!family->resources.isEmpty() && !areAmong(request.resources, family->resources))
        return refuse({ "invalid_target", "oauth_invalid_resource_requested",
            "resource is not among those of the authorization request." });

    Granted granted{ family->id, family->subject, request.scopes.isEmpty() ? family->scopes : request.scopes,
        {}, {} };
    if (client.isPublic()) {
        granted.refreshToken = random.token();
        family->refreshHashes.append(hashOf(granted.refreshToken));
        if (family->refreshHashes.size() > maxRotations)
            family->refreshHashes.removeFirst();
    } else {
        family->expires = now + familyLifetime;
    }
    return granted;
}

const Family *Grants::familyOfRefresh(const QByteArray &refreshToken) const
{
    const QByteArray hash = hashOf(refreshToken);
    const auto found = std::find_if(m_families.begin(), m_families.end(),
        [&](const Family &family) { return family.refreshHashes.contains(hash); });
    return found == m_families.end() ? nullptr : &*found;
}

bool Grants::isLiveRefresh(const QByteArray &refreshToken, base::Time now) const
{
    const Family *family = familyOfRefresh(refreshToken);
    return family && family->revokedBecause.isEmpty() && now < family->expires
        && family->refreshHashes.last() == hashOf(refreshToken);
}

void Grants::revokeFamily(const QByteArray &id, const QByteArray &because)
{
    for (Family &family : m_families) {
        if (family.id == id && family.revokedBecause.isEmpty())
            family.revokedBecause = because;
    }
    for (AccessToken &token : m_accessTokens)
        token.isRevoked = token.isRevoked || token.familyId == id;
}

void Grants::revokeApp(QByteArrayView subject, QByteArrayView clientId)
{
    m_codes.removeIf([&](const auto &entry) {
        return entry->authorization.subject == subject && entry->authorization.clientId == clientId;
    });
    QList<QByteArray> ids;
    for (const Family &family : m_families) {
        if (family.subject == subject && family.clientId == clientId)
            ids.append(family.id);
    }
    for (const QByteArray &id : ids)
        revokeFamily(id, "connected_app_consent_revoked");
}

bool Grants::hasLiveFamily(QByteArrayView subject, QByteArrayView clientId, base::Time now) const
{
    return std::any_of(m_families.begin(), m_families.end(), [&](const Family &family) {
        return family.subject == subject && family.clientId == clientId && family.revokedBecause.isEmpty()
            && !family.refreshHashes.isEmpty() && now < family.expires;
    });
}

void Grants::noteAccessToken(const QByteArray &jti, const QByteArray &familyId, base::Time expires)
{
    m_accessTokens.insert(jti, { familyId, expires });
}

void Grants::revokeAccessToken(const QByteArray &jti)
{
    if (const auto found = m_accessTokens.find(jti); found != m_accessTokens.end())
        found->isRevoked = true;
}

bool Grants::isAccessTokenRevoked(const QByteArray &jti) const
{
    return m_accessTokens.value(jti).isRevoked;
}

bool Grants::isAccessTokenExpired(const QByteArray &jti) const
{
    return m_accessTokens.value(jti).isExpired;
}

void Grants::expireAccessTokens()
{
    for (AccessToken &token : m_accessTokens)
        token.isExpired = true;
}

void Grants::prune(base::Time now)
{
    m_codes.removeIf([now](const auto &entry) { return now >= entry->expires + codeLifetime; });
    m_accessTokens.removeIf([now](const auto &entry) { return now >= entry->expires + 1h; });
    m_families.removeIf([now](const Family &family) {
        // Without a refresh token a family is only there to notice a second use of its code.
        const auto keepUntil = family.refreshHashes.isEmpty() ? family.created + 24h : family.expires + 24h;
        return now >= keepUntil;
    });
}

json::Object Grants::toJson() const
{
    const auto list = [](const QList<QByteArray> &texts) { return json::string(texts.join(' ')); };
    json::Array families;
    for (const Family &family : m_families) {
        families.emplace_back(json::Object{ { "id", json::string(family.id) },
            { "subject", json::string(family.subject) }, { "clientId", json::string(family.clientId) },
            { "scopes", list(family.scopes) }, { "resources", list(family.resources) },
            { "codeHash", json::string(family.codeHash) }, { "refreshHashes", list(family.refreshHashes) },
            { "created", base::toMillis(family.created) }, { "expires", base::toMillis(family.expires) },
            { "revokedBecause", json::string(family.revokedBecause) } });
    }
    json::Array tokens;
    for (auto it = m_accessTokens.begin(); it != m_accessTokens.end(); ++it) {
        tokens.emplace_back(json::Object{ { "jti", json::string(it.key()) },
            { "familyId", json::string(it->familyId) }, { "expires", base::toMillis(it->expires) },
            { "isRevoked", it->isRevoked }, { "isExpired", it->isExpired } });
    }
    return { { "families", std::move(families) }, { "accessTokens", std::move(tokens) } };
}

bool Grants::restore(const json::Object &object)
{
    m_codes.clear();
    m_families.clear();
    m_accessTokens.clear();
    const json::Array *families = json::arrayMember(object, "families");
    const json::Array *tokens = json::arrayMember(object, "accessTokens");
    if (!families || !tokens)
        return false;
    bool isGood = true;
    const auto text = [&isGood](const json::Object &from, std::string_view name) {
        const auto value = json::stringMember(from, name);
        isGood = isGood && value;
        return value.value_or(QByteArray());
    };
    const auto time = [&isGood](const json::Object &from, std::string_view name) {
        const auto value = json::numberMember(from, name);
        isGood = isGood && value;
        return base::fromMillis(qint64(value.value_or(0)));
    };
    for (const json::Value &value : *families) {
        if (!value.is_object())
            return false;
        const json::Object &from = value.get_object();
        m_families.append({ .id = text(from, "id"),
            .subject = text(from, "subject"),
            .clientId = text(from, "clientId"),
            .scopes = splitScopes(text(from, "scopes")),
            .resources = splitScopes(text(from, "resources")),
            .codeHash = text(from, "codeHash"),
            .refreshHashes = splitScopes(text(from, "refreshHashes")),
            .created = time(from, "created"),
            .expires = time(from, "expires"),
            .revokedBecause = text(from, "revokedBecause") });
    }
    for (const json::Value &value : *tokens) {
        if (!value.is_object())
            return false;
        const json::Object &from = value.get_object();
        m_accessTokens.insert(text(from, "jti"),
            { text(from, "familyId"), time(from, "expires"),
                json::boolMember(from, "isRevoked").value_or(false),
                json::boolMember(from, "isExpired").value_or(false) });
    }
    return isGood;
}

bool isCodeVerifier(QByteArrayView verifier)
{
    return verifier.size() >= 43 && verifier.size() <= 128
        && std::all_of(verifier.begin(), verifier.end(), isUnreserved);
}

bool isCodeChallenge(QByteArrayView challenge)
{
    return challenge.size() == 43 && std::all_of(challenge.begin(), challenge.end(), [](char c) {
        return isUnreserved(c) && c != '.' && c != '~';
    });
}

QByteArray challengeOf(const QByteArray &verifier)
{
    return jose::sha256(verifier).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace authscope::demo
