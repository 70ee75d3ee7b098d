// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/browserchoice.h"
#include "cli/networkoptions.h"
#include "session/connection.h"

namespace authscope::cli {

struct CommandLine;

/// How one reaches a server and what it may do meanwhile, as typed.
struct ServerOptions {
    std::string target = {}; ///< a connection or an address
    std::vector<std::string> words = {}; ///< after "--": the program that is the server, and its arguments
    BrowserOptions browser = {};
    NetworkOptions network = {};
    std::vector<std::string> headers = {}; ///< "Name: value"
    std::vector<std::string> headerFiles = {};
    std::vector<std::string> headerVariables = {};
    std::vector<std::string> limits = {}; ///< "name=value"
    std::string era = {}; ///< auto, legacy, modern; empty: as the connection has it
    std::optional<int> pingEvery = {}; ///< seconds; 0: never; absent: as the connection has it
    bool allowSampling = false;
    std::vector<std::string> roots = {};
};

using HeaderList = QList<std::pair<QByteArray, base::Secret>>;

/// The first positional argument, or "-- program arguments …" in its place, and everything above.
void addServerOptions(CLI::App &command, CommandLine &line, ServerOptions &options);
/// --header and the like alone, for commands that take their target another way.
void addHeaderOptions(CLI::App &command, ServerOptions &options);
/// Throws CLI11's error when two of them contradict each other.
void checkServerOptions(const ServerOptions &options);

mcp::EraChoice eraChoice(const std::string &word);
/// From --header, --header-file and --header-env, in this order. Errors: OA-002; no value stands in them.
base::Result<HeaderList> readHeaders(const ServerOptions &options);
/// `limits` with those of --limit. Errors: OA-002.
base::Result<mcp::Limits> readLimitOptions(const ServerOptions &options, mcp::Limits limits);
/// The folders of --root, absolute and there. Errors: OA-002.
base::Result<QStringList> readRoots(const ServerOptions &options);

} // namespace authscope::cli
