// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/redirects.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::demo {

namespace {

constexpr qsizetype longestUri = 2000;

} // namespace

std::optional<RedirectRefusal> whyNotRegistrable(const QByteArray &uri)
{
    if (uri.size() > longestUri)
        return RedirectRefusal{ "connected_app_invalid_redirect_url",
            "A redirect URI is longer than 2000 bytes." };
    const qsizetype colon = uri.indexOf(':');
    if (colon <= 0 || uri.first(colon).contains('/'))
        return RedirectRefusal{ "connected_app_redirect_url_must_include_scheme",
            "A redirect URI has to start with http: or https:." };
    const QByteArray scheme = uri.first(colon).toLower();
    if (scheme != "http" && scheme != "https")
        return RedirectRefusal{ "connected_app_redirect_url_must_use_http_or_https_scheme",
            "A redirect URI has to use http or https." };
    const auto url = base::guardUrl(uri, u"redirect_uri"_s);
    if (url)
        return std::nullopt;
    if (url.error().code == base::code::notEncrypted)
        return RedirectRefusal{ "connected_app_redirect_url_http_scheme_must_use_loopback",
            "A redirect URI with http has to point to 127.0.0.1, [::1] or localhost." };
    return RedirectRefusal{ "connected_app_invalid_redirect_url",
        "A redirect URI has to be an absolute URL without user name and fragment." };
}

bool matchesRegistered(const QByteArray &presented, const QByteArray &registered)
{
    if (presented == registered)
        return true;
    // Bytes, not a URL class: what is compared is what the browser will be sent to.
    for (const QByteArray &host :
        { QByteArray("http://127.0.0.1"), QByteArray("http://[::1]"), QByteArray("http://localhost") }) {
        if (!registered.startsWith(host) || !presented.startsWith(host + ':'))
            continue;
        const QByteArray rest = registered.mid(host.size());
        if (!rest.isEmpty() && rest.front() != '/' && rest.front() != '?')
            continue; // registered with a port, or another host that begins alike
        QByteArray port = presented.mid(host.size() + 1);
        if (!port.endsWith(rest))
            continue;
        port.chop(rest.size());
        const bool isNumber = !port.isEmpty() && port.size() <= 5 && port.front() != '0'
            && std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (isNumber && port.toInt() <= 65535)
            return true;
    }
    return false;
}

bool matchesAny(const QByteArray &presented, const QList<QByteArray> &registered)
{
    return std::any_of(registered.begin(), registered.end(),
        [&](const QByteArray &entry) { return matchesRegistered(presented, entry); });
}

} // namespace authscope::demo
