// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/sessioncore.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/heartbeat.h"
#include "mcp/requestcall.h"
#include "mcp/stdiotransport.h"
#include "mcp/streamablehttp.h"
#include "mcp/watching.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr int maxComplaints = 100;
constexpr qsizetype maxLogText = 4096;

std::unique_ptr<Transport> makeTransport(
    const SessionOptions &options, net::StrictNetworkAccessManager *network, net::Authorizer *authorizer)
{
    if (options.command.isSet())
        return std::make_unique<StdioTransport>(options, network ? network->log() : nullptr, nullptr);
    return std::make_unique<StreamableHttp>(options, network, authorizer, nullptr);
}

} // namespace

std::pair<QString, QString> SessionCore::readLogMessage(const json::Object &params) const
{
    const QByteArray level = json::stringMember(params, "level").value_or("info");
    const json::Value *data = params.if_contains("data");
    QByteArray text;
    if (data && data->is_string())
        text = json::bytes(data->get_string());
    else if (data)
        text = json::compact(*data);
    return { base::cleaned(level, 20),
        base::cleaned(m_transport->redacted(QString::fromUtf8(text)), maxLogText) };
}

SessionCore::SessionCore(const SessionOptions &options, net::StrictNetworkAccessManager *network,
    net::Authorizer *authorizer, InputHandler *input)
    : m_input(input)
    , m_known(options.remembered)
    , m_transport(makeTransport(options, network, authorizer))
    , m_requests(std::make_unique<ServerRequests>(m_transport.get(), nullptr))
    , m_watching(std::make_unique<Watching>(this))
    , m_heartbeat(std::make_unique<Heartbeat>(this))
{
    connect(m_transport.get(), &Transport::received, this,
        [this](const RpcMessage &message) { handle(message); });
    connect(m_transport.get(), &Transport::complained, this, &SessionCore::complain);
    connect(m_transport.get(), &Transport::wrote, this, [this](const QString &line) {
        Q_EMIT logged(u"info"_s, base::cleaned(m_transport->redacted(line), maxLogText));
    });
    connect(m_transport.get(), &Transport::broken, this, [this] {
        if (m_state == Session::State::Ready)
            ended();
    });
    connect(m_watching.get(), &Watching::settled, this, &SessionCore::ready);
    connect(m_watching.get(), &Watching::lost, this, [this](const QByteArray &sessionId) {
        lost(sessionId);
        if (m_state == Session::State::New)
            enter(m_watching.get()); // what is watched is to be heard of again
    });
    connect(m_requests.get(), &ServerRequests::complained, this, &SessionCore::complain);
    connect(m_heartbeat.get(), &Heartbeat::failed, this, &SessionCore::breakOff);
}

SessionCore::~SessionCore()
{
    if (m_handshake)
        m_handshake->disconnect(this);
    delete m_handshake.data(); // before the transport it uses
    m_heartbeat.reset();
    m_watching.reset();
    m_requests.reset();
}

Binding SessionCore::binding() const
{
    return { .era = m_server.era,
        .version = m_server.protocolVersion,
        .hasInput = m_input != nullptr,
        .logLevel = m_logLevel };
}

void SessionCore::enter(QObject *who)
{
    if (!m_waiting.contains(who)) {
        m_waiting.insert(who);
        connect(who, &QObject::destroyed, this, &SessionCore::exit);
    }
    if (m_state == Session::State::Initializing)
        return;
    m_failure.reset();
    m_handshake
        = new Handshake([this] { return nextId(); }, m_transport.get(), m_input != nullptr, m_known, this);
    connect(m_handshake, &base::Operation::finished, this, &SessionCore::handshakeFinished);
    connect(m_handshake, &Handshake::received, this, [this](const RpcMessage &message) { handle(message); });
    setState(Session::State::Initializing);
    m_handshake->start();
}

void SessionCore::exit(QObject *who)
{
    if (!m_waiting.remove(who))
        return;
    disconnect(who, &QObject::destroyed, this, nullptr);
    if (m_waiting.isEmpty() && m_handshake)
        stopHandshake();
}

void SessionCore::stopHandshake()
{
    m_handshake->disconnect(this);
    m_handshake->cancel();
    m_handshake->deleteLater();
    m_handshake.clear();
    m_transport->leave();
    setState(Session::State::New);
}

void SessionCore::releaseWaiting()
{
    for (QObject *who : std::as_const(m_waiting))
        disconnect(who, &QObject::destroyed, this, nullptr);
    m_waiting.clear();
    Q_EMIT settled();
}

void SessionCore::handshakeFinished()
{
    const auto result = m_handshake->result();
    m_isRemembered = m_handshake->wasRemembered();
    m_handshake->deleteLater();
    m_handshake.clear();
    if (!result) {
        m_failure = result.error();
        m_known = Era::Unknown;
        setState(Session::State::Failed);
        return releaseWaiting();
    }
    m_server = *result;
    m_known = m_server.era;
    const QPointer<SessionCore> self(this);
    Q_EMIT eraFound(m_server.era);
    if (self)
        m_watching->open();
}

void SessionCore::ready()
{
    const QPointer<SessionCore> self(this);
    setState(Session::State::Ready);
    if (self && m_state == Session::State::Ready) {
        m_heartbeat->start();
        sendLogLevel();
    }
    if (self)
        releaseWaiting();
    if (!self || !std::exchange(m_isStale, false))
        return;
    Q_EMIT toolsChanged();
    if (self)
        Q_EMIT promptsChanged();
    if (self)
        Q_EMIT resourcesChanged();
}

