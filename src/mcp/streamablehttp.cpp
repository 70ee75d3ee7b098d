// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/streamablehttp.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/memory.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr int toldAtOnce = 2;
constexpr int streamsEach = 5; // Qt opens six connections to one host
constexpr qsizetype maxManagers = 40; // 200 calls at once; what is more waits in the last
constexpr std::size_t maxOutbox = 1000;
constexpr qsizetype maxSessionId = 4096;
constexpr std::chrono::seconds toldWithin{ 15 };

base::Failure badToken(const QString &why)
{
    return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::malformedToken,
        .message = u"The access token is not a valid token: it contains %1. It was not sent."_s.arg(why),
        .nextStep = u"Sign in again."_s,
        .rule = u"RFC 6750 §2.1"_s });
}

/// Scheme, one blank, and the characters a token may have (T093).
base::Result<void> checkAuthorization(const QByteArray &value)
{
    if (value.contains('\r') || value.contains('\n'))
        return badToken(u"a line break"_s);
    const qsizetype blank = value.indexOf(' ');
    if (!base::isHeaderSafe(value) || blank <= 0 || !base::isBearerToken(value.mid(blank + 1)))
        return badToken(u"a character that no token may have"_s);
    return {};
}

} // namespace

StreamableHttp::StreamableHttp(const SessionOptions &options, net::StrictNetworkAccessManager *network,
    net::Authorizer *authorizer, QObject *parent)
    : Transport(options, parent), m_network(network), m_authorizer(authorizer)
{
    // Keys of open servers are as secret as tokens; a name says which they are.
    static const QList<QByteArray> telling{ "auth", "key", "token", "secret", "password", "cookie" };
    for (const net::Header &field : options.headers.all()) {
        const QByteArray name = field.name.toLower();
        const bool tells = std::any_of(
            telling.begin(), telling.end(), [&name](const QByteArray &word) { return name.contains(word); });
        if (!tells || !m_network)
            continue;
        m_network->log()->redactor()->hideField(name, field.value);
        m_network->log()->redactor()->learn(base::SecretKind::Other, field.value);
    }
}

Delivery *StreamableHttp::deliver(const Message &message, QObject *parent)
{
    return new HttpDelivery(message, this, parent);
}

void StreamableHttp::tell(const Message &message)
{
    if (m_outbox.size() >= maxOutbox)
        return; // a server that asks faster than it listens
    m_outbox.push_back(message);
    m_outbox.back().mayAuthorize = false;
    m_outbox.back().within = toldWithin;
    tellNext();
}

void StreamableHttp::tellNext()
{
    while (m_telling < toldAtOnce && !m_outbox.empty()) {
        Delivery *delivery = deliver(m_outbox.front(), this);
        m_outbox.pop_front();
        ++m_telling;
        connect(delivery, &base::Operation::finished, this, [this, delivery] {
            delivery->deleteLater();
            --m_telling;
            tellNext();
        });
        delivery->start();
    }
}

void StreamableHttp::leave()
{
    if (m_sessionId.isEmpty() || !m_network)
        return forget();
    auto built = request({ .purpose = u"End the session"_s }, {});
    forget();
    if (!built)
        return;
    built->method = "DELETE";
    built->headers.remove("Accept");
    built->limits = {};
    if (!authorize(*built))
        return;
    auto *call = new net::HttpCall(*built, m_network, m_network);
    connect(call, &base::Operation::finished, call, &QObject::deleteLater);
    call->start();
}

void StreamableHttp::forget()
{
    m_sessionId.clear();
    Transport::forget();
}

QByteArray StreamableHttp::context() const
{
    return authorizationContext(m_authorizer, options().url, options().headers);
}

