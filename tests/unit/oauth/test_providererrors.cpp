// SPDX-License-Identifier: GPL-3.0-or-later
// Error codes of every vocabulary, told apart (stytch.md A.12).
#include "oauth/providererrors.h"
#include "base/errorcodes.h"
#include "oauth/tokenresponse.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::ErrorSubject;
using oauth::GrantTrouble;

class TestProviderErrors : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEitherVocabulary_data();
    void readsEitherVocabulary();
    void tellsWhyAGrantIsRefused_data();
    void tellsWhyAGrantIsRefused();
    void hasASentenceForEveryKnownCode_data();
    void hasASentenceForEveryKnownCode();
    void saysNothingOfAnUnknownCode();
};

void TestProviderErrors::readsEitherVocabulary_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("requestId");
    const auto row = [](const char *name, const char *body, const char *code, const QString &words,
                         const QString &requestId) {
        QTest::newRow(name) << QByteArray(body) << QByteArray(code) << words << requestId;
    };
    row("first trio", "{\"error\":\"invalid_grant\",\"error_description\":\"no\",\"request_id\":\"r-1\"}",
        "invalid_grant", u"no"_s, u"r-1"_s);
    row("second trio", "{\"error_type\":\"pkce_mismatch\",\"error_message\":\"no\",\"request_id\":\"r-2\"}",
        "pkce_mismatch", u"no"_s, u"r-2"_s);
    row("both: the first", "{\"error\":\"invalid_client\",\"error_type\":\"pkce_mismatch\"}",
        "invalid_client", {}, {});
    row("one member", "{\"error\":\"invalid_client\"}", "invalid_client", {}, {});
    row("no JSON", "<h1>502</h1>", "", u"<h1>502</h1>"_s, {});
    row("not a text", "{\"error\":7}", "", {}, {});
}

void TestProviderErrors::readsEitherVocabulary()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, code);
    QFETCH(QString, words);
    QFETCH(QString, requestId);
    const oauth::ServerError said = oauth::readServerError(body);
    QCOMPARE(said.code, code);
    QCOMPARE(said.words, words);
    QCOMPARE(said.requestId, requestId);
}

void TestProviderErrors::tellsWhyAGrantIsRefused_data()
{
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QString>("words");
    QTest::addColumn<int>("trouble");
    const auto row = [](const char *code, const QString &words, GrantTrouble trouble) {
        QTest::addRow("%s %s", code, qPrintable(words)) << QByteArray(code) << words << int(trouble);
    };
    row("invalid_grant", {}, GrantTrouble::Unsaid);
    row("invalid_grant", u"grant request is invalid"_s, GrantTrouble::Unsaid);
    row("invalid_grant", u"authorization code already consumed"_s, GrantTrouble::Used);
    row("invalid_grant", u"Token has been revoked."_s, GrantTrouble::Revoked);
    row("invalid_grant", u"authorization code is expired"_s, GrantTrouble::Expired);
    row("invalid_grant", u"invalid, expired or revoked"_s, GrantTrouble::Unsaid);
    row("invalid_grant", u"code is invalid or expired"_s, GrantTrouble::Unsaid);
    row("invalid_grant", u"refresh token not found"_s, GrantTrouble::NotFound);
    row("invalid_grant", u"PKCE verification failed"_s, GrantTrouble::WrongVerifier);
    row("invalid_grant", u"Refresh token reuse detected"_s, GrantTrouble::Used);
    row("invalid_grant", u"The token was rotated"_s, GrantTrouble::Used);
    row("invalid_grant", u"expired, already used"_s, GrantTrouble::Unsaid);
    row("idp_refresh_token_revoked", {}, GrantTrouble::Revoked);
    row("idp_auth_code_expired", {}, GrantTrouble::Expired);
    row("idp_auth_code_not_found", {}, GrantTrouble::NotFound);
    row("idp_auth_code_something_new", {}, GrantTrouble::Unsaid);
    row("idp_refresh_token_already_used", u"expired"_s, GrantTrouble::Used);
    row("idp_refresh_token_expired", {}, GrantTrouble::Expired);
    row("idp_refresh_token_not_found", {}, GrantTrouble::NotFound);
    row("connected_app_consent_revoked", {}, GrantTrouble::Revoked);
    row("pkce_something_new", {}, GrantTrouble::WrongVerifier);
}

