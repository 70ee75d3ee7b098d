// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/jwt.h"

#include "jose/base64url.h"

#include <QTest>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

QByteArray token(QByteArrayView payload, QByteArrayView header = R"({"alg":"RS256"})")
{
    return encodeBase64Url(header) + '.' + encodeBase64Url(payload) + ".AAAA";
}

} // namespace

class TestJwt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void claimsAreReadAndKeptAsReceived()
    {
        const QByteArray payload = "{ \"iss\" : \"https://a\", \"sub\":\"\xc3\xa9\", \"n\":1 }";
        const auto jwt = parseJwt(token(payload));
        QVERIFY(jwt);
        QCOMPARE(jwt->claimsText, payload);
        QCOMPARE(jwt->text("iss"), "https://a");
        QCOMPARE(jwt->text("sub"), "\xc3\xa9");
        QVERIFY(!jwt->text("n"));
        QVERIFY(!jwt->text("missing"));
    }

    void timesAreReadWithAndWithoutFractions_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<qint64>("millis"); // -1: none
        QTest::newRow("seconds") << QByteArray("1700000000") << qint64(1700000000000);
        QTest::newRow("fraction") << QByteArray("1700000000.9") << qint64(1700000000900);
        QTest::newRow("exponent") << QByteArray("1.7e9") << qint64(1700000000000);
        QTest::newRow("1e10") << QByteArray("1e10") << qint64(10000000000000);
        QTest::newRow("zero") << QByteArray("0") << qint64(0);
        QTest::newRow("negative") << QByteArray("-86400") << qint64(-86400000);
        QTest::newRow("end of 9999") << QByteArray("253402300799") << qint64(253402300799000);
        QTest::newRow("year 10000") << QByteArray("253402300800") << qint64(-1);
        QTest::newRow("2^63") << QByteArray("9223372036854775808") << qint64(-1);
        QTest::newRow("1e308") << QByteArray("1e308") << qint64(-1);
        QTest::newRow("1e400") << QByteArray("1e400") << qint64(-1);
        QTest::newRow("-1e400") << QByteArray("-1e400") << qint64(-1);
        QTest::newRow("text") << QByteArray("\"1700000000\"") << qint64(-1);
        QTest::newRow("null") << QByteArray("null") << qint64(-1);
        QTest::newRow("list") << QByteArray("[1]") << qint64(-1);
    }
    void timesAreReadWithAndWithoutFractions()
    {
        QFETCH(QByteArray, value);
        QFETCH(qint64, millis);
        const auto jwt = parseJwt(token("{\"exp\":" + value + '}'));
        QVERIFY(jwt);
        QCOMPARE(jwt->time("exp").has_value(), millis != -1);
        if (jwt->time("exp"))
            QCOMPARE(base::toMillis(*jwt->time("exp")), millis);
        QVERIFY(!jwt->time("iat"));
    }

    void audiencesAreAList_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<QList<QByteArray>>("audience");
        QTest::newRow("text") << QByteArray(R"({"aud":"a"})") << QList<QByteArray>{ "a" };
        QTest::newRow("list") << QByteArray(R"({"aud":["a","b"]})") << QList<QByteArray>{ "a", "b" };
        QTest::newRow("absent") << QByteArray(R"({})") << QList<QByteArray>{};
        QTest::newRow("number") << QByteArray(R"({"aud":1})") << QList<QByteArray>{};
        QTest::newRow("mixed") << QByteArray(R"({"aud":["a",1]})") << QList<QByteArray>{};
        QTest::newRow("empty list") << QByteArray(R"({"aud":[]})") << QList<QByteArray>{};
    }
    void audiencesAreAList()
    {
        QFETCH(QByteArray, claims);
        QFETCH(QList<QByteArray>, audience);
        const auto jwt = parseJwt(token(claims));
        QVERIFY(jwt);
        QCOMPARE(jwt->audience(), audience);
    }

    void aTokenIsToldFromAnOpaqueOne_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("looks");
        QTest::newRow("JWT") << token("{}") << true;
        QTest::newRow("JWS of text") << token("hello") << true;
        QTest::newRow("no signature") << QByteArray("e30.e30.") << true;
        QTest::newRow("odd header") << token("{}", R"({"alg":"none","alg":"RS256"})") << true;
        QTest::newRow("opaque") << QByteArray("gho_16C7e42F292c6912E7710c838347Ae178B4a") << false;
        QTest::newRow("dots") << QByteArray("a.b.c") << false;
        QTest::newRow("list header") << token("{}", "[]") << false;
        QTest::newRow("JWE") << QByteArray("e30.AA.AA.AA.AA") << false;
        QTest::newRow("padded") << QByteArray("e30=.e30.AA") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("two dots") << QByteArray("..") << false;
    }
    void aTokenIsToldFromAnOpaqueOne()
    {
        QFETCH(QByteArray, text);
        QFETCH(bool, looks);
        QCOMPARE(looksLikeJwt(text), looks);
    }
};

QTEST_APPLESS_MAIN(TestJwt)
#include "test_jwt.moc"
