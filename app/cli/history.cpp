// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/documents.h"
#include "session/forgetcalls.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct HistoryOptions {
    std::vector<std::string> words = {};
    std::string connection = {};
    std::string tool = {};
    std::string outcome = {};
    std::string identity = {};
    std::string since = {};
    std::string until = {};
    int newest = 50;
    qint64 id = 0;
    std::string forget = {};
    std::vector<std::string> keep = {};
    bool yes = false;
};

base::Error usage(const QString &message, const QString &nextStep = {})
{
    return {
        .kind = base::ErrorKind::Usage, .code = base::code::usage, .message = message, .nextStep = nextStep
    };
}

QString mark(const QByteArray &outcome)
{
    if (outcome == "ok")
        return u"✓"_s;
    return outcome == "cancelled" ? u"–"_s : u"✗"_s;
}

json::Value parsed(const QByteArray &text)
{
    const auto value = json::parse(text, u"What is kept"_s, { .maxDepth = 256, .refuseDuplicates = false });
    return value ? *value : json::Value(jsonText(text)); // cut in the middle
}

base::Result<std::optional<base::Time>> readTime(const std::string &typed)
{
    if (typed.empty())
        return std::optional<base::Time>();
    const QString text = QString::fromStdString(typed);
    const QDate day = QDate::fromString(text, Qt::ISODate);
    const QDateTime time
        = day.isValid() && text.size() == 10 ? day.startOfDay() : QDateTime::fromString(text, Qt::ISODate);
    if (!time.isValid())
        return base::fail(usage(u"“%1” is no date. Nothing was done."_s.arg(shown(text)),
            u"Write 2026-03-31, or 2026-03-31T12:00:00Z."_s));
    return std::optional(base::fromMillis(time.toMSecsSinceEpoch()));
}

class History : public Command {
public:
    History(const Globals &globals, Output &output, HistoryOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (!open())
            return;
        if (!m_options.connection.empty()) {
            const session::Connection *connection = find(m_options.connection);
            if (!connection)
                return;
            m_connection = connection->id();
        }
        if (!m_options.keep.empty())
            return keep();
        if (!m_options.forget.empty())
            return forget();
        if (m_options.id)
            return showOne();
        search();
    }

private:
    store::Store &store() { return *workspace().store(); }
    QString nameOf(const QString &connection)
    {
        const session::Connection *known = workspace().find(connection);
        return known ? known->name() : connection;
    }

    void search()
    {
        const auto since = readTime(m_options.since);
        const auto until = readTime(m_options.until);
        if (!since || !until)
            return fail(since ? until.error() : since.error());
        QStringList words;
        for (const std::string &word : m_options.words)
            words << QString::fromStdString(word);
        const auto found = store().findCalls({ .text = words.join(u' '),
                                                 .connection = m_connection,
                                                 .tool = QString::fromStdString(m_options.tool),
                                                 .outcome = QByteArray::fromStdString(m_options.outcome),
                                                 .identity = QString::fromStdString(m_options.identity),
                                                 .from = *since,
                                                 .until = *until },
            0, m_options.newest);
        if (!found)
            return fail(found.error());
        json::Array list;
        QList<QStringList> rows;
        for (const store::CallSummary &call : *found) {
            list.push_back(json::Object{ { "id", call.id }, { "at", jsonTime(call.at) },
                { "connection", json::string(nameOf(call.connection)) }, { "tool", json::string(call.tool) },
                { "identity", json::string(call.identity) }, { "outcome", jsonText(call.outcome) },
                { "duration_ms", call.durationMs } });
            rows << QStringList{ QString::number(call.id),
                base::toDateTime(call.at).toLocalTime().toString(u"yyyy-MM-dd HH:mm:ss"_s),
                mark(call.outcome), shown(call.tool), u"%1 ms"_s.arg(call.durationMs),
                shown(nameOf(call.connection)), base::cleaned(call.argumentsStart, 60) };
        }
        if (rows.isEmpty())
            out().line(u"No call was found."_s);
        out().table(rows);
        succeed({ { "calls", list } });
    }

    void showOne()
    {
        const auto call = store().call(m_options.id);
        if (!call)
            return fail(call.error());
        if (!*call)
            return fail(usage(u"There is no call %1 in the history."_s.arg(m_options.id),
                u"“authscope-cli history” lists them with their numbers."_s));
        const store::CallRecord &one = **call;
        out().line(u"%1 %2 · %3 · %4 · %5 ms"_s.arg(mark(one.outcome), shown(one.tool),
            shown(nameOf(one.connection)), base::toDateTime(one.at).toLocalTime().toString(Qt::ISODateWithMs),
            QString::number(one.durationMs)));
        if (!one.identity.isEmpty())
            out().line(u"Called as %1."_s.arg(shown(one.identity)));
        if (!one.error.isEmpty())
            out().line(one.error);
        out().line(u"Arguments"_s);
        out().line(QString::fromUtf8(json::pretty(parsed(one.arguments))));
        if (!one.result.isEmpty()) {
            out().line(u"Result"_s);
            out().line(QString::fromUtf8(json::pretty(parsed(one.result))));
        }
        if (one.isResultCut() || one.isArgumentsCut())
            out().line(u"Cut: %1 of %2 bytes of the result are kept, %3 of %4 of the arguments."_s.arg(
                QString::number(one.result.size()), QString::number(one.resultSize),
                QString::number(one.arguments.size()), QString::number(one.argumentsSize)));
        succeed({ { "id", one.id }, { "at", jsonTime(one.at) },
            { "connection", json::string(nameOf(one.connection)) }, { "tool", json::string(one.tool) },
            { "identity", json::string(one.identity) }, { "outcome", jsonText(one.outcome) },
            { "error", json::string(one.error) }, { "duration_ms", one.durationMs },
            { "generation", one.generation }, { "arguments", parsed(one.arguments) },
            { "result", one.result.isEmpty() ? json::Value(nullptr) : parsed(one.result) },
            { "result_size", one.resultSize }, { "is_cut", one.isResultCut() || one.isArgumentsCut() } });
    }

