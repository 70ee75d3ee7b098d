// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/registration.h"
#include "oauth/servererror.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestRegistration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsTheSameForTheSameIssuer();
    void readsAnAnswer();
    void takesTheMethodTheAnswerNames_data();
    void takesTheMethodTheAnswerNames();
    void keepsNoSecretInTheDocument();
    void keepsHowTheRegistrationIsManaged_data();
    void keepsHowTheRegistrationIsManaged();
    void acceptsFewerRedirectsButNoOthers();
    void notesWhatTheServerChanged();
    void readsBothVocabulariesOfErrors();
};

namespace {

const QByteArray issuer = "https://i.example";

oauth::ServerMetadata server(const QList<QByteArray> &methods = {})
{
    oauth::ServerMetadata out;
    out.issuer = issuer;
    out.tokenEndpointAuthMethods = methods;
    return out;
}

json::Object answer()
{
    json::Object out = *json::parseObject(oauth::registrationBody(server(), false), u"body"_s);
    out["client_id"] = "c-1";
    return out;
}

} // namespace

void TestRegistration::sendsTheSameForTheSameIssuer()
{
    const QByteArray body = oauth::registrationBody(server(), false);
    QCOMPARE(body, oauth::registrationBody(server(), false));
    QCOMPARE(oauth::registrationProfile(server()), oauth::registrationProfile(server()));
    oauth::ServerMetadata other;
    other.issuer = "https://other.example";
    QVERIFY(oauth::registrationProfile(server()) != oauth::registrationProfile(other));
    const auto object = json::parseObject(body, u"body"_s);
    QVERIFY(object);
    QCOMPARE(*json::stringMember(*object, "application_type"), QByteArray("native"));
    QCOMPARE(*json::stringMember(*object, "token_endpoint_auth_method"), QByteArray("none"));
    const QList<QByteArray> redirects = *json::stringList(*object, "redirect_uris");
    const QByteArray path = oauth::callbackPath(issuer);
    QCOMPARE(redirects,
        (QList<QByteArray>{ "http://127.0.0.1" + path, "http://127.0.0.1:47950" + path,
            "http://127.0.0.1:47951" + path, "http://127.0.0.1:47952" + path }));
    QVERIFY(path.startsWith("/callback/") && path != oauth::callbackPath("https://other.example"));
    const auto minimal = json::parseObject(oauth::registrationBody(server(), true), u"body"_s);
    QCOMPARE(minimal->size(), 2U);
}

void TestRegistration::readsAnAnswer()
{
    base::Checks checks;
    const auto client = oauth::readRegistration(json::compact(answer()), server(), &checks);
    QVERIFY(client);
    QCOMPARE(client->clientId, QByteArray("c-1"));
    QCOMPARE(client->issuer, issuer);
    QCOMPARE(client->authMethod, QByteArray("none"));
    QCOMPARE(client->origin, QByteArray("registered"));
    QCOMPARE(client->redirectUris, oauth::redirectUris(issuer));
    QVERIFY(std::all_of(checks.begin(), checks.end(),
        [](const base::Check &check) { return check.state == base::CheckState::Passed; }));
}

void TestRegistration::takesTheMethodTheAnswerNames_data()
{
    QTest::addColumn<QByteArray>("said");
    QTest::addColumn<bool>("hasSecret");
    QTest::addColumn<QList<QByteArray>>("listed");
    QTest::addColumn<QByteArray>("method"); // empty: refused
    const auto row = [](const char *name, const char *said, bool hasSecret, const QList<QByteArray> &listed,
                         const char *method) {
        QTest::newRow(name) << QByteArray(said) << hasSecret << listed << QByteArray(method);
    };
    row("none", "none", false, {}, "none");
    row("none although a secret came", "none", true, {}, "none");
    row("basic", "client_secret_basic", true, {}, "client_secret_basic");
    row("post", "client_secret_post", true, {}, "client_secret_post");
    row("basic without a secret", "client_secret_basic", false, {}, "");
    row("what we cannot do", "private_key_jwt", true, {}, "");
    row("silent with a secret", "", true, {}, "client_secret_basic");
    row("silent, post listed", "", true, { "client_secret_post" }, "client_secret_post");
    row("silent, none listed", "", true, { "none" }, "none");
    row("silent, no secret", "", false, { "client_secret_basic" }, "none");
}

void TestRegistration::takesTheMethodTheAnswerNames()
{
    QFETCH(QByteArray, said);
    QFETCH(bool, hasSecret);
    QFETCH(QList<QByteArray>, listed);
    QFETCH(QByteArray, method);
    json::Object reply = answer();
    reply.erase("token_endpoint_auth_method");
    if (!said.isEmpty())
        reply["token_endpoint_auth_method"] = json::string(said);
    if (hasSecret)
        reply["client_secret"] = "s3cret-of-the-client";
    base::Checks checks;
    const auto client = oauth::readRegistration(json::compact(reply), server(listed), &checks);
    QCOMPARE(bool(client), !method.isEmpty());
    if (!client) {
        QCOMPARE(client.error().code, u"OA-178"_s);
        return;
    }
    QCOMPARE(client->authMethod, method);
    QCOMPARE(client->clientSecret.isEmpty(), method == "none");
}

