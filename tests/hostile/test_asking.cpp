// SPDX-License-Identifier: GPL-3.0-or-later
// What a provider says when it is asked about a token (T156, T157) or a person (T119, T155, T159).
#include "hostile/tokenbench.h"
#include "jose/jws.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using test::finished;
using test::formValue;
using test::jsonAnswer;
using test::patience;
using test::TokenBench;
using test::why;

class TestAsking : public TokenBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { build(); }
    void cleanup() { tearDown(); }

    void t156TakesNoAnswerForAnotherOne_data();
    void t156TakesNoAnswerForAnotherOne();
    void t156LaysContradictionsSideBySide();
    void t157ProvesItselfAsTheClientUnlessToldOtherwise();
    void t155SendsTheTokenInTheHeaderOnly();
    void t119DiscardsUserinfoAboutAnother_data();
    void t119DiscardsUserinfoAboutAnother();
    void believesUserinfoWhereNoIdTokenNamesAnybody();
};

void TestAsking::t156TakesNoAnswerForAnotherOne_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("active as a text") << 200 << QByteArray("{\"active\":\"true\"}");
    QTest::newRow("active missing") << 200 << QByteArray("{\"sub\":\"user-stub-1\"}");
    QTest::newRow("HTML") << 200 << QByteArray("<html>active: true</html>");
    QTest::newRow("401") << 401 << QByteArray("{\"error\":\"invalid_client\"}");
    QTest::newRow("500") << 500 << QByteArray("{\"active\":true}");
    QTest::newRow("201") << 201 << QByteArray("{\"active\":true}");
}

void TestAsking::t156TakesNoAnswerForAnotherOne()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    offer("introspection_endpoint", m_asked->url("/introspect"));
    QVERIFY2(signIn(), "sign-in");
    const QByteArray access = accessToken();
    // What came back repeats the token: no word of ours may.
    m_asked->on(
        "POST", "/introspect", jsonAnswer(body.replace("}", ",\"echo\":\"" + access + "\"}"), status));
    const auto answer = finished(m_connection->introspect(oauth::TokenKind::Access, nullptr));
    QVERIFY(!answer);
    QVERIFY(!answer.error().message.isEmpty());
    QVERIFY(!base::oneLine(answer.error()).contains(QString::fromUtf8(access)));
    QVERIFY(m_connection->tokens().hasAccessToken());
    QCOMPARE(accessToken(), access);
    QCOMPARE(m_asked->count("POST", "/introspect"), 1);
}

void TestAsking::t156LaysContradictionsSideBySide()
{
    offer("introspection_endpoint", m_asked->url("/introspect"));
    QVERIFY2(signIn(), "sign-in");
    m_asked->on("POST", "/introspect", jsonAnswer("{\"active\":false}"));
    const auto dead = finished(m_connection->introspect(oauth::TokenKind::Access, nullptr));
    QVERIFY2(dead, why(dead));
    QVERIFY(!dead->answer.isActive);
    QVERIFY(dead->rows.first().differs);
    QVERIFY(dead->sentence.contains(u"not active"_s) && dead->sentence.contains(u"it ends at"_s));
    m_asked->on("POST", "/introspect",
        jsonAnswer("{\"active\":true,\"sub\":\"somebody else\",\"scope\":\"boards.read\",\"echo\":\""
            + accessToken() + "\"}"));
    const auto alive = finished(m_connection->introspect(oauth::TokenKind::Access, nullptr));
    QVERIFY2(alive, why(alive));
    QVERIFY(!alive->rows.first().differs);
    const auto subject = std::find_if(alive->rows.begin(), alive->rows.end(),
        [](const oauth::ComparedClaim &row) { return row.name == "sub"; });
    QVERIFY(subject != alive->rows.end() && subject->differs);
    QCOMPARE(subject->here, u"user-stub-1"_s);
    QCOMPARE(subject->there, u"somebody else"_s);
    QVERIFY(alive->sentence.contains(u"sub"_s));
    QVERIFY(alive->answer.claims.contains("echo"));
    QVERIFY(!json::compact(alive->answer.claims).contains(accessToken()));
}

void TestAsking::t157ProvesItselfAsTheClientUnlessToldOtherwise()
{
    offer("introspection_endpoint", m_asked->url("/introspect"));
    m_asked->on("POST", "/introspect", jsonAnswer("{\"active\":true}"));
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(finished(m_connection->introspect(oauth::TokenKind::Refresh, nullptr)));
    const net::ServerRequest plain = m_asked->requests("POST", "/introspect").last();
    QVERIFY(!plain.headers.contains("Authorization"));
    QCOMPARE(formValue(plain, "client_id"), m_connection->tokens().grant().client.clientId);
    QCOMPARE(formValue(plain, "token_type_hint"), QByteArray("refresh_token"));
    QCOMPARE(formValue(plain, "token"), refreshToken());
    QVERIFY(plain.query.isEmpty());
    QVERIFY(finished(m_connection->introspect(
        oauth::TokenKind::Access, nullptr, oauth::IntrospectionCredential::AccessToken)));
    const net::ServerRequest chosen = m_asked->requests("POST", "/introspect").last();
    QCOMPARE(chosen.headers.value("Authorization"), std::optional("Bearer " + accessToken()));
}

