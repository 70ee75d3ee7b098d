// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace authscope::schema {

/// The formats of JSON Schema 2020-12 (Validation §7.3); those of draft-07 are among them.
bool isKnownFormat(const QByteArray &name);

/// Nothing when it cannot be decided here (a regular expression without an equal), or the format is unknown.
std::optional<bool> fitsFormat(const QByteArray &name, const QString &text);

/// "a date such as 2026-01-31"; empty for an unknown format.
QString formatWords(const QByteArray &name);

namespace format {

bool isDate(const QString &text); ///< RFC 3339 §5.6 full-date
bool isTime(const QString &text); ///< full-time; a leap second at the end of a UTC day only
bool isDateTime(const QString &text);
bool isDuration(const QString &text); ///< RFC 3339 appendix A

bool isHostname(const QString &text); ///< RFC 1123 §2.1, and A-labels that are ones (RFC 5890)
bool isIdnHostname(const QString &text); ///< RFC 5890 §2.3.2.3, RFC 5892 appendix A
bool isMailAddress(const QString &text); ///< RFC 5321 §4.1.2 Mailbox
bool isIdnMailAddress(const QString &text); ///< RFC 6531
bool isIpv4(const QString &text); ///< RFC 2673 §3.2
bool isIpv6(const QString &text); ///< RFC 4291 §2.2, without a zone

bool isUri(const QString &text); ///< RFC 3986, with a scheme
bool isUriReference(const QString &text);
bool isIri(const QString &text); ///< RFC 3987, with a scheme
bool isIriReference(const QString &text);
bool isUriTemplate(const QString &text); ///< RFC 6570
bool isUuid(const QString &text); ///< RFC 4122
bool isJsonPointer(const QString &text); ///< RFC 6901
bool isRelativeJsonPointer(const QString &text);

} // namespace format

} // namespace authscope::schema
