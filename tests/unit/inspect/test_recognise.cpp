// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/recognise.h"
#include "support/tokens.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using inspect::Form;
using inspect::Kind;
using inspect::Pasted;
using inspect::recognise;
using inspect::Recognised;

class TestRecognise : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsWhatWasPasted_data();
    void tellsWhatWasPasted();
    void tellsTheKind_data();
    void tellsTheKind();
    void takesAwayWhatStandsAround_data();
    void takesAwayWhatStandsAround();
    void leavesABrokenTokenAsItIs();
    void readsATokenResponse();
    void readsAWrappedTokenResponse();
    void masksCredentials();
    void readsAnAuthorizationFieldWithItsProof();
    void readsAddresses();
    void readsKeys();
    void readsAnIntrospectionAnswer();
    void refusesWhatIsTooLarge();
    void takesTenMegabytes();
    void aPersonMayKnowBetter();
};

namespace {

QByteArray idToken()
{
    return signedToken(idClaims());
}

QByteArray accessToken()
{
    return signedToken(accessClaims(), { { "typ", "at+jwt" } });
}

QByteArray publicPem()
{
    // The private form begins with the words as well; what is pasted decides.
    return pair().toPem();
}

} // namespace

void TestRecognise::tellsWhatWasPasted_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("what");
    QTest::addColumn<int>("form"); // of the first token; -1: none
    const auto row = [](const char *name, const QByteArray &text, Pasted what, int form) {
        QTest::newRow(name) << text << int(what) << form;
    };
    const QByteArray token = idToken();
    const QList<QByteArray> parts = token.split('.');
    const QByteArray flat = "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0]
        + "\",\"signature\":\"" + parts[2] + "\"}";
    const QByteArray jweHeader = b64("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A128GCM\"}");
    const QByteArray jwe = jweHeader + ".AAAA.AAAA.AAAA.AAAA";
    row("nothing", "", Pasted::Nothing, -1);
    row("blanks", " \n\t ", Pasted::Nothing, -1);
    row("jws", token, Pasted::Token, int(Form::JwsCompact));
    row("jws json", flat, Pasted::Token, int(Form::JwsJson));
    row("jwe", jwe, Pasted::Token, int(Form::JweCompact));
    row("jwe json",
        "{\"protected\":\"" + jweHeader + "\",\"iv\":\"AA\",\"ciphertext\":\"AA\",\"tag\":\"AA\"}",
        Pasted::Token, int(Form::JweJson));
    row("sd-jwt", token + '~' + b64("[\"salt\",\"name\",\"Ada\"]") + '~', Pasted::Token, int(Form::SdJwt));
    row("opaque", "mF_9.B5f-4.1JqM", Pasted::Token, int(Form::Opaque));
    row("opaque word", "tok_live_0123456789", Pasted::Token, int(Form::Opaque));
    row("truncated", token.first(token.size() / 2), Pasted::Token, int(Form::Broken));
    row("bearer", "Bearer " + token, Pasted::AuthorizationField, int(Form::JwsCompact));
    row("authorization", "Authorization: Bearer opaque-1", Pasted::AuthorizationField, int(Form::Opaque));
    row("curl", "curl -H 'Authorization: Bearer " + token + "' https://x.example/",
        Pasted::AuthorizationField, int(Form::JwsCompact));
    row("basic", "Basic dXNlcjpwYXNz", Pasted::BasicCredentials, -1);
    row("response", "{\"access_token\":\"" + token + "\",\"token_type\":\"Bearer\"}", Pasted::TokenResponse,
        int(Form::JwsCompact));
    row("introspection", "{\"active\":false}", Pasted::Introspection, -1);
    row("callback", "http://127.0.0.1:8080/callback?code=abc&state=xyz", Pasted::CallbackUrl, -1);
    row("fragment", "https://app.example/#access_token=" + token + "&token_type=Bearer", Pasted::CallbackUrl,
        int(Form::JwsCompact));
    row("jwks", json::compact(json::Object{ { "keys", json::Array{ pair().publicKey().publicJson() } } }),
        Pasted::KeySet, -1);
    row("jwk", json::compact(pair().publicKey().publicJson()), Pasted::Key, -1);
    row("pem", publicPem(), Pasted::Pem, -1);
    row("json", "{\"a\":1}", Pasted::Json, -1);
    row("list", "[1,2]", Pasted::Json, -1);
    row("broken json", "{\"access_token\":", Pasted::Token, int(Form::Broken));
}

