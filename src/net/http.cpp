// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/http.h"

#include "base/urlguard.h"
#include "net/departure.h"
#include "net/httpdispatch.h"
#include "net/replyguard.h"

#include <QLocale>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

/// Only the one form senders may use today, RFC 9110 §5.6.7.
std::optional<base::Time> parseHttpDate(const QByteArray &text)
{
    QDateTime date = QLocale::c().toDateTime(QString::fromLatin1(text), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'"_s);
    if (!date.isValid())
        return std::nullopt;
    date.setTimeSpec(Qt::UTC);
    return base::fromDateTime(date);
}

QNetworkReply *sendBy(StrictNetworkAccessManager *network, const QNetworkRequest &request,
    const QByteArray &method, const QByteArray &body)
{
    if (method == "GET")
        return network->get(request);
    if (method == "HEAD")
        return network->head(request);
    if (method == "POST")
        return network->post(request, body);
    if (method == "PUT")
        return network->put(request, body);
    if (method == "DELETE" && body.isEmpty())
        return network->deleteResource(request);
    return network->sendCustomRequest(request, method, body);
}

} // namespace

base::Error networkGone()
{
    return base::cancelledError();
}

base::Result<QNetworkReply *> dispatch(
    const Request &request, StrictNetworkAccessManager *network, bool isStreaming)
{
    if (!network)
        return base::fail(networkGone());
    const auto url = base::guardUrl(request.url,
        request.purpose.isEmpty() ? u"The address"_s : u"%1: the address"_s.arg(request.purpose));
    if (!url)
        return base::fail(url.error());
    using Manager = StrictNetworkAccessManager;
    QNetworkRequest out(url->url);
    const auto set = [&out](Manager::Attribute attribute, const QVariant &value) {
        out.setAttribute(static_cast<QNetworkRequest::Attribute>(attribute), value);
    };
    if (!request.purpose.isEmpty())
        set(Manager::Purpose, request.purpose);
    if (!request.connection.isEmpty())
        set(Manager::Connection, request.connection);
    set(Manager::MaxBytes, qint64(request.limits.maxBytes));
    set(Manager::IdleMs, qint64(request.limits.idle.count()));
    set(Manager::TotalMs, qint64(request.limits.total.count()));
    set(Manager::Streaming, isStreaming);
    for (const Header &field : request.headers.all())
        out.setRawHeader(field.name, field.value);
    return sendBy(network, out, request.method, request.body);
}

base::Operation *prepareDeparture(const Request &request, StrictNetworkAccessManager *network,
    QObject *caller, const std::function<void()> &send,
    const std::function<void(const base::Error &)> &failed)
{
    if (!Departure::isNeeded(request, network)) {
        send();
        return nullptr;
    }
    auto *departure = new Departure(request, network, caller);
    QObject::connect(departure, &base::Operation::finished, caller, [departure, send, failed] {
        departure->deleteLater();
        if (departure->result())
            send();
        else
            failed(departure->result().error());
    });
    departure->start();
    return departure;
}

bool hasAnotherAddress(const QNetworkReply *reply, StrictNetworkAccessManager *network)
{
    const ReplyGuard *guard = ReplyGuard::of(reply);
    if (!network || !guard || guard->route().address.isNull() || guard->wasSent())
        return false;
    const QNetworkReply::NetworkError error = reply->error();
    const bool isDead = error == QNetworkReply::ConnectionRefusedError || error == QNetworkReply::TimeoutError
        || error == QNetworkReply::HostNotFoundError || error == QNetworkReply::UnknownNetworkError
        || guard->stopped();
    return isDead && network->settings().hosts.discard(guard->route().host, guard->route().address)
        && !guard->stopped();
}

Response responseOf(const QNetworkReply *reply, const StrictNetworkAccessManager *network)
{
    Response response{ .status = statusOf(reply),
        .headers = headersOf(reply),
        .exchange = StrictNetworkAccessManager::exchangeOf(reply),
        .received = network->log()->clock()->now() };
    if (const auto date = response.headers.value("Date"))
        response.serverDate = parseHttpDate(*date);
    return response;
}

HttpCall::HttpCall(Request request, StrictNetworkAccessManager *network, QObject *parent)
    : ResultOperation(parent), m_request(std::move(request)), m_network(network)
{
}

HttpCall::~HttpCall()
{
    release();
}

void HttpCall::run()
{
    m_departure = prepareDeparture(
        m_request, m_network, this, [this] { send(); },
        [this](const base::Error &error) { finishWith(error); });
}

void HttpCall::send()
{
    const auto reply = dispatch(m_request, m_network, false);
    if (!reply) {
        finishWith(reply.error());
        return;
    }
    m_reply = *reply;
    connect(m_reply, &QNetworkReply::finished, this, &HttpCall::replyFinished);
    connect(m_reply, &QObject::destroyed, this, [this] { finishWith(networkGone()); });
}

void HttpCall::abort()
{
    if (m_departure) {
        m_departure->disconnect(this);
        m_departure->cancel();
        m_departure->deleteLater();
    }
    release();
}

void HttpCall::release()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply.clear();
}

void HttpCall::replyFinished()
{
    if (StrictNetworkAccessManager::isAnswered(m_reply)) {
        Response response = responseOf(m_reply, m_network);
        response.body = m_reply->readAll();
        finishWith(std::move(response));
    } else if (hasAnotherAddress(m_reply, m_network)) {
        release();
        return send();
    } else {
        finishWith(networkError(m_reply, m_request.purpose));
    }
    release();
}

} // namespace authscope::net
