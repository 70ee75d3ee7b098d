// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/handshake.h"

#include "base/errorcodes.h"
#include "mcp/answererror.h"
#include "mcp/binding.h"
#include "mcp/resultcache.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr int maxDiscoveries = 3; // the first, with the version it asked for, and after a lost stream
constexpr std::chrono::seconds silence{ 5 };
const QByteArray discoverMethod = "server/discover";

/// One cache may serve several servers.
json::Object endpointOf(const Transport &transport)
{
    return { { "endpoint", json::string(transport.options().url) } };
}

} // namespace

Handshake::Handshake(
    std::function<qint64()> nextId, Transport *transport, bool hasInput, Era known, QObject *parent)
    : ResultOperation(parent)
    , m_nextId(std::move(nextId))
    , m_transport(transport)
    , m_hasInput(hasInput)
    , m_choice(transport->options().era)
    , m_known(known)
    , m_deadline(transport->options().timeout, this)
    , m_version(modernVersions().first())
{
    connect(&m_deadline, &Deadline::expired, this, &Handshake::expired);
    m_silence.setSingleShot(true);
    m_silence.setInterval(silence);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        abort();
        m_deadline.start();
        m_wasSilent = true;
        takenForLegacy(Error{ .kind = ErrorKind::Network,
            .code = base::code::timedOut,
            .message = u"The server says nothing to server/discover. The session was not opened."_s });
    });
}

void Handshake::run()
{
    m_transport->forget();
    m_deadline.start();
    const bool isLegacy
        = m_choice == EraChoice::Legacy || (m_choice == EraChoice::Automatic && m_known == Era::Legacy);
    if (isLegacy)
        initialize();
    else if (!recall())
        discover();
}

void Handshake::abort()
{
    m_deadline.stop();
    m_silence.stop();
    if (!m_delivery)
        return;
    m_delivery->disconnect(this);
    m_delivery->cancel();
    m_delivery->deleteLater();
    m_delivery.clear();
}

void Handshake::expired()
{
    const QString what = m_isOpening ? u"initialize"_s : u"server/discover"_s;
    const base::ExchangeId exchange = m_delivery ? m_delivery->exchange() : 0;
    abort();
    m_transport->forget();
    finishWith(Error{ .kind = ErrorKind::Network,
        .code = base::code::timedOut,
        .message = u"The server did not answer %1 within %2 s."_s.arg(what).arg(
            double(m_deadline.time().count()) / 1000.0),
        .exchange = exchange });
}

void Handshake::send(const Message &message, void (Handshake::*then)(const Answer &answer))
{
    m_delivery = m_transport->deliver(message, this);
    connect(m_delivery, &Delivery::held, &m_deadline, &Deadline::hold);
    connect(m_delivery, &Delivery::released, &m_deadline, &Deadline::release);
    // It is sent, or sent again, right after this.
    connect(m_delivery, &Delivery::released, this, &Handshake::noteContext);
    noteContext();
    connect(m_delivery, &Delivery::received, this, &Handshake::received);
    connect(m_delivery, &Delivery::complained, this, &Handshake::complained);
    connect(m_delivery, &base::Operation::finished, this, [this, then] {
        m_silence.stop();
        const Answer answer{ m_delivery->result(), m_delivery->status(), m_delivery->exchange() };
        m_delivery->deleteLater();
        m_delivery.clear();
        (this->*then)(answer);
    });
    m_delivery->start();
}

void Handshake::discover()
{
    ++m_discoveries;
    m_isOpening = false;
    const Binding binding{ .era = Era::Modern, .version = m_version, .hasInput = m_hasInput };
    if (m_transport->isSilenceLegacy() && m_choice == EraChoice::Automatic && m_known == Era::Unknown
        && !m_wasSilent)
        m_silence.start();
    send(bindRequest(m_nextId(), "server/discover", {}, {}, m_transport->options(), binding),
        &Handshake::discoverAnswered);
}

bool Handshake::recall()
{
    const ResultCache *cache = m_transport->discoveries();
    const auto kept = cache ? cache->find(discoverMethod, endpointOf(*m_transport), m_transport->context())
                            : std::nullopt;
    auto server = kept ? readDiscovery(*kept) : base::Result<ServerInfo>(fail({}));
    m_wasRemembered = server.has_value();
    if (m_wasRemembered)
        conclude(std::move(server));
    return m_wasRemembered;
}

