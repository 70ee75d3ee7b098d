// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/dpop.h"

#include "base/text.h"
#include "base/urlguard.h"
#include "jose/base64url.h"
#include "jose/jws.h"
#include "oauth/servererror.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

constexpr qsizetype maxNonce = 4096;

QByteArray originOf(const QByteArray &url)
{
    const auto guarded = base::guardUrl(url, u"The address"_s);
    return guarded ? guarded->origin() : QByteArray();
}

QByteArray withoutQuery(const QByteArray &url)
{
    const auto end = std::find_if(url.begin(), url.end(), [](char c) { return c == '?' || c == '#'; });
    return url.first(end - url.begin());
}

/// What RFC 7638 takes of a key, and nothing else: no name, no use.
json::Object bareKey(const jose::Jwk &key)
{
    const json::Object whole = key.publicJson();
    json::Object bare;
    for (const char *name : { "kty", "crv", "x", "y", "n", "e" }) {
        if (const json::Value *value = whole.if_contains(name))
            bare[name] = *value;
    }
    return bare;
}

} // namespace

std::shared_ptr<DpopKey> makeDpopKey(const ServerMetadata &server, base::Checks *checks)
{
    using jose::Algorithm;
    for (const Algorithm algorithm : { Algorithm::ES256, Algorithm::EdDSA, Algorithm::ES384, Algorithm::ES512,
             Algorithm::PS256, Algorithm::RS256 }) {
        const QByteArray name = jose::algorithmName(algorithm);
        if (!server.dpopAlgorithms.contains(name))
            continue;
        checks->append({ .title = u"The server binds tokens to a key; one was made for this sign-in"_s,
            .found = base::cleaned(server.dpopAlgorithms.join(", ")),
            .expected = QString::fromLatin1(name),
            .rule = u"RFC 9449 §5.1"_s,
            .exchange = server.exchange });
        return std::make_shared<DpopKey>(DpopKey{ jose::KeyPair::generate(algorithm, {}) });
    }
    return nullptr;
}

bool takesProofs(const ResourceMetadata *resource, const QList<net::Challenge> &challenges)
{
    const auto isDpop = [](const net::Challenge &challenge) { return challenge.scheme == "dpop"; };
    if (std::any_of(challenges.begin(), challenges.end(), isDpop))
        return true;
    if (!resource)
        return false;
    const auto algorithms = json::stringList(resource->raw, "dpop_signing_alg_values_supported");
    return json::boolMember(resource->raw, "dpop_bound_access_tokens_required").value_or(false)
        || !algorithms.value_or(QList<QByteArray>()).isEmpty();
}

base::Secret dpopProof(const DpopKey &key, const QByteArray &method, const QByteArray &url,
    const base::Secret &accessToken, const Services &services)
{
    const auto now
        = std::chrono::duration_cast<std::chrono::seconds>(services.clock->now().time_since_epoch());
    json::Object claims{ { "jti", json::string(services.random->token()) }, { "htm", json::string(method) },
        { "htu", json::string(withoutQuery(url)) }, { "iat", now.count() } };
    if (!accessToken.isEmpty())
        claims["ath"] = json::string(jose::encodeBase64Url(jose::sha256(accessToken.reveal())));
    if (const QByteArray nonce = key.nonces.value(originOf(url)); !nonce.isEmpty())
        claims["nonce"] = json::string(nonce);
    const QByteArray proof = jose::signCompact(
        key.pair, { { "typ", "dpop+jwt" }, { "jwk", bareKey(key.pair.publicKey()) } }, json::compact(claims));
    services.redactor()->learn(base::SecretKind::Proof, proof);
    return base::Secret(proof);
}

void rememberNonce(DpopKey &key, const QByteArray &url, const QByteArray &nonce)
{
    const QByteArray origin = originOf(url);
    if (!origin.isEmpty() && !nonce.isEmpty() && nonce.size() <= maxNonce && base::isHeaderSafe(nonce))
        key.nonces.insert(origin, nonce);
}

bool asksForNonce(const TokenReply &reply)
{
    return (reply.status == 400 || reply.status == 401) && !reply.dpopNonce.isEmpty()
        && readServerError(reply.body).code == "use_dpop_nonce";
}

QByteArray dpopAlgorithm(const DpopKey &key)
{
    return jose::algorithmName(key.pair.algorithm());
}

std::shared_ptr<DpopKey> readDpopKey(const QByteArray &algorithm, const base::Secret &pem)
{
    const auto known = jose::algorithmFromName(algorithm);
    if (!known)
        return nullptr;
    auto pair = jose::KeyPair::fromPem(pem.reveal(), *known, {});
    return pair ? std::make_shared<DpopKey>(DpopKey{ std::move(*pair) }) : nullptr;
}

} // namespace authscope::oauth
