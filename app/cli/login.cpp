// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/networkoptions.h"
#include "cli/platform.h"
#include "cli/signinanswers.h"
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
    std::string clientAuth = {};
    std::string scope = {};
    std::string prompt = {};
    std::string loginHint = {};
    std::optional<qint64> maxAge = {};
    std::vector<std::string> parameters = {}; ///< "name=value"
    std::vector<std::string> acceptedHosts = {};
    bool push = false;
    bool device = false;
    bool step = false;
    BrowserOptions browser = {};
    NetworkOptions network = {};
};

base::Result<QList<base::FormPair>> readParameters(const std::vector<std::string> &typed)
{
    QList<base::FormPair> out;
    for (const std::string &one : typed) {
        const QByteArray text = QByteArray::fromStdString(one);
        const qsizetype equals = text.indexOf('=');
        if (equals <= 0)
            return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
                .code = base::code::usage,
                .message
                = u"What --param gives is no NAME=VALUE: “%1”. Nothing was sent."_s.arg(base::cleaned(text)),
                .nextStep = u"Write --param audience=boards, for example."_s });
        out.append({ text.left(equals), text.mid(equals + 1) });
    }
    return out;
}

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
        : Command(globals, output), m_options(std::move(options)), m_terminal(output)
    {
    }

    void run() override
    {
        if (m_options.step && !Terminal::isThere())
            return fail({ .kind = base::ErrorKind::Usage,
                .code = base::code::usage,
                .message = u"--step asks before each row, and there is no terminal to ask at. Nothing was "
                           "sent."_s });
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
        if (const auto refused = takeRequestOptions(settings))
            return giveUp(*refused);
        if (!m_network.extraCa.isEmpty())
            settings.extraCa = m_network.extraCa;
        if (const auto set = m_connection->setSettings(settings, clientSecret); !set)
            return giveUp(set.error());
        if (m_network.identity.isEmpty())
            return signIn();
        await(m_connection->setClientIdentity(m_network.identity, this),
            [this](const base::Result<bool> &kept) {
                if (!kept)
                    return giveUp(kept.error());
                if (!*kept)
                    out().note(u"The key of the client certificate is not in the keychain: it lasts until "
                               "this command ends."_s);
                signIn();
            });
    }

    /// Before anything was sent.
    void giveUp(const base::Error &error)
    {
        if (m_isNew)
            workspace().remove(m_connection);
        fail(error);
    }

    std::optional<base::Error> takeRequestOptions(session::Connection::Settings &settings) const
    {
        if (!m_options.clientAuth.empty())
            settings.clientAuthMethod = QByteArray::fromStdString(m_options.clientAuth);
        if (!m_options.prompt.empty())
            settings.prompt = QByteArray::fromStdString(m_options.prompt);
        if (!m_options.loginHint.empty())
            settings.loginHint = QByteArray::fromStdString(m_options.loginHint);
        if (m_options.maxAge)
            settings.maxAge = std::chrono::seconds(*m_options.maxAge);
        settings.alwaysPush = settings.alwaysPush || m_options.push;
        if (m_options.device)
            settings.grantKind = oauth::GrantKind::DeviceCode;
        else if (settings.grantKind == oauth::GrantKind::DeviceCode && m_options.browser.isChosen())
            settings.grantKind = oauth::GrantKind::AuthorizationCode;
        const auto parameters = readParameters(m_options.parameters);
        if (!parameters)
            return parameters.error();
        if (!parameters->isEmpty())
            settings.extraParameters = *parameters;
        return std::nullopt;
    }

    void signIn()
    {
        m_connection->setStepThrough(m_options.step);
        oauth::SignInFlow *flow = m_connection->signIn(u"Asked for on the command line"_s);
        new SignInLines(
            flow, [this](const QString &text) { out().line(text); }, this);
        QStringList hosts;
        for (const std::string &host : m_options.acceptedHosts)
            hosts.append(QString::fromStdString(host));
        new SignInAnswers(flow,
            { .output = &out(),
                .terminal = Terminal::isThere() ? &m_terminal : nullptr,
                .acceptedHosts = hosts,
                .takesPaste = m_options.browser.mode != "headless" },
            this);
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
        } else {
            m_settingsBefore.decisions = m_connection->settings().decisions; // they were given all the same
            if (const auto restored = m_connection->setSettings(m_settingsBefore); !restored)
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
    Terminal m_terminal;
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
    command
        ->add_option("--client-auth", options->clientAuth, "How that client was registered to prove itself")
        ->check(CLI::IsMember({ "none", "client_secret_basic", "client_secret_post" }));
    command->add_option("--scope", options->scope, "Scopes to ask for, separated by blanks");
    command->add_option("--prompt", options->prompt,
        "What the provider is to show: login, consent, select_account; none: no page at all");
    command->add_option("--login-hint", options->loginHint, "Who you are likely to be, for the sign-in page");
    command
        ->add_option(
            "--max-age", options->maxAge, "The sign-in at the provider may be at most this many seconds old")
        ->check(CLI::NonNegativeNumber);
    command
        ->add_option("--param", options->parameters,
            "NAME=VALUE, sent along with the authorization request; repeat for more")
        ->expected(1)
        ->take_all();
    command->add_flag("--push", options->push,
        "Send the request to the server beforehand wherever that is offered (RFC 9126)");
    command
        ->add_option("--accept-host", options->acceptedHosts,
            "A host beside the issuer's own that tokens and codes may go to; repeat for more")
        ->expected(1)
        ->take_all();
    auto *device = command->add_flag(
        "--device", options->device, "Show a code to type into a browser on another device (RFC 8628)");
    command->add_flag("--step", options->step, "On a terminal: ask before each of the eight rows");
    addNetworkOptions(*command, options->network);
    addBrowserOptions(*command, options->browser);
    command->callback([&line, options, device] {
        if (device->count() > 0 && options->browser.isChosen())
            throw CLI::ValidationError("--device", "needs no browser here");
        checkBrowserOptions(options->browser);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Login>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
