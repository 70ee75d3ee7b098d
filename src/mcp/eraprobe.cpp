// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/eraprobe.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"
#include "mcp/reading.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;
using Kind = ProbeVerdict::Kind;

namespace {

constexpr qint64 methodNotFound = -32601;
constexpr qint64 headerMismatch = -32020;
constexpr qint64 missingCapability = -32021;
constexpr qint64 unsupportedVersion = -32022;

QString text(const json::Object *object, std::string_view member)
{
    return object ? QString::fromUtf8(json::stringMember(*object, member).value_or(QByteArray())) : QString();
}

std::optional<QByteArray> mutual(const QList<QByteArray> &ours, const QList<QByteArray> &theirs)
{
    for (const QByteArray &version : ours) {
        if (theirs.contains(version))
            return version;
    }
    return std::nullopt;
}

Error noMutualVersion(const QList<QByteArray> &theirs)
{
    return { .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpVersion,
        .message
        = u"The server speaks the MCP revisions %1; Authscope speaks %2. The session was not opened."_s.arg(
            base::cleaned(theirs.join(", ")),
            QString::fromLatin1((modernVersions() + legacyVersions()).join(", "))),
        .rule = u"MCP 2026-07-28, basic, Versioning"_s };
}

Error notModern(const QString &why)
{
    return { .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpVersion,
        .message = u"The server does not speak the modern era of MCP (2026-07-28): %1. The session was not "
                   "opened."_s.arg(why),
        .nextStep = u"Let Authscope find out the era, or choose legacy."_s,
        .rule = u"MCP 2026-07-28, basic, Versioning"_s };
}

void takeIdentity(ServerInfo &server, const json::Object *info)
{
    server.name = text(info, "name");
    server.title = text(info, "title");
    server.version = text(info, "version");
    server.websiteUrl = text(info, "websiteUrl");
    if (info)
        server.icons = MemberReader(*info, u"The server"_s, nullptr).icons();
}

ProbeVerdict judgeVersions(const QList<QByteArray> &theirs, Kind ifModern)
{
    if (const auto version = mutual(modernVersions(), theirs))
        return { .kind = ifModern, .version = *version };
    // A server that names revisions of ours in its list is met in one of these.
    if (mutual(legacyVersions(), theirs))
        return { .kind = Kind::Legacy, .error = noMutualVersion(theirs) };
    return { .kind = Kind::Nothing, .error = noMutualVersion(theirs) };
}

ProbeVerdict judgeError(const RpcError &rpc, int status)
{
    const json::Object *data = rpc.data.if_object();
    const Error words = rpcFailure(rpc, u"server/discover"_s, 0);
    switch (rpc.code) {
    case unsupportedVersion:
        return judgeVersions(
            data ? json::stringList(*data, "supported").value_or(QList<QByteArray>()) : QList<QByteArray>(),
            Kind::OtherVersion);
    case headerMismatch:
    case missingCapability:
        return { .kind = Kind::Nothing, .error = words }; // modern: never initialize
    default:
        break;
    }
    if (status / 100 == 5)
        return { .kind = Kind::Nothing, .error = words };
    Error error = notModern(u"it answered server/discover with error %1"_s.arg(rpc.code));
    error.serverSays = words.serverSays;
    return { .kind = Kind::Legacy, .error = error };
}

/// Statuses that say "not now" and nothing about the era.
bool isPassing(int status)
{
    return status == 401 || status == 403 || status == 408 || status == 425 || status == 429;
}

} // namespace

ProbeVerdict judgeProbe(const base::Result<std::optional<RpcResponse>> &answer, int status)
{
    if (!answer) {
        // A body that is no answer: whoever knows server/discover sends one. Everything that did not arrive
        // whole, was refused or moved is no evidence.
        const QString &code = answer.error().code;
        const bool isForeign
            = status / 100 == 2 && (code == base::code::notJson || code == base::code::mcpProtocol);
        const bool isUnknown
            = status / 100 == 4 && !isPassing(status) && code == base::code::unexpectedStatus;
        if (!isForeign && !isUnknown)
            return { .kind = Kind::Nothing, .error = answer.error() };
        return { .kind = Kind::Legacy, .error = notModern(answer.error().message) };
    }
    const RpcResponse &response = **answer;
    if (response.error)
        return judgeError(*response.error, status);
    const json::Object *result = response.result->if_object();
    const auto versions = result ? json::stringList(*result, "supportedVersions") : std::nullopt;
    if (!versions)
        return { .kind = Kind::Legacy,
            .error = notModern(u"its answer to server/discover has no list supportedVersions"_s) };
    return judgeVersions(*versions, Kind::Modern);
}

bool looksModern(const base::Result<std::optional<RpcResponse>> &answer, int status)
{
    if (!answer)
        return status / 100 == 4 && !isPassing(status) && answer.error().code == base::code::unexpectedStatus;
    const auto &error = (*answer)->error;
    return error
        && (error->code == unsupportedVersion || error->code == headerMismatch
            || error->code == missingCapability || error->code == methodNotFound);
}

base::Result<ServerInfo> readDiscovery(const json::Value &result)
{
    const json::Object *object = result.if_object();
    const QList<QByteArray> versions = object
        ? json::stringList(*object, "supportedVersions").value_or(QList<QByteArray>())
        : QList<QByteArray>();
    const auto version = mutual(modernVersions(), versions);
    if (!version)
        return fail(noMutualVersion(versions));
    ServerInfo server;
    const json::Object *meta = json::objectMember(*object, "_meta");
    const json::Object *info
        = meta ? json::objectMember(*meta, "io.modelcontextprotocol/serverInfo") : nullptr;
    // Older builds put it beside the versions.
    takeIdentity(server, info ? info : json::objectMember(*object, "serverInfo"));
    server.instructions = text(object, "instructions");
    server.protocolVersion = *version;
    server.supportedVersions = versions;
    server.era = Era::Modern;
    server.raw = result;
    if (const json::Object *capabilities = json::objectMember(*object, "capabilities"))
        server.capabilities = *capabilities;
    return server;
}

base::Result<ServerInfo> readServerInfo(const json::Value &result)
{
    const json::Object *object = result.if_object();
    const auto version = object ? json::stringMember(*object, "protocolVersion") : std::nullopt;
    if (!version)
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message = u"The answer to initialize names no protocolVersion, so what the server speaks is not "
                       "known. The session was not opened."_s,
            .rule = u"MCP 2025-11-25, lifecycle"_s });
    if (!legacyVersions().contains(*version))
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpVersion,
            .message = u"The server chose the MCP revision “%1” for initialize. Authscope speaks %2 there. "
                       "The session was not opened."_s.arg(
                           base::cleaned(*version, 60), QString::fromLatin1(legacyVersions().join(", "))),
            .rule = u"MCP 2025-11-25, lifecycle, Version Negotiation"_s });
    ServerInfo server;
    takeIdentity(server, json::objectMember(*object, "serverInfo"));
    server.instructions = text(object, "instructions");
    server.protocolVersion = *version;
    server.era = Era::Legacy;
    server.raw = result;
    if (const json::Object *capabilities = json::objectMember(*object, "capabilities"))
        server.capabilities = *capabilities;
    return server;
}

} // namespace authscope::mcp
