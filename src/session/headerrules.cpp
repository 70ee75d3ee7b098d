// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/headerrules.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr qsizetype maxHeaders = 50;
constexpr qsizetype maxValue = 8 * 1024;

bool isToken(QByteArrayView name)
{
    static constexpr QByteArrayView extra = "!#$%&'*+-.^_`|~";
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || extra.contains(c);
    });
}

/// What the transport writes itself, what belongs to one hop (RFC 9110 §7.6.1), and what proves a token.
bool isReserved(const QByteArray &lower)
{
    static const QSet<QByteArray> reserved{ "accept", "accept-encoding", "connection", "content-encoding",
        "content-length", "content-type", "date", "dpop", "expect", "host", "http2-settings", "keep-alive",
        "last-event-id", "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding",
        "upgrade" };
    return reserved.contains(lower) || lower.startsWith("mcp-");
}

/// The reason, as the end of a sentence; empty when it is fine.
QString problem(const QByteArray &name, const QByteArray &value)
{
    if (!isToken(name))
        return u"is no name of a field: letters, digits and !#$%&'*+-.^_`|~ only"_s;
    if (isReserved(name.toLower()))
        return u"is written by the protocol or by the connection itself"_s;
    if (value.isEmpty())
        return u"has no value"_s;
    if (value.size() > maxValue)
        return u"has a value of more than %1 bytes"_s.arg(maxValue);
    if (!base::isHeaderSafe(value))
        return u"has a value with a character that no field may carry (visible ASCII, with blanks inside only)"_s;
    const qsizetype blank = value.indexOf(' ');
    if (name.compare("Authorization", Qt::CaseInsensitive) == 0
        && (blank <= 0 || !base::isBearerToken(value.mid(blank + 1))))
        return u"has to be a scheme, one blank and the credential, as in “Bearer …”"_s;
    return {};
}

} // namespace

bool isAuthorization(const NamedSecret &field)
{
    return field.first.compare("Authorization", Qt::CaseInsensitive) == 0;
}

base::Result<void> checkHeaders(const QList<NamedSecret> &headers)
{
    const auto refuse = [](const QString &message) {
        return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::unsafeHeader,
            .message = message + u" Nothing was changed."_s,
            .rule = u"RFC 9110 §5"_s });
    };
    if (headers.size() > maxHeaders)
        return refuse(
            u"There are %1 header fields; at most %2 can be sent with every request."_s.arg(headers.size())
                .arg(maxHeaders));
    QSet<QByteArray> seen;
    for (const auto &[name, value] : headers) {
        const QString why
            = seen.contains(name.toLower()) ? u"stands there twice"_s : problem(name, value.reveal());
        if (!why.isEmpty())
            return refuse(u"The header field “%1” %2."_s.arg(base::cleaned(name, 60), why));
        seen.insert(name.toLower());
    }
    return {};
}

} // namespace authscope::session
