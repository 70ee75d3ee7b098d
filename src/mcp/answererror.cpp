// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/answererror.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"
#include "mcp/era.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

const QString transportRule = u"MCP 2025-11-25, transports, Streamable HTTP"_s;
constexpr qint64 missingCapability = -32021;
constexpr qint64 unsupportedVersion = -32022;
constexpr qsizetype mostNames = 10;

Error errorFor(const net::Response &response)
{
    Error error;
    error.exchange = response.exchange;
    error.requestId = base::cleaned(response.headers.value("X-Request-Id").value_or(QByteArray()), 80);
    return error;
}

/// Where it points, without the query: "https://b.example/mcp", or nothing.
QString placeOf(const QByteArray &location, const QByteArray &from)
{
    const QUrl target = QUrl::fromEncoded(from).resolved(QUrl::fromEncoded(location));
    if (location.isEmpty() || !target.isValid() || target.host().isEmpty())
        return base::cleaned(
            location.left(location.indexOf('?') < 0 ? location.size() : location.indexOf('?')));
    return base::cleaned(target.toEncoded(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo));
}

/// "sampling", "elicitation.url", "extensions.com.example/x": what `required` has and `announced` has not.
QStringList missingCapabilities(const json::Object &required, const json::Object &announced)
{
    QStringList missing;
    const auto add = [&missing](const json::Object &where, std::string_view name, const QString &path) {
        if (!where.contains(name))
            missing << path;
    };
    for (const auto &member : required) {
        const QString name = base::cleaned(json::bytes(member.key()), 60);
        const json::Object *parts = member.value().if_object();
        if (!parts || parts->empty()) {
            add(announced, member.key(), name);
            continue;
        }
        const json::Object none;
        const json::Object *ours = json::objectMember(announced, member.key());
        for (const auto &part : *parts)
            add(ours ? *ours : none, part.key(), name + u'.' + base::cleaned(json::bytes(part.key()), 60));
    }
    return missing;
}

/// What a person can do about it; empty when nothing can be done.
QString remedyFor(const QString &capability)
{
    if (capability == "sampling"_L1)
        return u"Allow sampling: in the connection's settings, or with --allow-sampling on a terminal."_s;
    if (capability == "roots"_L1)
        return u"Name a folder the server may know of: in the connection's settings, or with --root."_s;
    if (capability == "elicitation"_L1 || capability.startsWith("elicitation."_L1))
        return u"Use the window or a terminal, where somebody can be asked."_s;
    return {};
}

QString shortList(const QStringList &names)
{
    return names.first(std::min(names.size(), mostNames)).join(u", "_s);
}

void explainMissing(
    Error &error, const json::Object *data, const QString &method, const json::Object &announced)
{
    error.kind = ErrorKind::Refused;
    error.rule = u"MCP 2026-07-28, basic, Capabilities"_s;
    const json::Object *required = data ? json::objectMember(*data, "requiredCapabilities") : nullptr;
    if (!required || required->empty()) {
        error.message = u"The server refuses %1 because this client does not offer what it needs, and does "
                        "not say what that is (error -32021). It was not done."_s.arg(method);
        return;
    }
    const QStringList missing = missingCapabilities(*required, announced);
    if (missing.isEmpty()) {
        error.kind = ErrorKind::ServerBrokeRule;
        error.message
            = u"The server refuses %1 because it misses %2 (error -32021), which was offered with "
              "the request. It was not done."_s.arg(method, shortList(missingCapabilities(*required, {})));
        return;
    }
    QStringList remedies, hopeless;
    for (const QString &capability : missing) {
        const QString remedy = remedyFor(capability);
        if (remedy.isEmpty())
            hopeless << capability;
        else if (!remedies.contains(remedy))
            remedies << remedy;
    }
    error.message
        = u"The server refuses %1 to a client that does not offer %2 (error -32021). It was not done."_s.arg(
            method, shortList(missing));
    if (!hopeless.isEmpty())
        error.message += u" Authscope cannot offer %1."_s.arg(shortList(hopeless));
    else
        error.nextStep = remedies.join(u' ');
}

QString excerpt(const QByteArray &body)
{
    return body.trimmed().startsWith('<')
        ? QString()
        : base::cleaned(QByteArrayView(body).first(qMin(body.size(), qsizetype(1000))));
}

} // namespace