void TestRecognise::tellsWhatWasPasted()
{
    QFETCH(QByteArray, text);
    QFETCH(int, what);
    QFETCH(int, form);
    const Recognised found = recognise(text);
    QCOMPARE(int(found.what), what);
    QCOMPARE(found.subjects.isEmpty() ? -1 : int(found.subjects.first().form), form);
    QVERIFY(!found.sentence.isEmpty());
    QVERIFY(found.sentence.endsWith(u'.'));
}

void TestRecognise::tellsTheKind_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<QByteArray>("kind");
    const auto row = [](const char *name, const char *header, const char *claims, const char *kind) {
        QTest::newRow(name) << QByteArray(header) << QByteArray(claims) << QByteArray(kind);
    };
    row("at+jwt", "{\"typ\":\"at+jwt\"}", "{}", "access");
    row("application/at+jwt", "{\"typ\":\"application/AT+JWT\"}", "{\"nonce\":\"n\"}", "access");
    row("dpop", "{\"typ\":\"dpop+jwt\"}", "{}", "dpop");
    row("logout", "{\"typ\":\"logout+jwt\"}", "{}", "logout");
    row("introspection", "{\"typ\":\"token-introspection+jwt\"}", "{}", "introspection");
    row("event", "{\"typ\":\"secevent+jwt\"}", "{}", "security-event");
    row("request", "{\"typ\":\"oauth-authz-req+jwt\"}", "{}", "request-object");
    row("credential", "{\"typ\":\"dc+sd-jwt\"}", "{}", "sd-jwt");
    row("nonce", "{}", "{\"iss\":\"i\",\"sub\":\"u\",\"aud\":\"c\",\"nonce\":\"n\"}", "id");
    row("plain id", "{\"typ\":\"JWT\"}", "{\"iss\":\"i\",\"sub\":\"u\",\"aud\":\"c\"}", "id");
    row("scope", "{}", "{\"iss\":\"i\",\"sub\":\"u\",\"scope\":\"a\"}", "access");
    row("scp", "{}", "{\"scp\":[\"a\"]}", "access");
    row("use", "{}", "{\"token_use\":\"access\",\"nonce\":\"n\"}", "access");
    row("keycloak", "{}", "{\"typ\":\"Refresh\"}", "refresh");
    row("assertion", "{}", "{\"iss\":\"c\",\"sub\":\"c\",\"aud\":\"i\"}", "client-assertion");
    row("logout event", "{}", "{\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}}",
        "logout");
    row("jarm", "{}", "{\"iss\":\"i\",\"aud\":\"c\",\"code\":\"x\",\"state\":\"s\"}", "jarm");
    row("proof by claims", "{}", "{\"htm\":\"GET\",\"htu\":\"https://x/\"}", "dpop");
    row("nothing", "{}", "{\"a\":1}", "unknown");
}

void TestRecognise::tellsTheKind()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    QFETCH(QByteArray, kind);
    const inspect::Subject subject = inspect::makeSubject(signedText(header, claims));
    QCOMPARE(inspect::kindWord(subject.kind()), kind);
    QVERIFY(subject.found.reason.endsWith(u'.'));
}

void TestRecognise::takesAwayWhatStandsAround_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("removed");
    const QByteArray token = idToken();
    const auto row = [](const char *name, const QByteArray &text, const QString &removed) {
        QTest::newRow(name) << text << removed;
    };
    row("nothing", token, {});
    row("blanks", "  " + token + "\r\n", u"blanks around it"_s);
    row("quotes", '"' + token + '"', u"a pair of quotes"_s);
    row("single quotes", '\'' + token + "',", u"a pair of quotes"_s);
    row("member", "\"id_token\": \"" + token + "\",", u"the name “id_token”"_s);
    row("variable", "export ID_TOKEN=" + token, u"the name “ID_TOKEN”"_s);
    row("wrapped", token.first(40) + "\r\n" + token.sliced(40, 40) + "\n  " + token.sliced(80),
        u"2 line breaks inside"_s);
    row("escaped breaks", token.first(40) + "\\n" + token.sliced(40), u"a line break inside"_s);
    row("blank inside", token.first(40) + ' ' + token.sliced(40), u"a blank inside"_s);
    row("percent", QByteArray(token).replace('.', "%2E"), u"percent encoding"_s);
    row("base64 again", token.toBase64(), u"another layer of base64"_s);
    row("byte order mark", "\xef\xbb\xbf" + token, u"a byte order mark"_s);
    const QString wide = QString::fromLatin1(token);
    row("utf-16",
        QByteArray("\xff\xfe") + QByteArray(reinterpret_cast<const char *>(wide.utf16()), wide.size() * 2),
        u"UTF-16, which was turned into UTF-8"_s);
}

