// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "cli/documents.h"
#include "cli/servercommand.h"

#include <CLI/CLI.hpp>

#include <QTimer>

#include <cmath>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

using Kind = mcp::WatchState::Kind;

struct SubscribeOptions {
    ServerOptions server = {};
    std::vector<std::string> uris = {};
    qint64 count = 0; ///< 0: no end
    double seconds = 0; ///< 0: no end
};

/// Listens until it is told to stop, and that is a success. With --json every event is a document of its own,
/// on a line of its own.
class Subscribe : public ServerCommand {
public:
    Subscribe(const Globals &globals, Output &output, const SubscribeOptions &options)
        : ServerCommand(globals, output, options.server), m_options(options)
    {
    }

    void run() override
    {
        reach(nullptr, [this](session::Connection *connection) {
            m_connection = connection;
            for (const std::string &uri : m_options.uris)
                connection->features()->setWatched(QByteArray::fromStdString(uri), true);
            await(connection->features()->introduce(this),
                [this, connection](const base::Result<mcp::ServerInfo> &server) {
                    if (!server)
                        return failAt(connection, server.error());
                    listen();
                });
        });
    }

    void stop(const base::Error &why) override
    {
        if (hasEnded() || !m_isListening || why.kind != base::ErrorKind::Cancelled)
            return Command::stop(why);
        endQuietly();
    }

private:
    void listen()
    {
        m_isListening = true;
        session::Features *features = m_connection->features();
        connect(m_connection, &session::Connection::toolsChanged, this,
            [this] { event("tools_changed", u"tools changed"_s); });
        connect(features, &session::Features::promptsChanged, this,
            [this] { event("prompts_changed", u"prompts changed"_s); });
        connect(features, &session::Features::resourcesChanged, this,
            [this] { event("resources_changed", u"resources changed"_s); });
        connect(features, &session::Features::resourceUpdated, this, [this](const QByteArray &uri) {
            event("resource_updated", u"resource updated %1"_s.arg(shown(uri)), { { "uri", jsonText(uri) } });
        });
        connect(features, &session::Features::logChanged, this, [this, features] {
            const session::Features::LogLine line = features->log().last();
            event("log", u"%1: %2"_s.arg(shown(line.level), shown(line.text)),
                { { "level", json::string(line.level) }, { "text", json::string(line.text) } });
        });
        connect(features, &session::Features::watchChanged, this, &Subscribe::sayState);
        sayState();
        if (m_options.seconds > 0 && !hasEnded())
            QTimer::singleShot(
                std::chrono::milliseconds(std::llround(m_options.seconds * 1000)), this, [this] {
                    if (!hasEnded())
                        endQuietly();
                });
    }

    /// How the listening stands: on standard error, once each.
    void sayState()
    {
        if (hasEnded())
            return;
        const mcp::WatchState state = m_connection->features()->watchState();
        if (state.kind == m_said)
            return;
        const bool wasHeard = m_said == Kind::Live || m_said == Kind::Waiting;
        m_said = state.kind;
        const QString note = state.note.isEmpty() ? QString() : u" "_s + shown(state.note);
        switch (state.kind) {
        case Kind::Off:
            if (wasHeard) // later: the session is in the middle of ending
                QTimer::singleShot(0, this, [this] { openAgain(); });
            return;
        case Kind::Opening:
            return;
        case Kind::Live:
            out().note(u"Listening.%1"_s.arg(note));
            sayWhatIsMissing(state.accepted);
            return;
        case Kind::Waiting:
            out().note(u"The stream broke; what happens meanwhile is not told.%1"_s.arg(note));
            return;
        case Kind::NotOffered:
            return fail({ .kind = base::ErrorKind::Refused,
                .code = base::code::notOffered,
                .message
                = u"The server tells nothing of its own accord: it offers no stream for that.%1"_s.arg(
                    note) });
        }
        Q_UNREACHABLE();
    }

    /// The session has ended: lost by the server, or given up because nobody answered.
    void openAgain()
    {
        if (hasEnded())
            return;
        out().note(u"The session has ended; another is opened."_s);
        await(m_connection->features()->introduce(this), [this](const base::Result<mcp::ServerInfo> &server) {
            if (!server)
                failAt(m_connection, server.error());
        });
    }

    void sayWhatIsMissing(const mcp::Watch &accepted)
    {
        for (const std::string &uri : m_options.uris)
            if (const QByteArray one = QByteArray::fromStdString(uri); !accepted.uris.contains(one))
                out().note(u"The server does not watch %1."_s.arg(shown(one)));
    }

    void event(std::string_view name, const QString &text, const json::Object &more = {})
    {
        if (hasEnded())
            return;
        out().line(text);
        json::Object document{ { "event", name }, { "at", jsonTime(composition().clock().now()) } };
        for (const auto &member : more)
            document.insert(member);
        out().document(document);
        if (++m_seen == m_options.count)
            endQuietly();
    }

    SubscribeOptions m_options;
    session::Connection *m_connection = nullptr;
    std::optional<Kind> m_said;
    qint64 m_seen = 0;
    bool m_isListening = false;
};

} // namespace

void addSubscribe(CLI::App &app, CommandLine &line)
{
    auto options = std::make_shared<SubscribeOptions>();
    CLI::App *command = app.add_subcommand(
        "subscribe", "Print what a server tells of its own accord, one line an event, until stopped");
    addGlobals(*command, line.globals);
    addServerOptions(*command, line, options->server);
    command->add_option("URI", options->uris, "Resources to be told about, beside the lists");
    command->add_option("--count", options->count, "End after this many events")->check(CLI::PositiveNumber);
    command->add_option("--for", options->seconds, "End after this many seconds")
        ->check(CLI::Range(0.001, 1e6));
    command->callback([&line, options] {
        checkServerOptions(options->server);
        line.make = [options](const Globals &globals, Output &output) {
            return std::make_unique<Subscribe>(globals, output, *options);
        };
    });
}

} // namespace authscope::cli
