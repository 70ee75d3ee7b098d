// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace authscope::schema {

/// RFC 3986 §5.2, of bytes that stay as they are written: no decoding, no change of case. The fragment of the
/// base is dropped, that of the reference kept. An empty base leaves the reference as it is.
QByteArray resolveUri(const QByteArray &base, const QByteArray &reference);

/// "https://a/b" and "c" of "https://a/b#c"; the second is null without a number sign.
struct FragmentSplit {
    QByteArray document;
    QByteArray fragment; ///< as written
};
FragmentSplit splitFragment(const QByteArray &uri);

/// RFC 3986 §3: the parts of an address or reference, as written.
struct UriParts {
    QByteArrayView scheme = {}, authority = {}, path = {}, query = {}, fragment = {};
    bool hasScheme = false, hasAuthority = false, hasQuery = false, hasFragment = false;
};
UriParts splitUri(QByteArrayView uri);

} // namespace authscope::schema