void TestRecognise::takesAwayWhatStandsAround()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, removed);
    const Recognised found = recognise(text);
    QCOMPARE(found.subjects.size(), 1);
    QCOMPARE(found.subjects.first().form, Form::JwsCompact);
    if (removed.isEmpty())
        QVERIFY(found.removed.isEmpty());
    else
        QVERIFY2(found.removed.contains(removed), qPrintable(found.removed.join(u", "_s)));
    QVERIFY(inspect::holds(inspect::judge(found.subjects.first(), nothingExpected(), keysOf())));
}

void TestRecognise::leavesABrokenTokenAsItIs()
{
    for (const QByteArray &middle : { QByteArray(1, '\0'), QByteArray("\xff\xfe"), QByteArray("=") }) {
        const QByteArray token = idToken().insert(30, middle);
        const Recognised found = recognise(token);
        QCOMPARE(found.subjects.size(), 1);
        QCOMPARE(found.subjects.first().form, Form::Broken);
        QCOMPARE(found.subjects.first().text.reveal(), token);
    }
}

void TestRecognise::readsATokenResponse()
{
    const QByteArray access = accessToken(), id = idToken();
    const Recognised found
        = recognise("{\"token_type\":\"Bearer\",\"id_token\":\"" + id + "\",\"access_token\":\"" + access
            + "\",\"refresh_token\":\"r-0123456789\",\"expires_in\":3600,\"scope\":\"openid\","
              "\"client_secret\":\"hidden-value\"}");
    QCOMPARE(found.what, Pasted::TokenResponse);
    QCOMPARE(found.sentence, u"A token response with an access token, an ID token and a refresh token."_s);
    QCOMPARE(found.subjects.size(), 3);
    QCOMPARE(found.subjects[0].kind(), Kind::Access);
    QCOMPARE(found.subjects[0].label, u"access_token"_s);
    QCOMPARE(found.subjects[1].kind(), Kind::Id);
    QCOMPARE(found.subjects[2].kind(), Kind::Refresh);
    QCOMPARE(found.subjects[2].form, Form::Opaque);
    const auto fact = [&found](const QString &name) {
        for (const inspect::Fact &one : found.facts) {
            if (one.name == name)
                return one.value;
        }
        return QString();
    };
    QCOMPARE(fact(u"expires_in"_s), u"1 hour (3600 seconds)"_s);
    QCOMPARE(fact(u"scope"_s), u"openid"_s);
    QVERIFY(!fact(u"client_secret"_s).contains(u"hidden"_s));
}

void TestRecognise::readsAWrappedTokenResponse()
{
    const Recognised found = recognise("{\"status\":200,\"data\":{\"access_token\":\"opaque-0123\"}}");
    QCOMPARE(found.what, Pasted::TokenResponse);
    QCOMPARE(found.subjects.size(), 1);
    QCOMPARE(found.subjects.first().text.reveal(), QByteArray("opaque-0123"));
}

void TestRecognise::masksCredentials()
{
    const Recognised found = recognise("Authorization: Basic " + QByteArray("ada:correct horse").toBase64());
    QCOMPARE(found.what, Pasted::BasicCredentials);
    QVERIFY(found.subjects.isEmpty());
    QString all = found.sentence;
    for (const inspect::Fact &fact : found.facts)
        all += fact.value;
    QVERIFY(all.contains(u"ada"_s));
    QVERIFY(!all.contains(u"horse"_s));
    QVERIFY(found.sentence.contains(u"password"_s));
}

void TestRecognise::readsAnAuthorizationFieldWithItsProof()
{
    const QByteArray proof = signedText("{\"typ\":\"dpop+jwt\"}", "{\"htm\":\"GET\"}");
    const Recognised found
        = recognise("GET /mcp HTTP/1.1\nAuthorization: DPoP " + accessToken() + "\nDPoP: " + proof + "\n");
    QCOMPARE(found.what, Pasted::AuthorizationField);
    QCOMPARE(found.subjects.size(), 2);
    QCOMPARE(found.subjects[0].kind(), Kind::Access);
    QCOMPARE(found.subjects[1].kind(), Kind::DpopProof);
    QCOMPARE(found.subjects[1].text.reveal(), proof);
}

