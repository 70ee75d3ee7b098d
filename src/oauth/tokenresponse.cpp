// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/tokenresponse.h"

#include "base/errorcodes.h"
#include "oauth/providererrors.h"
#include "oauth/words.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::fail;
using base::Result;

namespace {

const QString successRule = u"RFC 6749 §5.1"_s;

QString nothingStored(TokenUse use)
{
    switch (use) {
    case TokenUse::Exchange:
    case TokenUse::Direct:
    case TokenUse::Device:
        return u" No token was stored."_s;
    case TokenUse::Refresh:
        return u" The tokens held before are unchanged."_s;
    }
    Q_UNREACHABLE();
    return {};
}

/// Why a code is of no use, or a refresh token, as far as the server says.
QString whyRefused(GrantTrouble trouble, TokenUse use)
{
    const bool isRefresh = use == TokenUse::Refresh;
    switch (trouble) {
    case GrantTrouble::Unsaid:
        return isRefresh ? u"It expired, was used before, or access was taken back; the server does not say "
                           "which."_s
                         : u"It may have been issued for another sign-in, or used or expired before."_s;
    case GrantTrouble::Used:
        return isRefresh
            ? u"It was used before: by another window or computer with the same sign-in, or by somebody who "
              "got hold of it."_s
            : u"It was used before; somebody else may have got hold of it."_s;
    case GrantTrouble::Expired:
        return u"It has expired."_s;
    case GrantTrouble::Revoked:
        return u"Access was taken back, by you or by an administrator."_s;
    case GrantTrouble::NotFound:
        return u"The server does not know it, or not any more."_s;
    case GrantTrouble::WrongVerifier:
        return u"It was issued for another sign-in: the proof that it is ours does not fit (PKCE)."_s;
    }
    Q_UNREACHABLE();
    return {};
}

base::Error invalidGrant(const ServerError &said, TokenUse use)
{
    base::Error error{
        .kind = base::ErrorKind::Refused, .nextStep = u"Sign in again."_s, .rule = u"RFC 6749 §5.2"_s
    };
    const QString why = whyRefused(grantTrouble(said), use);
    const ErrorMeaning meaning = meaningOfError(said.code);
    switch (use) {
    case TokenUse::Exchange:
        error.code = base::code::codeRefused;
        error.message
            = u"The server refused this code (%1). %2 It was sent once and no token was stored."_s.arg(
                quoted(said.code), why);
        error.nextStep = meaning.nextStep;
        break;
    case TokenUse::Device:
        error.code = base::code::deviceRefused;
        error.message = u"The server refused the device code (%1). %2 No token was stored."_s.arg(
            quoted(said.code), why);
        break;
    case TokenUse::Direct:
        error.code = base::code::tokenError;
        error.message = u"The server refused what this connection signs in with (%1). It was sent once, no "
                        "other way was tried, and no token was stored."_s.arg(quoted(said.code));
        error.nextStep = u"Look at the connection's settings."_s;
        break;
    case TokenUse::Refresh:
        error.code = base::code::refreshRefused;
        error.message = u"The server no longer accepts the refresh token (%1). %2 Nothing was renewed."_s.arg(
            quoted(said.code), why);
        error.nextStep = meaning.nextStep;
        break;
    }
    return error;
}

base::Error errorAnswer(const TokenReply &reply, const ServerError &said, TokenUse use)
{
    base::Error error;
    if (isInvalidGrant(said.code)) {
        error = invalidGrant(said, use);
    } else {
        const QString what = said.code.isEmpty()
            ? u"with status %1 and without an error code"_s.arg(reply.status)
            : u"with status %1 and the error %2"_s.arg(reply.status).arg(quoted(said.code));
        error = serverBroke(base::code::tokenError,
            u"The token endpoint answered %1; expected were tokens."_s.arg(what) + nothingStored(use),
            u"RFC 6749 §5.2"_s);
        explainWith(error, said.code);
        const bool isLater = reply.status >= 500 || reply.status == 429
            || meaningOfError(said.code).subject == ErrorSubject::Later;
        if (isLater) {
            error.kind = base::ErrorKind::Network;
            error.nextStep = reply.retryAfter.isEmpty()
                ? u"Try again later."_s
                : u"Try again later; the server asks to wait: %1."_s.arg(base::cleaned(reply.retryAfter));
        } else if (!said.code.isEmpty()) {
            error.kind = base::ErrorKind::Refused;
        }
    }
    error.serverSays = said.words;
    error.requestId = said.requestId;
    error.exchange = reply.exchange;
    return error;
}

/// RFC 6749 §A.12: visible ASCII. What is wrong with it, in words; empty when nothing is.
QString whatIsWrong(const QByteArray &token, bool goesIntoAHeader)
{
    for (const char c : token) {
        const auto byte = static_cast<uchar>(c);
        if (byte == '\r' || byte == '\n')
            return u"a line break"_s;
        if (byte < 0x20 || byte == 0x7f)
            return u"a control character"_s;
        if (goesIntoAHeader && byte == ' ')
            return u"a blank"_s;
        if (goesIntoAHeader && byte > 0x7e)
            return u"a character outside ASCII"_s;
    }
    return {};
}

Result<base::Secret> readToken(
    const json::Object &object, const char *name, bool goesIntoAHeader, TokenUse use)
{
    const json::Value *value = object.if_contains(name);
    if (!value || value->is_null())
        return base::Secret();
    if (!value->is_string())
        return fail(serverBroke(base::code::malformedToken,
            u"%1 is %2, expected a text."_s.arg(QLatin1StringView(name), json::typeName(*value))
                + nothingStored(use),
            successRule));
    const QByteArray token = json::bytes(value->get_string());
    if (const QString wrong = whatIsWrong(token, goesIntoAHeader); !wrong.isEmpty())
        return fail(serverBroke(base::code::malformedToken,
            u"%1 is not a valid token: it contains %2. It was never sent anywhere."_s.arg(
                QLatin1StringView(name), wrong)
                + nothingStored(use),
            u"RFC 6749 §A.12"_s));
    return base::Secret(token);
}

Result<QByteArray> readTokenType(const json::Object &object, TokenUse use, bool sentProof)
{
    const QByteArray type = json::stringMember(object, "token_type").value_or(QByteArray());
    if (type.toLower() == "bearer")
        return QByteArray("Bearer");
    if (sentProof && type.toLower() == "dpop")
        return QByteArray("DPoP");
    return fail(serverBroke(base::code::tokenType,
        u"token_type is %1, expected %2 (in any case)."_s.arg(
            type.isEmpty() ? u"missing"_s : quoted(type), sentProof ? u"“DPoP” or “Bearer”"_s : u"“Bearer”"_s)
            + nothingStored(use),
        u"RFC 6749 §7.1"_s));
}

std::optional<std::chrono::seconds> readLifetime(const json::Object &object, base::Checks *checks)
{
    const json::Value *value = object.if_contains("expires_in");
    if (!value || value->is_null()) {
        checks->append({ .state = CheckState::Noted,
            .title = u"The server did not say how long the access token lasts; it is used until refused"_s,
            .rule = successRule });
        return std::nullopt;
    }
    std::optional<double> seconds = json::numberMember(object, "expires_in");
    if (!seconds && value->is_string()) {
        bool isNumber = false;
        const double number = json::bytes(value->get_string()).toDouble(&isNumber);
        if (isNumber)
            seconds = number;
    }
    const bool isPlain = value->is_int64() || value->is_uint64();
    if (!isPlain || !seconds || *seconds <= 0)
        checks->append({ .state = CheckState::Noted,
            .title = u"expires_in should be a positive whole number"_s,
            .found = base::cleaned(json::compact(*value)),
            .rule = successRule });
    if (!seconds || std::isnan(*seconds))
        return std::nullopt;
    constexpr double century = 100.0 * 365 * 24 * 3600;
    return std::chrono::seconds(static_cast<qint64>(std::clamp(std::floor(*seconds), 0.0, century)));
}

std::optional<QByteArray> readScope(const json::Object &object, base::Checks *checks)
{
    const json::Value *value = object.if_contains("scope");
    if (!value || value->is_null())
        return std::nullopt;
    if (value->is_string())
        return QByteArray("", 0) + json::bytes(value->get_string());
    const auto list = json::stringList(object, "scope");
    checks->append({ .state = CheckState::Noted,
        .title = list ? u"scope is a list, expected a text with blanks; it was read all the same"_s
                      : u"scope is %1, expected a text; it was left out"_s.arg(json::typeName(*value)),
        .found = base::cleaned(json::compact(*value)),
        .rule = successRule });
    return list ? std::optional(joinScopes(*list)) : std::nullopt;
}

Result<TokenSet> readSuccess(
    const json::Object &object, const TokenReply &reply, TokenUse use, base::Checks *checks, bool sentProof)
{
    auto accessToken = readToken(object, "access_token", true, use);
    if (!accessToken)
        return fail(accessToken.error());
    if (accessToken->isEmpty())
        return fail(serverBroke(base::code::tokenError,
            u"The token endpoint answered with status %1 and JSON that holds neither access_token nor an "
            "error."_s.arg(reply.status)
                + nothingStored(use),
            successRule));
    auto refreshToken = readToken(object, "refresh_token", false, use);
    if (!refreshToken)
        return fail(refreshToken.error());
    auto idToken = readToken(object, "id_token", true, use);
    if (!idToken)
        return fail(idToken.error());
    auto type = readTokenType(object, use, sentProof);
    if (!type)
        return fail(type.error());
    const bool isBound = *type == "DPoP";
    checks->append({ .state = sentProof && !isBound ? CheckState::Noted : CheckState::Passed,
        .title = isBound ? u"The tokens are bound to the key of this sign-in"_s
            : sentProof
            ? u"The server offers to bind tokens to a key, and issued bearer tokens all the same"_s
            : u"The tokens are bearer tokens"_s,
        .found = base::cleaned(json::stringMember(object, "token_type").value_or(QByteArray())),
        .expected = sentProof ? u"DPoP, in any case"_s : u"Bearer, in any case"_s,
        .rule = sentProof ? u"RFC 9449 §5"_s : u"RFC 6749 §7.1"_s });
    TokenSet out;
    out.accessToken = std::move(*accessToken);
    out.refreshToken = std::move(*refreshToken);
    out.idToken = std::move(*idToken);
    out.tokenType = *type;
    out.expiresIn = readLifetime(object, checks);
    out.scope = readScope(object, checks);
    out.received = reply.received;
    out.serverDate = reply.serverDate;
    out.exchange = reply.exchange;
    out.requestId = json::stringMember(object, "request_id").value_or(QByteArray());
    return out;
}

} // namespace

