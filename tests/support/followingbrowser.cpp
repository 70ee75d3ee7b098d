// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/followingbrowser.h"

#include <QNetworkReply>

namespace authscope::test {

using namespace Qt::StringLiterals;

namespace {

QNetworkRequest request(const QByteArray &url)
{
    QNetworkRequest out(QUrl::fromEncoded(url));
    out.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    return out;
}

bool isCallback(const QByteArray &url)
{
    const QString path = QUrl::fromEncoded(url).path();
    return url.startsWith("http://127.0.0.1:")
        && (path.startsWith("/callback"_L1) || path == "/logged-out"_L1);
}

} // namespace

base::Result<void> FollowingBrowser::open(const QByteArray &url)
{
    m_opened.append(url);
    if (isBroken)
        return base::fail({ .message = u"There is no browser here."_s });
    if (!isAbandoned)
        visit(url);
    return {};
}

void FollowingBrowser::visit(const QByteArray &url)
{
    if (isCallback(url))
        return deliver(rewrite ? rewrite(url) : QList<QByteArray>{ url });
    QByteArray place = url;
    for (auto it = places.cbegin(); it != places.cend(); ++it) {
        if (url.startsWith(it.key() + '/'))
            place = it.value() + url.sliced(it.key().size());
    }
    QNetworkReply *reply = m_network.get(request(place));
    connect(reply, &QNetworkReply::finished, this, [this, reply, url] {
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        m_pages.append({ url, status, reply->readAll() });
        if (const QByteArray location = reply->rawHeader("Location"); !location.isEmpty())
            visit(location);
    });
}

void FollowingBrowser::deliver(QList<QByteArray> urls)
{
    if (urls.isEmpty())
        return;
    const QByteArray url = urls.takeFirst();
    QNetworkReply *reply = m_network.get(request(url));
    connect(reply, &QNetworkReply::finished, this, [this, reply, url, urls] {
        reply->deleteLater();
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        m_pages.append({ url, status, reply->readAll() });
        Q_EMIT answered(status);
        if (status == 303)
            m_network.get(request(QUrl::fromEncoded(url)
                                      .resolved(QUrl::fromEncoded(reply->rawHeader("Location")))
                                      .toEncoded()));
        deliver(urls);
    });
}

} // namespace authscope::test
