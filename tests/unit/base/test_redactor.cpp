// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/redactor.h"
#include "unit/base/redactorrows.h"

#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using base::Redactor;
using base::SecretKind;

namespace {

/// Awkward on purpose: everything in it is spelled differently in a URL, in JSON and in base64.
const QByteArray secret = "rT/9+x=_\"q\\z w~ü-tail";
const QByteArray mark = "‹refresh token #1›";

QByteArray percentEncodedLower(const QByteArray &value)
{
    QByteArray out;
    for (const char c : value)
        out += std::isalnum(uchar(c)) ? QByteArray(1, c) : "%" + QByteArray(1, c).toHex();
    return out;
}

Redactor knowing(const QByteArray &value = secret)
{
    Redactor redactor;
    redactor.learn(SecretKind::RefreshToken, value);
    return redactor;
}

} // namespace

class TestRedactor : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hidesAFieldByItsName()
    {
        Redactor redactor;
        QCOMPARE(redactor.redactHeader("X-Pin", "1234"), QByteArray("1234"));
        redactor.hideField("X-Pin", "1234");
        QCOMPARE(redactor.redactHeader("x-pin", "1234"), QByteArray("‹secret›"));
        QCOMPARE(redactor.redactHeader("X-PIN", "5678"), QByteArray("‹secret›"));
        QCOMPARE(redactor.redactHeader("X-Other", "1234"), QByteArray("1234")); // ordinary text stays
        QCOMPARE(redactor.redactValues("at 1234"), QByteArray("at 1234"));
        const QByteArray json = R"({"x-pin":"1234","X-Pin":1234,"n":{"x-pin":"open"},"year":"1234"})";
        const QByteArray hidden
            = R"({"x-pin":"‹secret›","X-Pin":"‹secret›","n":{"x-pin":"open"},"year":"1234"})";
        QCOMPARE(redactor.redactBody(json, "application/json"), hidden);
        QCOMPARE(redactor.redactBody(hidden, "application/json"), hidden);
        QCOMPARE(redactor.redactHeader("X-Pin", "‹secret›"), QByteArray("‹secret›"));
        redactor.hideField("X-Key", "a-long-enough-one");
        const QByteArray known = redactor.learn(SecretKind::Other, "a-long-enough-one").toUtf8();
        QCOMPARE(redactor.redactHeader("X-Key", "a-long-enough-one"), known);
        QCOMPARE(redactor.redactHeader("X-Key", known), known);
        // What stands there in another request is hidden and not learned: it may be an ordinary word.
        QCOMPARE(redactor.redactHeader("X-Key", "ordinary-word"), QByteArray("‹secret›"));
        QCOMPARE(redactor.redactValues("an ordinary-word"), QByteArray("an ordinary-word"));
    }

    void findsAValueInEverySpelling_data()
    {
        QTest::addColumn<QByteArray>("spelled");
        QTest::newRow("plain") << secret;
        QTest::newRow("percent") << secret.toPercentEncoding();
        QTest::newRow("percent, lower case") << percentEncodedLower(secret);
        QTest::newRow("percent, only some") << QByteArray("rT/9%2Bx=_%22q%5cz%20w~%C3%BC-tail");
        QTest::newRow("percent, twice") << secret.toPercentEncoding().toPercentEncoding();
        QTest::newRow("form, blank as plus") << secret.toPercentEncoding().replace("%20", "+");
        QTest::newRow("JSON") << QByteArray("rT/9+x=_\\\"q\\\\z w~ü-tail");
        QTest::newRow("JSON, slash escaped") << QByteArray("rT\\/9+x=_\\\"q\\\\z w~ü-tail");
        QTest::newRow("JSON, numbers") << QByteArray("\\u0072T\\u002F9+x=_\\u0022q\\u005cz w~\\u00fc-tail");
        QTest::newRow("base64") << secret.toBase64();
        QTest::newRow("base64 without padding") << secret.toBase64(QByteArray::OmitTrailingEquals);
        QTest::newRow("base64url") << secret.toBase64(QByteArray::Base64UrlEncoding);
        QTest::newRow("base64 in a URL") << secret.toBase64().toPercentEncoding();
    }
    void findsAValueInEverySpelling()
    {
        QFETCH(QByteArray, spelled);
        QCOMPARE(knowing().redactValues("before " + spelled + " after"), "before " + mark + " after");
        QCOMPARE(knowing().redactValues(spelled), mark);
        const QByteArray other = "before " + spelled.toLower().replace('r', 's') + " after";
        QCOMPARE(knowing().redactValues(other), other);
    }

    void findsAValueInsideOtherBase64_data()
    {
        QTest::addColumn<QByteArray>("before");
        QTest::addColumn<QByteArray>("after");
        for (const char *before : { "", "a", "ab", "abc", "client:" }) {
            for (const char *after : { "", "z", "yz" })
                QTest::addRow("\"%s\" and \"%s\"", before, after) << QByteArray(before) << QByteArray(after);
        }
    }
    void findsAValueInsideOtherBase64()
    {
        QFETCH(QByteArray, before);
        QFETCH(QByteArray, after);
        for (const auto alphabet : { QByteArray::Base64Encoding, QByteArray::Base64UrlEncoding }) {
            const QByteArray encoded = (before + secret + after).toBase64(alphabet);
            const QByteArray redacted = knowing().redactValues(encoded);
            QVERIFY2(redacted.contains(mark), redacted.constData());
            QVERIFY2(redacted.size() <= mark.size() + 16, "at most the neighbours' characters are left");
        }
    }

    void aTextCutInsideAValueKeepsNoBeginningOfIt()
    {
        const QByteArray spelled[] = { secret, secret.toPercentEncoding(), secret.toBase64() };
        for (const QByteArray &whole : spelled) {
            for (qsizetype length = 1; length < whole.size(); ++length) {
                const QByteArray redacted = knowing().redactValues("body: " + whole.first(length));
                QVERIFY2(!redacted.contains(whole.first(qMin<qsizetype>(length, 16))) || length < 16,
                    redacted.constData());
            }
        }
        QCOMPARE(knowing("abcdefghijkl").redactValues("x=abcdefgh"), "x=" + mark);
        QCOMPARE(knowing("abcdefghijkl").redactValues("x=abcdefg"), QByteArray("x=abcdefg"));
        QCOMPARE(knowing("abcdefghijkl").redactValues("abcdefgh, not at the end"),
            QByteArray("abcdefgh, not at the end"));
    }

    void aWholeValueGoesBeforeTheBeginningOfALongerOne()
    {
        Redactor redactor;
        redactor.learn(SecretKind::AccessToken, "abcdefghij");
        redactor.learn(SecretKind::RefreshToken, "abcdefghijklmn");
        QCOMPARE(redactor.redactValues("abcdefghij"), QByteArray("‹access token #1›"));
        QCOMPARE(redactor.redactValues("abcdefghijklmn"), QByteArray("‹refresh token #1›"));
    }

    void theSameSecretGetsTheSameMark()
    {
        Redactor redactor;
        const QString first = redactor.learn(SecretKind::AccessToken, "token-one");
        const QString second = redactor.learn(SecretKind::AccessToken, "token-two");
        QCOMPARE(first, u"‹access token #1›"_s);
        QCOMPARE(second, u"‹access token #2›"_s);
        QCOMPARE(redactor.learn(SecretKind::Other, "token-one"), first);
        QCOMPARE(redactor.markOf("token-one"), first);
        QVERIFY(redactor.markOf("token-three").isEmpty());
        QCOMPARE(redactor.redactHeader("Authorization", "Bearer token-one"), "Bearer " + first.toUtf8());
        QCOMPARE(redactor.redactBody("{\"access_token\":\"token-one\"}", "application/json"),
            "{\"access_token\":\"" + first.toUtf8() + "\"}");
        QCOMPARE(redactor.redactBody("token=token-one", "application/x-www-form-urlencoded"),
            "token=" + first.toUtf8());
        QCOMPARE(redactor.redactUrl("https://x.test/?access_token=token-one"),
            "https://x.test/?access_token=" + first.toUtf8());
    }

    void ordinaryWordsAreNotLearned()
    {
        Redactor redactor;
        QVERIFY(redactor.learn(SecretKind::Other, "short").isEmpty());
        QVERIFY(redactor.learn(SecretKind::Other, "").isEmpty());
        QCOMPARE(redactor.redactValues("a short text"), QByteArray("a short text"));
        QCOMPARE(redactor.redactBody("code=short", "application/x-www-form-urlencoded"),
            QByteArray("code=‹authorization code›"));
    }

    void marksAreNotRedactedAgain()
    {
        Redactor redactor;
        redactor.learn(SecretKind::AccessToken, "first-token");
        redactor.learn(SecretKind::Password, "access");
        redactor.learn(SecretKind::Password, "token #1");
        QCOMPARE(redactor.redactValues("first-token access"), QByteArray("‹access token #1› ‹password #1›"));
        QCOMPARE(
            redactor.redactValues(redactor.redactValues("first-token")), QByteArray("‹access token #1›"));
    }

    void redactingTwiceChangesNothingMore_data() { addBodies(); }
    void redactingTwiceChangesNothingMore()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, type);
        Redactor redactor;
        const QByteArray once = redactor.redactBody(body, type);
        QVERIFY(once != body);
        QCOMPARE(redactor.redactBody(once, type), once);
        const QByteArray url = redactor.redactUrl("https://x.test/?code=ffffffff&a=b#access_token=gggggggg");
        QCOMPARE(redactor.redactUrl(url), url);
        for (const char *header : { "Bearer hhhhhhhh", "Basic Y2xpZW50OnNlY3JldC1zZWNyZXQ=" }) {
            const QByteArray value = redactor.redactHeader("Authorization", header);
            QCOMPARE(redactor.redactHeader("Authorization", value), value);
        }
        const QByteArray cookies = redactor.redactHeader("Cookie", "a=iiiiiiii; b=jjjjjjjj");
        QCOMPARE(redactor.redactHeader("Cookie", cookies), cookies);
    }

    void jsonMembersAreRedactedByName_data() { addSecretJson(); }
    void jsonMembersAreRedactedByName()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        QCOMPARE(Redactor().redactBody(body, "application/json; charset=utf-8"), expected);
        QCOMPARE(Redactor().redactBody(body, "text/html"), expected);
        if (!body.endsWith('}'))
            return; // what is cut swallows the rest of the stream, which is the safe way to be wrong
        QCOMPARE(Redactor().redactBody("event: message\ndata: " + body + "\n\n", "text/event-stream"),
            "event: message\ndata: " + expected + "\n\n");
    }

    void ordinaryJsonStaysAsItIs_data() { addOrdinaryJson(); }
    void ordinaryJsonStaysAsItIs()
    {
        QFETCH(QByteArray, body);
        QCOMPARE(Redactor().redactBody(body, "application/json"), body);
    }

    void anEventStreamMayBreakADocumentAcrossLines()
    {
        QCOMPARE(
            Redactor().redactBody("data: {\"access_token\":\ndata: \"aaaaaaaa\"}\n\n", "text/event-stream"),
            QByteArray("data: {\"access_token\":\ndata: \"‹access token #1›\"}\n\n"));
    }

    void formsAreRedactedByName_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("an exchange")
            << QByteArray("grant_type=authorization_code&code=aaaaaaaa&code_verifier=bbbbbbbb&client_id=me")
            << QByteArray("grant_type=authorization_code&code=‹authorization code #1›&code_verifier=‹code "
                          "verifier #1›&client_id=me");
        QTest::newRow("encoded name")
            << QByteArray("refresh%5Ftoken=aaaaaaaa") << QByteArray("refresh%5Ftoken=‹refresh token #1›");
        QTest::newRow("same value, other spelling")
            << QByteArray("client_secret=a%2Fb%2fc%20dd&x=a/b/c+dd")
            << QByteArray("client_secret=‹client secret #1›&x=‹client secret #1›");
        QTest::newRow("broken encoding")
            << QByteArray("password=aaaa%zzaaaa") << QByteArray("password=‹password #1›");
        QTest::newRow("odd separators")
            << QByteArray("&&state=aaaaaaaa&&x&=&") << QByteArray("&&state=‹state #1›&&x&=&");
        QTest::newRow("twice") << QByteArray("code=aaaaaaaa&code=bbbbbbbb")
                               << QByteArray("code=‹authorization code #1›&code=‹authorization code #2›");
    }
    void formsAreRedactedByName()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, expected);
        QCOMPARE(Redactor().redactBody(body, "application/x-www-form-urlencoded;charset=UTF-8"), expected);
        QCOMPARE(Redactor().redactBody(body, ""), expected);
        QCOMPARE(Redactor().redactUrl("https://x.test/cb?" + body), "https://x.test/cb?" + expected);
        QCOMPARE(Redactor().redactUrl("https://x.test/cb#" + body), "https://x.test/cb#" + expected);
        QCOMPARE(Redactor().redactHeader("Location", "/cb?" + body), "/cb?" + expected);
        QCOMPARE(
            Redactor().redactHeader("Referer", "https://x.test/?" + body), "https://x.test/?" + expected);
    }

    void otherBodiesAreRedactedByValue()
    {
        Redactor redactor = knowing("refresh-8462");
        QCOMPARE(redactor.redactBody("<p>refresh-8462 was refused; code=ordinary</p>", "text/html"),
            "<p>" + mark + " was refused; code=ordinary</p>");
    }

    void urlsAreRedactedInEveryPart()
    {
        Redactor redactor = knowing("refresh-8462");
        QCOMPARE(redactor.redactUrl("https://x.test/a/refresh-8462/b"), "https://x.test/a/" + mark + "/b");
        QCOMPARE(redactor.redactUrl("https://me:hunter22@x.test:8443/a?b=c"),
            QByteArray("https://me:‹password #1›@x.test:8443/a?b=c"));
        QCOMPARE(redactor.redactUrl("https://x.test/?a=b#access_token=aaaaaaaa&token_type=bearer"),
            QByteArray("https://x.test/?a=b#access_token=‹access token #1›&token_type=bearer"));
        QCOMPARE(redactor.redactUrl("http://[::1]:80/a@b?x=y"), QByteArray("http://[::1]:80/a@b?x=y"));
        QCOMPARE(redactor.redactUrl(""), QByteArray());
    }

    void headersAreRedactedByName_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<QByteArray>("expected");
        const auto row = [](const char *title, const char *name, const char *value, const char *expected) {
            QTest::newRow(title) << QByteArray(name) << QByteArray(value) << QByteArray(expected);
        };
        row("bearer", "authorization", "bearer aaaaaaaa", "bearer ‹access token #1›");
        row("DPoP", "Authorization", "DPoP  aaaaaaaa", "DPoP ‹access token #1›");
        row("no scheme", "Authorization", "aaaaaaaa", "‹secret #1›");
        row("short", "Authorization", "Bearer abc", "Bearer ‹access token›");
        row("basic", "Authorization", "Basic Y2xpZW50OnNlY3JldC1zZWNyZXQ=", "Basic ‹client secret #1›");
        row("basic, broken", "Authorization", "Basic ????????", "Basic ‹client secret #1›");
        row("basic, no secret", "Authorization", "Basic Y2xpZW50Og==", "Basic ‹client secret›");
        row("proxy", "Proxy-Authorization", "Basic Y2xpZW50OnNlY3JldC1zZWNyZXQ=", "Basic ‹client secret #1›");
        row("one cookie", "Cookie", "sid=aaaaaaaa", "sid=‹cookie #1›");
        row("cookies", "Cookie", "sid=aaaaaaaa; theme=x; b=aaaaaaaa",
            "sid=‹cookie #1›; theme=‹cookie›; b=‹cookie #1›");
        row("set-cookie", "Set-Cookie", "sid=aaaaaaaa; Path=/dashboard; HttpOnly",
            "sid=‹cookie #1›; Path=/dashboard; HttpOnly");
        row("set-cookie, nothing in it", "Set-Cookie", "sid=; Max-Age=0", "sid=; Max-Age=0");
        row("session", "Mcp-Session-Id", "aaaaaaaa", "‹session id #1›");
        row("API key", "X-API-Key", "aaaaaaaa", "‹secret #1›");
        row("ordinary", "Content-Type", "application/json", "application/json");
        row("nothing", "Authorization", "", "");
    }
    void headersAreRedactedByName()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        QFETCH(QByteArray, expected);
        QCOMPARE(Redactor().redactHeader(name, value), expected);
    }

    void basicCredentialsTeachTheSecretInside()
    {
        Redactor redactor;
        // Both halves are form-encoded first: the secret is "a/b+c d-secret".
        const QByteArray credentials = QByteArray("client:a%2Fb%2Bc+d-secret").toBase64();
        QCOMPARE(redactor.redactHeader("Authorization", "Basic " + credentials),
            QByteArray("Basic ‹client secret #1›"));
        QCOMPARE(redactor.redactValues("it is a/b+c d-secret"), QByteArray("it is ‹client secret #1›"));
        QCOMPARE(redactor.redactBody("client_id=client&client_secret=a%2fb%2bc%20d-secret",
                     "application/x-www-form-urlencoded"),
            QByteArray("client_id=client&client_secret=‹client secret #1›"));
    }

    void onlyTheNewestProofsAreKept()
    {
        Redactor redactor; // one a request: ten thousand calls must not slow the next one down
        const auto proof = [](int i) { return "proof-of-possession-number-" + QByteArray::number(i) + '.'; };
        for (int i = 0; i < 100; ++i)
            QVERIFY(redactor.redactHeader("DPoP", proof(i)).startsWith("‹proof #"));
        QCOMPARE(redactor.redactValues(proof(99)), QByteArray("‹proof #100›"));
        QCOMPARE(redactor.redactValues(proof(1)), proof(1)); // spent long ago
        QCOMPARE(redactor.redactHeader("DPoP", "‹proof #1›"), QByteArray("‹proof #1›"));
    }

    void aCookieThatWasSetIsKnownWhenItComesBack()
    {
        Redactor redactor;
        QCOMPARE(redactor.redactHeader("Set-Cookie", "sid=aaaaaaaa; Secure"),
            QByteArray("sid=‹cookie #1›; Secure"));
        QCOMPARE(redactor.redactHeader("Cookie", "x=bbbbbbbb; sid=aaaaaaaa"),
            QByteArray("x=‹cookie #2›; sid=‹cookie #1›"));
    }

    void readsTextsForPeopleToo()
    {
        QCOMPARE(
            knowing("refresh-8462").redactText(u"“refresh-8462” – nein"_s), u"“‹refresh token #1›” – nein"_s);
    }

    void aLargeBodyWithManySecretsIsQuickEnough()
    {
        Redactor redactor;
        for (int i = 0; i < 300; ++i)
            redactor.learn(SecretKind::AccessToken,
                "eyJhbGciOiJSUzI1NiJ9." + QByteArray::number(i * 7919) + ".signature");
        const QByteArray body = QByteArray("eyJhbGciOiJSUzI1NiJ9.0.signature \\\"%41 ").repeated(8000);
        const QByteArray redacted = redactor.redactValues(body);
        QCOMPARE(redacted.count("‹access token #1›"), 8000);
        const QByteArray tricky = redactor.redactValues(QByteArray("%25").repeated(100'000) + "%");
        QCOMPARE(tricky.size(), 300'001);
    }
};

QTEST_GUILESS_MAIN(TestRedactor)
#include "test_redactor.moc"