void SessionCore::ended()
{
    m_heartbeat->stop();
    m_requests->clear();
    m_watching->close();
    setState(Session::State::New);
}

void SessionCore::breakOff(const base::Error &why)
{
    const QPointer<SessionCore> self(this);
    complain(why);
    if (!self || m_state != Session::State::Ready)
        return;
    m_transport->abandon(why);
    m_isStale = true;
    ended();
    // Somebody listened, so as after a session that was lost. A program is not started for that.
    if (self && m_state == Session::State::New && m_transport->hasServerStream())
        enter(m_watching.get());
}

void SessionCore::heard()
{
    m_heartbeat->heard();
}

void SessionCore::lost(const QByteArray &sessionId)
{
    if (m_state != Session::State::Ready || m_transport->sessionId() != sessionId)
        return;
    m_transport->forget();
    m_isStale = true;
    ended();
}

void SessionCore::doubt()
{
    if (m_state != Session::State::Ready)
        return;
    m_known = Era::Unknown;
    Handshake::forgetDiscovery(*m_transport);
    m_transport->forget();
    m_isStale = true;
    ended();
}

void SessionCore::leave()
{
    m_isStale = false;
    if (m_handshake) {
        m_failure = base::cancelledError();
        stopHandshake();
        return releaseWaiting();
    }
    const bool wasOpening = m_state == Session::State::Initializing;
    m_transport->leave();
    ended();
    if (!wasOpening)
        return;
    m_failure = base::cancelledError();
    releaseWaiting();
}

bool SessionCore::join(qint64 id, RequestCall *call)
{
    if (m_inFlight.size() >= m_transport->options().limits.maxPending)
        return false;
    m_inFlight.insert(id, call);
    return true;
}

void SessionCore::part(qint64 id)
{
    m_inFlight.remove(id);
}

void SessionCore::setLogLevel(const QByteArray &level)
{
    if (level == m_logLevel)
        return;
    m_logLevel = level;
    if (m_state == Session::State::Ready)
        sendLogLevel();
}

void SessionCore::sendLogLevel()
{
    // Only what was negotiated may be used (MCP 2025-11-25, lifecycle, Operation).
    if (m_server.era != Era::Legacy || m_logLevel.isEmpty() || !m_server.capabilities.contains("logging"))
        return;
    json::Object params;
    params["level"] = json::string(m_logLevel);
    auto *call = new RequestCall("logging/setLevel", params, { .isSafe = true }, this, this);
    connect(call, &base::Operation::finished, this, [this, call] {
        call->deleteLater();
        if (!call->result())
            Q_EMIT logged(u"warning"_s, base::oneLine(call->result().error()));
    });
    call->start();
}

void SessionCore::complain(const base::Error &problem)
{
    if (m_complaints >= maxComplaints)
        return;
    base::Error told = m_transport->redacted(problem);
    if (++m_complaints == maxComplaints)
        told.message
            += u" This is the breach number %1; those after it are not reported."_s.arg(maxComplaints);
    Q_EMIT complained(told);
}

void SessionCore::handle(const RpcMessage &message, const QString &cause)
{
    heard();
    if (const auto *request = std::get_if<RpcRequest>(&message))
        m_requests->handle(*request, cause);
    else if (const auto *notification = std::get_if<RpcNotification>(&message))
        told(*notification);
}

void SessionCore::told(const RpcNotification &notification)
{
    const QByteArray &method = notification.method;
    const json::Object &params = notification.params;
    if (m_server.era == Era::Modern && !m_watching->take(notification))
        return;
    if (method == "notifications/tools/list_changed") {
        Q_EMIT toolsChanged();
    } else if (method == "notifications/prompts/list_changed") {
        Q_EMIT promptsChanged();
    } else if (method == "notifications/resources/list_changed") {
        Q_EMIT resourcesChanged();
    } else if (method == "notifications/resources/updated") {
        if (const auto uri = json::stringMember(params, "uri"))
            Q_EMIT resourceUpdated(*uri);
    } else if (method == "notifications/tasks") {
        if (const auto id = json::stringMember(params, "taskId"))
            Q_EMIT taskTold(*id);
    } else if (method == "notifications/message") {
        const auto [level, text] = readLogMessage(params);
        Q_EMIT logged(level, text);
    } else if (method == "notifications/progress") {
        tellProgress(params);
    } else if (method == "notifications/cancelled") {
        if (const json::Value *id = params.if_contains("requestId"); id && readId(*id))
            m_requests->withdraw(*readId(*id));
    } else if (method == "notifications/elicitation/complete" && m_input) {
        if (const auto id = json::stringMember(params, "elicitationId")) {
            m_input->elicitationCompleted(*id);
            Q_EMIT elicitationCompleted(*id);
        }
    }
}

void SessionCore::tellProgress(const json::Object &params)
{
    // Our tokens are the ids of our requests, so integers.
    const json::Value *token = params.if_contains("progressToken");
    const auto progress = json::numberMember(params, "progress");
    if (!token || !token->is_int64() || !progress)
        return;
    if (RequestCall *call = m_inFlight.value(token->get_int64()))
        call->progress(*progress, json::numberMember(params, "total").value_or(-1),
            base::cleaned(m_transport->redacted(
                QString::fromUtf8(json::stringMember(params, "message").value_or(QByteArray())))));
}

void SessionCore::setState(Session::State state)
{
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged();
}

} // namespace authscope::mcp