Error redirectError(const net::Response &response, const QByteArray &url, bool hadToken)
{
    Error error = errorFor(response);
    const QString to = placeOf(response.headers.value("Location").value_or(QByteArray()), url);
    error.kind = ErrorKind::ServerBrokeRule;
    error.code = base::code::resourceMoved;
    error.message = to.isEmpty()
        ? u"The server answered with a redirect (%1) that names no address."_s.arg(response.status)
        : u"The server moved to %1."_s.arg(to);
    error.message += hadToken ? u" Your token for %1 was not sent there."_s.arg(base::cleaned(url))
                              : u" Nothing was sent there."_s;
    error.nextStep = u"If you trust that address, connect to it instead."_s;
    error.rule = u"MCP 2025-11-25, authorization, Access Token Usage"_s;
    return error;
}

Error refusedError(const net::Response &response, const QList<net::Challenge> &challenges, bool hadToken)
{
    Error error = errorFor(response);
    const auto challenge = net::bearerChallenge(challenges);
    const QByteArray reason = challenge ? challenge->value("error").value_or(QByteArray()) : QByteArray();
    const QByteArray words
        = challenge ? challenge->value("error_description").value_or(QByteArray()) : QByteArray();
    error.serverSays = base::cleaned(words.isEmpty() ? reason : words);
    error.kind = ErrorKind::TokenRejected;
    if (response.status == 401) {
        error.code = base::code::unauthorized;
        error.message = hadToken ? u"The server did not accept the access token (401)."_s
                                 : u"The server wants an access token (401), and there is none for it."_s;
        error.nextStep = u"Sign in again."_s;
        error.rule = u"RFC 6750 §3.1"_s;
        return error;
    }
    if (reason == "insufficient_scope") {
        const QByteArray scope = challenge->value("scope").value_or(QByteArray());
        error.code = base::code::insufficientScope;
        error.message = scope.isEmpty()
            ? u"The access token does not allow this (403)."_s
            : u"This needs the scope “%1”, which the access token does not have (403)."_s.arg(
                base::cleaned(scope));
        error.nextStep = u"Sign in again and agree to what is asked for."_s;
        error.rule = u"RFC 6750 §3.1"_s;
        return error;
    }
    error.kind = ErrorKind::Refused;
    error.code = base::code::unexpectedStatus;
    error.message = u"The server refused this request (403) and asked for no other token."_s;
    return error;
}

Error sessionLostError(const net::Response &response, const QString &method)
{
    Error error = errorFor(response);
    error.kind = ErrorKind::Network;
    error.code = base::code::mcpSessionLost;
    error.message
        = u"The server no longer knows this session (%1), so %2 was not done."_s.arg(response.status)
              .arg(method);
    error.nextStep = u"Try again: that opens a new session."_s;
    error.rule = u"MCP 2025-11-25, transports, Session Management"_s;
    return error;
}

Error contentError(const net::Response &response, const QByteArray &body, const QString &method)
{
    Error error = errorFor(response);
    error.kind = ErrorKind::ServerBrokeRule;
    error.code = base::code::notJson;
    error.rule = transportRule;
    const QString type = base::cleaned(response.headers.mediaType(), 60);
    const QString expected = u"expected application/json or text/event-stream"_s;
    if (response.status == 202) {
        error.code = base::code::mcpProtocol;
        error.message = u"The server accepted %1 (202) and sent no answer. A request must be answered; "
                        "202 is for notifications."_s.arg(method);
    } else if (body.trimmed().isEmpty()) {
        error.message
            = u"The answer to %1 (%2) is empty; %3."_s.arg(method).arg(response.status).arg(expected);
    } else if (type.contains("html"_L1) || body.trimmed().startsWith('<')) {
        error.message = u"The server answered %1 with a web page (%2); %3. The address may be that of a "
                        "website, or something stands between."_s.arg(method, type, expected);
        error.nextStep = u"Check the address of the MCP server."_s;
    } else {
        error.message
            = u"The answer to %1 is of type “%2”; %3. It was not used."_s.arg(method, type, expected);
        error.serverSays = excerpt(body);
    }
    return error;
}

