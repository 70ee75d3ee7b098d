// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/authorizationresponse.h"

#include <QTest>

using namespace authscope::oauth;
using namespace Qt::StringLiterals;

class TestAuthorizationResponse : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decodesOnce_data();
    void decodesOnce();
    void refuses_data();
    void refuses();
    void findsTheOnlyState_data();
    void findsTheOnlyState();
    void keepsNoTokenFromTheAddress();
};

void TestAuthorizationResponse::decodesOnce_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<AuthorizationResponse>("expected");
    const auto row = [](const char *name, const QByteArray &query, const AuthorizationResponse &expected) {
        QTest::newRow(name) << query << expected;
    };
    row("code and state", "code=a&state=b", { .code = "a", .state = "b" });
    row("issuer", "code=a&iss=https%3A%2F%2Fas.example", { .code = "a", .issuer = "https://as.example" });
    row("empty issuer", "code=a&iss=", { .code = "a", .issuer = "" });
    row("error", "error=access_denied&error_description=No+way%2B&error_uri=https://a&state=b",
        { .state = "b", .error = "access_denied", .errorDescription = "No way+", .errorUri = "https://a" });
    row("T051 plus is a blank", "code=a+b", { .code = "a b" });
    row("T051 %2B is a plus", "code=a%2Bb", { .code = "a+b" });
    row("T051 decoded once", "code=%2541", { .code = "%41" });
    row("T051 overlong UTF-8 stays bytes", "error_description=%C0%AF", { .errorDescription = "\xc0\xaf" });
    row("T033 array-like state is another name", "code=a&state%5B%5D=c", { .code = "a" });
    row("unknown parameters", "code=a&session_state=x&x", { .code = "a" });
    row("names keep their case", "Code=a&STATE=b", {});
    row("nothing", "", {});
    row("only separators", "&&", {});
}

void TestAuthorizationResponse::decodesOnce()
{
    QFETCH(QByteArray, query);
    QFETCH(AuthorizationResponse, expected);
    const auto response = parseAuthorizationResponse(query);
    QVERIFY(response);
    QVERIFY(*response == expected);
}

void TestAuthorizationResponse::refuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("code");
    QTest::newRow("T035 code twice") << QByteArray("code=a&code=b&state=c") << u"OA-135"_s;
    QTest::newRow("T035 equal codes") << QByteArray("code=a&code=a") << u"OA-135"_s;
    QTest::newRow("T035 state twice") << QByteArray("code=a&state=a&state=b") << u"OA-135"_s;
    QTest::newRow("T035 iss twice") << QByteArray("iss=a&code=a&iss=b") << u"OA-135"_s;
    QTest::newRow("T035 one of them encoded") << QByteArray("code=a&%63ode=b") << u"OA-135"_s;
    QTest::newRow("T035 one of them empty") << QByteArray("code=a&code") << u"OA-135"_s;
    QTest::newRow("T051 bad percent") << QByteArray("code=%zz") << u"OA-169"_s;
    QTest::newRow("T051 cut percent") << QByteArray("code=%4") << u"OA-169"_s;
    QTest::newRow("T051 NUL in the code") << QByteArray("code=a%00b") << u"OA-169"_s;
    QTest::newRow("line break in the state") << QByteArray("state=a%0D%0Ab") << u"OA-169"_s;
    QTest::newRow("long") << QByteArray("code=" + QByteArray(20000, 'a')) << u"OA-169"_s;
}

void TestAuthorizationResponse::refuses()
{
    QFETCH(QByteArray, query);
    const auto response = parseAuthorizationResponse(query);
    QVERIFY(!response);
    QTEST(response.error().code, "code");
    QVERIFY(!response.error().message.contains(u"aaaa"_s));
}

void TestAuthorizationResponse::findsTheOnlyState_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QByteArray>("state");
    QTest::newRow("one") << QByteArray("code=a&code=b&state=c%2B") << QByteArray("c+");
    QTest::newRow("two") << QByteArray("state=c&state=c") << QByteArray();
    QTest::newRow("none") << QByteArray("code=a") << QByteArray();
    QTest::newRow("unreadable") << QByteArray("code=%&state=c") << QByteArray();
}

void TestAuthorizationResponse::findsTheOnlyState()
{
    QFETCH(QByteArray, query);
    QTEST(onlyState(query), "state");
}

void TestAuthorizationResponse::keepsNoTokenFromTheAddress()
{
    const auto response = parseAuthorizationResponse("state=a&access_token=secret&token_type=bearer");
    QVERIFY(response->hasToken);
    QVERIFY(response->code.isEmpty());
    QVERIFY(!parseAuthorizationResponse("code=a")->hasToken);
}

QTEST_GUILESS_MAIN(TestAuthorizationResponse)
#include "test_authorizationresponse.moc"
