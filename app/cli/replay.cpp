// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "base/datadir.h"
#include "base/errorcodes.h"
#include "base/text.h"
#include "cli/servercommand.h"
#include "replay/junit.h"

#include <CLI/CLI.hpp>

#include <QFile>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

struct ReplayOptions {
    ServerOptions server = {};
    std::vector<std::string> files = {};
    std::string junit = {};
    std::vector<std::string> environment = {};
    bool yes = false;
    bool printsSchema = false;
};

base::Error usage(const QString &message, const QString &nextStep = {})
{
    return {
        .kind = base::ErrorKind::Usage, .code = base::code::usage, .message = message, .nextStep = nextStep
    };
}

QString mark(replay::StepReport::State state)
{
    switch (state) {
    case replay::StepReport::State::Held:
        return u"✓"_s;
    case replay::StepReport::State::Failed:
        return u"✗"_s;
    case replay::StepReport::State::NotRun:
        return u"!"_s;
    case replay::StepReport::State::Skipped:
        return u"–"_s;
    }
    Q_UNREACHABLE();
    return {};
}

/// One file at its server. Says what it sees, and leaves the report to who asked for it.
class FileReplay : public ServerCommand, private session::WriteConfirmer {
public:
    FileReplay(const Globals &globals, Output &output, const ReplayOptions &options, replay::Flow flow,
        const QString &file)
        : ServerCommand(globals, output, options.server)
        , m_options(options)
        , m_flow(std::move(flow))
        , m_report{ .name = m_flow.name.isEmpty() ? file : m_flow.name, .file = file }
    {
    }

    const replay::FlowReport &report() const { return m_report; }

    void run() override
    {
        out().line(shown(m_report.name));
        reach(this, [this](session::Connection *connection) { replayAt(connection); });
    }

protected:
    /// The one document is the other command's to write.
    void fail(const base::Error &error, json::Object = {}) override
    {
        if (hasEnded())
            return;
        m_report.problem = error;
        endQuietly(base::exitCode(error.kind));
    }

private:
    void replayAt(session::Connection *connection)
    {
        QStringList allowed;
        for (const std::string &name : m_options.environment)
            allowed << QString::fromStdString(name);
        auto *run = new replay::Replay(connection, m_flow,
            { .file = m_report.file,
                .allowedEnvironment = allowed,
                .mayFollowChallenges = m_options.server.browser.isChosen() },
            this);
        connect(run, &replay::Replay::stepFinished, this,
            [this](int, const replay::StepReport &step) { tell(step); });
        connect(run, &replay::Replay::callStarted, this, [this](session::ToolCall *call) { narrate(call); });
        await(run, [this, run](const base::Result<replay::FlowReport> &result) {
            m_report = result ? *result : run->report();
            if (!result)
                return fail(result.error());
            for (const replay::StepReport &step : m_report.steps) {
                if (step.state == replay::StepReport::State::Skipped)
                    tell(step);
            }
            endQuietly();
        });
    }

    void tell(const replay::StepReport &step)
    {
        out().line(u"  %1 %2%3"_s.arg(mark(step.state), shown(step.title),
            step.state == replay::StepReport::State::Skipped ? u", not run"_s
                                                             : u" (%1 ms)"_s.arg(step.duration.count())));
        for (const replay::Verdict &verdict : step.verdicts)
            out().line(u"      %1 %2: expected %3, found %4"_s.arg(
                verdict.holds ? u"✓"_s : u"✗"_s, shown(verdict.what), verdict.expected, verdict.found));
        if (step.problem && step.state == replay::StepReport::State::NotRun)
            out().error(*step.problem);
    }

    // session::WriteConfirmer
    void confirm(
        const QString &, const mcp::Tool &, const json::Object &, std::function<void(bool)> answer) override
    {
        // Whoever wrote the file is not who runs it.
        if (!m_options.yes)
            out().note(u"A file may call what can change things only with --yes."_s);
        answer(m_options.yes);
    }

    const ReplayOptions &m_options;
    replay::Flow m_flow;
    replay::FlowReport m_report;
};

/// One file after the other; all are read before the first one runs.
class ReplayFiles : public Command {
public:
    ReplayFiles(const Globals &globals, Output &output, ReplayOptions options)
        : Command(globals, output), m_options(std::move(options))
    {
    }