Error statusError(const net::Response &response, const QByteArray &body, const QString &method)
{
    Error error = errorFor(response);
    error.kind = ErrorKind::Network;
    error.code = base::code::unexpectedStatus;
    error.message
        = u"The server answered %1 with status %2 and no JSON-RPC error."_s.arg(method).arg(response.status);
    error.serverSays = excerpt(body);
    if (response.status == 404 || response.status == 405)
        error.nextStep = u"Check the address of the MCP server."_s;
    error.rule = transportRule;
    return error;
}

Error unansweredError(const net::Response &response, const QString &method, const QStringList &seen)
{
    Error error = errorFor(response);
    error.kind = ErrorKind::ServerBrokeRule;
    error.code = base::code::mcpProtocol;
    error.message = u"The server sent no answer to %1."_s.arg(method);
    if (!seen.isEmpty())
        error.message += u" It answered requests that nobody waits for: %1."_s.arg(seen.join(u", "_s));
    error.rule = u"JSON-RPC 2.0 §5"_s;
    return error;
}

Error streamNotOfferedError(const net::Response &response)
{
    Error error = errorFor(response);
    error.kind = ErrorKind::Network;
    error.code = base::code::unexpectedStatus;
    error.message = response.status / 100 == 2
        ? u"The server answered the request for its own stream with %1 and “%2”, which is no event stream. "
          "What it has to say on its own is not heard."_s.arg(response.status)
              .arg(base::cleaned(response.headers.mediaType(), 60))
        : u"The server offers no stream of its own (%1). What it has to say on its own is not heard."_s.arg(
            response.status);
    error.rule = u"MCP 2025-11-25, transports, Listening for Messages from the Server"_s;
    return error;
}

bool namesLostSession(const net::Response &response, const QByteArray &body)
{
    if (response.status != 400 || body.size() > 4096)
        return false;
    const QByteArray words = body.toLower();
    if (!words.contains("session") && !words.contains("not initialized"))
        return false;
    static const QList<QByteArray> reasons{ "invalid", "unknown", "not found", "no valid", "expired",
        "missing", "required", "does not exist", "not initialized", "terminated" };
    return std::any_of(reasons.begin(), reasons.end(),
        [&words](const QByteArray &reason) { return words.contains(reason); });
}

Error streamCutError(const net::Response &response, const QString &method, const QString &why)
{
    Error error = errorFor(response);
    error.kind = ErrorKind::Network;
    error.code = base::code::mcpStreamCut;
    error.message = u"The event stream ended before the answer to %1 came. %2 Whether the server did it "
                    "cannot be told; it was not asked a second time."_s.arg(method, why);
    error.rule = u"MCP 2025-11-25, transports, Resumability and Redelivery"_s;
    return error;
}

Error rpcFailure(
    const RpcError &rpc, const QString &method, base::ExchangeId exchange, const json::Object &announced)
{
    Error error;
    error.kind = ErrorKind::ToolFailed;
    error.code = base::code::mcpError;
    error.message = u"The server answered %1 with error %2."_s.arg(method).arg(rpc.code);
    error.serverSays = base::cleaned(rpc.message);
    error.rule = u"JSON-RPC 2.0 §5.1"_s;
    error.exchange = exchange;
    const json::Object *data = rpc.data.if_object();
    if (rpc.code == missingCapability)
        explainMissing(error, data, method, announced);
    const auto supported = data ? json::stringList(*data, "supported") : std::nullopt;
    if (rpc.code == unsupportedVersion || (method == "initialize"_L1 && supported)) {
        error.kind = ErrorKind::ServerBrokeRule;
        error.code = base::code::mcpVersion;
        error.message = u"The server does not speak the MCP revisions that Authscope speaks (%1)."_s.arg(
            QString::fromLatin1((modernVersions() + legacyVersions()).join(", ")));
        if (supported)
            error.message += u" It speaks %1."_s.arg(base::cleaned(supported->join(", ")));
        error.rule = u"MCP 2025-11-25, lifecycle, Version Negotiation"_s;
    }
    return error;
}

QString shownId(const std::optional<RequestId> &id)
{
    if (!id)
        return u"null"_s;
    if (const auto *number = std::get_if<qint64>(&*id))
        return QString::number(*number);
    return u"“%1”"_s.arg(base::cleaned(std::get<QByteArray>(*id), 60));
}

} // namespace authscope::mcp
