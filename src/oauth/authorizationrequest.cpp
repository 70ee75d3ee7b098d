// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/authorizationrequest.h"

#include "base/errorcodes.h"
#include "jose/algorithm.h"
#include "jose/base64url.h"
#include "oauth/dpop.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::FormPair;
using base::Result;

namespace {

QByteArray hardened(const QByteArray &encoded, const QByteArray &plain)
{
    QByteArray out;
    for (const char c : encoded) {
        const bool isUnreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '-' || c == '.' || c == '_' || c == '~' || c == '%';
        if (isUnreserved || plain.contains(c))
            out += c;
        else
            out += '%' + QByteArray(1, c).toHex().toUpper();
    }
    return out;
}

QString purposeOf(const QByteArray &name)
{
    static const QHash<QByteArray, QString> purposes{
        { "response_type", u"Asks for a code, never for a token in the address."_s },
        { "client_id", u"Says which client asks."_s },
        { "redirect_uri", u"Where the browser brings the answer: this program, on this computer."_s },
        { "scope", u"What is asked for."_s },
        { "state", u"Our random value; an answer without it is not for this sign-in."_s },
        { "nonce", u"Our random value; the ID token must repeat it."_s },
        { "code_challenge", u"Hash of a secret only this program knows: a stolen code is of no use."_s },
        { "code_challenge_method", u"How that hash was made."_s },
        { "resource", u"The only server the token is meant for."_s },
        { "dpop_jkt", u"Hash of the key the tokens will be bound to."_s },
        { "prompt", u"Makes the provider show its consent page."_s },
    };
    return purposes.value(name, u"Part of the server's own address."_s);
}

} // namespace

QByteArray AuthorizationRequest::codeChallenge() const
{
    return jose::encodeBase64Url(jose::sha256(codeVerifier.reveal()));
}

AuthorizationRequest makeAuthorizationRequest(const Services &services, ServerMetadata server,
    ClientIdentity client, QByteArray redirectUri, QByteArray resource, QList<QByteArray> scopes)
{
    AuthorizationRequest out;
    out.server = std::move(server);
    out.client = std::move(client);
    out.redirectUri = std::move(redirectUri);
    out.resource = std::move(resource);
    out.scopes = std::move(scopes);
    const auto fresh = [&services](base::SecretKind kind) {
        base::Secret secret(services.random->token());
        services.redactor()->learn(kind, secret.reveal());
        return secret;
    };
    out.state = fresh(base::SecretKind::State);
    if (out.scopes.contains("openid")) // OIDC Core §3.1.2.1: elsewhere it means nothing, and some refuse it
        out.nonce = fresh(base::SecretKind::Nonce);
    out.codeVerifier = fresh(base::SecretKind::CodeVerifier);
    return out;
}

QList<FormPair> authorizationParameters(const AuthorizationRequest &request)
{
    QList<FormPair> out{ { "response_type", "code" }, { "client_id", request.client.clientId },
        { "redirect_uri", request.redirectUri }, { "state", request.state.reveal() },
        { "code_challenge", request.codeChallenge() }, { "code_challenge_method", "S256" } };
    if (!request.nonce.isEmpty())
        out.append({ "nonce", request.nonce.reveal() });
    if (!request.scopes.isEmpty())
        out.append({ "scope", joinScopes(request.scopes) });
    if (!request.resource.isEmpty())
        out.append({ "resource", request.resource });
    if (request.dpop) // RFC 9449 §10: the code is of no use without the key
        out.append({ "dpop_jkt", request.dpop->thumbprint() });
    if (request.scopes.contains("offline_access")) // OIDC Core §11
        out.append(FormPair{ "prompt", "consent" });
    return out;
}

Result<QList<FormPair>> endpointQuery(const AuthorizationRequest &request)
{
    const QByteArray &endpoint = request.server.authorizationEndpoint;
    const qsizetype mark = endpoint.indexOf('?');
    if (mark < 0)
        return QList<FormPair>();
    const auto own = base::decodeForm(QByteArrayView(endpoint).sliced(mark + 1));
    if (!own)
        return fail(serverBroke(base::code::notAUrl,
            u"authorization_endpoint is %1, whose query cannot be decoded. No browser was opened."_s.arg(
                quoted(endpoint)),
            u"RFC 3986 §2.1"_s));
    static const QList<QByteArray> ours{ "response_type", "client_id", "redirect_uri", "state", "nonce",
        "code_challenge", "code_challenge_method", "scope", "resource", "prompt", "response_mode", "request",
        "request_uri", "dpop_jkt" };
    for (const FormPair &pair : *own) {
        if (ours.contains(pair.name))
            return fail(serverBroke(base::code::parameterCollision,
                u"authorization_endpoint is %1, which already holds “%2”. Two values of one parameter would "
                "leave open which one counts. No browser was opened."_s.arg(
                    quoted(endpoint), base::cleaned(pair.name)),
                u"RFC 6749 §3.1"_s));
    }
    return *own;
}

QList<FormPair> exchangeParameters(const AuthorizationRequest &request, const QByteArray &code)
{
    QList<FormPair> out{ { "grant_type", "authorization_code" }, { "code", code },
        { "redirect_uri", request.redirectUri }, { "code_verifier", request.codeVerifier.reveal() } };
    if (!request.resource.isEmpty())
        out.append({ "resource", request.resource });
    return out;
}

QList<FormPair> refreshParameters(const Grant &grant)
{
    QList<FormPair> out{ { "grant_type", "refresh_token" },
        { "refresh_token", grant.tokens.refreshToken.reveal() } };
    if (!grant.resource.isEmpty())
        out.append({ "resource", grant.resource });
    return out;
}

QByteArray browserUrl(const QUrl &url)
{
    const QByteArray text = url.toEncoded(QUrl::FullyEncoded);
    const qsizetype authority = text.indexOf("://") + 3;
    const qsizetype mark = text.indexOf('?', authority);
    const qsizetype pathEnd = mark < 0 ? text.size() : mark;
    const qsizetype slash = text.indexOf('/', authority);
    const qsizetype pathStart = slash < 0 || slash > pathEnd ? pathEnd : slash;
    QByteArray out = text.left(pathStart) + hardened(text.mid(pathStart, pathEnd - pathStart), "/:@,+=");
    if (mark >= 0)
        out += '?' + hardened(text.mid(mark + 1), "/:@,+=&");
    return out;
}

QList<ExplainedParameter> explain(const QByteArray &authorizationUrl, const base::Redactor &redactor)
{
    const qsizetype mark = authorizationUrl.indexOf('?');
    const auto pairs
        = mark < 0 ? std::nullopt : base::decodeForm(QByteArrayView(authorizationUrl).sliced(mark + 1));
    QList<ExplainedParameter> out;
    for (const FormPair &pair : pairs.value_or(QList<FormPair>()))
        out.append({ pair.name, redactor.redactValues(pair.value), purposeOf(pair.name) });
    return out;
}

} // namespace authscope::oauth
