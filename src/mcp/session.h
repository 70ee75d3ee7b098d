// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/content.h"
#include "mcp/era.h"
#include "mcp/input.h"
#include "mcp/jsonrpc.h"
#include "mcp/limits.h"
#include "mcp/model.h"
#include "mcp/task.h"
#include "mcp/watch.h"
#include "net/authorizer.h"
#include "net/http.h"

#include <QProcessEnvironment>

namespace authscope::mcp {

class Memory;
class ResultCache;
class SessionCore;

/// A server that is a program of this machine and talks over its standard input and output.
struct ServerCommand {
    QString program = {}; ///< found like a shell finds it, never run through one
    QStringList arguments = {};
    QString workingDirectory = {};
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    /// Asked before each start for what is put into the environment beside that; null: nothing.
    std::function<base::ResultOperation<QProcessEnvironment> *(QObject *parent)> secretEnvironment = {};

    bool isSet() const { return !program.isEmpty(); }
};

struct SessionOptions {
    QByteArray url = {}; ///< of the MCP endpoint, guarded; unused when `command` is set
    ServerCommand command = {};
    QString connection = {};
    QByteArray clientName = "Authscope";
    QByteArray clientVersion = AUTHSCOPE_VERSION;
    std::chrono::milliseconds timeout{
        60000
    }; ///< for each request; progress restarts it, up to ten times that
    /// Legacy: a server that said nothing for this long is asked whether it is still there (ping), as long as
    /// it can speak of its own accord. One that does not answer ends the session, and says so in
    /// complained(). Zero: never.
    std::chrono::seconds pingEvery{ 0 };
    EraChoice era = EraChoice::Automatic;
    Era remembered = Era::Unknown; ///< found at this endpoint before; probed again when it proves wrong
    Limits limits = {};
    net::Headers headers = {}; ///< put on every request to the endpoint; never those of the protocol
    InputFeatures input = {};
    const base::Clock *clock = nullptr; ///< of the cache; null: the computer's
    /// What server/discover said, for longer than one session: a fresh one is not asked for again (ttlMs). Of
    /// servers over HTTP: a program that is started again may be another one. Null: asked each time.
    std::shared_ptr<ResultCache> discoveries = {};
};

/// A request in flight. Owns its id, deadline, progress and cancel; the session owns none of these.
class Call : public base::ResultOperation<json::Shared> {
    Q_OBJECT

public:
    using ResultOperation::ResultOperation;
    virtual base::ExchangeId exchange() const = 0; ///< of the last attempt
    virtual int generation() const = 0; ///< of the token the last attempt carried
    virtual std::chrono::milliseconds duration() const = 0;
    /// Valid from finished() on: the server's own error, when that is what ended it.
    virtual const std::optional<RpcError> &rpcError() const = 0;

Q_SIGNALS:
    /// total is negative when unknown.
    void progressed(double progress, double total, const QString &message);
    void logged(const QString &level, const QString &message);
};

/// How one request differs from the ordinary.
struct RequestOptions {
    bool isSafe = false; ///< may be sent again when its answer was lost
    net::Headers headers = {}; ///< Mcp-Param-*
    std::optional<std::chrono::milliseconds> timeout = {};
};

/// Served from the cache where the server allowed it (modern, ttlMs), or asked for in any case.
enum class Freshness { CacheAllowed, Fetch };

using ListTools = base::ResultOperation<QList<Tool>>;
using ListResources = base::ResultOperation<QList<Resource>>;
using ListResourceTemplates = base::ResultOperation<QList<ResourceTemplate>>;
using ListPrompts = base::ResultOperation<QList<Prompt>>;
using Complete = base::ResultOperation<Completion>;

/// What a person can watch of one that may take long, ask back, or become a task.
class FeatureSignals : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// The person says that what was opened in the browser is done (legacy, -32042): the call goes on without
    /// the server's word for it.
    void proceed() { Q_EMIT proceeded(); }

Q_SIGNALS:
    void progressed(double progress, double total, const QString &message);
    void logged(const QString &level, const QString &message);
    /// "calling", "the server asks you something", "the server works on it (task …)"; the clock of the
    /// deadline stands still while a person is asked.
    void phaseChanged(const QString &phase);
    void taskChanged(const authscope::mcp::Task &task);
    /// What was opened in the browser is waited for (legacy, -32042), or no longer: while it is, proceed()
    /// means something.
    void visitAwaited(bool isAwaited);
    void proceeded();
};