void TestRecognise::readsAddresses()
{
    Recognised found
        = recognise("http://127.0.0.1:1/cb?code=secret-code-1&state=abc&iss=https%3A%2F%2Fi.example");
    QCOMPARE(found.what, Pasted::CallbackUrl);
    QVERIFY(found.sentence.contains(u"authorization code"_s));
    QCOMPARE(found.code.reveal(), QByteArray("secret-code-1"));
    for (const inspect::Fact &fact : found.facts)
        QVERIFY(!fact.value.contains(u"secret-code"_s));
    found = recognise("http://127.0.0.1:1/cb?error=access_denied&state=abc");
    QVERIFY(found.sentence.contains(u"refusal"_s));
    found = recognise("http://127.0.0.1:1/cb#id_token=" + idToken() + "&state=abc");
    QCOMPARE(found.subjects.size(), 1);
    QCOMPARE(found.subjects.first().kind(), Kind::Id);
    // An address without any of it is no callback.
    QCOMPARE(recognise("https://www.example/?q=1").what, Pasted::Token);
}

void TestRecognise::readsKeys()
{
    Recognised found = recognise(pair().toPem());
    QCOMPARE(found.what, Pasted::Pem);
    QVERIFY(found.keys);
    QVERIFY(found.sentence.contains(u"private key"_s));
    QVERIFY(inspect::holds(judged(idToken(), nothingExpected(), *found.keys)));
    found = recognise("{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"weak\"}]}");
    QCOMPARE(found.what, Pasted::KeySet);
    QVERIFY(found.keys);
    const QList<inspect::KeyRow> rows = inspect::keyRows(*found.keys);
    QCOMPARE(rows.size(), 1);
    QVERIFY(!rows.first().problem.isEmpty());
    found = recognise("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    QCOMPARE(found.what, Pasted::Pem);
    QVERIFY(!found.problem.isEmpty() || !inspect::keyRows(*found.keys).first().problem.isEmpty());
}

void TestRecognise::readsAnIntrospectionAnswer()
{
    Recognised found = recognise("{\"active\":true,\"scope\":\"a\"}");
    QCOMPARE(found.what, Pasted::Introspection);
    QVERIFY(found.sentence.endsWith(u"it is active."_s));
    QVERIFY(found.problem.isEmpty());
    found = recognise("{\"active\":\"true\"}");
    QVERIFY(found.sentence.endsWith(u"it is not active."_s));
    QVERIFY(found.problem.contains(u"a text"_s));
}

void TestRecognise::refusesWhatIsTooLarge()
{
    const Recognised found = recognise(QByteArray(inspect::maxPasted + 1, 'a'));
    QCOMPARE(found.what, Pasted::Unreadable);
    QVERIFY(found.subjects.isEmpty());
    QVERIFY(found.problem.contains(u"10485761"_s));
}

void TestRecognise::takesTenMegabytes()
{
    json::Object claims = idClaims();
    claims["name"] = json::string(QByteArray(7 * 1024 * 1024, 'x'));
    const Recognised found = recognise(signedToken(claims));
    QCOMPARE(found.subjects.size(), 1);
    QCOMPARE(found.subjects.first().form, Form::JwsCompact);
    const inspect::Inspection inspection
        = inspect::judge(found.subjects.first(), nothingExpected(), keysOf());
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
}

void TestRecognise::aPersonMayKnowBetter()
{
    inspect::Subject subject = inspect::makeSubject(idToken());
    QCOMPARE(subject.kind(), Kind::Id);
    subject.chosen = Kind::Access;
    const inspect::Inspection inspection = inspect::judge(subject, nothingExpected(), keysOf());
    QCOMPARE(inspection.kind, Kind::Access);
    QVERIFY(inspection.isKindChosen);
    for (const Kind kind : inspect::allKinds())
        QCOMPARE(inspect::kindFromWord(inspect::kindWord(kind)), kind);
    QVERIFY(!inspect::kindFromWord("nothing"));
}

QTEST_GUILESS_MAIN(TestRecognise)
#include "test_recognise.moc"
