// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/judge.h"
#include "jose/base64url.h"
#include "jose/sharedsecret.h"

#include <QTest>

/// Tokens of an issuer that lives in a test, at a time that stands still.
namespace authscope::test {

inline constexpr qint64 second = 1'800'000'000;
inline const QByteArray tokenIssuer = "https://i.example";
inline const QByteArray tokenClient = "client-1";

inline const jose::KeyPair &pair(jose::Algorithm algorithm = jose::Algorithm::ES256)
{
    static QHash<int, jose::KeyPair> pairs;
    auto found = pairs.find(int(algorithm));
    if (found == pairs.end())
        found = pairs.insert(int(algorithm), jose::KeyPair::generate(algorithm, "k-1"));
    return *found;
}

inline inspect::Keys keysOf(const jose::KeyPair &key = pair())
{
    return inspect::keysFromSet(
        jose::JwkSet::fromKeys({ key.publicKey() }), QStringLiteral("the test's keys"), 0);
}

inline QByteArray b64(QByteArrayView bytes)
{
    return jose::encodeBase64Url(bytes);
}

/// Really signed, under exactly this header and payload.
inline QByteArray signedText(QByteArrayView header, QByteArrayView payload, const jose::KeyPair &key = pair())
{
    const QByteArray input = b64(header) + '.' + b64(payload);
    return input + '.' + b64(key.sign(input));
}

inline QByteArray signedToken(
    const json::Object &claims, const json::Object &header = {}, const jose::KeyPair &key = pair())
{
    return jose::signCompact(key, header, json::compact(claims));
}

inline json::Object idClaims()
{
    return { { "iss", json::string(tokenIssuer) }, { "sub", "user-1" }, { "aud", json::string(tokenClient) },
        { "iat", second - 10 }, { "exp", second + 41 * 60 }, { "nonce", "the-nonce" } };
}

inline json::Object accessClaims()
{
    return { { "iss", json::string(tokenIssuer) }, { "sub", "user-1" }, { "aud", "https://mcp.example/" },
        { "client_id", json::string(tokenClient) }, { "scope", "openid boards.read" }, { "jti", "t-1" },
        { "iat", second - 10 }, { "exp", second + 41 * 60 } };
}

/// Nothing expected yet, at the time that stands still.
inline inspect::Expectations nothingExpected()
{
    return inspect::openExpectations(base::fromMillis(second * 1000));
}

inline inspect::Expectations expected(const QStringList &typed)
{
    inspect::Expectations out = nothingExpected();
    for (const QString &one : typed) {
        if (const auto read = inspect::expect(out, one); !read)
            qFatal("%s", qPrintable(read.error().message));
    }
    return out;
}

inline inspect::Inspection judged(const QByteArray &token, const inspect::Expectations &expectations,
    const inspect::Keys &keys = keysOf(), std::optional<inspect::Kind> kind = {})
{
    inspect::Subject subject = inspect::makeSubject(token);
    subject.chosen = kind;
    return inspect::judge(subject, expectations, keys);
}

/// The first check of that state whose title or found value has the words; null: there is none.
inline const base::Check *checkWith(
    const inspect::Inspection &inspection, base::CheckState state, const QString &words)
{
    for (const base::Check &check : inspection.verdict.checks) {
        if (check.state == state && (check.title.contains(words) || check.found.contains(words)))
            return &check;
    }
    return nullptr;
}

/// For QVERIFY2: everything that was said.
inline QByteArray told(const inspect::Inspection &inspection)
{
    QString out = inspection.verdict.sentence;
    for (const base::Check &check : inspection.verdict.checks)
        out += QStringLiteral("\n  %1 %2 | %3 | %4")
                   .arg(int(check.state))
                   .arg(check.title, check.found, check.expected);
    return out.toUtf8();
}

} // namespace authscope::test
