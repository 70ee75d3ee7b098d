// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/session.h"

#include "mcp/requestcall.h"
#include "mcp/sessioncore.h"

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
    net::Authorizer *authorizer, QObject *parent, InputHandler *)
    : QObject(parent), m_core(std::make_unique<SessionCore>(options, network, authorizer))
{
    connect(m_core.get(), &SessionCore::stateChanged, this, &Session::stateChanged);
    connect(m_core.get(), &SessionCore::toolsChanged, this, &Session::toolsChanged);
    connect(m_core.get(), &SessionCore::logged, this, &Session::logged);
}

Session::~Session()
{
    m_core->disconnect(this);
    Q_EMIT m_core->closing();
}

Session::State Session::state() const
{
    return m_core->state();
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
    return new RequestCall(method, std::move(params), options.isSafe, m_core.get(), parent);
}

void Session::leave()
{
    m_core->leave();
}

} // namespace authscope::mcp
