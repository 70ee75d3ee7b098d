// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/base64url.h"
#include "jose/jws.h"

#include <QTest>

/// Tokens as an attacker makes them: any header, any signature.
namespace josefixture {

using namespace authscope;

inline QByteArray b64(QByteArrayView bytes)
{
    return jose::encodeBase64Url(bytes);
}

inline QByteArray withSignature(QByteArrayView header, QByteArrayView payload, QByteArrayView signature)
{
    return b64(header) + '.' + b64(payload) + '.' + b64(signature);
}

/// Really signed by the key, under the given header.
inline QByteArray signedBy(const jose::KeyPair &key, QByteArrayView header, QByteArrayView payload = "{}")
{
    const QByteArray input = b64(header) + '.' + b64(payload);
    return input + '.' + b64(key.sign(input));
}

inline base::Result<jose::Verification> check(const QByteArray &token, const jose::JwkSet &keys)
{
    const auto jws = jose::parseJws(token);
    if (!jws)
        return base::fail(jws.error());
    return jose::verify(*jws, keys);
}

inline json::Object object(QByteArrayView text)
{
    return *json::parseObject(text, QStringLiteral("The fixture"), { .maxBytes = 64 << 20 });
}

} // namespace josefixture

#define REFUSED(result, words)                                                                               \
    do {                                                                                                     \
        const auto refusedResult = (result);                                                                 \
        QVERIFY(!refusedResult);                                                                             \
        QVERIFY2(refusedResult.error().message.contains(words), qPrintable(refusedResult.error().message));  \
        QCOMPARE(refusedResult.error().kind, authscope::base::ErrorKind::TokenRejected);                     \
    } while (false)
