// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/httpdelivery.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"
#include "mcp/streamablehttp.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

constexpr int maxRefusals = 5; // the Authorizer bounds each of its means; this bounds an Authorizer
constexpr int maxResumptions = 100;
constexpr int maxSilent = 5;
constexpr qint64 methodNotFound = -32601;
constexpr qsizetype maxStrangers = 10;
constexpr std::chrono::seconds graceForTheRest{ 2 };
constexpr std::chrono::milliseconds defaultRetry{ 1000 };

/// An event as it is written, as much of it as the log looks at.
QByteArray spelled(const net::SseEvent &event)
{
    QByteArray text;
    if (event.type != "message")
        text += "event: " + event.type + '\n';
    if (event.id)
        text += "id: " + *event.id + '\n';
    if (event.hasData)
        text += "data: " + event.data.left(net::ExchangeLog::maxRead) + '\n';
    return text;
}

} // namespace

HttpDelivery::HttpDelivery(Message message, StreamableHttp *transport, QObject *parent)
    : Delivery(parent)
    , m_message(std::move(message))
    , m_transport(transport)
    , m_parser(transport->options().limits.maxMessageBytes)
    , m_lastEventId(m_message.lastEventId)
{
    m_resumeTimer.setSingleShot(true);
    m_resumeTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_resumeTimer, &QTimer::timeout, this, &HttpDelivery::prepare);
}

std::chrono::milliseconds HttpDelivery::duration() const
{
    return std::chrono::milliseconds(m_clock.isValid() ? m_clock.elapsed() : 0);
}

void HttpDelivery::run()
{
    prepare();
}

void HttpDelivery::abort()
{
    m_resumeTimer.stop();
    m_reader.drop();
    if (m_asked) {
        m_asked->disconnect(this);
        m_asked->cancel();
        m_asked->deleteLater();
    }
    if (m_stream) {
        m_stream->disconnect(this);
        m_stream->cancel();
        m_stream->deleteLater();
    }
}

template <class Asked, class Slot>
void HttpDelivery::hold(Asked *asked, Slot slot)
{
    m_asked = asked;
    connect(asked, &base::Operation::finished, this, [this, asked, slot] {
        asked->deleteLater();
        m_asked.clear();
        Q_EMIT released();
        if (isFinished())
            return;
        const auto result = asked->result();
        if (result)
            slot(*result);
        else
            conclude(fail(result.error()));
    });
    Q_EMIT held();
    asked->start();
}

void HttpDelivery::prepare()
{
    if (!m_transport || !m_transport->network())
        return conclude(fail(base::cancelledError()));
    net::Authorizer *authorizer = m_transport->authorizer();
    if (!authorizer || (!m_message.mayAuthorize && !m_message.isStream))
        return send();
    hold(authorizer->prepare(this), [this](bool) { send(); });
}

void HttpDelivery::send()
{
    if (!m_transport || !m_transport->network())
        return conclude(fail(base::cancelledError()));
    auto request = m_transport->request(m_message, m_lastEventId);
    if (!request)
        return conclude(fail(std::move(request.error())));
    m_hadToken = request->headers.contains("Authorization");
    const net::Authorizer *authorizer = m_transport->authorizer();
    m_generation = m_hadToken && authorizer ? authorizer->generation() : 0;
    m_sessionId = m_transport->sessionId();
    m_body.clear();
    m_isEventStream = false;
    m_parser = net::SseParser(m_transport->options().limits.maxMessageBytes);
    // Not ours to delete: after the answer its rest is still read, see readTheRest().
    m_stream = m_transport->newStream(*request, m_message.isStream);
    connect(m_stream, &net::HttpStream::headersArrived, this, &HttpDelivery::headersArrived);
    connect(m_stream, &net::HttpStream::dataArrived, this, &HttpDelivery::dataArrived);
    connect(m_stream, &base::Operation::finished, this, &HttpDelivery::streamFinished);
    connect(this, &QObject::destroyed, m_stream, &QObject::deleteLater);
    m_wasSent = true;
    m_clock.start();
    m_stream->start();
    m_response.exchange = m_stream->exchange();
}

void HttpDelivery::headersArrived()
{
    m_response = m_stream->response();
    const bool isRefused = m_response.status == 401 || m_response.status == 403;
    if (net::Authorizer *authorizer = m_transport->authorizer(); authorizer && !isRefused)
        authorizer->answered(m_transport->options().url, m_response.headers, operation());
    const bool isSuccess = m_response.status / 100 == 2;
    m_isEventStream = isSuccess && m_response.headers.mediaType() == "text/event-stream";
    if (isSuccess && m_message.opensSession) {
        auto taken = m_transport->takeSession(m_response.headers);
        if (!taken)
            return conclude(fail(std::move(taken.error())));
    }
    if (m_isEventStream && m_message.isStream)
        Q_EMIT opened();
}

