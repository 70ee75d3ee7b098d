// SPDX-License-Identifier: GPL-3.0-or-later
#include "josefixture.h"

#include "jose/jwt.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;
using josefixture::b64;
using josefixture::withSignature;

namespace {

const QByteArray header = R"({"alg":"ES256"})";

QByteArray nested(int depth)
{
    return QByteArray(R"({"a":)").repeated(depth) + '1' + QByteArray(depth, '}');
}

} // namespace

class TestJoseTokens : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void t124MalformedFormsGetAnExactComplaint_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("words");
        const QByteArray h = b64(header);
        const QByteArray good = h + ".e30.AAAA";
        QTest::newRow("empty") << QByteArray() << u"token is empty"_s;
        QTest::newRow("1 part") << h << u"has no dots"_s;
        QTest::newRow("2 parts") << h + ".e30" << u"has 2 parts"_s;
        QTest::newRow("4 parts") << good + ".AA" << u"has 4 parts"_s;
        QTest::newRow("5 parts") << good + ".AA.AA" << u"five parts: it is encrypted (JWE)"_s;
        QTest::newRow("6 parts") << good + ".AA.AA.AA" << u"has 6 parts"_s;
        QTest::newRow("1000000 dots") << QByteArray(1000000, '.') << u"1000000 bytes long; at most 131072"_s;
        QTest::newRow("100000 dots") << QByteArray(100000, '.') << u"has 100001 parts"_s;
        QTest::newRow("two dots") << QByteArray("..") << u"first part is empty"_s;
        QTest::newRow("no header") << QByteArray(".e30.AAAA") << u"first part is empty"_s;
        QTest::newRow("padded header")
            << b64(header).append("==") + ".e30.AA" << u"The header has the character “=”"_s;
        QTest::newRow("padded payload")
            << h + ".e30=.AAAA" << u"The payload has the character “=” at position 4"_s;
        QTest::newRow("padded signature") << h + ".e30.AA==" << u"The signature has the character “=”"_s;
        QTest::newRow("plus") << h + ".e30.+AAA" << u"the character “+” at position 1"_s;
        QTest::newRow("slash") << h + ".e30.AA/A" << u"the character “/” at position 3"_s;
        QTest::newRow("blank before") << ' ' + good << u"The header has the byte 0x20 at position 1"_s;
        QTest::newRow("line feed behind") << good + '\n'
                                          << u"The signature has the byte 0x0A at position 5"_s;
        QTest::newRow("line feed within") << h + ".e3\n0.AAAA" << u"the byte 0x0A at position 3"_s;
        QTest::newRow("NUL behind") << good + '\0' << u"the byte 0x00 at position 5"_s;
        QTest::newRow("not canonical, header") << QByteArray("e31.e30.AA") << u"The header ends with “1”"_s;
        QTest::newRow("not canonical, payload") << h + ".e31.AAAA" << u"The payload ends with “1”"_s;
        QTest::newRow("not canonical, signature") << h + ".e30.AB" << u"The signature ends with “B”"_s;
        QTest::newRow("one character") << h + ".e30.A" << u"is 1 characters long"_s;
        QTest::newRow("Unicode dot") << h
                + "\xe3\x80\x82"
                  "e30.AAAA" << u"has 2 parts"_s;
        QTest::newRow("10 MB") << QByteArray(10000000, 'A') << u"10000000 bytes long"_s;
        QTest::newRow("Bearer") << "Bearer " + good << u"the byte 0x20 at position 7"_s;
    }
    void t124MalformedFormsGetAnExactComplaint()
    {
        QFETCH(QByteArray, token);
        QFETCH(QString, words);
        REFUSED(parseJws(token), words);
        REFUSED(parseJwt(token), words);
        const auto error = parseJws(token).error();
        QVERIFY(error.message.size() < 400);
        QVERIFY(error.message.endsWith(u"Nothing in it was trusted."_s));
    }

    void t124TheGoodFormPasses()
    {
        QVERIFY(parseJwt(b64(header) + ".e30.AAAA"));
        QVERIFY(parseJws(b64(header) + "..AAAA"));
        QVERIFY(parseJws(b64(header) + ".e30."));
    }

    void t124ABiggerLimitIsForLookingOnly()
    {
        const QByteArray token = withSignature(header, "{\"x\":\"" + QByteArray(500000, 'x') + "\"}", "sig");
        REFUSED(parseJwt(token), u"at most 131072 are checked"_s);
        QVERIFY(parseJwt(token, { .maxBytes = 1 << 20 }));
        REFUSED(parseJws(QByteArray(1 << 20, '.'), { .maxBytes = 1 << 20 }), u"has 1048577 parts"_s);
    }

    void t125HeadersAndPayloadsMustBeJsonObjects_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("text") << QByteArray("hello") << u"is not JSON"_s;
        QTest::newRow("list") << QByteArray("[1]") << u"is a list, expected an object"_s;
        QTest::newRow("number") << QByteArray("17") << u"is a number, expected an object"_s;
        QTest::newRow("null") << QByteArray("null") << u"is null, expected an object"_s;
        QTest::newRow("cut") << QByteArray(R"({"a":)") << u"is not JSON"_s;
        QTest::newRow("two documents") << QByteArray("{}{}") << u"is not JSON"_s;
        QTest::newRow("invalid UTF-8") << QByteArray("{\"a\":\"\xff\xfe\"}") << u"is not JSON"_s;
        QTest::newRow("overlong UTF-8") << QByteArray("{\"a\":\"\xc0\xaf\"}") << u"is not JSON"_s;
        QTest::newRow("UTF-16") << QByteArray("{\0\"\0a\0\"\0:\0"
                                              "1\0}\0",
            14) << u"is not JSON"_s;
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << u"is not JSON"_s;
        QTest::newRow("lone surrogate") << QByteArray(R"({"a":"\ud800"})") << u"is not JSON"_s;
        QTest::newRow("NUL") << QByteArray("{\0}", 3) << u"is not JSON"_s;
        QTest::newRow("comment") << QByteArray("{/**/}") << u"is not JSON"_s;
        QTest::newRow("trailing comma") << QByteArray(R"({"a":1,})") << u"is not JSON"_s;
        QTest::newRow("depth 33") << nested(33) << u"is nested deeper than 32 levels"_s;
        QTest::newRow("depth 1025") << nested(1025) << u"is nested deeper than 32 levels"_s;
        QTest::newRow("twice") << QByteArray(R"({"sub":"a","x":1,"sub":"b"})") << u"names “sub” twice"_s;
        QTest::newRow("twice, escaped")
            << QByteArray(R"({"sub":"a","\u0073ub":"b"})") << u"names “sub” twice"_s;
        QTest::newRow("twice, deep") << QByteArray(R"({"o":[{"x":1,"x":2}]})") << u"names “x” twice"_s;
    }
    void t125HeadersAndPayloadsMustBeJsonObjects()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        REFUSED(parseJws(withSignature(text, "{}", "s")), u"The token's header "_s + words);
        REFUSED(parseJwt(withSignature(header, text, "s")), u"The token's payload "_s + words);
        QVERIFY(parseJws(withSignature(header, text, "s"))); // a JWS may carry anything
        QVERIFY(!looksLikeJwt(withSignature(text, "{}", "s")) || words.contains(u"twice"_s));
    }

    void t125OddButLegalClaimsAreOnlyData()
    {
        const auto jwt = parseJwt(withSignature(header,
            "{\"__proto__\":{\"admin\":true},\"\":0,\"big\":\"" + QByteArray(90000, 'x')
                + "\",\"bidi\":\"\\u202e\",\"n\":1e400}",
            "s"));
        QVERIFY(jwt);
        QVERIFY(!jwt->claims.contains("admin"));
        QCOMPARE(jwt->text("big")->size(), 90000);
        QVERIFY(!json::numberMember(jwt->claims, "n"));
        QVERIFY(parseJwt(withSignature(header, nested(32), "s")));
    }

    /// Every single change of a good token is refused or does not verify; none crashes.
    void t124EveryChangedByteIsNoticed()
    {
        const KeyPair key = KeyPair::generate(Algorithm::EdDSA, "k");
        const JwkSet keys = JwkSet::fromKeys({ key.publicKey() });
        const QByteArray token = signCompact(key, { { "typ", "JWT" } }, R"({"sub":"alice"})");
        QVERIFY(josefixture::check(token, keys));
        for (qsizetype at = 0; at < token.size(); ++at) {
            for (int bit = 0; bit < 8; ++bit) {
                QByteArray changed = token;
                changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
                QVERIFY2(!josefixture::check(changed, keys), qPrintable(u"%1.%2"_s.arg(at).arg(bit)));
            }
            QVERIFY(!josefixture::check(token.first(at), keys));
            QVERIFY(!josefixture::check(token.first(at) + token.sliced(at + 1), keys));
            QVERIFY(!josefixture::check(token.first(at) + 'A' + token.sliced(at), keys));
        }
    }
};

QTEST_APPLESS_MAIN(TestJoseTokens)
#include "test_josetokens.moc"