Result<TokenSet> readTokenReply(const TokenReply &reply, TokenUse use, const QByteArray &tokenEndpoint,
    base::Checks *checks, bool sentProof)
{
    if (reply.status >= 300 && reply.status < 400) {
        const QString what = use == TokenUse::Exchange ? u"your code"_s
            : use == TokenUse::Refresh                 ? u"your refresh token"_s
            : use == TokenUse::Device                  ? u"your device code"_s
                                                       : u"your credentials"_s;
        return fail(serverBroke(base::code::tokenRedirected,
            u"The token endpoint %1 tried to send %2 to %3 (status %4). It was not followed; nothing was "
            "sent there."_s.arg(quoted(tokenEndpoint), what, quoted(reply.location))
                    .arg(reply.status)
                + nothingStored(use),
            u"RFC 9700 §4.12"_s, reply.exchange));
    }
    const ServerError said = readServerError(reply.body);
    const bool isSuccess = reply.status >= 200 && reply.status < 300;
    if (!isSuccess || (said.isJson && !said.code.isEmpty()))
        return fail(errorAnswer(reply, said, use));

    const auto object = json::parseObject(reply.body, u"The token answer"_s);
    if (!object) {
        base::Error error = object.error();
        error.message += u" It came with status %1."_s.arg(reply.status) + nothingStored(use);
        error.exchange = reply.exchange;
        return fail(std::move(error));
    }
    const qsizetype from = checks->size();
    auto tokens = readSuccess(*object, reply, use, checks, sentProof);
    stamp(*checks, from, reply.exchange);
    if (!tokens) {
        tokens.error().exchange = reply.exchange;
        tokens.error().requestId = said.requestId;
    }
    return tokens;
}

} // namespace authscope::oauth