void HttpDelivery::dataArrived(const QByteArray &bytes)
{
    if (isFinished())
        return;
    if (m_isEventStream)
        return takeEvents(bytes);
    const qsizetype limit = m_transport->options().limits.maxMessageBytes;
    if (m_body.isEmpty()) { // room for all of it, or it would be copied again and again
        const qint64 announced
            = m_response.headers.value("Content-Length").value_or(QByteArray()).toLongLong();
        m_body.reserve(qsizetype(std::clamp<qint64>(announced, bytes.size(), limit)));
    }
    m_body += bytes;
    if (m_body.size() > limit)
        conclude(fail(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::tooLarge,
            .message
            = u"The answer to %1 is larger than %2 bytes; reading stopped there."_s.arg(m_message.purpose)
                  .arg(limit) }));
}

void HttpDelivery::takeEvents(const QByteArray &bytes)
{
    const auto events = m_parser.feed(bytes);
    if (m_parser.retry())
        m_retry = m_parser.retry();
    if (!events)
        return conclude(fail(events.error()));
    const QPointer<HttpDelivery> self(this);
    for (const net::SseEvent &event : *events) {
        m_stream->recordEvent(spelled(event));
        m_silent = 0;
        // Modern streams have no ids and are not taken up again.
        if (event.id && m_message.era != Era::Modern && base::isHeaderSafe(*event.id))
            m_lastEventId = *event.id;
        if (event.type == "message" && !event.data.isEmpty())
            takeText(event.data);
        if (!self || isFinished())
            return;
    }
}

MessageReader::Rules HttpDelivery::rules() const
{
    const Limits &limits = m_transport->options().limits;
    return { .mayBatch = m_message.era != Era::Modern && m_transport->allowsBatches(),
        .maxBytes = limits.maxMessageBytes,
        .maxDepth = limits.maxNesting };
}

void HttpDelivery::takeText(const QByteArray &text, std::function<void()> then)
{
    m_reader.read(text, rules(), [this, then = std::move(then)](const MessageReader::Messages &messages) {
        const QPointer<HttpDelivery> self(this);
        takeMessages(messages);
        if (self && !isFinished() && then)
            then();
    });
}

void HttpDelivery::takeMessages(const MessageReader::Messages &messages)
{
    if (isFinished())
        return;
    if (!messages && m_message.isStream)
        return complain(messages.error()); // the next one may be better
    if (!messages)
        return conclude(fail(messages.error()));
    const QPointer<HttpDelivery> self(this);
    for (const RpcMessage &message : std::as_const(*messages)) {
        take(message);
        if (!self || isFinished())
            return;
    }
}

void HttpDelivery::take(const RpcMessage &message)
{
    const auto *response = std::get_if<RpcResponse>(&message);
    if (const auto *request = std::get_if<RpcRequest>(&message); request && m_message.era == Era::Modern)
        return complain(Error{ .kind = ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message = u"The server sent a request (%1) with the answer to %2. It was not answered."_s.arg(
                base::cleaned(request->method, 60), m_message.purpose),
            .rule = u"MCP 2026-07-28, transports, Streamable HTTP"_s });
    if (!response) {
        Q_EMIT received(message);
        return;
    }
    // Without an id the server says that it could not read ours (JSON-RPC 2.0 §5).
    if (m_message.awaited && (response->id == m_message.awaited || !response->id))
        return conclude(std::optional<RpcResponse>(*response));
    if (m_strangers.size() >= maxStrangers)
        return;
    m_strangers.append(shownId(response->id));
    complain(Error{ .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = u"The server answered a request with the id %1 on the stream of %2, where nobody waits "
                   "for it. The answer was not used."_s.arg(m_strangers.last(), m_message.purpose),
        .rule = u"JSON-RPC 2.0 §5"_s });
}

void HttpDelivery::complain(Error problem)
{
    if (problem.exchange == 0)
        problem.exchange = m_response.exchange;
    Q_EMIT complained(problem);
}

void HttpDelivery::streamFinished()
{
    if (isFinished())
        return;
    const auto result = m_stream->result();
    m_stream->deleteLater();
    m_stream.clear();
    if (m_isEventStream)
        return m_reader.whenTaken([this] {
            if (!isFinished())
                streamEnded();
        });
    if (result) {
        m_response = *result;
        return answered();
    }
    if (m_lastEventId.isEmpty() || m_message.isStream)
        return conclude(fail(result.error()));
    resume(); // the connection for the resumption broke; the stream may still be there
}

void HttpDelivery::streamEnded()
{
    if (!m_message.awaited)
        return conclude(std::optional<RpcResponse>());
    if (m_message.era == Era::Modern)
        return conclude(fail(streamCutError(
            m_response, m_message.purpose, u"Streams of the modern era are not taken up again."_s)));
    if (!m_strangers.isEmpty() && m_lastEventId.isEmpty())
        return conclude(fail(unansweredError(m_response, m_message.purpose, m_strangers)));
    resume();
}

