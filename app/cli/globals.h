// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace authscope::cli {

class Command;
class Output;

/// Options that every command takes, before or after its name.
struct Globals {
    bool json = false;
    std::string dataDir = {};
    std::string secrets = "keychain"; ///< or "memory"
    double timeout = 0; ///< seconds; 0: none
    bool verbose = false;
};

/// What was typed: each command adds itself, and CLI11 calls back the one that was chosen.
struct CommandLine {
    using Make = std::function<std::unique_ptr<Command>(const Globals &, Output &)>;

    Globals globals = {};
    Make make = {};
    std::vector<std::string> serverWords = {}; ///< what stood after the first "--"
    bool tookServerWords = false; ///< the command that was chosen has a use for them
};

void addGlobals(CLI::App &app, Globals &globals);

void addDiscover(CLI::App &app, CommandLine &line);
void addLogin(CLI::App &app, CommandLine &line);
void addClientMetadata(CLI::App &app, CommandLine &line);
void addConnections(CLI::App &app, CommandLine &line);
void addLogout(CLI::App &app, CommandLine &line);
void addRevoke(CLI::App &app, CommandLine &line);
void addClients(CLI::App &app, CommandLine &line);
void addIntrospect(CLI::App &app, CommandLine &line);
void addHistory(CLI::App &app, CommandLine &line);
void addReplay(CLI::App &app, CommandLine &line);
void addInspect(CLI::App &app, CommandLine &line);
void addUserInfo(CLI::App &app, CommandLine &line);
void addStepUp(CLI::App &app, CommandLine &line);
void addCheck(CLI::App &app, CommandLine &line);
void addToken(CLI::App &app, CommandLine &line);
void addRefresh(CLI::App &app, CommandLine &line);
void addTools(CLI::App &app, CommandLine &line);
void addCall(CLI::App &app, CommandLine &line);
void addServer(CLI::App &app, CommandLine &line);
void addResources(CLI::App &app, CommandLine &line);
void addRead(CLI::App &app, CommandLine &line);
void addPolicies(CLI::App &app, CommandLine &line);
void addPrompts(CLI::App &app, CommandLine &line);
void addPrompt(CLI::App &app, CommandLine &line);
void addComplete(CLI::App &app, CommandLine &line);
void addSubscribe(CLI::App &app, CommandLine &line);
void addTraffic(CLI::App &app, CommandLine &line);
void addConformance(CLI::App &app, CommandLine &line);
void addDemo(CLI::App &app, CommandLine &line);

} // namespace authscope::cli
