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
        { "prompt", u"What the provider is to show you, or not."_s },
        { "login_hint", u"Who you are likely to be, for the provider's sign-in page."_s },
        { "max_age", u"You must have signed in at the provider within this many seconds."_s },
        { "request_uri", u"Stands for everything that was sent to the provider beforehand."_s },
    };
    return purposes.value(name);
}

/// What may stand in an authorization request only once, and is ours to say.
const QList<QByteArray> &ourNames()
{
    static const QList<QByteArray> ours{ "response_type", "client_id", "redirect_uri", "state", "nonce",
        "code_challenge", "code_challenge_method", "scope", "resource", "prompt", "login_hint", "max_age",
        "response_mode", "request", "request_uri", "dpop_jkt" };
    return ours;
}

/// OIDC Core §11 wants the consent page for offline_access, unless the person wants none at all.
QByteArray promptOf(const AuthorizationRequest &request)
{
    const QList<QByteArray> words = splitScopes(request.prompt);
    if (!request.scopes.contains("offline_access") || words.contains("none") || words.contains("consent"))
        return joinScopes(words);
    return joinScopes(words + QList<QByteArray>{ "consent" });
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
    if (const QByteArray prompt = promptOf(request); !prompt.isEmpty())
        out.append({ "prompt", prompt });
    if (!request.loginHint.isEmpty())
        out.append({ "login_hint", request.loginHint });
    if (request.maxAge)
        out.append({ "max_age", QByteArray::number(qint64(request.maxAge->count())) });
    return out + request.extraParameters;
}

Result<void> checkExtraParameters(const QList<FormPair> &parameters)
{
    const auto refuse = [](const QString &message) {
        return fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::parameterCollision,
            .message = message + u" Nothing was sent and no browser was opened."_s,
            .nextStep = u"Leave it out, or use the setting made for it."_s,
            .rule = u"RFC 6749 §3.1"_s });
    };
    QList<QByteArray> seen;
    for (const FormPair &pair : parameters) {
        const auto isControl = [](char c) { return uchar(c) < 0x20 || c == 0x7f; };
        if (pair.name.isEmpty() || std::any_of(pair.name.begin(), pair.name.end(), isControl)
            || std::any_of(pair.value.begin(), pair.value.end(), isControl))
            return refuse(u"The parameter %1 was checked: it needs a name, and neither name nor value may "
                          "hold control characters."_s.arg(quoted(pair.name)));
        if (ourNames().contains(pair.name))
            return refuse(u"The parameter %1 is one this program sends itself. Two values of one parameter "
                          "would leave open which one counts."_s.arg(quoted(pair.name)));
        if (seen.contains(pair.name))
            return refuse(u"The parameter %1 is given twice; it would be open which one counts."_s.arg(
                quoted(pair.name)));
        seen.append(pair.name);
    }
    return {};
}

Result<void> checkPrompt(const QByteArray &prompt)
{
    const auto isPlain = [](char c) { return (c >= 'a' && c <= 'z') || c == '_' || c == '-' || c == ' '; };
    const QList<QByteArray> words = splitScopes(prompt);
    if (std::all_of(prompt.begin(), prompt.end(), isPlain) && (!words.contains("none") || words.size() == 1))
        return {};
    return fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = u"prompt is %1; it is words like “login”, “consent” and “select_account”, or “none” "
                   "alone. Nothing was sent and no browser was opened."_s.arg(quoted(prompt)),
        .rule = u"OIDC Core §3.1.2.1"_s });
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
    for (const FormPair &pair : *own) {
        const bool isExtra = std::any_of(request.extraParameters.begin(), request.extraParameters.end(),
            [&pair](const FormPair &extra) { return extra.name == pair.name; });
        if (ourNames().contains(pair.name) || isExtra)
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

QList<ExplainedParameter> explain(
    const QByteArray &authorizationUrl, const base::Redactor &redactor, const QList<FormPair> &pushed)
{
    const qsizetype mark = authorizationUrl.indexOf('?');
    const auto pairs
        = mark < 0 ? std::nullopt : base::decodeForm(QByteArrayView(authorizationUrl).sliced(mark + 1));
    QList<ExplainedParameter> out;
    const auto add = [&](const FormPair &pair, const QString &otherwise) {
        const QString purpose = purposeOf(pair.name);
        out.append({ pair.name, redactor.redactValues(pair.value), purpose.isEmpty() ? otherwise : purpose });
    };
    for (const FormPair &pair : pairs.value_or(QList<FormPair>()))
        add(pair, u"Part of the server's own address, or a parameter of yours."_s);
    for (const FormPair &pair : pushed) {
        if (pair.name != "client_id")
            add(pair, u"A parameter of yours, sent beforehand."_s);
    }
    return out;
}

} // namespace authscope::oauth