void HttpDelivery::resume()
{
    const auto cut
        = [this](const QString &why) { conclude(fail(streamCutError(m_response, m_message.purpose, why))); };
    if (m_lastEventId.isEmpty())
        return cut(u"It named no event to go on from."_s);
    if (++m_silent > maxSilent)
        return cut(u"It was taken up %1 times and brought nothing more."_s.arg(maxSilent));
    if (++m_resumptions > maxResumptions)
        return cut(u"It was taken up %1 times and broke each time."_s.arg(maxResumptions));
    m_resumeTimer.start(m_retry.value_or(defaultRetry));
}

void HttpDelivery::answered()
{
    const int status = m_response.status;
    if (status == 401 || status == 403)
        return askAuthorizer();
    if (status / 100 == 3)
        return conclude(fail(redirectError(m_response, m_transport->options().url, m_hadToken)));
    if (status / 100 != 2)
        return answeredWithError();
    if (m_message.body.isEmpty())
        return conclude(fail(streamNotOfferedError(m_response)));
    if (!m_message.awaited)
        return conclude(std::optional<RpcResponse>());
    if (m_response.headers.mediaType() != "application/json" || m_body.trimmed().isEmpty())
        return conclude(fail(contentError(m_response, m_body, m_message.purpose)));
    takeText(std::exchange(m_body, {}),
        [this] { conclude(fail(unansweredError(m_response, m_message.purpose, m_strangers))); });
}

void HttpDelivery::answeredWithError()
{
    // Errors come with 400, 404 and 500 too.
    const Limits &limits = m_transport->options().limits;
    const auto messages = readMessages(m_body, rules().mayBatch, limits.maxMessageBytes, limits.maxNesting);
    const auto *response
        = messages && messages->size() == 1 ? std::get_if<RpcResponse>(&messages->first()) : nullptr;
    const bool isError = response && response->error;
    const bool isOurs = isError && m_message.awaited && response->id == m_message.awaited;
    // A 404 is the session, unless it answers our request with "no such method".
    const bool isLost = (m_response.status == 404 && !(isOurs && response->error->code == methodNotFound))
        || namesLostSession(m_response, m_body);
    if (isLost && !m_sessionId.isEmpty())
        return conclude(fail(sessionLostError(m_response, m_message.purpose)));
    if (m_message.body.isEmpty())
        return conclude(fail(streamNotOfferedError(m_response)));
    if (isOurs || (isError && !response->id))
        return conclude(std::optional<RpcResponse>(*response));
    if (!m_lastEventId.isEmpty())
        return conclude(fail(streamCutError(m_response, m_message.purpose,
            u"The server did not let it be taken up again (%1)."_s.arg(m_response.status))));
    conclude(fail(statusError(m_response, m_body, m_message.purpose)));
}

QByteArray HttpDelivery::operation() const
{
    return m_message.operation.isEmpty() ? m_message.purpose.toUtf8() : m_message.operation;
}

void HttpDelivery::askAuthorizer()
{
    net::RefusedRequest request{ .status = m_response.status,
        .headers = m_response.headers,
        .exchange = m_response.exchange,
        .operation = operation(),
        .generation = m_generation,
        .attempt = m_refusals + 1,
        .nonceRepeats = m_nonceRepeats };
    const Error refused = refusedError(m_response, request.challenges(), m_hadToken);
    net::Authorizer *authorizer = m_transport->authorizer();
    const auto challenge = net::bearerChallenge(request.challenges());
    const bool isNonce = challenge && challenge->value("error") == "use_dpop_nonce";
    if (!authorizer || (!m_message.mayAuthorize && !isNonce) || m_refusals >= maxRefusals
        || m_nonceRepeats > 1)
        return conclude(fail(refused));
    hold(authorizer->refused(request, this), [this, refused](net::Verdict verdict) {
        switch (verdict) {
        case net::Verdict::Retry:
            ++m_refusals;
            m_nonceRepeats = 0;
            return prepare();
        case net::Verdict::RetryWithNonce:
            ++m_nonceRepeats;
            return send();
        case net::Verdict::GiveUp:
            return conclude(fail(refused));
        }
    });
}

void HttpDelivery::conclude(base::Result<std::optional<RpcResponse>> result)
{
    if (!result && result.error().exchange == 0)
        result.error().exchange = m_response.exchange;
    if (!result && m_transport)
        result = fail(m_transport->redacted(std::move(result.error())));
    if (result)
        readTheRest();
    else
        abort();
    finishWith(std::move(result));
}

void HttpDelivery::readTheRest()
{
    if (!m_stream)
        return;
    // The server ends the stream after the answer; ending it here would cost the connection.
    net::HttpStream *stream = m_stream;
    m_stream.clear();
    stream->disconnect(this);
    disconnect(this, &QObject::destroyed, stream, nullptr);
    connect(stream, &base::Operation::finished, stream, &QObject::deleteLater);
    QTimer::singleShot(graceForTheRest, stream, [stream] { stream->cancel(); });
}

} // namespace authscope::mcp