    void run() override
    {
        if (m_options.printsSchema)
            return printSchema();
        if (m_options.files.empty())
            return fail(usage(u"No file was named."_s, u"“authscope-cli replay FILE…” runs saved calls."_s));
        for (const std::string &name : m_options.files) {
            const QString path = QString::fromStdString(name);
            auto flow = replay::readFlowFile(path);
            if (!flow)
                return fail(flow.error());
            if (m_options.server.target.empty() && flow->server.isEmpty() && flow->connection.isEmpty())
                return fail(usage(u"“%1” names no server. Nothing was called."_s.arg(shown(path)),
                    u"Give one with --server."_s));
            m_flows.append({ QFileInfo(path).fileName(), *std::move(flow) });
        }
        next();
    }

    void stop(const base::Error &why) override
    {
        if (!m_file)
            return Command::stop(why);
        m_stoppedBy = why;
        m_file->stop(why);
    }

private:
    void printSchema()
    {
        out().bytes(replay::formatSchema());
        endQuietly();
    }

    void next()
    {
        if (m_stoppedBy || m_reports.size() == m_flows.size())
            return conclude();
        const auto &[file, flow] = m_flows.at(m_reports.size());
        m_now = m_options;
        if (m_now.server.target.empty())
            m_now.server.target
                = flow.server.isEmpty() ? flow.connection.toStdString() : flow.server.toStdString();
        m_file = std::make_unique<FileReplay>(globals(), out(), m_now, flow, file);
        // Later: it is in the middle of its own end.
        connect(
            m_file.get(), &Command::finished, this,
            [this] {
                m_reports.append(m_file->report());
                if (m_reports.last().problem)
                    out().error(*m_reports.last().problem);
                m_file.reset();
                next();
            },
            Qt::QueuedConnection);
        m_file->run();
    }

    void conclude()
    {
        json::Array flows;
        for (const replay::FlowReport &report : std::as_const(m_reports))
            flows.push_back(replay::toJson(report));
        json::Object document{ { "flows", std::move(flows) } };
        if (!m_options.junit.empty()) {
            const QString path = QString::fromStdString(m_options.junit);
            QFile file(path);
            const QByteArray xml = replay::writeJunit(m_reports);
            if (!file.open(QIODevice::WriteOnly) || file.write(xml) != xml.size() || !file.flush())
                return fail({ .kind = base::ErrorKind::Storage,
                                .code = base::code::storageFailed,
                                .message = u"The report could not be written to “%1”: %2."_s.arg(
                                    shown(path), file.errorString()) },
                    std::move(document));
        }
        if (m_stoppedBy)
            return fail(*m_stoppedBy, std::move(document));
        const auto count
            = [this](auto matches) { return std::count_if(m_reports.begin(), m_reports.end(), matches); };
        const auto held = count([](const replay::FlowReport &one) { return one.held(); });
        const auto ran = count([](const replay::FlowReport &one) { return one.couldRun(); });
        out().line(u"%1 of %2 flows held."_s.arg(held).arg(m_reports.size()));
        document["held"] = held == m_reports.size();
        out().document(document);
        endQuietly(ran < m_reports.size() ? 2 : held < m_reports.size() ? 1 : 0);
    }

    ReplayOptions m_options;
    ReplayOptions m_now; ///< with the server of the file that runs
    QList<std::pair<QString, replay::Flow>> m_flows;
    QList<replay::FlowReport> m_reports;
    std::unique_ptr<FileReplay> m_file;
    std::optional<base::Error> m_stoppedBy;
};

} // namespace

void addReplay(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<ReplayOptions>();
    CLI::App *command = app.add_subcommand("replay",
        "Run saved calls and check what is expected of them. Exit status 0: all of it held, 1: not, 2: it "
        "could "
        "not be run");
    addGlobals(*command, line.globals);
    command->add_option("FILE", options->files, "Saved calls (*.call.json)");
    command->add_option(
        "--server", options->server.target, "Run all of them there: a connection or an address");
    command->add_option("--junit", options->junit, "Write a report for continuous integration to this file");
    command->add_flag("--yes", options->yes, "Let the files call what can change things");
    command
        ->add_option("--env", options->environment,
            "A variable of the environment that the files may use, and so send to the server; repeat for "
            "more")
        ->expected(1)
        ->take_all();
    command->add_flag("--schema", options->printsSchema, "Print the JSON Schema of such a file");
    addHeaderOptions(*command, options->server);
    addNetworkOptions(*command, options->server.network);
    addBrowserOptions(*command, options->server.browser);
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<ReplayFiles>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
