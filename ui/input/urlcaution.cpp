// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/input/urlcaution.h"

#include "base/text.h"

#include <QCoreApplication>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype longUrl = 500;

QString tr(const char *text)
{
    return QCoreApplication::translate("UrlReview", text);
}

/// The last two labels: what a person takes for "the site". Good enough to say "another one", never to say
/// "the same".
QString siteOf(const QString &host)
{
    return host.section(u'.', -2);
}

bool isAddress(const QString &host)
{
    return host.startsWith(u'[')
        || std::all_of(host.cbegin(), host.cend(), [](QChar c) { return c.isDigit() || c == u'.'; });
}

QStringList cautionsOf(const base::GuardedUrl &url, const QByteArray &server)
{
    QStringList cautions;
    const QStringList labels = url.host.split(u'.');
    if (std::any_of(labels.begin(), labels.end(),
            [](const QString &label) { return label.startsWith(u"xn--"_s, Qt::CaseInsensitive); })) {
        const QString looks = QUrl(u"https://"_s + url.host).host(QUrl::FullyDecoded);
        cautions += tr("The host is written in Punycode: %1. On a screen it can look like another name (%2).")
                        .arg(base::cleaned(url.host), base::cleaned(looks));
    }
    if (isAddress(url.host) && !url.isLoopback)
        cautions += tr("The host is a number, not a name: nothing says whose it is.");
    if (base::isInternalAddress(url.host) && !url.isLoopback)
        cautions += tr("The host is inside a private network.");
    if (url.isLoopback)
        cautions += tr("It opens on this computer: whatever program listens there gets the request.");
    if (labels.size() > 5)
        cautions += tr("The host has many parts; the site is only the end of it: %1.").arg(siteOf(url.host));
    if (url.url.port() > 0)
        cautions += tr("It names a port of its own: %1.").arg(url.url.port());
    if (url.text.contains('@') || url.url.query(QUrl::FullyDecoded).contains(u"://"_s))
        cautions += tr("Another address stands inside it. The part in bold is where it goes.");
    if (url.text.size() > longUrl)
        cautions += tr("It is unusually long (%1 characters).").arg(url.text.size());
    const auto known = base::guardUrl(server, u"url"_s);
    if (known && !url.isLoopback && siteOf(known->host) != siteOf(url.host))
        cautions += tr("It is another site than the server that asks (%1).").arg(base::cleaned(known->host));
    return cautions;
}

} // namespace

UrlReview reviewUrl(const QByteArray &url, const QByteArray &server)
{
    UrlReview review;
    const auto guarded = base::guardUrl(url, tr("The address the server wants opened"));
    if (!guarded) {
        review.before = base::cleaned(url, 4000);
        review.refusal = guarded.error();
        return review;
    }
    // Found in the bytes as they came: what is shown is what will be opened.
    const QByteArray text = guarded->text;
    const qsizetype from = text.indexOf("://") + 3;
    qsizetype to = from;
    while (to < text.size() && !QByteArrayView("/?#:").contains(text[to]))
        to = text[to] == '[' ? std::max(to + 1, text.indexOf(']', to)) : to + 1;
    review.before = base::cleaned(text.first(from), 4000);
    review.host = base::cleaned(text.mid(from, to - from), 4000);
    review.after = base::cleaned(text.sliced(to), 4000);
    review.cautions = cautionsOf(*guarded, server);
    return review;
}

} // namespace authscope::ui