void Handshake::noteContext()
{
    if (m_transport->discoveries())
        m_context = m_transport->context();
}

void Handshake::forgetDiscovery(const Transport &transport)
{
    if (ResultCache *cache = transport.discoveries())
        cache->drop(discoverMethod, endpointOf(transport));
}

void Handshake::discoverAnswered(const Answer &answer)
{
    // Whatever was lost on the way may be asked again: it is a read.
    if (!answer.result && answer.result.error().code == base::code::mcpStreamCut && m_discoveries == 1)
        return discover();
    ProbeVerdict verdict = judgeProbe(answer.result, answer.status);
    if (verdict.error.exchange == 0)
        verdict.error.exchange = answer.exchange;
    verdict.error = m_transport->redacted(verdict.error);
    switch (verdict.kind) {
    case ProbeVerdict::Kind::Modern:
        // What was asked with one authorization and answered with another belongs to neither.
        if (ResultCache *cache = m_transport->discoveries(); cache && m_context == m_transport->context())
            cache->keep(discoverMethod, endpointOf(*m_transport), m_context, (**answer.result).result);
        return conclude(readDiscovery((**answer.result).result));
    case ProbeVerdict::Kind::OtherVersion:
        m_version = verdict.version;
        if (m_discoveries < maxDiscoveries)
            return discover();
        return conclude(fail(m_transport->redacted(
            rpcFailure(*(**answer.result).error, u"server/discover"_s, answer.exchange))));
    case ProbeVerdict::Kind::Legacy:
        if (m_first)
            return conclude(fail(*m_first)); // neither era; what it was before is the better story
        return takenForLegacy(verdict.error);
    case ProbeVerdict::Kind::Nothing:
        return conclude(fail(verdict.error));
    }
}

void Handshake::takenForLegacy(const Error &why)
{
    if (m_choice == EraChoice::Modern)
        return conclude(fail(why));
    initialize();
}

void Handshake::initialize()
{
    m_isOpening = true;
    const SessionOptions &options = m_transport->options();
    json::Object params;
    params["protocolVersion"] = json::string(legacyVersions().first());
    params["capabilities"] = clientCapabilities(options, { .era = Era::Legacy, .hasInput = m_hasInput });
    params["clientInfo"] = clientInfo(options);
    const qint64 id = m_nextId();
    send({ .body = writeRequest(id, "initialize", params),
             .awaited = id,
             .purpose = u"initialize"_s,
             .opensSession = true },
        &Handshake::initializeAnswered);
}

void Handshake::initializeAnswered(const Answer &answer)
{
    if (!answer.result || (**answer.result).error) {
        const Error error = m_transport->redacted(answer.result
                ? rpcFailure(*(**answer.result).error, u"initialize"_s, answer.exchange)
                : answer.result.error());
        // What was remembered of it is not so any more; or it was only slow to start.
        const bool mayProbe
            = m_choice == EraChoice::Automatic && (m_discoveries == 0 || (m_wasSilent && m_discoveries == 1));
        if (!mayProbe || !looksModern(answer.result, answer.status))
            return conclude(fail(error));
        m_transport->forget();
        m_first = error;
        return discover();
    }
    auto server = readServerInfo((**answer.result).result);
    if (!server) {
        server.error().exchange = answer.exchange;
        return conclude(std::move(server));
    }
    m_server = std::move(*server);
    m_transport->setVersion(m_server.protocolVersion);
    send({ .body = writeNotification("notifications/initialized", {}),
             .purpose = u"notifications/initialized"_s },
        &Handshake::initializedAnswered);
}

void Handshake::initializedAnswered(const Answer &answer)
{
    if (!answer.result)
        return conclude(fail(answer.result.error()));
    conclude(m_server);
}

void Handshake::conclude(base::Result<ServerInfo> result)
{
    m_deadline.stop();
    if (!result)
        m_transport->leave(); // a session that was opened and cannot be used
    finishWith(std::move(result));
}

} // namespace authscope::mcp