void TestRegistration::keepsNoSecretInTheDocument()
{
    json::Object reply = answer();
    reply["client_secret"] = "s3cret-of-the-client";
    reply["registration_access_token"] = "rat-of-the-client";
    base::Checks checks;
    const auto client = oauth::readRegistration(json::compact(reply), server(), &checks);
    QVERIFY(client);
    QVERIFY(!client->document.contains("s3cret") && !client->document.contains("rat-of"));
    QVERIFY(client->document.contains("c-1"));
}

void TestRegistration::keepsHowTheRegistrationIsManaged_data()
{
    QTest::addColumn<QByteArray>("uri");
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("isKept");
    QTest::addColumn<bool>("isSaid");
    QTest::newRow("both") << QByteArray("https://i.example/register/c-1") << QByteArray("rat-1") << true
                          << false;
    QTest::newRow("no token") << QByteArray("https://i.example/register/c-1") << QByteArray() << false
                              << false;
    QTest::newRow("no address") << QByteArray() << QByteArray("rat-1") << false << false;
    QTest::newRow("T081 another origin")
        << QByteArray("https://evil.example/register/c-1") << QByteArray("rat-1") << false << true;
    QTest::newRow("T081 another port")
        << QByteArray("https://i.example:8443/register/c-1") << QByteArray("rat-1") << false << true;
    QTest::newRow("T081 a script") << QByteArray("javascript:alert(1)") << QByteArray("rat-1") << false
                                   << true;
}

void TestRegistration::keepsHowTheRegistrationIsManaged()
{
    QFETCH(QByteArray, uri);
    QFETCH(QByteArray, token);
    json::Object reply = answer();
    if (!uri.isEmpty())
        reply["registration_client_uri"] = json::string(uri);
    if (!token.isEmpty())
        reply["registration_access_token"] = json::string(token);
    oauth::ServerMetadata asked = server();
    asked.registrationEndpoint = "https://i.example/register";
    base::Checks checks;
    const auto client = oauth::readRegistration(json::compact(reply), asked, &checks);
    QVERIFY(client);
    QTEST(!client->managementUri.isEmpty(), "isKept");
    QTEST(client->managementToken.reveal() == token && !token.isEmpty(), "isKept");
    const bool isSaid = std::any_of(checks.begin(), checks.end(),
        [](const base::Check &check) { return check.state != base::CheckState::Passed; });
    QTEST(isSaid, "isSaid");
}

void TestRegistration::acceptsFewerRedirectsButNoOthers()
{
    base::Checks checks;
    json::Object reply = answer();
    reply["redirect_uris"] = json::Array{ json::string(oauth::redirectUris(issuer).at(1)) };
    const auto fewer = oauth::readRegistration(json::compact(reply), server(), &checks);
    QVERIFY(fewer);
    QCOMPARE(fewer->redirectUris.size(), 1);
    reply["redirect_uris"].as_array().emplace_back("https://evil.example/cb");
    const auto other = oauth::readRegistration(json::compact(reply), server(), &checks);
    QVERIFY(!other);
    QCOMPARE(other.error().code, u"OA-177"_s);
    reply.erase("redirect_uris");
    const auto silent = oauth::readRegistration(json::compact(reply), server(), &checks);
    QVERIFY(silent);
    QCOMPARE(silent->redirectUris, oauth::redirectUris(issuer));
}

void TestRegistration::notesWhatTheServerChanged()
{
    base::Checks checks;
    json::Object reply = answer();
    reply["client_name"] = "Another";
    reply["grant_types"] = json::Array{ "authorization_code" };
    QVERIFY(oauth::readRegistration(json::compact(reply), server(), &checks));
    QCOMPARE(std::count_if(checks.begin(), checks.end(),
                 [](const base::Check &check) { return check.state == base::CheckState::Noted; }),
        2);
}

void TestRegistration::readsBothVocabulariesOfErrors()
{
    const auto standard = oauth::readServerError(
        R"({"error":"invalid_grant","error_description":"No\nmore","request_id":"r-1"})");
    QCOMPARE(standard.code, QByteArray("invalid_grant"));
    QCOMPARE(standard.words, u"No more"_s);
    QCOMPARE(standard.requestId, u"r-1"_s);
    const auto other = oauth::readServerError(
        R"({"status_code":401,"error_type":"connected_app_consent_revoked","error_message":"Again, please"})");
    QCOMPARE(other.code, QByteArray("connected_app_consent_revoked"));
    QCOMPARE(other.words, u"Again, please"_s);
    const auto neither = oauth::readServerError("<html>" + QByteArray(500, 'x'));
    QVERIFY(neither.code.isEmpty() && !neither.isJson);
    QVERIFY(neither.words.size() < 250);
    QVERIFY(oauth::isInvalidGrant("invalid_grant") && oauth::isInvalidGrant("idp_refresh_token_expired")
        && oauth::isInvalidGrant("pkce_mismatch") && oauth::isInvalidGrant("idp_auth_code_not_found"));
    QVERIFY(!oauth::isInvalidGrant("invalid_client") && !oauth::isInvalidGrant("server_error")
        && !oauth::isInvalidGrant(""));
}

QTEST_GUILESS_MAIN(TestRegistration)
#include "test_registration.moc"