    void forget()
    {
        session::Forgotten what{ .connection = m_connection };
        if (m_options.forget != "all") {
            what.call = QByteArray::fromStdString(m_options.forget).toLongLong();
            const auto call = store().call(what.call);
            if (!call)
                return fail(call.error());
            if (what.call <= 0 || !*call)
                return fail(usage(u"There is no call “%1” in the history. Nothing was forgotten."_s.arg(
                                      shown(QByteArray::fromStdString(m_options.forget))),
                    u"--forget takes the number of a call, or “all”."_s));
        } else if (!m_options.yes) {
            return fail(usage(u"This cannot be taken back. Nothing was forgotten."_s,
                u"Give --yes to forget all calls%1."_s.arg(
                    m_connection.isEmpty() ? QString() : u" of “%1”"_s.arg(shown(nameOf(m_connection))))));
        }
        await(new session::ForgetCalls(&store(), what, this), [this](const base::Result<bool> &result) {
            if (!result)
                return fail(result.error());
            out().line(u"Forgotten: nothing of it is left in the file, its index or its log."_s);
            succeed({ { "forgotten", m_options.forget } });
        });
    }

    void keep()
    {
        const auto known = store().historyLimits();
        if (!known)
            return fail(known.error());
        store::HistoryLimits limits = *known;
        for (const std::string &typed : m_options.keep) {
            const QByteArray text = QByteArray::fromStdString(typed);
            const qsizetype equals = text.indexOf('=');
            const QByteArray name = equals < 0 ? text : text.first(equals);
            bool isNumber = false;
            const qint64 value = text.mid(equals + 1).toLongLong(&isNumber);
            if (text == "nothing")
                limits.isKept = false;
            else if (text == "calls" || text == "on")
                limits.isKept = true;
            else if (equals > 0 && isNumber && value >= 0 && name == "days")
                limits.days = value;
            else if (equals > 0 && isNumber && value >= 0 && name == "calls")
                limits.calls = value;
            else if (equals > 0 && isNumber && value >= 0 && name == "megabytes")
                limits.megabytes = value;
            else
                return fail(usage(u"“%1” cannot be meant. Nothing was changed."_s.arg(shown(text)),
                    u"Write on, nothing, days=N, calls=N or megabytes=N; 0: no bound of that kind."_s));
        }
        if (const auto saved = store().setHistoryLimits(limits); !saved)
            return fail(saved.error());
        const auto bound = [](qint64 number) { return number ? QString::number(number) : u"no bound"_s; };
        out().line(limits.isKept ? u"Calls are kept: days %1, calls %2, megabytes %3."_s.arg(
                       bound(limits.days), bound(limits.calls), bound(limits.megabytes))
                                 : u"No call is kept from now on. What was kept is still there."_s);
        succeed({ { "kept", limits.isKept }, { "days", limits.days }, { "calls", limits.calls },
            { "megabytes", limits.megabytes } });
    }

    HistoryOptions m_options;
    QString m_connection; ///< id
};

} // namespace

void addHistory(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<HistoryOptions>();
    CLI::App *command = app.add_subcommand(
        "history", "The calls made before, with arguments and results, without secrets; newest first");
    addGlobals(*command, line.globals);
    command->add_option("SEARCH", options->words, "Words, or how they begin: each must be in it somewhere");
    command->add_option(
        "--connection", options->connection, "Of this connection only: number, name or address");
    command->add_option("--tool", options->tool, "Of this tool only");
    command->add_option("--outcome", options->outcome, "With this outcome only")
        ->check(CLI::IsMember({ "ok", "tool_error", "error", "cancelled" }));
    command->add_option("--identity", options->identity, "Made by this person only, as --show names them");
    command->add_option("--since", options->since, "From this day or time on (ISO 8601)");
    command->add_option("--until", options->until, "Before this day or time");
    command->add_option("--newest", options->newest, "So many at most")->check(CLI::Range(1, 100'000));
    auto *show = command->add_option("--show", options->id, "One call by its number, whole");
    auto *forget = command->add_option(
        "--forget", options->forget, "Remove one call by its number, or “all”, so that no byte is left");
    command->add_flag("--yes", options->yes, "With --forget all");
    command
        ->add_option("--keep", options->keep,
            "What is kept from now on: on, nothing, days=N, calls=N, megabytes=N; 0: no bound; repeat for "
            "more")
        ->expected(1)
        ->take_all();
    show->excludes(forget);
    command->callback([&line, options] {
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<History>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
