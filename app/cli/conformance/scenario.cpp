// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/conformance/scenario.h"

#include "base/errorcodes.h"

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

/// Nobody fetches it in the suite; it only has to be ours and an https address with a path.
constexpr const char *clientMetadata = "https://conformance-test.local/client-metadata.json";

} // namespace

base::Result<Scenario> Scenario::fromEnvironment()
{
    Scenario scenario{ .name = qgetenv("MCP_CONFORMANCE_SCENARIO"),
        .version = qgetenv("MCP_CONFORMANCE_PROTOCOL_VERSION") };
    if (const QByteArray text = qgetenv("MCP_CONFORMANCE_CONTEXT"); !text.isEmpty()) {
        auto context = json::parseObject(text, u"MCP_CONFORMANCE_CONTEXT"_s);
        if (!context) {
            context.error().kind = base::ErrorKind::Usage;
            context.error().code = base::code::usage;
            return base::fail(std::move(context.error()));
        }
        scenario.context = std::move(*context);
    }
    return scenario;
}

QByteArray Scenario::text(std::string_view member) const
{
    return json::stringMember(context, member).value_or(QByteArray());
}

mcp::EraChoice Scenario::era() const
{
    if (version.isEmpty())
        return mcp::EraChoice::Automatic;
    return mcp::modernVersions().contains(version) ? mcp::EraChoice::Modern : mcp::EraChoice::Legacy;
}

SignInMeans signInMeans(const Scenario &scenario, session::Connection::Settings settings)
{
    SignInMeans means{ .settings = std::move(settings) };
    session::Connection::Settings &chosen = means.settings;
    chosen.clientMetadataUrl = clientMetadata;
    chosen.clientId = scenario.text("client_id");
    chosen.clientIssuer = scenario.text("issuer");
    means.clientSecret = base::Secret(scenario.text("client_secret"));
    if (scenario.context.contains("private_key_pem"))
        means.grant = oauth::ClientCredentialsInput{ .signingAlgorithm = scenario.text("signing_algorithm"),
            .privateKey = base::Secret(scenario.text("private_key_pem")) };
    else if (scenario.name == "auth/client-credentials-basic")
        means.grant = oauth::ClientCredentialsInput{};
    else if (scenario.context.contains("idp_token_endpoint"))
        means.grant = oauth::EnterpriseInput{ .idpTokenEndpoint = scenario.text("idp_token_endpoint"),
            .idpClientId = scenario.text("idp_client_id"),
            .idToken = base::Secret(scenario.text("idp_id_token")) };
    else if (scenario.context.contains("valid_jwt"))
        means.grant = oauth::WorkloadInput{ .assertion = base::Secret(scenario.text("valid_jwt")) };
    return means;
}

} // namespace authscope::cli
