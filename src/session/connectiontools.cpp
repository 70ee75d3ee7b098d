// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/connection.h"
#include "session/features.h"
#include "session/inputrelay.h"
#include "session/secretvalues.h"
#include "session/toollisting.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

base::ResultOperation<QList<mcp::Tool>> *Connection::loadTools(QObject *parent, bool maySignIn)
{
    return new ToolListing(this, maySignIn, parent);
}

void Connection::reloadTools()
{
    if (kind() == EndpointKind::Issuer)
        return;
    if (m_toolsReload) { // however often a server says that its tools changed, one list at a time
        m_toolsAreStale = true;
        return;
    }
    auto *load = loadTools(this);
    m_toolsReload = load;
    connect(load, &base::Operation::finished, this, [this, load] {
        load->deleteLater();
        m_toolsReload.clear();
        if (std::exchange(m_toolsAreStale, false))
            reloadTools();
    });
    load->start();
}

ToolCall *Connection::callTool(const QString &tool, const json::Object &arguments, QObject *parent)
{
    return new ToolCall(this, tool, arguments, parent);
}

QList<QByteArray> Connection::heldScopes() const
{
    return m_keeper->hasGrant() ? m_keeper->grant().grantedScopes : QList<QByteArray>();
}

QList<store::CallRecord> Connection::callHistory() const
{
    return m_store->calls(m_record.id).value_or(QList<store::CallRecord>());
}

void Connection::toolsListed()
{
    const bool isOpen = !m_keeper->hasGrant() && !m_knownGrant;
    // A key in a field of its own is what the server wanted, whatever it said before.
    const bool hasOwnFields = !m_headers->values().isEmpty();
    if (m_record.kind.isEmpty())
        m_record.kind = isOpen ? "open" : "mcp";
    else if (m_record.kind == "mcp" && isOpen && hasOwnFields)
        m_record.kind = "open";
    else
        return;
    saveRecord();
}

mcp::Session *Connection::mcpSession()
{
    if (m_mcp)
        return m_mcp;
    const Settings chosen = settings();
    m_relay = std::make_unique<InputRelay>(m_input, chosen.roots);
    mcp::SessionOptions options{ .url = m_record.url,
        .command = command(),
        .connection = m_record.id,
        .timeout = chosen.timeout,
        .pingEvery = chosen.pingEvery,
        .era = chosen.era,
        .remembered = era(),
        .limits = chosen.limits,
        .input = { .elicitation = m_input != nullptr,
            .sampling = m_input && chosen.allowSampling,
            .roots = !chosen.roots.isEmpty() },
        .discoveries = m_discoveries };
    if (options.command.isSet())
        options.command.secretEnvironment = [this](QObject *parent) { return environmentNow(parent); };
    net::Authorizer *authorizer = options.command.isSet() ? nullptr : this;
    m_mcp = new mcp::Session(options, m_services.network, authorizer, this, m_relay.get());
    connect(m_mcp, &mcp::Session::stateChanged, this, &Connection::changed);
    connect(m_mcp, &mcp::Session::eraFound, this, &Connection::rememberEra);
    connect(m_mcp, &mcp::Session::toolsChanged, this, [this] { reloadTools(); });
    m_features->attach(m_mcp);
    return m_mcp;
}

bool Connection::isTelling() const
{
    return m_mcp && m_mcp->isTelling();
}

void Connection::closeSession()
{
    if (!m_mcp)
        return;
    mcp::Session *old = std::exchange(m_mcp, nullptr);
    old->disconnect(this);
    m_features->detach();
    old->leave();
    delete old; // what still runs in it ends as cancelled, from the event loop
    Q_EMIT changed();
}

void Connection::setInputHandler(mcp::InputHandler *handler)
{
    if (handler == m_input)
        return;
    m_input = handler;
    closeSession(); // it was told of what could be asked when it was opened
}

void Connection::countGesture(base::Operation *gesture)
{
    ++m_gestures;
    const auto isCounted = std::make_shared<bool>(true);
    const auto release = [this, isCounted] {
        if (std::exchange(*isCounted, false))
            --m_gestures;
    };
    connect(gesture, &base::Operation::finished, this, release);
    connect(gesture, &QObject::destroyed, this, release);
}

} // namespace authscope::session
