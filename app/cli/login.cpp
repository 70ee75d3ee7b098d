// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/networkoptions.h"
#include "cli/platform.h"
#include "cli/signinlines.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct LoginOptions {
    std::string url = {};
    std::string name = {};
    std::string clientId = {};
    bool secretFromInput = false;
    std::string scope = {};
    BrowserOptions browser = {};
    NetworkOptions network = {};
};

std::string_view name(secrets::KeepState state)
{
    switch (state) {
    case secrets::KeepState::Kept:
        return "kept";
    case secrets::KeepState::InMemory:
        return "in_memory";
    case secrets::KeepState::Locked:
        return "locked";
    case secrets::KeepState::Unavailable:
        return "unavailable";
    case secrets::KeepState::RemovedElsewhere:
        return "removed_elsewhere";
    case secrets::KeepState::Waiting:
        return "waiting";
    }
    Q_UNREACHABLE();
    return {};
}

class Login : public Command {
public:
    Login(const Globals &globals, Output &output, LoginOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        const QByteArray url = typedUrl(m_options.url);
        if (url.isEmpty() || !open(m_options.browser))
            return;
        if (m_options.network.isEmpty())
            return readSecret(url);
        await(new NetworkFileReading(m_options.network, out(), this),
            [this, url](const base::Result<NetworkFiles> &files) {
                if (!files)
                    return fail(files.error());
                m_network = *files;
                readSecret(url);
            });
    }

    void readSecret(const QByteArray &url)
    {
        if (!m_options.secretFromInput)
            return prepare(url, {});
        m_reader = std::make_unique<LineReader>(LineReader::Echo::Off);
        connect(m_reader.get(), &LineReader::lineRead, this,
            [this, url](const QString &line) { prepare(url, base::Secret(line.trimmed().toUtf8())); });
    }

    void stop(const base::Error &why) override
    {
        m_reader.reset(); // the terminal echoes again
        Command::stop(why);
    }

private:
    void prepare(const QByteArray &url, const base::Secret &clientSecret)
    {
        const qsizetype before = workspace().connections().size();
        const auto added = workspace().add(url, QString::fromStdString(m_options.name));
        if (!added)
            return fail(added.error());
        m_connection = *added;
        m_isNew = workspace().connections().size() > before;
        m_settingsBefore = m_connection->settings();
        session::Connection::Settings settings = m_settingsBefore;
        if (!m_options.clientId.empty())
            settings.clientId = QByteArray::fromStdString(m_options.clientId);
        if (!m_options.scope.empty())
            settings.scopes = oauth::splitScopes(QByteArray::fromStdString(m_options.scope));
        if (!m_network.extraCa.isEmpty())
            settings.extraCa = m_network.extraCa;
        if (const auto set = m_connection->setSettings(settings, clientSecret); !set)
            return fail(set.error());
        if (m_network.identity.isEmpty())
            return signIn();
        await(m_connection->setClientIdentity(m_network.identity, this),
            [this](const base::Result<bool> &kept) {
                if (!kept)
                    return fail(kept.error());
                if (!*kept)
                    out().note(u"The key of the client certificate is not in the keychain: it lasts until "
                               "this command ends."_s);
                signIn();
            });
    }

    void signIn()
    {
        oauth::SignInFlow *flow = m_connection->signIn(u"Asked for on the command line"_s);
        new SignInLines(
            flow, [this](const QString &text) { out().line(text); }, this);
        await(flow, [this, flow](const base::Result<oauth::Grant> &grant) {
            if (grant)
                signedIn(*flow, *grant);
            else
                failed(*flow, grant.error());
        });
    }

    json::Object describe(const oauth::SignInFlow &flow)
    {
        json::Array steps;
        for (const oauth::SignInStep *step : flow.steps())
            steps.push_back(toJson(*step));
        return { { "connection", toJson(*m_connection) }, { "steps", steps } };
    }

    void failed(const oauth::SignInFlow &flow, const base::Error &error)
    {
        json::Object document = describe(flow);
        if (m_isNew) { // what never worked is not worth a place in the list
            document.erase("connection");
            workspace().remove(m_connection);
        } else if (const auto restored = m_connection->setSettings(m_settingsBefore); !restored) {
            out().error(restored.error());
        }
        fail(error, std::move(document));
    }

    void signedIn(const oauth::SignInFlow &flow, const oauth::Grant &grant)
    {
        const qsizetype number = workspace().connections().indexOf(m_connection) + 1;
        json::Object document = describe(flow);
        document["number"] = number;
        document["identity"] = toJson(grant.identity);
        document["requested_scopes"] = toJson(grant.requestedScopes);
        document["granted_scopes"] = toJson(grant.grantedScopes);
        document["access_token_expires"] = jsonTime(grant.tokens.expires());
        document["refresh_token"] = !grant.tokens.refreshToken.isEmpty();
        document["kept"] = json::Object{ { "state", name(flow.keepState()) },
            { "where", json::string(composition().secrets().displayName()) } };

        const QString person = personLine(grant.identity);
        out().line(u"Signed in to %1%2. This is connection %3."_s.arg(shown(m_connection->name()),
            person.isEmpty() ? QString() : u" as "_s + person, QString::number(number)));
        out().line(u"Granted: %1"_s.arg(shown(oauth::joinScopes(grant.grantedScopes))));
        out().line(m_connection->keptWhere());
        if (flow.keepError())
            return fail(*flow.keepError(), std::move(document));
        succeed(document);
    }

    LoginOptions m_options;
    NetworkFiles m_network;
    std::unique_ptr<LineReader> m_reader;
    session::Connection *m_connection = nullptr;
    session::Connection::Settings m_settingsBefore;
    bool m_isNew = false;
};

} // namespace

void addLogin(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<LoginOptions>();
    CLI::App *command = app.add_subcommand("login", "Sign in, and keep the sign-in in the keychain");
    addGlobals(*command, line.globals);
    command->add_option("URL", options->url, "MCP server, issuer, or project domain")->required();
    command->add_option("--name", options->name, "What to call the connection");
    auto *clientId = command->add_option(
        "--client-id", options->clientId, "A client id you were given, instead of registering");
    command
        ->add_flag("--client-secret-stdin", options->secretFromInput,
            "Read the client's secret from standard input (one line); it is never an argument")
        ->needs(clientId);
    command->add_option("--scope", options->scope, "Scopes to ask for, separated by blanks");
    addNetworkOptions(*command, options->network);
    addBrowserOptions(*command, options->browser);
    command->callback([&line, options] {
        checkBrowserOptions(options->browser);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Login>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