void TestAsking::t155SendsTheTokenInTheHeaderOnly()
{
    m_idp->openidMembers["userinfo_endpoint"] = json::string(m_asked->url("/userinfo"));
    m_asked->on("GET", "/userinfo", jsonAnswer("{\"sub\":\"user-stub-1\",\"name\":\"Ada King\",\"age\":36}"));
    QVERIFY2(signIn(), "sign-in");
    const auto report = finished(m_connection->userInfo(nullptr));
    QVERIFY2(report, why(report));
    const net::ServerRequest request = m_asked->requests("GET", "/userinfo").last();
    QCOMPARE(request.headers.value("Authorization"), std::optional("Bearer " + accessToken()));
    QVERIFY(request.query.isEmpty() && request.body.isEmpty());
    const auto name = std::find_if(report->rows.begin(), report->rows.end(),
        [](const oauth::ComparedClaim &row) { return row.name == "name"; });
    QVERIFY(name != report->rows.end() && name->differs);
    QCOMPARE(name->here, u"Ada Stub"_s);
    QCOMPARE(name->there, u"Ada King"_s);
    QCOMPARE(m_connection->identity().name, u"Ada Stub"_s); // the ID token named her first
}

void TestAsking::t119DiscardsUserinfoAboutAnother_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<bool>("isSigned");
    QTest::addColumn<QString>("code");
    QTest::newRow("another person") << QByteArray("{\"sub\":\"mallory\",\"name\":\"M\"}") << false
                                    << base::code::subjectChanged;
    QTest::newRow("nobody") << QByteArray("{\"name\":\"M\"}") << false << base::code::answerAboutToken;
    QTest::newRow("another person, signed")
        << QByteArray("{\"sub\":\"mallory\"}") << true << base::code::subjectChanged;
    QTest::newRow("of another issuer")
        << QByteArray("{\"sub\":\"user-stub-1\",\"iss\":\"https://evil.example\"}") << true
        << base::code::answerAboutToken;
    QTest::newRow("for another client")
        << QByteArray("{\"sub\":\"user-stub-1\",\"aud\":\"other\"}") << true << base::code::answerAboutToken;
    QTest::newRow("right, signed") << QByteArray("{\"sub\":\"user-stub-1\"}") << true << QString();
}

void TestAsking::t119DiscardsUserinfoAboutAnother()
{
    QFETCH(QByteArray, claims);
    QFETCH(bool, isSigned);
    QFETCH(QString, code);
    m_idp->openidMembers["userinfo_endpoint"] = json::string(m_asked->url("/userinfo"));
    net::ServerAnswer answer = jsonAnswer(claims);
    if (isSigned)
        answer = { .status = 200,
            .headers = { { "Content-Type", "application/jwt" } },
            .body = jose::signCompact(m_idp->key(), {}, claims) };
    m_asked->on("GET", "/userinfo", answer);
    QVERIFY2(signIn(), "sign-in");
    const oauth::Identity before = m_connection->identity();
    const auto report = finished(m_connection->userInfo(nullptr));
    QCOMPARE(report ? QString() : report.error().code, code);
    QCOMPARE(m_connection->identity().name, before.name);
    QCOMPARE(m_connection->identity().subject, before.subject);
    QVERIFY(m_connection->tokens().hasAccessToken());
    if (report)
        QVERIFY(report->answer.isSigned);
    if (isSigned && report) { // the negative control: another key's signature is no signature
        const jose::KeyPair other = jose::KeyPair::generate(jose::Algorithm::RS256, "stub-key-1");
        answer.body = jose::signCompact(other, {}, claims);
        m_asked->on("GET", "/userinfo", answer);
        const auto forged = finished(m_connection->userInfo(nullptr));
        QCOMPARE(forged ? QString() : forged.error().code, base::code::signature);
    }
}

void TestAsking::believesUserinfoWhereNoIdTokenNamesAnybody()
{
    m_idp->idToken.isIssued = false;
    m_idp->openidMembers["userinfo_endpoint"] = json::string(m_asked->url("/userinfo"));
    m_asked->on("GET", "/userinfo", jsonAnswer("{\"sub\":\"user-stub-1\",\"name\":\"Ada King\"}"));
    QVERIFY2(signIn(), "sign-in");
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->identity().isVerified, patience);
    QCOMPARE(m_connection->identity().name, u"Ada King"_s);
    QCOMPARE(m_connection->identity().source, QByteArray("userinfo"));
    // From now on it is known who this is: another answer is discarded (T159).
    m_asked->on("GET", "/userinfo", jsonAnswer("{\"sub\":\"bob\",\"name\":\"Bob\"}"));
    const auto other = finished(m_connection->userInfo(nullptr));
    QCOMPARE(other ? QString() : other.error().code, base::code::subjectChanged);
    QCOMPARE(m_connection->identity().name, u"Ada King"_s);
    // A refresh keeps it, in the keychain too.
    QVERIFY(finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_connection->identity().name, u"Ada King"_s);
    QVERIFY(m_secrets->contents()
                .value(oauth::refreshTokenKey(m_connection->id()))
                .reveal()
                .contains("\"source\":\"userinfo\""));
}

QTEST_GUILESS_MAIN(TestAsking)
#include "test_asking.moc"
