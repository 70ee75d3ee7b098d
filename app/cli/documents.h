// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

/// How the engine's values look in --json, and the lines people read.
namespace authscope::cli {

json::Object toJson(const base::Error &error);
json::Array toJson(const base::Checks &checks);
json::Array toJson(const QList<QByteArray> &texts);
json::Object toJson(const oauth::Identity &identity);
json::Object toJson(const oauth::SignInStep &step);
json::Object toJson(const oauth::TokenVerdict &verdict);
json::Object toJson(const mcp::ServerInfo &server);
json::Object toJson(const mcp::Tool &tool);
/// Id, name, address and what is known of the sign-in, without a number.
json::Object toJson(const session::Connection &connection);

boost::json::string jsonText(const QByteArray &text); ///< invalid UTF-8 replaced
json::Value jsonTime(std::optional<base::Time> time); ///< ISO 8601 UTC, or null

QString mark(base::CheckState state); ///< ✓ ! ✗ –
QString mark(oauth::StepState state);
QString checkLine(const base::Check &check);
QString stepLine(const oauth::SignInStep &step);
QString exchangeLine(const net::Exchange &exchange);
QString personLine(const oauth::Identity &identity); ///< "Ada Demo · ada@boards.example", may be empty

} // namespace authscope::cli