void TestProviderErrors::tellsWhyAGrantIsRefused()
{
    QFETCH(QByteArray, code);
    QFETCH(QString, words);
    QFETCH(int, trouble);
    QVERIFY(oauth::isInvalidGrant(code));
    QCOMPARE(int(oauth::grantTrouble({ .code = code, .words = words })), trouble);
    // the sentence differs with it, and what stays is said
    base::Checks checks;
    const oauth::TokenReply reply{ .status = 400, .body = "{\"error\":\"" + code + "\"}", .exchange = 9 };
    const auto refresh
        = oauth::readTokenReply(reply, oauth::TokenUse::Refresh, "https://i.example/t", &checks);
    QCOMPARE(refresh.error().code, base::code::refreshRefused);
    QVERIFY(refresh.error().message.contains(QString::fromLatin1(code)));
    QVERIFY(refresh.error().message.contains(u"Nothing was renewed"_s));
    QVERIFY(!refresh.error().nextStep.isEmpty());
}

void TestProviderErrors::hasASentenceForEveryKnownCode_data()
{
    QTest::addColumn<int>("kind");
    QTest::addColumn<bool>("isGone");
    using Kind = base::ErrorKind;
    const auto row = [](const char *code, Kind kind, bool isGone = false) {
        QTest::newRow(code) << int(kind) << isGone;
    };
    row("invalid_client", Kind::Refused, true);
    row("unauthorized_client", Kind::Refused, true);
    row("connected_app_not_found", Kind::Refused, true);
    row("connected_app_not_allowed_for_org", Kind::Refused);
    row("connected_app_misconfigured_client", Kind::Refused);
    row("dynamic_client_registration_not_enabled", Kind::Refused);
    row("too_many_connected_apps", Kind::Refused);
    row("authorization_endpoint_not_configured_for_project", Kind::ServerBrokeRule);
    row("connected_app_supplied_redirect_url_not_found_in_client", Kind::Refused);
    row("oauth_invalid_scope_requested", Kind::Refused);
    row("invalid_target", Kind::ServerBrokeRule);
    row("too_many_requests", Kind::Network);
    row("server_error", Kind::Network);
    row("login_required", Kind::Refused);
}

void TestProviderErrors::hasASentenceForEveryKnownCode()
{
    QFETCH(int, kind);
    QFETCH(bool, isGone);
    const QByteArray code = QTest::currentDataTag();
    const oauth::ErrorMeaning meaning = oauth::meaningOfError(code);
    QVERIFY(meaning.subject != ErrorSubject::Unknown);
    QVERIFY(meaning.sentence.endsWith(u'.'));
    QVERIFY(meaning.nextStep.endsWith(u'.'));
    base::Error error{ .kind = base::ErrorKind::ServerBrokeRule, .message = u"It said no."_s };
    oauth::explainWith(error, code);
    QCOMPARE(int(error.kind), kind);
    QCOMPARE(error.message, u"It said no. "_s + meaning.sentence);
    QCOMPARE(oauth::isClientGone(code), isGone);
}

void TestProviderErrors::saysNothingOfAnUnknownCode()
{
    base::Error error{ .kind = base::ErrorKind::ServerBrokeRule, .message = u"It said no."_s };
    oauth::explainWith(error, "made_up");
    QCOMPARE(error.message, u"It said no."_s);
    QVERIFY(error.nextStep.isEmpty());
    QVERIFY(!oauth::isInvalidGrant("made_up"));
    QVERIFY(!oauth::isInvalidGrant(""));
}

QTEST_GUILESS_MAIN(TestProviderErrors)
#include "test_providererrors.moc"
