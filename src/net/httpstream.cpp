// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http.h"
#include "net/httpdispatch.h"
#include "net/replyguard.h"

using namespace Qt::StringLiterals;

namespace authscope::net {

HttpStream::HttpStream(Request request, StrictNetworkAccessManager *network, QObject *parent)
    : ResultOperation(parent), m_request(std::move(request)), m_network(network)
{
}

HttpStream::~HttpStream()
{
    release(u"it was stopped"_s);
}

void HttpStream::run()
{
    m_departure = prepareDeparture(
        m_request, m_network, this, [this] { send(); },
        [this](const base::Error &error) { finishWith(error); });
}

void HttpStream::send()
{
    const auto reply = dispatch(m_request, m_network, true);
    if (!reply) {
        finishWith(reply.error());
        return;
    }
    m_reply = *reply;
    m_response.exchange = StrictNetworkAccessManager::exchangeOf(m_reply);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &HttpStream::metaDataArrived);
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpStream::readSome);
    connect(m_reply, &QNetworkReply::finished, this, &HttpStream::replyFinished);
    connect(m_reply, &QObject::destroyed, this, [this] { finishWith(networkGone()); });
}

void HttpStream::abort()
{
    if (m_departure) {
        m_departure->disconnect(this);
        m_departure->cancel();
        m_departure->deleteLater();
    }
    release(u"it was stopped"_s);
}

void HttpStream::release(const QString &failure)
{
    if (!m_reply)
        return;
    QNetworkReply *reply = m_reply;
    m_reply.clear();
    reply->disconnect(this);
    if (m_network)
        m_network->log()->end(m_response.exchange, m_recorded, failure, m_received);
    reply->abort();
    reply->deleteLater();
}

void HttpStream::metaDataArrived()
{
    if (m_headersSeen || statusOf(m_reply) == 0)
        return;
    m_headersSeen = true;
    m_response = responseOf(m_reply, m_network);
    Q_EMIT headersArrived();
}

void HttpStream::readSome()
{
    if (!m_reply || !m_reply->isOpen() || StrictNetworkAccessManager::wasStopped(m_reply))
        return;
    const QByteArray bytes = m_reply->readAll();
    if (bytes.isEmpty())
        return;
    m_received += bytes.size();
    if (m_response.headers.mediaType() != "text/event-stream" && m_recorded.size() < ExchangeLog::maxRead)
        m_recorded += bytes.first(qMin(bytes.size(), ExchangeLog::maxRead - m_recorded.size()));
    Q_EMIT dataArrived(bytes);
}

void HttpStream::recordEvent(QByteArrayView event)
{
    if (!m_network)
        return;
    m_network->log()->eventPassed(m_response.exchange, event, m_received - m_reported);
    m_reported = m_received;
}

void HttpStream::replyFinished()
{
    // A slot of ours may cancel or delete this operation.
    const QPointer<HttpStream> self(this);
    metaDataArrived();
    if (self && m_reply)
        readSome();
    if (!self || !m_reply)
        return;
    const QString failure = failureOf(m_reply);
    if (hasAnotherAddress(m_reply, m_network)) {
        release(failure);
        return send();
    }
    if (failure.isEmpty())
        finishWith(m_response);
    else
        finishWith(networkError(m_reply, m_request.purpose));
    release(failure);
}

} // namespace authscope::net