base::Result<net::Request> StreamableHttp::request(
    const Message &message, const QByteArray &lastEventId) const
{
    const bool isGet = message.body.isEmpty() || !lastEventId.isEmpty();
    net::Request request{ .purpose = message.purpose,
        .method = isGet ? "GET" : "POST",
        .url = options().url,
        .connection = options().connection,
        // An event stream may be long and quiet; the deadline of the call bounds it.
        .limits = { .maxBytes = 0, .idle = message.within, .total = message.within } };
    addOwnHeaders(request);
    if (isGet) {
        request.headers.set("Accept", "text/event-stream");
        if (!lastEventId.isEmpty())
            request.headers.set("Last-Event-ID", lastEventId);
    } else {
        request.body = message.body;
        request.headers.set("Content-Type", "application/json");
        request.headers.set("Accept", "application/json, text/event-stream");
    }
    for (const net::Header &field : message.headers.all())
        request.headers.set(field.name, field.value);
    if (message.era != Era::Modern && !version().isEmpty())
        request.headers.set("MCP-Protocol-Version", version());
    if (message.era != Era::Modern && !m_sessionId.isEmpty())
        request.headers.set("Mcp-Session-Id", m_sessionId);
    if (auto authorized = authorize(request); !authorized)
        return fail(std::move(authorized.error()));
    return request;
}

void StreamableHttp::addOwnHeaders(net::Request &request) const
{
    static const QList<QByteArray> protocol{ "accept", "content-type", "content-length", "transfer-encoding",
        "connection", "host", "last-event-id" };
    for (const net::Header &field : options().headers.all()) {
        const QByteArray name = field.name.toLower();
        if (!protocol.contains(name) && !name.startsWith("mcp-"))
            request.headers.set(field.name, field.value);
    }
}

net::HttpStream *StreamableHttp::newStream(const net::Request &request, bool staysOpen)
{
    if (staysOpen && !m_streams)
        m_streams = makeManager();
    net::StrictNetworkAccessManager *manager = staysOpen ? m_streams : leastBusy();
    auto *stream = new net::HttpStream(request, manager, this);
    ++m_busy[manager];
    connect(stream, &QObject::destroyed, this, [this, manager] { --m_busy[manager]; });
    return stream;
}

net::StrictNetworkAccessManager *StreamableHttp::makeManager()
{
    auto *manager = m_network->makeSibling(this);
    // What it records into goes with the one it was made after.
    connect(m_network, &QObject::destroyed, manager, [this, manager] {
        m_more.removeOne(manager);
        if (m_streams == manager)
            m_streams = nullptr;
        delete manager;
    });
    return manager;
}

net::StrictNetworkAccessManager *StreamableHttp::leastBusy()
{
    net::StrictNetworkAccessManager *best = m_network;
    for (net::StrictNetworkAccessManager *manager : std::as_const(m_more)) {
        if (m_busy.value(best) < streamsEach)
            break;
        if (m_busy.value(manager) < m_busy.value(best))
            best = manager;
    }
    if (m_busy.value(best) < streamsEach || m_more.size() >= maxManagers)
        return best;
    m_more.append(makeManager());
    return m_more.last();
}

base::Result<void> StreamableHttp::authorize(net::Request &request) const
{
    if (!m_authorizer)
        return {};
    for (const net::AuthorizationField &field : m_authorizer->fields(request.method, request.url)) {
        if (field.name == "Authorization") {
            if (auto checked = checkAuthorization(field.value.reveal()); !checked)
                return checked;
        }
        request.headers.set(field.name, field.value.reveal());
    }
    return {};
}

base::Result<void> StreamableHttp::takeSession(const net::Headers &headers)
{
    const QByteArray id = headers.value("Mcp-Session-Id").value_or(QByteArray());
    const bool isVisible = std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (!isVisible || id.size() > maxSessionId)
        return fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message
            = u"The session id of the server is %1. It was not used, and the session was not opened."_s.arg(
                isVisible ? u"longer than %1 bytes"_s.arg(maxSessionId) : u"not visible ASCII text"_s),
            .rule = u"MCP 2025-11-25, transports, Session Management"_s });
    m_sessionId = id;
    if (!id.isEmpty() && m_network)
        m_network->log()->redactor()->learn(base::SecretKind::SessionId, id);
    return {};
}

QString StreamableHttp::redacted(const QString &text) const
{
    return m_network ? m_network->log()->redactor()->redactText(text) : QString();
}

} // namespace authscope::mcp
