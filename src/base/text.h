// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace authscope::base {

/// Foreign words made safe to show: control, bidirectional, zero-width and tag characters become ⟨U+202E⟩,
/// invalid UTF-8 becomes U+FFFD, line breaks become a space, and what exceeds the limit is cut with "… (n
/// characters)".
QString cleaned(const QString &text, qsizetype limit = 200);
QString cleaned(QByteArrayView utf8, qsizetype limit = 200);
inline QString cleaned(const QByteArray &utf8, qsizetype limit = 200)
{
    return cleaned(QByteArrayView(utf8), limit);
}

/// As cleaned(), for a whole body: line breaks and tabs stay.
QString cleanedBlock(const QString &text, qsizetype limit = 256 * 1024);

/// RFC 9110 field value: visible ASCII, with blanks inside only. Anything else must not reach a header.
bool isHeaderSafe(QByteArrayView value);
/// RFC 6750 §2.1 b64token, what may follow "Bearer ".
bool isBearerToken(QByteArrayView value);

/// One application/x-www-form-urlencoded pair, decoded once: + is a blank, %XX a byte.
struct FormPair {
    QByteArray name;
    QByteArray value;
    bool operator==(const FormPair &) const = default;
};
/// Nothing when a percent sign is not followed by two hex digits. Order and repetitions are kept.
std::optional<QList<FormPair>> decodeForm(QByteArrayView encoded);
QByteArray encodeForm(const QList<FormPair> &pairs);

} // namespace authscope::base
