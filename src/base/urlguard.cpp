// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/urlguard.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QHostAddress>
#include <QtEndian>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::base {

namespace {

Error refuse(const QString &errorCode, const QString &message, const QString &rule = {})
{
    return { .kind = errorCode == code::notAUrl ? ErrorKind::Usage : ErrorKind::ServerBrokeRule,
        .code = errorCode,
        .message = message + u" Nothing was sent to it."_s,
        .rule = rule };
}

bool isInternalV4(quint32 address)
{
    struct Range {
        quint32 net;
        int bits;
    };
    static constexpr Range ranges[] = { { 0x00000000, 8 }, { 0x0a000000, 8 }, { 0x64400000, 10 },
        { 0x7f000000, 8 }, { 0xa9fe0000, 16 }, { 0xac100000, 12 }, { 0xc0000000, 24 }, { 0xc0a80000, 16 },
        { 0xc6120000, 15 }, { 0xe0000000, 3 } }; // RFC 6890 and multicast and above
    return std::any_of(std::begin(ranges), std::end(ranges), [address](const Range &range) {
        return (address >> (32 - range.bits)) == (range.net >> (32 - range.bits));
    });
}

} // namespace

QByteArray GuardedUrl::origin() const
{
    QByteArray out = url.scheme().toLatin1() + "://";
    out += host.contains(u':') ? '[' + host.toLatin1() + ']' : host.toLatin1();
    const int port = url.port();
    if (port > 0 && port != (isEncrypted ? 443 : 80))
        out += ':' + QByteArray::number(port);
    return out;
}

bool isLoopbackHost(const QString &host)
{
    return host == "127.0.0.1"_L1 || host == "::1"_L1 || host == "[::1]"_L1 || host == "localhost"_L1;
}

bool isInternalAddress(const QString &host)
{
    QString bare = host.toLower();
    if (bare.startsWith(u'[') && bare.endsWith(u']'))
        bare = bare.sliced(1).chopped(1);
    while (bare.endsWith(u'.'))
        bare.chop(1);
    if (bare == "localhost"_L1 || bare.endsWith(".localhost"_L1) || bare.isEmpty())
        return true;
    const QHostAddress address(bare);
    if (address.isNull())
        return false;
    bool isV4 = false;
    const quint32 v4 = address.toIPv4Address(&isV4); // also for ::ffff:a.b.c.d
    if (isV4)
        return isInternalV4(v4);
    const Q_IPV6ADDR v6 = address.toIPv6Address();
    static constexpr quint8 translated[12] = { 0, 0x64, 0xff, 0x9b }; // RFC 6052 §2.1
    if (std::equal(std::begin(translated), std::end(translated), v6.c))
        return isInternalV4(qFromBigEndian<quint32>(v6.c + 12));
    if (v6[0] == 0x20 && v6[1] == 0x02) // 6to4, RFC 3056 §2
        return isInternalV4(qFromBigEndian<quint32>(v6.c + 2));
    const bool isZeroPrefix = std::all_of(v6.c, v6.c + 12, [](quint8 byte) { return byte == 0; });
    return isZeroPrefix || (v6[0] & 0xfe) == 0xfc || (v6[0] == 0xfe && (v6[1] & 0xc0) == 0x80)
        || v6[0] == 0xff;
}

Result<GuardedUrl> guardUrl(const QByteArray &text, const QString &what)
{
    const QString shown = u"%1 is “%2”"_s.arg(what, cleaned(text));
    if (!std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; }) || text.isEmpty())
        return fail(refuse(
            code::notAUrl, shown + u", which is not an absolute URL in plain ASCII."_s, u"RFC 3986 §2"_s));
    const QUrl url = QUrl::fromEncoded(text, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (scheme.isEmpty() || (!url.isValid() && (scheme == "https"_L1 || scheme == "http"_L1)))
        return fail(refuse(code::notAUrl, shown + u", which is not an absolute URL."_s, u"RFC 3986 §4.3"_s));
    if (scheme != "https"_L1 && scheme != "http"_L1)
        return fail(
            refuse(code::unsafeScheme, shown + u": only https is allowed here."_s, u"RFC 9700 §4.1"_s));
    GuardedUrl out{ text, url, url.host(QUrl::EncodeUnicode), false, scheme == "https"_L1 };
    if (out.host.isEmpty() || out.host.endsWith(u'.'))
        return fail(
            refuse(code::notAUrl, shown + u", which has no host name we can use."_s, u"RFC 9110 §4.2"_s));
    // QUrl normalises 127.1 and friends; only the literal spellings are loopback.
    const QByteArray authority = text.mid(text.indexOf("://") + 3);
    const auto authorityEnd = std::find_if(
        authority.begin(), authority.end(), [](char c) { return c == '/' || c == '?' || c == '#'; });
    const QByteArray written = authority.left(authorityEnd - authority.begin()).toLower();
    if (!url.userInfo().isEmpty() || written.contains('@'))
        return fail(refuse(code::unsafeScheme,
            shown + u", which carries a user name. That hides the real host."_s, u"RFC 9110 §4.2.4"_s));
    if (url.hasFragment())
        return fail(refuse(code::notAUrl, shown + u", which has a fragment (#)."_s, u"RFC 6749 §3.1"_s));
    const QByteArray literal
        = out.host.contains(u':') ? '[' + out.host.toLatin1() + ']' : out.host.toLatin1();
    out.isLoopback = isLoopbackHost(out.host) && written.startsWith(literal);
    if (!out.isEncrypted && !out.isLoopback)
        return fail(refuse(code::notEncrypted,
            shown + u", which is not encrypted; anyone on the way could replace it."_s, u"RFC 9700 §4.1"_s));
    return out;
}

Result<GuardedUrl> readTypedUrl(const QString &typed)
{
    QString text = typed.trimmed();
    if (text.isEmpty() || text.contains(u' '))
        return fail(Error{ .kind = ErrorKind::Usage,
            .code = code::notAUrl,
            .message = u"“%1” is not an address."_s.arg(cleaned(text)),
            .nextStep = u"Type the address of an MCP server, an issuer, or a project domain."_s });
    if (!text.contains("://"_L1)) {
        // "javascript:…" must not become https://javascript:…
        const QString firstWord = text.section(u'/', 0, 0);
        const qsizetype colon = firstWord.lastIndexOf(u':');
        const bool isPort = colon < 0 || firstWord.startsWith(u'[')
            || std::all_of(
                firstWord.begin() + colon + 1, firstWord.end(), [](QChar c) { return c.isDigit(); });
        if (isPort) {
            const QString host = firstWord.startsWith(u'[') ? firstWord.section(u']', 0, 0) + u']'
                                                            : firstWord.section(u':', 0, 0);
            text.prepend(isLoopbackHost(host.toLower()) ? u"http://"_s : u"https://"_s);
        }
    }
    QUrl url(text, QUrl::StrictMode);
    QByteArray encoded = url.isValid() ? url.toEncoded(QUrl::FullyEncoded) : text.toUtf8();
    static const QByteArray wellKnown = "/.well-known/";
    const qsizetype at = encoded.indexOf(wellKnown);
    if (at > 0) {
        const QByteArray rest = encoded.mid(at + wellKnown.size());
        const qsizetype slash = rest.indexOf('/');
        encoded = encoded.left(at)
            + (slash < 0 ? QByteArray() : rest.mid(slash)); // path-inserted form keeps its path
    } else if (url.isValid() && url.path() == "/"_L1 && !url.hasQuery()) {
        encoded.chop(encoded.endsWith('/') ? 1 : 0);
    }
    return guardUrl(encoded, u"The address"_s);
}

} // namespace authscope::base
