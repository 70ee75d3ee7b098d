// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"
#include "net/http.h"

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr int maxHops = 3;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

} // namespace

MetadataFetch::MetadataFetch(Request request, StrictNetworkAccessManager *network, QObject *parent)
    : ResultOperation(parent), m_request(std::move(request)), m_network(network)
{
}

void MetadataFetch::run()
{
    send(m_request.url);
}

void MetadataFetch::abort()
{
    if (m_call) {
        m_call->disconnect(this);
        m_call->cancel();
        m_call->deleteLater();
    }
}

void MetadataFetch::send(const QByteArray &url)
{
    m_url = url;
    Request request = m_request;
    request.method = "GET";
    request.body.clear();
    request.url = url;
    m_call = new HttpCall(std::move(request), m_network, this);
    HttpCall *call = m_call;
    connect(call, &base::Operation::finished, this, [this, call] {
        call->deleteLater();
        answered(call);
    });
    call->start();
}

void MetadataFetch::answered(const HttpCall *call)
{
    if (!call->result()) {
        if (call->result().error().exchange != 0)
            m_exchanges.append(call->result().error().exchange);
        finishWith(call->result().error());
        return;
    }
    const Response &response = *call->result();
    m_exchanges.append(response.exchange);
    if (isRedirect(response.status) && response.headers.contains("Location"))
        follow(response);
    else
        finishWith(response);
}

void MetadataFetch::follow(const Response &response)
{
    const QUrl here = QUrl::fromEncoded(m_url, QUrl::StrictMode);
    const QByteArray location = *response.headers.value("Location");
    const QByteArray there = here.resolved(QUrl::fromEncoded(location, QUrl::StrictMode)).toEncoded();
    const auto from = base::guardUrl(m_url, u"The address"_s);
    const auto to = base::guardUrl(there, u"The redirect"_s);
    base::Error error{ .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::metadataRedirected,
        .rule = u"RFC 8414 §3"_s,
        .exchange = response.exchange };
    if (!from || !to || from->origin() != to->origin()) {
        error.message
            = u"“%1” answered with a redirect to “%2”, which is another place. It was not followed."_s.arg(
                base::cleaned(m_url), base::cleaned(location));
        finishWith(std::move(error));
    } else if (m_hops == maxHops) {
        error.message = u"“%1” was redirected more than %2 times. The last redirect was not followed."_s
                            .arg(base::cleaned(m_request.url))
                            .arg(maxHops);
        finishWith(std::move(error));
    } else {
        ++m_hops;
        send(there);
    }
}

} // namespace authscope::net
