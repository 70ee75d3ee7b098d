// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/session.h"

#include "mcp/memory.h"
#include "mcp/ping.h"
#include "mcp/requestcall.h"
#include "mcp/serverresponder.h"
#include "mcp/sessioncore.h"
#include "mcp/watching.h"

namespace authscope::mcp {

namespace {

class Opening final : public base::ResultOperation<ServerInfo> {
public:
    Opening(SessionCore *core, QObject *parent) : ResultOperation(parent), m_core(core)
    {
        connect(core, &SessionCore::closing, this, [this] {
            m_core.clear();
            finishWith(base::cancelledError());
        });
        connect(core, &SessionCore::settled, this, [this] {
            if (!isRunning())
                return;
            if (m_core->failure())
                finishWith(*m_core->failure());
            else
                finishWith(m_core->server());
        });
    }

protected:
    void run() override
    {
        if (!m_core)
            return finishWith(base::cancelledError());
        if (m_core->state() == Session::State::Ready)
            return finishWith(m_core->server());
        m_core->enter(this);
    }

    void abort() override
    {
        if (m_core)
            m_core->exit(this);
    }

private:
    QPointer<SessionCore> m_core;
};

} // namespace

Session::Session(SessionOptions options, net::StrictNetworkAccessManager *network,
    net::Authorizer *authorizer, QObject *parent, InputHandler *input)
    : QObject(parent)
    , m_core(std::make_unique<SessionCore>(options, network, authorizer, input))
    , m_memory(std::make_shared<Memory>(options.clock, authorizer, options.url))
{
    m_core->serverRequests()->setResponder(
        [core = m_core.get()](const RpcRequest &request, const QString &cause, QObject *owner) {
            return ServerResponder::answerTo(request, cause, core, owner);
        });
    // First of all who listen: what is asked for after a change must not come from before it.
    connect(m_core.get(), &SessionCore::toolsChanged, this, [this] { m_memory->cache.drop("tools/list"); });
    connect(
        m_core.get(), &SessionCore::promptsChanged, this, [this] { m_memory->cache.drop("prompts/list"); });
    connect(m_core.get(), &SessionCore::resourcesChanged, this, [this] {
        m_memory->cache.drop("resources/list");
        m_memory->cache.drop("resources/templates/list");
    });
    connect(m_core.get(), &SessionCore::resourceUpdated, this,
        [this](const QByteArray &uri) { m_memory->forgetResource(uri); });
    connect(m_core->watching(), &Watching::changed, this, [this] {
        // Nothing is told again after a break (MCP 2026-07-28, transports, Subscriptions).
        if (m_core->watching()->state().kind == WatchState::Kind::Waiting)
            m_memory->cache.clear();
    });
    connect(m_core.get(), &SessionCore::stateChanged, this, &Session::stateChanged);
    connect(m_core.get(), &SessionCore::toolsChanged, this, &Session::toolsChanged);
    connect(m_core.get(), &SessionCore::promptsChanged, this, &Session::promptsChanged);
    connect(m_core.get(), &SessionCore::resourcesChanged, this, &Session::resourcesChanged);
    connect(m_core.get(), &SessionCore::resourceUpdated, this, &Session::resourceUpdated);
    connect(m_core.get(), &SessionCore::eraFound, this, &Session::eraFound);
    connect(m_core.get(), &SessionCore::logged, this, &Session::logged);
    connect(m_core.get(), &SessionCore::complained, this, &Session::complained);
    connect(m_core->watching(), &Watching::changed, this, &Session::watchChanged);
}

Session::~Session()
{
    m_core->disconnect(this);
    m_core->watching()->disconnect(this);
    Q_EMIT m_core->closing();
}

Session::State Session::state() const
{
    return m_core->state();
}

Era Session::era() const
{
    return m_core->server().era;
}

const ServerInfo &Session::server() const
{
    return m_core->server();
}

const SessionOptions &Session::options() const
{
    return m_core->transport()->options();
}

base::ResultOperation<ServerInfo> *Session::initialize(QObject *parent)
{
    return new Opening(m_core.get(), parent);
}

Call *Session::request(
    std::string_view method, json::Object params, const RequestOptions &options, QObject *parent)
{
    return new RequestCall(method, std::move(params), options, m_core.get(), parent);
}

base::ResultOperation<bool> *Session::ping(QObject *parent)
{
    return new Ping(this, parent);
}

void Session::setLogLevel(const QByteArray &level)
{
    m_core->setLogLevel(level);
}

QByteArray Session::logLevel() const
{
    return m_core->logLevel();
}

void Session::setWatch(const Watch &watch)
{
    m_core->watching()->setWatch(watch);
}

const Watch &Session::watch() const
{
    return m_core->watching()->watch();
}

const WatchState &Session::watchState() const
{
    return m_core->watching()->state();
}

bool Session::isTelling() const
{
    return m_core->transport()->isTelling();
}

void Session::leave()
{
    m_core->leave();
}

} // namespace authscope::mcp
