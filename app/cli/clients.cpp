// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "oauth/humantime.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct ClientsOptions {
    std::string remove = {};
    std::string show = {};
    std::string update = {};
};

class Clients : public Command {
public:
    Clients(const Globals &globals, Output &output, ClientsOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        if (!m_options.remove.empty())
            return remove();
        if (!m_options.show.empty() || !m_options.update.empty())
            return show();
        list();
    }

private:
    json::Object toJson(const session::KnownClient &client) const
    {
        json::Array users;
        for (const QString &name : client.usedBy)
            users.emplace_back(json::string(name));
        return { { "issuer", jsonText(client.issuer) }, { "client_id", jsonText(client.clientId) },
            { "registered", jsonTime(client.registered) }, { "auth_method", jsonText(client.authMethod) },
            { "redirect_uris", cli::toJson(client.redirectUris) }, { "deletable", client.isManageable },
            { "used_by", users } };
    }

    void list()
    {
        json::Array all;
        QList<QStringList> rows;
        const base::Time now = workspace().services().clock->now();
        for (const session::KnownClient &client : workspace().clients()) {
            all.push_back(toJson(client));
            rows << QStringList{ QString::number(rows.size() + 1), shown(client.issuer),
                shown(client.clientId), oauth::relativeTime(client.registered, now),
                client.isManageable ? u"can be deleted there"_s : u"only forgotten here"_s,
                client.usedBy.isEmpty() ? u"not in use"_s : shown(client.usedBy.join(u", "_s)) };
        }
        if (rows.isEmpty())
            out().line(u"This program has registered nowhere."_s);
        out().table(rows);
        succeed({ { "clients", all } });
    }

    /// By number in the list, or by id where no two issuers gave the same.
    std::optional<session::KnownClient> chosen(const std::string &typed)
    {
        const QList<session::KnownClient> all = workspace().clients();
        QList<session::KnownClient> found;
        for (const session::KnownClient &client : all) {
            if (client.clientId == QByteArray::fromStdString(typed))
                found.append(client);
        }
        bool isNumber = false;
        const int number = QString::fromStdString(typed).toInt(&isNumber);
        if (found.isEmpty() && isNumber && number >= 1 && number <= all.size())
            found.append(all[number - 1]);
        if (found.size() == 1)
            return found.first();
        fail({ .kind = base::ErrorKind::Usage,
            .code = base::code::noSuchConnection,
            .message = (found.isEmpty() ? u"There is no registered client “%1”."_s
                                        : u"Several issuers gave the client id “%1”."_s)
                           .arg(base::cleaned(QString::fromStdString(typed))),
            .nextStep = u"“authscope-cli clients” lists them; a number names one."_s });
        return std::nullopt;
    }

    void remove()
    {
        const auto client = chosen(m_options.remove);
        if (!client)
            return;
        await(workspace().deleteClient(client->issuer, client->clientId, this),
            [this, client = *client](const base::Result<session::ClientDeletion> &result) {
                if (!result)
                    return fail(result.error());
                json::Object document{ { "client", toJson(client) }, { "deleted_here", true },
                    { "deleted_at_provider", result->deletedAtProvider },
                    { "note", json::string(result->note) } };
                if (result->deletedAtProvider) {
                    out().line(u"The provider deleted the client %1; nothing of it is kept here."_s.arg(
                        shown(client.clientId)));
                    return succeed(document);
                }
                out().line(u"The client %1 is forgotten here."_s.arg(shown(client.clientId)));
                fail({ .kind = base::ErrorKind::Refused,
                         .code = base::code::clientNotDeleted,
                         .message = result->note },
                    std::move(document));
            });
    }

    void show()
    {
        const bool isUpdate = !m_options.update.empty();
        const auto client = chosen(isUpdate ? m_options.update : m_options.show);
        if (!client)
            return;
        await(workspace().readClient(client->issuer, client->clientId, this, isUpdate),
            [this, client = *client](const base::Result<oauth::ManagedClient> &result) {
                if (!result)
                    return fail(result.error(), { { "client", toJson(client) } });
                QList<QStringList> rows;
                for (const auto &member : result->document)
                    rows << QStringList{ shown(json::bytes(member.key())),
                        shown(json::compact(member.value())) };
                out().line(u"%1 has on file for %2:"_s.arg(shown(client.issuer), shown(client.clientId)));
                out().table(rows, 2);
                succeed({ { "client", toJson(client) }, { "registration", result->document } });
            });
    }

    ClientsOptions m_options;
};

} // namespace

void addClients(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ClientsOptions>();
    CLI::App *command = app.add_subcommand("clients", "List the clients this program registered at issuers");
    addGlobals(*command, line.globals);
    auto *remove = command->add_option(
        "--delete", options->remove, "Delete this client (number or id) at the provider, and here");
    auto *show = command->add_option("--show", options->show, "Read this client at the provider");
    auto *update = command->add_option(
        "--update", options->update, "Give the provider the metadata this program registers with today");
    remove->excludes(show)->excludes(update);
    show->excludes(update);
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Clients>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
