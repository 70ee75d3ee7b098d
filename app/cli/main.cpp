// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/nodumps.h"
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/platform.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QTimer>

#include <cmath>
#include <string_view>

using namespace Qt::StringLiterals;
using namespace std::string_view_literals;

namespace authscope::cli {

void addGlobals(CLI::App &app, Globals &globals)
{
    const std::string group = "Everywhere";
    app.add_flag("--json", globals.json, "One JSON document on standard output")->group(group);
    app.add_option(
           "--data-dir", globals.dataDir, "Where everything that is no secret is kept (AUTHSCOPE_DATA_DIR)")
        ->group(group);
    app.add_option("--secrets", globals.secrets, "keychain, or memory: for as long as this command runs")
        ->check(CLI::IsMember({ "keychain", "memory" }))
        ->group(group);
    app.add_option("--timeout", globals.timeout, "Give up after this many seconds")
        ->check(CLI::Range(0.001, 1e6))
        ->group(group);
    app.add_flag("--verbose", globals.verbose, "Name every HTTP exchange on standard error, without secrets")
        ->group(group);
}

namespace {

int usageError(const CLI::ParseError &error, bool json)
{
    QString text = QString::fromStdString(error.what()).trimmed();
    if (!text.endsWith(u'.'))
        text += u'.';
    const base::Error usage{ .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = text,
        .nextStep = u"“authscope-cli --help” explains every command."_s };
    Output output(json);
    output.document({ { "error", toJson(usage) } });
    output.error(usage);
    return base::exitCode(usage.kind);
}

/// Qt's own messages are for those who write programs, and may quote what passes through.
void dropQtMessages(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    if (type == QtFatalMsg)
        Output(false).note(message);
}

int start(QCoreApplication &application, CommandLine &line)
{
    Output output(line.globals.json);
    const std::unique_ptr<Command> command = line.make(line.globals, output);
    Interrupts interrupts;
    QObject::connect(&interrupts, &Interrupts::interrupted, command.get(),
        [&command] { command->stop(base::cancelledError()); });
    QObject::connect(
        command.get(), &Command::finished, &application, &QCoreApplication::exit, Qt::QueuedConnection);
    if (line.globals.timeout > 0) {
        const std::chrono::milliseconds limit(std::llround(line.globals.timeout * 1000));
        QTimer::singleShot(limit, command.get(), [&command, &line] {
            command->stop({ .kind = base::ErrorKind::Network,
                .code = base::code::timedOut,
                .message = u"Gave up after %1 s, as --timeout says."_s.arg(line.globals.timeout) });
        });
    }
    QTimer::singleShot(0, command.get(), [&command] { command->run(); });
    return application.exec();
}

} // namespace

} // namespace authscope::cli

int main(int argc, char **argv)
{
    using namespace authscope::cli;
    authscope::app::forbidDumps();
    qInstallMessageHandler(dropQtMessages);
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"authscope"_s);

    CommandLine line;
    CLI::App app("Signs in to MCP servers, judges the tokens, calls the tools.", "authscope-cli");
    app.set_version_flag("--version", AUTHSCOPE_VERSION);
    app.require_subcommand(1);
    app.footer("Exit status: 0 done, 1 the tool or the token says no, 2 usage, 3 the server broke a rule,\n"
               "4 refused by the person or the provider, 5 network, 6 keychain or disk.");
    addGlobals(app, line.globals);
    // What follows "--" is a server that is a program: its words are not ours to read.
    const auto dashes = std::find(argv, argv + argc, "--"sv);
    if (dashes != argv + argc)
        line.serverWords.assign(dashes + 1, argv + argc);
    for (const auto add : { addDiscover, addLogin, addClientMetadata, addConnections, addLogout, addRevoke,
             addToken, addRefresh, addInspect, addIntrospect, addUserInfo, addClients, addStepUp, addCheck, addServer,
             addTools, addCall, addResources, addRead, addPolicies, addPrompts, addPrompt, addComplete,
             addSubscribe, addTraffic, addHistory, addReplay, addConformance, addDemo })
        add(app, line);
    try {
        app.parse(int(dashes - argv), argv);
        if (!line.serverWords.empty() && !line.tookServerWords)
            throw CLI::ValidationError("--", "this command takes no program");
        if (dashes != argv + argc && line.serverWords.empty())
            throw CLI::ValidationError("--", "a program is expected after it");
    } catch (const CLI::ParseError &error) {
        if (error.get_exit_code() == int(CLI::ExitCodes::Success))
            return app.exit(error); // --help, --version
        const bool json = std::any_of(argv, dashes, [](const char *word) { return word == "--json"sv; });
        return usageError(error, json);
    }
    return start(application, line);
}
