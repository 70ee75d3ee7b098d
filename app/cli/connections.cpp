// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/command.h"
#include "cli/documents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

oauth::Identity identityOf(const store::GrantRecord &grant)
{
    oauth::Identity identity{ .subject = grant.subject, .isVerified = grant.identityVerified };
    if (const auto claims = json::parseObject(grant.claims, u"The kept claims"_s)) {
        identity.name = QString::fromUtf8(json::stringMember(*claims, "name").value_or(QByteArray()));
        identity.email = QString::fromUtf8(json::stringMember(*claims, "email").value_or(QByteArray()));
    }
    return identity;
}

/// Says what is known on disk; asks neither the network nor the keychain.
class Connections : public Command {
public:
    using Command::Command;

    void run() override
    {
        if (!open())
            return;
        json::Array list;
        QList<QStringList> rows;
        int number = 0;
        for (const session::Connection *connection : workspace().connections()) {
            const auto grant = workspace().store()->grant(connection->id());
            if (!grant)
                return fail(grant.error());
            const bool isKept = composition().secrets().wasKept(oauth::refreshTokenKey(connection->id()));
            const oauth::Identity identity = *grant ? identityOf(**grant) : oauth::Identity();

            json::Object one{ { "number", ++number } };
            for (const auto &member : toJson(*connection))
                one.insert(member);
            one["signed_in"] = isKept;
            one["identity"] = *grant ? json::Value(toJson(identity)) : json::Value(nullptr);
            one["granted_scopes"]
                = toJson(*grant ? oauth::splitScopes((*grant)->grantedScopes) : QList<QByteArray>());
            list.push_back(std::move(one));

            const bool isOpen = connection->state() == session::ConnectionState::Open;
            const QString standing = isOpen ? u"no sign-in needed"_s
                : isKept                    ? u"signed in"_s
                                            : u"not signed in"_s;
            rows << QStringList{ QString::number(number), isKept || isOpen ? u"●"_s : u"○"_s,
                shown(connection->name()), shown(connection->url()), standing, personLine(identity) };
        }
        if (rows.isEmpty())
            out().line(u"No connections yet. “authscope-cli login URL” makes one."_s);
        out().table(rows);
        succeed({ { "connections", list } });
    }
};

} // namespace

void addConnections(CLI::App &app, CommandLine &line)
{
    CLI::App *command = app.add_subcommand("connections", "List the connections that are kept");
    addGlobals(*command, line.globals);
    command->callback([&line] {
        line.make = [](const Globals &globals, Output &output) {
            return std::make_unique<Connections>(globals, output);
        };
    });
}

} // namespace authscope::cli
