// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "cli/signinlines.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct StepUpOptions {
    std::string connection = {};
    std::string scope = {};
    BrowserOptions browser = {};
};

class StepUp : public Command {
public:
    StepUp(const Globals &globals, Output &output, StepUpOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open(m_options.browser))
            return;
        m_connection = find(m_options.connection);
        if (!m_connection)
            return;
        const QList<QByteArray> wanted = oauth::splitScopes(QByteArray::fromStdString(m_options.scope));
        if (wanted.isEmpty())
            return fail({ .kind = base::ErrorKind::Usage,
                .code = base::code::usage,
                .message = u"--scope names no scope. Nothing was asked for."_s });
        requireSignIn(m_connection, [this, wanted] { ask(wanted); });
    }

private:
    void ask(const QList<QByteArray> &wanted)
    {
        m_before = m_connection->tokens().grant().grantedScopes;
        QList<QByteArray> missing = wanted;
        missing.removeIf([this](const QByteArray &one) { return m_before.contains(one); });
        if (missing.isEmpty()) {
            out().line(u"Everything asked for was granted before; no browser was opened."_s);
            return succeed(describe(wanted, {}));
        }
        oauth::SignInFlow *flow = m_connection->signIn(
            u"More was asked for on the command line: %1"_s.arg(shown(oauth::joinScopes(missing))), wanted);
        new SignInLines(
            flow, [this](const QString &text) { out().line(text); }, this);
        await(flow, [this, wanted](const base::Result<oauth::Grant> &grant) {
            if (!grant)
                return fail(grant.error());
            ended(wanted, *grant);
        });
    }

    json::Object describe(const QList<QByteArray> &wanted, const QList<QByteArray> &missing) const
    {
        const QList<QByteArray> now = m_connection->tokens().grant().grantedScopes;
        QList<QByteArray> gained = now;
        gained.removeIf([this](const QByteArray &one) { return m_before.contains(one); });
        return { { "connection", toJson(*m_connection) }, { "asked_for", toJson(wanted) },
            { "granted_scopes", toJson(now) }, { "gained_scopes", toJson(gained) },
            { "missing_scopes", toJson(missing) } };
    }

    void ended(const QList<QByteArray> &wanted, const oauth::Grant &grant)
    {
        QList<QByteArray> missing = wanted;
        missing.removeIf([&grant](const QByteArray &one) { return grant.grantedScopes.contains(one); });
        out().line(u"Granted: %1"_s.arg(shown(oauth::joinScopes(grant.grantedScopes))));
        json::Object document = describe(wanted, missing);
        if (missing.isEmpty())
            return succeed(document);
        fail({ .kind = base::ErrorKind::Refused,
                 .code = base::code::insufficientScope,
                 .message = u"The provider did not grant %1. What was granted before still stands."_s.arg(
                     shown(oauth::joinScopes(missing))) },
            std::move(document));
    }

    StepUpOptions m_options;
    session::Connection *m_connection = nullptr;
    QList<QByteArray> m_before;
};

} // namespace

void addStepUp(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<StepUpOptions>();
    CLI::App *command
        = app.add_subcommand("step-up", "Ask for more scopes, beside those a sign-in has already");
    addGlobals(*command, line.globals);
    command->add_option("N", options->connection, "Number, name or address of a connection")->required();
    command->add_option("--scope", options->scope, "Scopes to add, separated by blanks")->required();
    addBrowserOptions(*command, options->browser);
    command->callback([&line, options] {
        checkBrowserOptions(options->browser);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<StepUp>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
