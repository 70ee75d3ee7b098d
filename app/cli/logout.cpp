// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/command.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

using session::Undo;

struct LogoutOptions {
    std::string connection = {};
    bool revoke = false;
    bool atProvider = false;
    double wait = 30; ///< seconds, for the proof
    BrowserOptions browser = {};

    Undo how() const { return atProvider ? Undo::AtProvider : revoke ? Undo::Disconnect : Undo::Forget; }
};

std::string_view name(oauth::DeathProof::Seen seen)
{
    switch (seen) {
    case oauth::DeathProof::Seen::Dead:
        return "dead";
    case oauth::DeathProof::Seen::Alive:
        return "alive";
    case oauth::DeathProof::Seen::Unknown:
        return "unknown";
    }
    Q_UNREACHABLE();
    return {};
}

std::string_view name(oauth::DeathProof::Asked asked)
{
    switch (asked) {
    case oauth::DeathProof::Asked::Nobody:
        return "nobody";
    case oauth::DeathProof::Asked::Introspection:
        return "introspection";
    case oauth::DeathProof::Asked::Resource:
        return "resource";
    case oauth::DeathProof::Asked::Userinfo:
        return "userinfo";
    }
    Q_UNREACHABLE();
    return {};
}

json::Value toJson(const std::optional<oauth::DeathProof> &proof)
{
    if (!proof)
        return nullptr;
    return json::Object{ { "access_token", name(proof->seen) }, { "asked", name(proof->asked) },
        { "after_ms", proof->after.count() }, { "tries", proof->tries }, { "status", proof->status },
        { "lives_until", jsonTime(proof->livesUntil) }, { "sentence", json::string(proof->sentence()) } };
}

class Logout : public Command {
public:
    Logout(const Globals &globals, Output &output, LogoutOptions options)
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
        if (m_options.how() == Undo::Forget)
            return signOut();
        // The provider is told with the refresh token itself, so it has to be fetched first.
        await(m_connection->restore(this), [this](const base::Result<bool> &restored) {
            if (!restored)
                m_whyNotRevoked = base::oneLine(restored.error());
            else if (!*restored)
                m_whyNotRevoked = u"There is no sign-in to revoke."_s;
            signOut();
        });
    }

private:
    void signOut()
    {
        session::SignOut *undo = m_connection->undo(m_options.how(), this);
        undo->setPatience(std::chrono::milliseconds(std::llround(m_options.wait * 1000)));
        connect(undo, &session::SignOut::stepped, this, [this](const QString &line) {
            if (m_isFirst)
                out().line(u"Signed out of %1. %2"_s.arg(shown(m_connection->name()), line));
            else
                out().line(shown(line));
            m_isFirst = false;
        });
        await(undo, [this](const base::Result<session::SignOutReport> &report) {
            if (!report)
                return fail(report.error());
            ended(*report);
        });
    }

    void ended(const session::SignOutReport &report)
    {
        json::Array lines;
        for (const QString &line : report.lines)
            lines.emplace_back(json::string(line));
        const json::Object document{ { "connection", cli::toJson(*m_connection) }, { "signed_out", true },
            { "revoked", report.revokedAtProvider }, { "note", json::string(report.note) },
            { "proof", toJson(report.proof) }, { "browser_opened", report.browserOpened },
            { "came_back", report.cameBack }, { "lines", lines } };
        if (m_options.how() != Undo::Forget && !report.revokedAtProvider && !report.browserOpened)
            return fail(
                { .kind = base::ErrorKind::Refused,
                    .code = base::code::revocationFailed,
                    .message
                    = u"Nothing is kept here any more, but nothing was revoked at the provider. %1"_s.arg(
                        report.note.isEmpty() ? m_whyNotRevoked : report.note) },
                document);
        if (m_options.how() == Undo::AtProvider && !report.browserOpened)
            return fail({ .kind = base::ErrorKind::Refused,
                            .code = base::code::logoutFailed,
                            .message = u"The session at the provider was not ended. %1"_s.arg(report.note) },
                document);
        succeed(document);
    }

    LogoutOptions m_options;
    session::Connection *m_connection = nullptr;
    QString m_whyNotRevoked;
    bool m_isFirst = true;
};

void addCommon(CLI::App &command, CommandLine &line, const std::shared_ptr<LogoutOptions> &options)
{
    addGlobals(command, line.globals);
    command.add_option("N", options->connection, "Number, name or address of a connection")->required();
    command
        .add_option("--wait", options->wait,
            "After revoking: how many seconds to look whether the access token is dead")
        ->check(CLI::Range(0.0, 3600.0));
    command.callback([&line, options] {
        checkBrowserOptions(options->browser);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Logout>(globals, output, *options);
        };
    });
}

} // namespace

void addLogout(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<LogoutOptions>();
    CLI::App *command = app.add_subcommand("logout", "Remove the tokens of a connection");
    command->add_flag("--revoke", options->revoke, "Have the provider revoke the tokens: as “revoke”");
    command->add_flag("--provider", options->atProvider,
        "Have the tokens revoked, and open the browser where the session at the provider ends");
    addBrowserOptions(*command, options->browser);
    addCommon(*command, line, options);
}

void addRevoke(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<LogoutOptions>();
    options->revoke = true;
    CLI::App *command = app.add_subcommand(
        "revoke", "Have the provider revoke the tokens, look whether they are dead, and keep nothing here");
    addCommon(*command, line, options);
}

} // namespace authscope::cli
