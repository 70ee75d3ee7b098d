// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/conformance/exercise.h"
#include "cli/conformance/unattended.h"
#include "cli/documents.h"
#include "cli/signinlines.h"

#include <CLI/CLI.hpp>

#include <QTemporaryDir>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

/// The suite kills only the shell around us after 30 s: we end by ourselves, before that.
constexpr std::chrono::seconds deadline{ 20 };

/// The client under test of the official conformance suite: what everybody gets, with a browser that follows
/// redirects, a person who always agrees, and nothing kept.
class Conformance : public Command {
public:
    Conformance(const Globals &globals, Output &output, const std::string &url)
        : Command(globals, output), m_url(url)
    {
    }

    void run() override
    {
        auto scenario = Scenario::fromEnvironment();
        if (!scenario)
            return fail(scenario.error());
        const QByteArray url = typedUrl(m_url);
        if (url.isEmpty() || !openUnkept({ .mode = "headless" }, &m_person, m_folder.path()))
            return;
        const auto added = workspace().add(url);
        if (!added)
            return fail(added.error());
        session::Connection *connection = *added;
        SignInMeans means = signInMeans(*scenario, connection->settings());
        means.settings.era = scenario->era();
        if (const auto set = connection->setSettings(means.settings, means.clientSecret); !set)
            return fail(set.error());
        if (const auto set = connection->setGrantInput(means.grant); !set)
            return fail(set.error());
        workspace().setInputHandler(&m_person);
        connection->setSignInOnDemand(true);
        connect(connection, &session::Connection::signInStarted, this, [this](oauth::SignInFlow *flow) {
            new SignInLines(
                flow, [this](const QString &text) { out().note(text); }, this);
        });
        connect(connection->features(), &session::Features::complained, this,
            [this, connection] { out().note(base::oneLine(connection->features()->complaints().last())); });
        QTimer::singleShot(deadline, this, [this] {
            stop({ .kind = base::ErrorKind::Network,
                .code = base::code::timedOut,
                .message = u"The scenario did not end within %1 s."_s.arg(deadline.count()) });
        });
        auto *exercise = new Exercise(connection, *scenario, this);
        connect(exercise, &Exercise::said, this, [this](const QString &text) { out().note(text); });
        await(exercise, [this](const base::Result<bool> &done) {
            if (!done)
                return fail(done.error());
            succeed({ { "done", true } });
        });
    }

private:
    std::string m_url;
    QTemporaryDir m_folder;
    Unattended m_person;
};

} // namespace

void addConformance(CLI::App &app, CommandLine &line)
{
    auto url = std::make_shared<std::string>();
    CLI::App *command = app.add_subcommand(
        "conformance", "Be the client of the official conformance suite: try everything at an address, once");
    addGlobals(*command, line.globals);
    command->add_option("URL", *url, "Of the suite's server")->required();
    command->callback([&line, url] {
        line.make = [url](const Globals &globals, Output &output) {
            return std::make_unique<Conformance>(globals, output, *url);
        };
    });
}

} // namespace authscope::cli
