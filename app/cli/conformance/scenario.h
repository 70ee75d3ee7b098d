// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

namespace authscope::cli {

/// What the official suite tells a client by its environment, beside the address.
struct Scenario {
    QByteArray name = {}; ///< MCP_CONFORMANCE_SCENARIO; empty: none in particular
    QByteArray version = {}; ///< MCP_CONFORMANCE_PROTOCOL_VERSION: whose wire it is
    json::Object context = {}; ///< MCP_CONFORMANCE_CONTEXT: credentials and calls

    /// Error: OA-002 when the context is no JSON object.
    static base::Result<Scenario> fromEnvironment();

    QByteArray text(std::string_view member) const;
    /// Of the version; automatic without one.
    mcp::EraChoice era() const;
};

/// How this scenario wants the client to sign in: pre-registered, by its own credentials, vouched for by an
/// identity provider or by the platform; else as anybody does.
struct SignInMeans {
    session::Connection::Settings settings = {};
    base::Secret clientSecret = {};
    oauth::GrantInput grant = {};
};
SignInMeans signInMeans(const Scenario &scenario, session::Connection::Settings settings);

} // namespace authscope::cli
