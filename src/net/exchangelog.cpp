// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/exchangelog.h"

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

qint64 bodyBytes(const Exchange &exchange)
{
    qint64 sum = exchange.requestBody.size() + exchange.responseBody.size();
    for (const LoggedEvent &event : exchange.events)
        sum += event.text.size();
    return sum;
}

} // namespace

ExchangeLog::ExchangeLog(base::Redactor *redactor, const base::Clock *clock, QObject *parent)
    : QObject(parent), m_redactor(redactor), m_clock(clock)
{
}

Exchange *ExchangeLog::at(ExchangeId id)
{
    if (m_exchanges.empty() || id < m_exchanges.front().id || id > m_exchanges.back().id)
        return nullptr;
    return &m_exchanges[static_cast<std::size_t>(id - m_exchanges.front().id)]; // ids have no gaps
}

const Exchange *ExchangeLog::find(ExchangeId id) const
{
    return const_cast<ExchangeLog *>(this)->at(id);
}

Headers ExchangeLog::redacted(const Headers &headers)
{
    Headers out;
    for (const Header &field : headers.all())
        out.append(field.name, m_redactor->redactHeader(field.name, field.value));
    return out;
}

QByteArray ExchangeLog::keptPart(QByteArrayView body, const Headers &headers)
{
    const QByteArray type = headers.value("Content-Type").value_or(QByteArray());
    const bool isCut = body.size() > maxBody;
    const QByteArray clean
        = m_redactor->redactBody(isCut ? body.first(qMin(body.size(), maxRead)) : body, type);
    return isCut ? clean.first(qBound(0, clean.size() - cutMargin, maxBody))
                 : clean.first(qMin(clean.size(), maxBody));
}

ExchangeId ExchangeLog::begin(const QString &connection, const QString &purpose, const QByteArray &method,
    const QByteArray &url, const Headers &headers, QByteArrayView body)
{
    Exchange exchange{ .id = static_cast<ExchangeId>(++m_count),
        .connection = connection,
        .purpose = purpose,
        .method = method,
        .requestSize = body.size(),
        .started = m_clock->now() };
    // Headers and body first: what they teach the redactor may also stand in the URL.
    exchange.requestHeaders = redacted(headers);
    exchange.requestBody = keptPart(body, headers);
    exchange.url = m_redactor->redactUrl(url);
    m_bodyBytes += exchange.requestBody.size();
    const ExchangeId id = exchange.id;
    m_exchanges.push_back(std::move(exchange));
    bound();
    Q_EMIT added(id);
    return id;
}

void ExchangeLog::routed(ExchangeId id, const QString &address, const QString &proxy)
{
    if (Exchange *exchange = at(id)) {
        exchange->address = address;
        exchange->proxy = proxy;
    }
}

void ExchangeLog::connecting(ExchangeId id)
{
    Exchange *exchange = at(id);
    if (exchange && !exchange->isDone())
        exchange->connecting = m_clock->now() - exchange->started;
}

void ExchangeLog::encrypted(ExchangeId id)
{
    Exchange *exchange = at(id);
    if (exchange && !exchange->isDone())
        exchange->encrypted = m_clock->now() - exchange->started;
}

void ExchangeLog::sent(ExchangeId id)
{
    Exchange *exchange = at(id);
    if (!exchange || exchange->isDone())
        return;
    ++exchange->timesSent;
    exchange->sent = m_clock->now() - exchange->started;
}

void ExchangeLog::headersArrived(ExchangeId id, int status, const Headers &headers)
{
    Exchange *exchange = at(id);
    if (!exchange || exchange->isDone())
        return;
    exchange->status = status;
    exchange->responseHeaders = redacted(headers);
    exchange->firstByte = m_clock->now() - exchange->started;
    Q_EMIT changed(id);
}

void ExchangeLog::eventPassed(ExchangeId id, QByteArrayView event, qint64 bytes)
{
    Exchange *exchange = at(id);
    if (!exchange || exchange->isDone())
        return;
    LoggedEvent logged{ m_clock->now(), keptPart(event, { { "Content-Type", "text/event-stream" } }) };
    exchange->responseSize += bytes;
    if (!exchange->bodyDropped) {
        m_bodyBytes += logged.text.size();
        exchange->events.append(std::move(logged));
        if (exchange->events.size() > maxEvents)
            m_bodyBytes -= exchange->events.takeFirst().text.size();
    }
    bound();
    Q_EMIT changed(id);
}

void ExchangeLog::end(ExchangeId id, QByteArrayView body, const QString &failure, qint64 bodySize)
{
    Exchange *exchange = at(id);
    if (!exchange || exchange->isDone())
        return;
    exchange->responseBody = keptPart(body, exchange->responseHeaders);
    exchange->responseSize = qMax(exchange->responseSize, bodySize < 0 ? qint64(body.size()) : bodySize);
    exchange->failure = m_redactor->redactText(failure);
    if (!failure.isEmpty() && exchange->timesSent > 1)
        exchange->failure += u"; it was sent %1 times"_s.arg(exchange->timesSent);
    exchange->duration = m_clock->now() - exchange->started;
    m_bodyBytes += exchange->responseBody.size();
    bound();
    Q_EMIT changed(id);
    Q_EMIT ended(id);
}

void ExchangeLog::bound()
{
    while (qsizetype(m_exchanges.size()) > maxRows) {
        m_bodyBytes -= bodyBytes(m_exchanges.front());
        m_exchanges.pop_front();
    }
    for (auto row = m_exchanges.begin(); m_bodyBytes > maxBodies && row != m_exchanges.end(); ++row) {
        const qint64 freed = bodyBytes(*row);
        if (freed == 0)
            continue;
        m_bodyBytes -= freed;
        row->requestBody.clear();
        row->responseBody.clear();
        row->events.clear();
        row->bodyDropped = true;
    }
}

} // namespace authscope::net
