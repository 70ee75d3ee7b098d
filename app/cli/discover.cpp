// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/networkoptions.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct DiscoverOptions {
    std::string url = {};
    NetworkOptions network = {};
};

QStringList row(const QString &name, const QByteArray &value)
{
    return { name, value.isEmpty() ? u"–"_s : shown(value) };
}

QByteArray words(const std::optional<QList<QByteArray>> &list)
{
    return list ? list->join(' ') : QByteArray();
}

json::Object serverJson(const oauth::ServerMetadata &server)
{
    json::Object out{ { "issuer", jsonText(server.issuer) },
        { "authorization_endpoint", jsonText(server.authorizationEndpoint) },
        { "token_endpoint", jsonText(server.tokenEndpoint) } };
    const auto add = [&out](std::string_view name, const QByteArray &value) {
        if (!value.isEmpty())
            out[name] = jsonText(value);
    };
    add("registration_endpoint", server.registrationEndpoint);
    add("jwks_uri", server.jwksUri);
    add("userinfo_endpoint", server.userinfoEndpoint);
    add("revocation_endpoint", server.revocationEndpoint);
    add("introspection_endpoint", server.introspectionEndpoint);
    add("end_session_endpoint", server.endSessionEndpoint);
    if (server.scopesSupported)
        out["scopes_supported"] = toJson(*server.scopesSupported);
    if (server.codeChallengeMethods)
        out["code_challenge_methods_supported"] = toJson(*server.codeChallengeMethods);
    out["documents"] = toJson(server.documentUrls);
    return out;
}

class Discover : public Command {
public:
    Discover(const Globals &globals, Output &output, DiscoverOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        const QByteArray url = typedUrl(m_options.url);
        if (url.isEmpty() || !openUnkept({}, nullptr))
            return;
        if (m_options.network.isEmpty())
            return probe(url, {});
        await(new NetworkFileReading(m_options.network, out(), this),
            [this, url](const base::Result<NetworkFiles> &files) {
                if (!files)
                    return fail(files.error());
                probe(url,
                    { .extraCa = files->extraCa,
                        .clientCertificate = files->identity.certificate,
                        .clientKey = files->identity.key });
            });
    }

private:
    void probe(const QByteArray &url, const net::ConnectionNetwork &needs)
    {
        await(workspace().probe(url, this, needs), [this](const base::Result<session::ProbeReport> &report) {
            if (!report)
                return fail(report.error());
            show(*report);
            const json::Object document = describe(*report);
            if (report->oauth.problem)
                fail(*report->oauth.problem, document);
            else
                succeed(document);
        });
    }

    static json::Object describe(const session::ProbeReport &report)
    {
        std::string_view kind = "unknown";
        if (report.kind == session::EndpointKind::McpServer)
            kind = "mcp";
        else if (report.kind == session::EndpointKind::Issuer)
            kind = "issuer";
        json::Object out{ { "url", jsonText(report.url) }, { "kind", kind },
            { "needs_sign_in", report.needsSignIn }, { "summary", json::string(report.summary) } };
        if (report.server)
            out["server"] = toJson(*report.server);
        if (const auto &resource = report.oauth.resource) {
            json::Object found{ { "resource", jsonText(resource->resource) },
                { "authorization_servers", toJson(resource->authorizationServers) },
                { "document", jsonText(resource->url) } };
            if (resource->scopesSupported)
                found["scopes_supported"] = toJson(*resource->scopesSupported);
            out["resource"] = found;
        }
        if (report.oauth.server)
            out["authorization_server"] = serverJson(*report.oauth.server);
        out["checks"] = toJson(report.oauth.checks);
        return out;
    }

    void show(const session::ProbeReport &report)
    {
        out().line(shown(report.summary));
        QList<QStringList> rows{ row(u"Address"_s, report.url) };
        if (report.server)
            rows << QStringList{ u"MCP server"_s,
                shown(u"%1 %2, protocol %3"_s.arg(report.server->name, report.server->version,
                    QString::fromUtf8(report.server->protocolVersion))) };
        if (const auto &resource = report.oauth.resource) {
            rows << row(u"Resource"_s, resource->resource)
                 << row(u"Its scopes"_s, words(resource->scopesSupported));
        }
        if (const auto &server = report.oauth.server) {
            rows << row(u"Issuer"_s, server->issuer) << row(u"Authorization"_s, server->authorizationEndpoint)
                 << row(u"Token"_s, server->tokenEndpoint)
                 << row(u"Registration"_s, server->registrationEndpoint) << row(u"Keys"_s, server->jwksUri)
                 << row(u"Userinfo"_s, server->userinfoEndpoint)
                 << row(u"Revocation"_s, server->revocationEndpoint)
                 << row(u"Scopes"_s, words(server->scopesSupported))
                 << row(u"PKCE"_s, words(server->codeChallengeMethods));
            for (const QByteArray &url : server->documentUrls)
                rows << row(u"Read from"_s, url);
        }
        out().table(rows, 2);
        for (const base::Check &check : report.oauth.checks)
            out().line(u"  "_s + checkLine(check));
    }

    DiscoverOptions m_options;
};

} // namespace

void addDiscover(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<DiscoverOptions>();
    CLI::App *command
        = app.add_subcommand("discover", "Find out what an address is and how one signs in there");
    addGlobals(*command, line.globals);
    command->add_option("URL", options->url, "MCP server, issuer, or project domain")->required();
    addNetworkOptions(*command, options->network);
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Discover>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
