// SPDX-License-Identifier: GPL-3.0-or-later
#include "schema/formats.h"

#include "schema/pattern.h"

#include <QHash>

using namespace Qt::StringLiterals;

namespace authscope::schema {

namespace {

struct Format {
    bool (*fits)(const QString &) = nullptr; ///< null: a regular expression
    QString words = {};
};

const QHash<QByteArray, Format> &formats()
{
    static const QHash<QByteArray, Format> known{
        { "date", { format::isDate, u"a date such as 2026-01-31"_s } },
        { "time", { format::isTime, u"a time of day such as 14:30:00Z"_s } },
        { "date-time", { format::isDateTime, u"a time such as 2026-01-31T14:30:00Z"_s } },
        { "duration", { format::isDuration, u"a duration such as P1DT12H"_s } },
        { "email", { format::isMailAddress, u"an e-mail address"_s } },
        { "idn-email", { format::isIdnMailAddress, u"an e-mail address"_s } },
        { "hostname", { format::isHostname, u"the name of a host, such as www.example.com"_s } },
        { "idn-hostname", { format::isIdnHostname, u"the name of a host, such as www.example.com"_s } },
        { "ipv4", { format::isIpv4, u"an IPv4 address such as 192.0.2.1"_s } },
        { "ipv6", { format::isIpv6, u"an IPv6 address such as 2001:db8::1"_s } },
        { "uri", { format::isUri, u"a whole address, such as https://example.com/"_s } },
        { "uri-reference", { format::isUriReference, u"an address or a part of one, such as /path"_s } },
        { "iri", { format::isIri, u"a whole address, such as https://example.com/"_s } },
        { "iri-reference", { format::isIriReference, u"an address or a part of one, such as /path"_s } },
        { "uri-template", { format::isUriTemplate, u"a template such as https://example.com/{name}"_s } },
        { "uuid", { format::isUuid, u"a UUID such as 123e4567-e89b-12d3-a456-426614174000"_s } },
        { "json-pointer", { format::isJsonPointer, u"a JSON Pointer such as /a/0"_s } },
        { "relative-json-pointer",
            { format::isRelativeJsonPointer, u"a relative JSON Pointer such as 1/a"_s } },
        { "regex", { nullptr, u"a regular expression"_s } },
    };
    return known;
}

} // namespace

bool isKnownFormat(const QByteArray &name)
{
    return formats().contains(name);
}

std::optional<bool> fitsFormat(const QByteArray &name, const QString &text)
{
    const auto format = formats().constFind(name);
    if (format == formats().constEnd())
        return std::nullopt;
    return format->fits ? std::optional(format->fits(text)) : isPattern(text);
}

QString formatWords(const QByteArray &name)
{
    return formats().value(name).words;
}

} // namespace authscope::schema
