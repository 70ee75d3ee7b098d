// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/headlessbrowser.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "base/urlguard.h"

#include <QNetworkCookie>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr int maxHops = 10;

bool isRedirect(int status)
{
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

/// Where a request that was pushed beforehand (RFC 9126) does not say its redirect URI: ours by its form.
bool looksLikeCallback(const base::GuardedUrl &url)
{
    return url.host == "127.0.0.1"_L1 && url.url.path().startsWith("/callback"_L1) && url.url.hasQuery();
}

/// Where the browser is to end up: after signing in, or after signing out.
QByteArray redirectUri(const QByteArray &url)
{
    const qsizetype question = url.indexOf('?');
    const auto pairs = base::decodeForm(QByteArrayView(url).sliced(question + 1));
    for (const base::FormPair &pair : pairs.value_or(QList<base::FormPair>()))
        if (pair.name == "redirect_uri" || pair.name == "post_logout_redirect_uri")
            return pair.value;
    return {};
}

} // namespace

HeadlessBrowser::HeadlessBrowser(net::StrictNetworkAccessManager *network, QObject *parent)
    : QObject(parent), m_network(network)
{
}

HeadlessBrowser::~HeadlessBrowser() = default;

QString HeadlessBrowser::displayName() const
{
    return u"no browser: redirects are followed"_s;
}

base::Result<void> HeadlessBrowser::open(const QByteArray &url)
{
    if (const auto guarded = base::guardUrl(url, u"The address for the browser"_s); !guarded)
        return base::fail(guarded.error());
    if (m_call) {
        m_call->disconnect(this);
        m_call->cancel();
    }
    qDeleteAll(std::exchange(m_jars, {}));
    m_callback = redirectUri(url);
    m_hops = 0;
    m_delivered = false;
    visit(url);
    return {};
}

QNetworkCookieJar &HeadlessBrowser::jar(const QByteArray &origin)
{
    QNetworkCookieJar *&jar = m_jars[origin];
    if (!jar)
        jar = new QNetworkCookieJar(this);
    return *jar;
}

void HeadlessBrowser::visit(const QByteArray &url)
{
    const auto guarded = base::guardUrl(url, u"The redirect's target"_s);
    if (!guarded)
        return stop(guarded.error().kind, guarded.error().message);
    const bool isOurs = m_callback.isEmpty() ? looksLikeCallback(*guarded)
                                             : url == m_callback || url.startsWith(m_callback + '?');
    if (isOurs)
        m_delivered = true;
    net::Request request{ .purpose = u"In place of the browser"_s,
        .url = url,
        .headers = { { "Accept", "text/html,application/xhtml+xml,*/*;q=0.8" } } };
    QByteArrayList cookies;
    const auto kept = jar(guarded->origin()).cookiesForUrl(guarded->url);
    for (const QNetworkCookie &cookie : kept)
        cookies << cookie.toRawForm(QNetworkCookie::NameAndValueOnly);
    if (!cookies.isEmpty())
        request.headers.append("Cookie", cookies.join("; "));
    auto *call = new net::HttpCall(std::move(request), m_network, this);
    m_call = call;
    connect(call, &base::Operation::finished, this, [this, call] {
        call->deleteLater();
        answered(call);
    });
    call->start();
}

void HeadlessBrowser::answered(const net::HttpCall *call)
{
    if (!call->result()) {
        if (!m_delivered) // afterwards the listener may be gone, and that is in order
            stop(base::ErrorKind::Network, call->result().error().message, call->result().error().exchange);
        return;
    }
    const net::Response &response = *call->result();
    const QUrl here = QUrl::fromEncoded(call->request().url, QUrl::StrictMode);
    const auto location = response.headers.value("Location");
    if (!isRedirect(response.status) || !location) {
        if (!m_delivered)
            stop(base::ErrorKind::Refused,
                u"The provider answered with a page (HTTP %1 at %2) where a person is needed."_s.arg(
                    QString::number(response.status),
                    base::cleaned(call->request().url.left(call->request().url.indexOf('?')))),
                response.exchange);
        return;
    }
    if (++m_hops > maxHops)
        return stop(base::ErrorKind::ServerBrokeRule,
            u"The provider redirected more than %1 times."_s.arg(maxHops), response.exchange);
    const auto guarded = base::guardUrl(call->request().url, u"This page"_s);
    for (const QByteArray &field : response.headers.values("Set-Cookie"))
        jar(guarded->origin()).setCookiesFromUrl(QNetworkCookie::parseCookies(field), here);
    QUrl next = here.resolved(QUrl::fromEncoded(*location, QUrl::StrictMode));
    next.setFragment({}); // stays in a browser
    visit(next.toEncoded(QUrl::FullyEncoded));
}

void HeadlessBrowser::stop(base::ErrorKind kind, const QString &message, base::ExchangeId exchange)
{
    Q_EMIT failed({ .kind = kind,
        .code = base::code::browserFailed,
        .message = u"Going on without a browser stopped. "_s + message + u" Nothing came back."_s,
        .nextStep = u"Use a browser instead."_s,
        .exchange = exchange });
}

} // namespace authscope::session
