// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/documents.h"
#include "cli/servercommand.h"
#include "session/toolbadges.h"
#include "session/toolconsents.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct ToolsOptions {
    ServerOptions server = {};
    bool matrix = false;
    bool changes = false;
    std::string format = "table";
};

QStringList badgeWords(const mcp::Tool &tool, const session::ToolStanding &standing)
{
    if (!tool.rejection.isEmpty())
        return { u"unusable"_s };
    QStringList out;
    for (const session::ToolBadge &badge : session::toolBadges(tool, standing))
        out += badge.text;
    return out;
}

class Tools : public ServerCommand {
public:
    Tools(const Globals &globals, Output &output, ToolsOptions options)
        : ServerCommand(globals, output, options.server), m_options(std::move(options))
    {
    }

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            await(connection->loadTools(this, true),
                [this, connection](const base::Result<QList<mcp::Tool>> &tools) {
                    if (!tools)
                        return failAt(connection, tools.error());
                    if (m_options.matrix)
                        reportMatrix(*connection, *tools);
                    else if (m_options.changes)
                        reportChanges(*connection, *tools);
                    else
                        report(*connection, *tools);
                });
        });
    }

private:
    void report(const session::Connection &connection, const QList<mcp::Tool> &tools)
    {
        const session::ToolConsents *consents = connection.consents();
        const QList<store::LearnedScope> learned = consents->learned();
        const QSet<QString> changed = consents->changedTools(tools);
        const QHash<qsizetype, session::LookAlike> looks = session::lookAlikes(tools);
        json::Array list;
        QList<QStringList> rows;
        for (qsizetype i = 0; i < tools.size(); ++i) {
            const mcp::Tool &tool = tools[i];
            session::ToolStanding standing{ .held = connection.heldScopes(),
                .isChanged = changed.contains(tool.name),
                .isNew = consents->news().appeared.contains(tool.name),
                .own = consents->ownRule(tool.name) };
            for (const store::LearnedScope &one : learned) {
                if (one.tool == tool.name)
                    standing.learned.append(one.scope);
            }
            if (const auto look = looks.constFind(i); look != looks.cend())
                standing.look = *look;
            json::Object document = toJson(tool);
            const QStringList badges = badgeWords(tool, standing);
            json::Array words;
            for (const QString &badge : badges)
                words.emplace_back(json::string(badge));
            document["badges"] = std::move(words);
            document["changed"] = standing.isChanged;
            document["missing_scopes"]
                = toJson(session::missingScopes(tool, learned, connection.heldScopes()));
            json::Array cautions;
            for (const session::ToolCaution &caution : session::cautionsOf(tool))
                cautions.emplace_back(json::string(caution.sentence));
            if (standing.look)
                cautions.emplace_back(json::string(session::lookAlikeSentence(tool.name, *standing.look)));
            if (!tool.schemesNote.isEmpty())
                cautions.emplace_back(json::string(tool.schemesNote));
            for (const json::Value &caution : cautions)
                out().note(u"%1: %2"_s.arg(shown(tool.name), shown(json::text(caution.get_string()))));
            document["cautions"] = std::move(cautions);
            list.push_back(std::move(document));
            const QString text = !tool.rejection.isEmpty() ? tool.rejection
                : tool.description.isEmpty()               ? tool.title
                                                           : tool.description;
            rows << QStringList{ shown(tool.name), shown(badges.join(u", "_s)),
                shown(text.section(u'\n', 0, 0)) };
        }
        if (tools.isEmpty())
            out().line(u"The server offers no tools."_s);
        out().table(rows);
        sayNews(consents->news());
        json::Object document{ { "connection", toJson(connection) }, { "tools", list } };
        if (const mcp::ServerInfo *server = connection.serverInfo())
            document["server"] = toJson(*server);
        succeed(document);
    }

    void sayNews(const session::ToolConsents::News &news)
    {
        const auto say = [this, &news](const QString &what, const QStringList &names) {
            if (!names.isEmpty())
                out().note(u"%1 since %2: %3"_s.arg(what, base::toDateTime(news.since).toString(Qt::ISODate),
                    shown(names.mid(0, 20).join(u", "_s))));
        };
        say(u"New"_s, news.appeared);
        say(u"Gone"_s, news.vanished);
    }

    void reportMatrix(const session::Connection &connection, const QList<mcp::Tool> &tools)
    {
        const auto matrix
            = session::ScopeMatrix::build(tools, connection.consents()->learned(), connection.heldScopes());
        json::Array columns;
        for (const session::ScopeMatrix::Column &column : matrix.columns())
            columns.push_back(json::Object{ { "scope", jsonText(column.scope) }, { "held", column.isHeld },
                { "of_sign_in", column.isOfSignIn }, { "needed_by", column.neededBy },
                { "meaning", json::string(column.meaning) } });
        json::Array rows;
        for (const session::ScopeMatrix::Row &row : matrix.rows()) {
            json::Array needs;
            for (const session::ScopeMatrix::Cell &cell : row.cells) {
                const session::ScopeMatrix::Column &column = matrix.columns()[cell.column];
                needs.push_back(json::Object{ { "scope", jsonText(column.scope) },
                    { "declared", (cell.uses & session::ScopeMatrix::Declared) != 0 },
                    { "learned", (cell.uses & session::ScopeMatrix::Learned) != 0 },
                    { "held", column.isHeld } });
            }
            rows.push_back(json::Object{ { "tool", json::string(row.tool) }, { "listed", row.isListed },
                { "public", row.isPublic }, { "says_nothing", row.saysNothing }, { "needs", needs },
                { "missing", toJson(row.missing) } });
        }
        if (m_options.format == "csv")
            out().line(session::matrixCsv(matrix).trimmed());
        else if (m_options.format == "markdown")
            out().line(session::matrixMarkdown(matrix).trimmed());
        else
            sayMatrix(matrix);
        succeed({ { "connection", toJson(connection) }, { "scopes", columns }, { "tools", rows },
            { "over_asked", toJson(matrix.overAsked()) }, { "missing", toJson(matrix.missing()) } });
    }

    void sayMatrix(const session::ScopeMatrix &matrix)
    {
        QStringList head{ QString() };
        for (const session::ScopeMatrix::Column &column : matrix.columns())
            head += shown(column.scope);
        QList<QStringList> rows{ head };
        for (qsizetype row = 0; row < matrix.rows().size(); ++row) {
            QStringList cells{ shown(matrix.rows()[row].tool) };
            for (qsizetype column = 0; column < matrix.columns().size(); ++column) {
                const int uses = matrix.uses(row, column);
                cells += uses == 0
                    ? u"·"_s
                    : (matrix.columns()[column].isHeld ? u"✓ "_s : u"✗ "_s) + session::useWords(uses);
            }
            rows << cells;
        }
        out().table(rows);
        if (const auto missing = matrix.missing(); !missing.isEmpty())
            out().line(u"Needed and not held: "_s + shown(missing.join(", ")));
        if (const auto over = matrix.overAsked(); !over.isEmpty())
            out().line(u"Held, and no tool or call needed it so far: "_s + shown(over.join(", ")));
    }

    void reportChanges(const session::Connection &connection, const QList<mcp::Tool> &tools)
    {
        json::Array list;
        for (const mcp::Tool &tool : tools) {
            session::CallQuestion question{ .tool = tool };
            connection.consents()->explain(&question);
            if (question.changes.isEmpty() && !question.changesAreUnknown)
                continue;
            out().line(u"%1 changed since you approved it on %2"_s.arg(shown(tool.name),
                question.approved ? base::toDateTime(*question.approved).toString(Qt::ISODate)
                                  : u"a day not kept"_s));
            json::Array changes;
            for (const session::DefinitionChange &change : question.changes) {
                out().line(u"  "_s + change.title());
                if (!change.before.isEmpty())
                    out().line(u"    before: "_s + shown(change.before));
                if (!change.after.isEmpty())
                    out().line(u"    now:    "_s + shown(change.after));
                changes.push_back(json::Object{ { "where", json::string(change.where) },
                    { "before", json::string(change.before) }, { "after", json::string(change.after) } });
            }
            list.push_back(json::Object{ { "tool", json::string(tool.name) },
                { "approved", jsonTime(question.approved) }, { "changes", std::move(changes) } });
        }
        if (list.empty())
            out().line(u"Every tool you approved is what it was then."_s);
        succeed({ { "connection", toJson(connection) }, { "changed", list } });
    }

    ToolsOptions m_options;
};

} // namespace

void addTools(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ToolsOptions>();
    CLI::App *command = app.add_subcommand("tools", "List the tools of an MCP server");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, options->server);
    CLI::Option *matrix
        = command->add_flag("--matrix", options->matrix, "Which tool needs which scope, and which are held");
    command->add_option("--as", options->format, "How the matrix is written: table, csv, markdown")
        ->check(CLI::IsMember({ "table", "csv", "markdown" }))
        ->needs(matrix);
    command->add_flag("--changes", options->changes, "What changed in tools that were approved before")
        ->excludes(matrix);
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Tools>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
