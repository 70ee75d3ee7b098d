// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/documents.h"

#include "base/text.h"
#include "cli/output.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

json::Value optionalText(const QString &text)
{
    return text.isEmpty() ? json::Value(nullptr) : json::Value(json::string(text));
}

std::string_view name(base::CheckState state)
{
    switch (state) {
    case base::CheckState::Passed:
        return "passed";
    case base::CheckState::Noted:
        return "noted";
    case base::CheckState::Failed:
        return "failed";
    case base::CheckState::Skipped:
        return "skipped";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view name(oauth::StepState state)
{
    switch (state) {
    case oauth::StepState::Waiting:
        return "waiting";
    case oauth::StepState::Running:
        return "running";
    case oauth::StepState::AwaitingPerson:
        return "awaiting_person";
    case oauth::StepState::Done:
        return "done";
    case oauth::StepState::Noted:
        return "noted";
    case oauth::StepState::Skipped:
        return "skipped";
    case oauth::StepState::Failed:
        return "failed";
    case oauth::StepState::Cancelled:
        return "cancelled";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view name(oauth::StepId id)
{
    switch (id) {
    case oauth::StepId::Resource:
        return "resource";
    case oauth::StepId::Server:
        return "server";
    case oauth::StepId::Client:
        return "client";
    case oauth::StepId::Consent:
        return "consent";
    case oauth::StepId::Browser:
        return "browser";
    case oauth::StepId::Exchange:
        return "exchange";
    case oauth::StepId::IdToken:
        return "id_token";
    case oauth::StepId::Keep:
        return "keep";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view name(oauth::Standing standing)
{
    switch (standing) {
    case oauth::Standing::Valid:
        return "valid";
    case oauth::Standing::NotVerified:
        return "not_verified";
    case oauth::Standing::Failed:
        return "failed";
    case oauth::Standing::Expired:
        return "expired";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view name(oauth::TokenKind kind)
{
    switch (kind) {
    case oauth::TokenKind::Access:
        return "access";
    case oauth::TokenKind::Id:
        return "id";
    case oauth::TokenKind::Refresh:
        return "refresh";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view name(session::EndpointKind kind)
{
    switch (kind) {
    case session::EndpointKind::Unknown:
        return "unknown";
    case session::EndpointKind::McpServer:
        return "mcp";
    case session::EndpointKind::Issuer:
        return "issuer";
    }
    Q_UNREACHABLE();
    return {};
}

json::Value name(mcp::Era era)
{
    switch (era) {
    case mcp::Era::Unknown:
        return nullptr;
    case mcp::Era::Legacy:
        return "legacy";
    case mcp::Era::Modern:
        return "modern";
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

boost::json::string jsonText(const QByteArray &text)
{
    return json::string(QString::fromUtf8(text));
}

json::Value jsonTime(std::optional<base::Time> time)
{
    if (!time)
        return nullptr;
    return json::string(base::toDateTime(*time).toString(Qt::ISODate));
}

json::Object toJson(const base::Error &error)
{
    json::Object out{ { "code", json::string(error.code) },
        { "kind", json::string(base::kindName(error.kind)) }, { "message", json::string(error.message) } };
    if (!error.nextStep.isEmpty())
        out["next_step"] = json::string(error.nextStep);
    if (!error.rule.isEmpty())
        out["rule"] = json::string(error.rule);
    if (!error.serverSays.isEmpty())
        out["server_says"] = json::string(error.serverSays);
    if (!error.requestId.isEmpty())
        out["request_id"] = json::string(error.requestId);
    return out;
}

json::Array toJson(const base::Checks &checks)
{
    json::Array out;
    for (const base::Check &check : checks)
        out.push_back(json::Object{ { "state", name(check.state) }, { "title", json::string(check.title) },
            { "found", json::string(check.found) }, { "expected", optionalText(check.expected) },
            { "rule", optionalText(check.rule) } });
    return out;
}

json::Array toJson(const QList<QByteArray> &texts)
{
    json::Array out;
    for (const QByteArray &text : texts)
        out.emplace_back(jsonText(text));
    return out;
}

json::Object toJson(const oauth::Identity &identity)
{
    return { { "subject", jsonText(identity.subject) }, { "name", optionalText(identity.name) },
        { "email", optionalText(identity.email) }, { "verified", identity.isVerified },
        { "verified_by", identity.isVerified ? json::Value(jsonText(identity.source)) : json::Value() } };
}

json::Object toJson(const oauth::SignInStep &step)
{
    json::Object out{ { "step", name(step.id()) }, { "title", json::string(step.title()) },
        { "state", name(step.state()) }, { "outcome", json::string(step.outcome()) },
        { "checks", toJson(step.checks()) } };
    if (step.duration())
        out["duration_ms"] = step.duration()->count();
    return out;
}

json::Object toJson(const oauth::TokenVerdict &verdict)
{
    json::Array claims;
    for (const oauth::ClaimRow &row : verdict.claims) {
        const auto value = json::parse(
            row.raw, u"The claim"_s, { .maxBytes = row.raw.size() + 1, .refuseDuplicates = false });
        json::Object claim{ { "name", jsonText(row.name) },
            { "value", value ? *value : json::Value(jsonText(row.raw)) },
            { "shown", json::string(row.value) } };
        if (!row.meaning.isEmpty())
            claim["meaning"] = json::string(row.meaning);
        if (row.state)
            claim["state"] = name(*row.state);
        if (!row.remark.isEmpty())
            claim["remark"] = json::string(row.remark);
        claims.push_back(std::move(claim));
    }
    return { { "token", name(verdict.kind) }, { "standing", name(verdict.standing) },
        { "sentence", json::string(verdict.sentence) }, { "jwt", verdict.isJwt },
        { "issued", jsonTime(verdict.issued) }, { "not_before", jsonTime(verdict.notBefore) },
        { "expires", jsonTime(verdict.expires) }, { "checks", toJson(verdict.checks) },
        { "claims", claims } };
}

json::Object toJson(const mcp::ServerInfo &server)
{
    return { { "name", json::string(server.name) }, { "title", optionalText(server.title) },
        { "version", json::string(server.version) }, { "era", name(server.era) },
        { "protocol_version", jsonText(server.protocolVersion) } };
}

json::Object toJson(const mcp::Tool &tool)
{
    json::Object out{ { "name", json::string(tool.name) }, { "title", json::string(tool.title) },
        { "description", json::string(tool.description) }, { "writes", tool.writes() },
        { "destructive", tool.writes() && tool.annotations.destructive }, { "public", tool.isPublic() },
        { "needed_scopes", toJson(tool.neededScopes()) }, { "input_schema", tool.inputSchema },
        { "output_schema", tool.outputSchema } };
    if (!tool.rejection.isEmpty())
        out["rejection"] = json::string(tool.rejection);
    return out;
}

json::Object toJson(const session::Connection &connection)
{
    const store::ConnectionRecord &record = connection.record();
    return { { "id", json::string(connection.id()) }, { "name", json::string(connection.name()) },
        { "url", jsonText(connection.url()) }, { "kind", name(connection.kind()) },
        { "issuer", optionalText(QString::fromUtf8(record.issuer)) },
        { "resource", optionalText(QString::fromUtf8(record.resource)) } };
}

QString mark(base::CheckState state)
{
    switch (state) {
    case base::CheckState::Passed:
        return u"✓"_s;
    case base::CheckState::Noted:
        return u"!"_s;
    case base::CheckState::Failed:
        return u"✗"_s;
    case base::CheckState::Skipped:
        return u"–"_s;
    }
    Q_UNREACHABLE();
    return {};
}

QString mark(oauth::StepState state)
{
    switch (state) {
    case oauth::StepState::Done:
        return u"✓"_s;
    case oauth::StepState::Noted:
        return u"!"_s;
    case oauth::StepState::Skipped:
        return u"–"_s;
    case oauth::StepState::Failed:
    case oauth::StepState::Cancelled:
        return u"✗"_s;
    case oauth::StepState::Waiting:
    case oauth::StepState::Running:
    case oauth::StepState::AwaitingPerson:
        return u" "_s;
    }
    Q_UNREACHABLE();
    return {};
}

QString checkLine(const base::Check &check)
{
    QString line = u"%1 %2"_s.arg(mark(check.state), shown(check.title));
    if (!check.found.isEmpty())
        line += u": "_s + shown(check.found);
    if (!check.expected.isEmpty() && check.expected != check.found)
        line += u" (expected %1)"_s.arg(shown(check.expected));
    if (!check.rule.isEmpty() && check.state != base::CheckState::Passed)
        line += u" · "_s + shown(check.rule);
    return line;
}

QString stepLine(const oauth::SignInStep &step)
{
    QString line = u"%1 %2 %3"_s.arg(
        mark(step.state()), QString::number(int(step.id()) + 1), step.title().leftJustified(22));
    line += u' ' + shown(step.outcome());
    if (step.duration())
        line += u" (%1 ms)"_s.arg(step.duration()->count());
    return line;
}

QString exchangeLine(const net::Exchange &exchange)
{
    const QString ending
        = exchange.failure.isEmpty() ? QString::number(exchange.status) : shown(exchange.failure);
    return u"[%1] %2 %3 → %4, %5 bytes, %6 ms · %7"_s.arg(QString::number(exchange.id),
        QString::fromLatin1(exchange.method), shown(exchange.url), ending,
        QString::number(exchange.responseSize),
        QString::number(exchange.duration ? exchange.duration->count() : 0), exchange.purpose);
}

QString personLine(const oauth::Identity &identity)
{
    QStringList parts;
    for (const QString &part : { identity.name, identity.email })
        if (!part.isEmpty())
            parts << shown(part);
    if (parts.isEmpty() && !identity.subject.isEmpty())
        parts << shown(identity.subject);
    if (!parts.isEmpty() && !identity.isVerified)
        parts << u"unverified"_s;
    return parts.join(u" · "_s);
}

} // namespace authscope::cli