/// tools/call, resources/read, prompts/get: with every round of input the server asks for (modern), with the
/// task it becomes, and with what it tells on the way.
template <class T>
class Feature : public base::ResultOperation<T> {
public:
    explicit Feature(QObject *parent) : base::ResultOperation<T>(parent), m_signals(new FeatureSignals(this))
    {
    }
    FeatureSignals *events() const { return m_signals; }

private:
    FeatureSignals *m_signals;
};

using CallTool = Feature<ToolResult>;
using ReadResource = Feature<ResourceContents>;
using GetPrompt = Feature<PromptResult>;

/// A conversation with one MCP server, over streamable HTTP or with a program, in its era. The first request
/// finds out which (a server/discover that doubles as server info, then initialize where it must be); a lost
/// session (404) initializes again and repeats what is safe to repeat. 401 and 403 go to the Authorizer; with
/// its Retry the same message is sent again, at most three times in all. Streams that stay open have a
/// network manager of their own.
class Session : public QObject {
    Q_OBJECT

public:
    enum class State { New, Initializing, Ready, Failed };

    /// `authorizer` may be null: no Authorization field, 401 is an error. `input` may be null: nothing is
    /// announced, what the server asks is refused.
    Session(SessionOptions options, net::StrictNetworkAccessManager *network, net::Authorizer *authorizer,
        QObject *parent = nullptr, InputHandler *input = nullptr);
    ~Session() override;

    State state() const;
    Era era() const; ///< Unknown before the first answer
    const ServerInfo &server() const; ///< valid when Ready
    const SessionOptions &options() const;

    /// Ends when the era is known and the server introduced itself; at once when that was before.
    base::ResultOperation<ServerInfo> *initialize(QObject *parent);

    // All pages; a repeated cursor or a hit bound ends with OA-301.
    ListTools *listTools(QObject *parent, Freshness freshness = Freshness::Fetch);
    ListResources *listResources(QObject *parent, Freshness freshness = Freshness::Fetch);
    ListResourceTemplates *listResourceTemplates(QObject *parent, Freshness freshness = Freshness::Fetch);
    ListPrompts *listPrompts(QObject *parent, Freshness freshness = Freshness::Fetch);

    CallTool *callTool(const QString &name, const json::Object &arguments, QObject *parent);
    ReadResource *readResource(
        const QByteArray &uri, QObject *parent, Freshness freshness = Freshness::Fetch);
    /// All values are texts; `arguments` keeps its order.
    GetPrompt *getPrompt(const QString &name, const json::Object &arguments, QObject *parent);
    /// `earlier`: what was filled in before, for `context.arguments`.
    Complete *complete(const CompletionTarget &target, const QByteArray &argument, const QString &value,
        const json::Object &earlier, QObject *parent);
    base::ResultOperation<bool> *ping(QObject *parent); ///< legacy; elsewhere an error of kind Usage

    /// Lowest level to be told about; empty: none asked for. Legacy: logging/setLevel. Modern: on each
    /// request.
    void setLogLevel(const QByteArray &level);
    QByteArray logLevel() const;

    void setWatch(const Watch &watch);
    const Watch &watch() const;
    const WatchState &watchState() const;

    /// Any method.
    Call *request(
        std::string_view method, json::Object params, const RequestOptions &options, QObject *parent);
    /// What nobody waits for (a request taken back, an answer) is still on its way to the server.
    bool isTelling() const;
    /// Ends the session (DELETE, legacy), the streams and the program; it is New afterwards.
    void leave();

Q_SIGNALS:
    void stateChanged();
    void eraFound(authscope::mcp::Era era);
    void toolsChanged(); ///< the lists are stale: list_changed, or a stream that broke
    void promptsChanged();
    void resourcesChanged();
    void resourceUpdated(const QByteArray &uri);
    void watchChanged();
    /// Not on behalf of a call: those are told by the call.
    void logged(const QString &level, const QString &message);
    /// The server broke a rule and the session lives on: what it did, the clause, the message.
    void complained(const authscope::base::Error &problem);

private:
    std::unique_ptr<SessionCore> m_core;
    std::shared_ptr<Memory> m_memory;
};

} // namespace authscope::mcp
