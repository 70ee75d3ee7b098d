// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/tokens.h"

#include "oauth/grant.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using base::CheckState;
using inspect::Inspection;
using inspect::Kind;
using oauth::Standing;

class TestJudge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysThatNobodyWasAsked();
    void saysWhoSigned();
    void whatWasNotExpectedIsNotCompared();
    void judgesIdTokens_data();
    void judgesIdTokens();
    void judgesAccessTokens_data();
    void judgesAccessTokens();
    void judgesProofs_data();
    void judgesProofs();
    void judgesOtherKinds_data();
    void judgesOtherKinds();
    void comparesHashes();
    void knowsTheProviderWhoseAudienceIsAProject();
    void aConnectionOnlyNotesWhatTheServerDecides();
    void judgesATokenByTheTokensBesideIt();
    void checksWithASecret();
    void tellsAKeyThatIsGoneFromAForgery();
    void correctsForTheServersClock();
    void judgesAtAnotherTime();
    void readsExpectations_data();
    void readsExpectations();
};

namespace {

json::Value value(const QByteArray &text)
{
    return json::parse(text, u"the row"_s, { .refuseDuplicates = false }).value(); // the last one counts
}

/// Puts `change` over the claims: a member with null is taken out.
json::Object changed(json::Object claims, const QByteArray &change)
{
    const json::Value over = value(change);
    for (const auto &member : over.as_object()) {
        if (member.value().is_null())
            claims.erase(member.key());
        else
            claims[member.key()] = member.value();
    }
    return claims;
}

void columns()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("claims"); // put over the good ones
    QTest::addColumn<QString>("typed"); // expectations, one a line
    QTest::addColumn<int>("standing");
    QTest::addColumn<QString>("words"); // in the sentence
}

void row(const char *name, const QByteArray &claims, const QString &typed, Standing standing,
    const QString &words, const QByteArray &header = "{}")
{
    QTest::newRow(name) << header << claims << typed << int(standing) << words;
}

void check(const json::Object &good, std::optional<Kind> kind, const json::Object &goodHeader = {})
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, claims);
    QFETCH(QString, typed);
    QFETCH(int, standing);
    QFETCH(QString, words);
    const Inspection inspection = judged(signedToken(changed(good, claims), changed(goodHeader, header)),
        expected(typed.split(u'\n', Qt::SkipEmptyParts)), keysOf(), kind);
    QVERIFY2(inspection.verdict.standing == Standing(standing), told(inspection).constData());
    QVERIFY2(inspection.verdict.sentence.contains(words), told(inspection).constData());
}

constexpr Standing bad = Standing::Failed;
constexpr Standing good = Standing::Valid;

} // namespace

void TestJudge::saysThatNobodyWasAsked()
{
    const Inspection inspection = judged(signedToken(idClaims()), nothingExpected(), {});
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    QVERIFY2(inspection.verdict.sentence.startsWith(u"Decoded only. Nobody's signature was checked."_s),
        told(inspection).constData());
    QVERIFY(inspection.signedWith.isEmpty());
    QCOMPARE(inspection.issuer, tokenIssuer);
    // What is wrong all the same is said, and that nobody was asked with it.
    const Inspection wrong = judged(signedToken(idClaims()), expected({ u"aud=somebody"_s }), {});
    QCOMPARE(wrong.verdict.standing, Standing::Failed);
    QVERIFY(wrong.verdict.sentence.endsWith(u"Nobody's signature was checked."_s));
    const Inspection lost
        = judged(signedToken(idClaims()), nothingExpected(), inspect::noKeys(u"No network."_s));
    QVERIFY(lost.verdict.sentence.startsWith(u"Not verified: No network."_s));
}

void TestJudge::saysWhoSigned()
{
    const Inspection inspection = judged(signedToken(idClaims()), nothingExpected());
    QCOMPARE(inspection.verdict.sentence,
        u"Valid. Signed by https://i.example with ES256 key k-1. For client-1. Ends in 41 minutes."_s);
    QCOMPARE(inspection.signedWith, u"ES256 key k-1 of the test's keys"_s);
    QCOMPARE(inspection.verdict.thumbprint, pair().publicKey().thumbprint());
    QCOMPARE(inspection.algorithm, QByteArray("ES256"));
    QCOMPARE(inspection.kid, QByteArray("k-1"));
    QCOMPARE(inspection.segments.size(), 3);
    QCOMPARE(inspection.fingerprint.size(), 32);
    QVERIFY(!inspection.isSharedSecret && !inspection.needsSecret);
}

void TestJudge::whatWasNotExpectedIsNotCompared()
{
    const Inspection inspection = judged(signedToken(idClaims()), nothingExpected());
    for (const QString &title : { u"The issuer is ours"_s, u"meant for this client"_s }) {
        const base::Check *check = checkWith(inspection, CheckState::Skipped, title);
        QVERIFY2(check, told(inspection).constData());
        QVERIFY(!check->found.isEmpty());
    }
    const Inspection full
        = judged(signedToken(idClaims()), expected({ u"iss=https://i.example"_s, u"client=client-1"_s }));
    QVERIFY(checkWith(full, CheckState::Passed, u"The issuer is ours"_s));
    QVERIFY(checkWith(full, CheckState::Passed, u"meant for this client"_s));
}

void TestJudge::judgesIdTokens_data()
{
    columns();
    row("nothing", "{}", {}, good, u"Valid"_s);
    row("everything", "{}", u"iss=https://i.example\nclient=client-1\nnonce=the-nonce\nsub=user-1"_s, good,
        u"Valid"_s);
    row("iss", "{}", u"iss=https://other.example"_s, bad, u"The issuer is ours"_s);
    row("aud", "{}", u"aud=other"_s, bad, u"the expected audience"_s);
    row("aud ours", "{}", u"aud=other\naud=client-1"_s, good, u"Valid"_s);
    row("client", "{}", u"client=client-2"_s, bad, u"meant for this client"_s);
    row("no aud", "{\"aud\":null}", u"client=client-1"_s, bad, u"meant for this client"_s);
    row("strangers", "{\"aud\":[\"client-1\",\"x\"]}", u"client=client-1"_s, bad, u"authorized party"_s);
    row("azp", "{\"aud\":[\"client-1\",\"x\"],\"azp\":\"client-1\"}", u"client=client-1"_s, good, u"Valid"_s);
    row("azp typed", "{\"azp\":\"client-1\"}", u"azp=client-2"_s, bad, u"authorized party"_s);
    row("nonce", "{}", u"nonce=other"_s, bad, u"nonce"_s);
    row("sub", "{}", u"sub=user-2"_s, bad, u"The subject is the one who signed in"_s);
    row("no sub", "{\"sub\":null}", {}, bad, u"names a subject"_s);
    row("no exp", "{\"exp\":null}", {}, bad, u"does not say when it ends"_s);
    row("expired", "{\"exp\":1799990000}", {}, Standing::Expired, u"Ended 2 hours ago"_s);
    row("exp a date beyond", "{\"exp\":253402300800000}", {}, bad, u"no date"_s);
    row("no iat", "{\"iat\":null}", {}, bad, u"does not say when it was issued"_s);
    row("iat tomorrow", "{\"iat\":1800086400}", {}, bad, u"in the future"_s);
    row("nbf tomorrow", "{\"nbf\":1800086400}", {}, bad, u"not valid yet"_s);
    row("max_age", "{\"auth_time\":1799999000}", u"max_age=3600"_s, good, u"Valid"_s);
    row("max_age old", "{\"auth_time\":1799990000}", u"max_age=3600"_s, bad, u"older than was asked"_s);
    row("max_age missing", "{}", u"max_age=3600"_s, bad, u"does not say when it was"_s);
    row("max_age 1970", "{\"auth_time\":0}", u"max_age=3600"_s, bad, u"it happened in 1970"_s);
    row("acr", "{\"acr\":\"silver\"}", u"acr=silver"_s, good, u"Valid"_s);
    row("acr other", "{\"acr\":\"bronze\"}", u"acr=silver"_s, bad, u"the way that was asked for"_s);
    row("acr missing", "{}", u"acr=silver"_s, bad, u"the way that was asked for"_s);
    row("access token", "{}", {}, bad, u"the kind ID tokens are"_s, "{\"typ\":\"at+jwt\"}");
    row("logout token", "{}", {}, bad, u"the kind ID tokens are"_s, "{\"typ\":\"application/logout+jwt\"}");
    row("JWT", "{}", {}, good, u"Valid"_s, "{\"typ\":\"JWT\"}");
    row("unknown typ", "{}", {}, good, u"Valid"_s, "{\"typ\":\"ours\"}");
    row("typ typed", "{}", u"typ=JWT"_s, bad, u"the kind ID tokens are"_s);
}

void TestJudge::judgesIdTokens()
{
    check(idClaims(), Kind::Id);
}

void TestJudge::judgesAccessTokens_data()
{
    columns();
    row("nothing", "{}", {}, good, u"Valid"_s);
    row("everything", "{}",
        u"iss=https://i.example\naud=https://mcp.example/\nclient=client-1\nscope=boards.read\nsub=user-1"_s,
        good, u"Valid"_s);
    row("resource", "{}", u"resource=https://mcp.example/"_s, good, u"Valid"_s);
    row("resource other", "{}", u"resource=https://other.example/"_s, bad, u"does not name this server"_s);
    row("aud other", "{}", u"aud=https://other.example/"_s, bad, u"the expected audience"_s);
    row("iss", "{}", u"iss=https://other.example"_s, bad, u"The issuer is ours"_s);
    row("client", "{}", u"client=client-2"_s, bad, u"issued to this client"_s);
    row("scope missing", "{}", u"scope=boards.write"_s, bad, u"does not allow: boards.write"_s);
    row("no scope", "{\"scope\":null}", u"scope=a"_s, bad, u"does not say what it allows"_s);
    row("scp", "{\"scope\":null,\"scp\":[\"a\",\"b\"]}", u"scope=b"_s, good, u"Valid"_s);
    row("id token offered", "{}", {}, good, u"Valid"_s, "{\"typ\":\"JWT\"}");
    row("proof offered", "{}", {}, bad, u"the kind access tokens are"_s, "{\"typ\":\"dpop+jwt\"}");
    row("logout offered", "{}", {}, bad, u"the kind access tokens are"_s, "{\"typ\":\"logout+jwt\"}");
    row("jkt", "{\"cnf\":{\"jkt\":\"abc\"}}", u"jkt=abc"_s, good, u"Valid"_s);
    row("jkt other", "{\"cnf\":{\"jkt\":\"abc\"}}", u"jkt=xyz"_s, bad, u"bound to the key"_s);
    row("jkt missing", "{}", u"jkt=xyz"_s, bad, u"is not bound to the key"_s);
    row("x5t", "{\"cnf\":{\"x5t#S256\":\"abc\"}}", u"x5t#S256=abc"_s, good, u"Valid"_s);
    row("x5t other", "{\"cnf\":{\"x5t#S256\":\"abc\"}}", u"x5t#S256=xyz"_s, bad,
        u"the client's certificate"_s);
    row("org",
        "{\"https://stytch.com/"
        "organization\":{\"organization_id\":\"organization-test-1\",\"slug\":\"acme\"}}",
        u"org=acme"_s, good, u"Valid"_s);
    row("org id",
        "{\"https://stytch.com/"
        "organization\":{\"organization_id\":\"organization-test-1\",\"slug\":\"acme\"}}",
        u"org=organization-test-1"_s, good, u"Valid"_s);
    row("org other", "{\"https://stytch.com/organization\":{\"organization_id\":\"o\",\"slug\":\"acme\"}}",
        u"org=evil"_s, bad, u"organization is the expected one"_s);
    row("org missing", "{}", u"org=acme"_s, bad, u"organization is the expected one"_s);
    row("no exp", "{\"exp\":null}", {}, good, u"It does not say when it ends"_s);
    row("expired", "{\"exp\":1799990000}", {}, Standing::Expired, u"Everything else holds"_s);
}

void TestJudge::judgesAccessTokens()
{
    check(accessClaims(), Kind::Access);
}

void TestJudge::judgesProofs_data()
{
    columns();
    row("nothing", "{}", {}, good, u"Valid. Signed by whoever holds the key in it"_s);
    row("request", "{}", u"htm=POST\nhtu=https://mcp.example/mcp?x=1"_s, good, u"Valid"_s);
    row("default port", "{\"htu\":\"HTTPS://MCP.example:443/mcp\"}", u"htu=https://mcp.example/mcp"_s, good,
        u"Valid"_s);
    row("htm", "{}", u"htm=GET"_s, bad, u"for this method"_s);
    row("htu", "{}", u"htu=https://mcp.example/other"_s, bad, u"for this address"_s);
    row("htu case of path", "{}", u"htu=https://mcp.example/MCP"_s, bad, u"for this address"_s);
    row("old", "{\"iat\":1799999000}", {}, bad, u"older than servers accept"_s);
    row("future", "{\"iat\":1800001000}", {}, bad, u"in the future"_s);
    row("no iat", "{\"iat\":null}", {}, bad, u"does not say when it was issued"_s);
    row("no jti", "{\"jti\":null}", {}, bad, u"number of its own"_s);
    // BASE64URL(SHA-256("token-1"))
    row("ath", "{\"ath\":\"W2MEwMDLDqdfiMn5n_2vAm3MQUTuzrIOJWHFfN5a99s\"}", u"at=token-1"_s, bad,
        u"goes with this access token"_s);
    row("ath missing", "{}", u"at=token-1"_s, bad, u"goes with this access token"_s);
    row("nonce", "{\"nonce\":\"n\"}", u"nonce=n"_s, good, u"Valid"_s);
    row("nonce other", "{\"nonce\":\"n\"}", u"nonce=m"_s, bad, u"the server's nonce"_s);
    row("jkt other", "{}", u"jkt=abc"_s, bad, u"the key the token is bound to"_s);
    row("typ", "{}", {}, bad, u"the kind proofs are"_s, "{\"typ\":\"JWT\"}");
    row("no typ", "{}", {}, bad, u"the kind proofs are"_s, "{\"typ\":null}");
    row("no key", "{}", {}, bad, u"brings no key"_s, "{\"jwk\":null}");
    row("weak key", "{}", {}, bad, u"cannot be used"_s,
        "{\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}}");
}

void TestJudge::judgesProofs()
{
    const json::Object claims{ { "jti", "1" }, { "htm", "POST" }, { "htu", "https://mcp.example/mcp" },
        { "iat", second - 3 } };
    const json::Object header{ { "typ", "dpop+jwt" }, { "jwk", pair().publicKey().publicJson() } };
    check(claims, Kind::DpopProof, header);
    if (QByteArrayView(QTest::currentDataTag()) == "nothing") {
        json::Object right = claims;
        right["ath"] = json::string(b64(jose::sha256("token-1")));
        const QStringList all{ u"at=token-1"_s,
            u"jkt="_s + QString::fromLatin1(pair().publicKey().thumbprint()) };
        const Inspection inspection = judged(signedToken(right, header), expected(all), {});
        QVERIFY2(inspect::holds(inspection), told(inspection).constData());
        QVERIFY(inspection.verdict.sentence.contains(u"Made 3 seconds ago"_s));
        // Another key than the one it brings.
        const QByteArray forged
            = signedToken(right, header, jose::KeyPair::generate(jose::Algorithm::ES256, {}));
        QCOMPARE(judged(forged, expected(all), {}).verdict.standing, Standing::Failed);
        json::Object naked = header;
        naked["jwk"].as_object()["d"] = "AAAA";
        const Inspection given = judged(signedToken(right, naked), expected(all), {});
        QCOMPARE(given.verdict.standing, Standing::Failed);
    }
}

void TestJudge::judgesOtherKinds_data()
{
    QTest::addColumn<QByteArray>("kind");
    columns();
    const auto of = [](const char *kind, const char *name, const QByteArray &claims, const QString &typed,
                        Standing standing, const QString &words, const QByteArray &header = "{}") {
        QTest::newRow((QByteArray(kind) + ' ' + name).constData())
            << QByteArray(kind) << header << claims << typed << int(standing) << words;
    };
    const QByteArray assertion = "{\"iss\":\"c\",\"sub\":\"c\",\"aud\":\"https://i.example\",\"jti\":\"1\"";
    of("client-assertion", "good", assertion + "}", u"client=c\niss=https://i.example"_s, good, u"Valid"_s);
    of("client-assertion", "sub", "{\"iss\":\"c\",\"sub\":\"d\",\"aud\":\"x\"}", {}, bad,
        u"are the client"_s);
    of("client-assertion", "aud", assertion + "}", u"aud=https://o.example"_s, bad,
        u"authorization server"_s);
    of("client-assertion", "client", assertion + "}", u"client=d"_s, bad, u"speaks for this client"_s);
    of("client-assertion", "exp", assertion + ",\"exp\":null}", {}, bad, u"does not say when it ends"_s);
    of("client-assertion", "typ", assertion + "}", {}, bad, u"kind client assertions"_s,
        "{\"typ\":\"at+jwt\"}");

    const QByteArray event = "\"events\":{\"http://schemas.openid.net/event/backchannel-logout\":{}}";
    const QByteArray logout = "{\"nonce\":null,\"jti\":\"1\",\"sid\":\"s\"," + event;
    of("logout", "good", logout + "}", u"iss=https://i.example\nclient=client-1"_s, good, u"Valid"_s,
        "{\"typ\":\"logout+jwt\"}");
    of("logout", "without typ", logout + "}", {}, good, u"Valid"_s);
    of("logout", "nonce", "{\"nonce\":\"n\",\"jti\":\"1\"," + event + "}", {}, bad, u"no nonce"_s);
    of("logout", "no event", "{\"nonce\":null,\"jti\":\"1\"}", {}, bad, u"reports a logout"_s);
    of("logout", "other event", "{\"nonce\":null,\"jti\":\"1\",\"events\":{\"x\":{}}}", {}, bad,
        u"reports a logout"_s);
    of("logout", "nobody", logout + ",\"sub\":null,\"sid\":null}", {}, bad, u"a subject or a session"_s);
    of("logout", "no jti", logout + ",\"jti\":null}", {}, bad, u"number of its own"_s);
    of("logout", "no exp", logout + ",\"exp\":null}", {}, bad, u"does not say when it ends"_s);
    of("logout", "aud", logout + "}", u"client=client-2"_s, bad, u"meant for this client"_s);
    of("logout", "iss", logout + "}", u"iss=https://o.example"_s, bad, u"issuer is the expected one"_s);
    of("logout", "id token", logout + "}", {}, bad, u"kind logout tokens"_s, "{\"typ\":\"at+jwt\"}");

    of("jarm", "good", "{\"code\":\"c\",\"state\":\"s\"}", u"iss=https://i.example\nclient=client-1"_s, good,
        u"Valid"_s);
    of("jarm", "empty", "{}", {}, bad, u"a code or an error"_s);
    of("jarm", "aud", "{\"code\":\"c\"}", u"client=client-2"_s, bad, u"meant for this client"_s);
    of("jarm", "exp", "{\"code\":\"c\",\"exp\":null}", {}, bad, u"does not say when it ends"_s);

    const QByteArray answer = "{\"exp\":null,\"token_introspection\":{\"active\":true}}";
    of("introspection", "good", answer, u"client=client-1"_s, good, u"Made 10 seconds ago"_s,
        "{\"typ\":\"token-introspection+jwt\"}");
    of("introspection", "typ", answer, {}, bad, u"kind introspection answers"_s);
    of("introspection", "no answer", "{}", {}, bad, u"whether the token is active"_s,
        "{\"typ\":\"token-introspection+jwt\"}");
    of("introspection", "active a text", "{\"token_introspection\":{\"active\":\"true\"}}", {}, bad,
        u"whether the token is active"_s, "{\"typ\":\"token-introspection+jwt\"}");

    of("security-event", "good", "{\"jti\":\"1\",\"events\":{\"e\":{}}}", {}, good, u"Valid"_s);
    of("security-event", "no events", "{\"jti\":\"1\",\"events\":{}}", {}, bad, u"at least one event"_s);
    of("security-event", "no jti", "{\"events\":{\"e\":{}}}", {}, bad, u"number of its own"_s);

    of("request-object", "good", "{\"client_id\":\"client-1\"}", u"client=client-1"_s, good, u"Valid"_s);
    of("request-object", "client", "{\"client_id\":\"client-2\"}", u"client=client-1"_s, bad,
        u"request of this client"_s);
    of("request-object", "nested", "{\"client_id\":\"c\",\"request\":\"x\"}", {}, bad, u"another request"_s);

    of("unknown", "good", "{}", u"aud=client-1\niss=https://i.example\nsub=user-1"_s, good, u"Valid"_s);
    of("unknown", "aud", "{}", u"aud=x"_s, bad, u"expected audience"_s);
    of("unknown", "typ", "{}", u"typ=ours+jwt"_s, bad, u"expected kind"_s);
    of("unknown", "typ right", "{}", u"typ=ours+jwt"_s, good, u"Valid"_s, "{\"typ\":\"ours+jwt\"}");
    of("refresh", "nothing is ours to judge", "{\"aud\":\"x\"}", u"client=client-1"_s, good, u"Valid"_s);
}

void TestJudge::judgesOtherKinds()
{
    QFETCH(QByteArray, kind);
    check(idClaims(), inspect::kindFromWord(kind));
}

void TestJudge::comparesHashes()
{
    for (const jose::Algorithm algorithm : { jose::Algorithm::ES256, jose::Algorithm::EdDSA }) {
        json::Object claims = idClaims();
        claims["at_hash"] = json::string(jose::leftHalfHash(algorithm, "token-1"));
        claims["c_hash"] = json::string(jose::leftHalfHash(algorithm, "code-1"));
        const QByteArray token = signedToken(claims, {}, pair(algorithm));
        const inspect::Keys keys = keysOf(pair(algorithm));
        QVERIFY(inspect::holds(judged(token, expected({ u"at=token-1"_s, u"code=code-1"_s }), keys)));
        Inspection wrong = judged(token, expected({ u"at=token-2"_s }), keys);
        QVERIFY(wrong.verdict.sentence.contains(u"The access token is the one"_s));
        wrong = judged(token, expected({ u"code=code-2"_s }), keys);
        QVERIFY(wrong.verdict.sentence.contains(u"The code is the one"_s));
    }
    const Inspection without = judged(signedToken(idClaims()), expected({ u"at=token-1"_s }));
    QVERIFY(inspect::holds(without));
    QVERIFY(checkWith(without, CheckState::Skipped, u"which is allowed"_s));
}

void TestJudge::knowsTheProviderWhoseAudienceIsAProject()
{
    json::Object claims = accessClaims();
    claims["aud"] = json::Array{ "project-test-d06972e8-0000-4000-8000-000000000000" };
    Inspection inspection = judged(
        signedToken(claims), expected({ u"resource=https://mcp.example/"_s }), keysOf(), Kind::Access);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QVERIFY(checkWith(inspection, CheckState::Passed, u"the provider's project"_s));
    claims["aud"] = json::Array{ "project-test-of-somebody" };
    inspection = judged(
        signedToken(claims), expected({ u"resource=https://mcp.example/"_s }), keysOf(), Kind::Access);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
}

void TestJudge::aConnectionOnlyNotesWhatTheServerDecides()
{
    oauth::Grant grant;
    grant.server.issuer = "https://other.example";
    grant.client.clientId = "client-2";
    grant.resource = "https://other.example/mcp";
    const inspect::Expectations ours = inspect::expectationsOf(grant, base::fromMillis(second * 1000));
    const Inspection access = judged(signedToken(accessClaims()), ours, keysOf(), Kind::Access);
    QVERIFY2(inspect::holds(access), told(access).constData());
    QVERIFY(checkWith(access, CheckState::Noted, u"The issuer is ours"_s));
    // An ID token is ours to judge.
    QCOMPARE(judged(signedToken(idClaims()), ours, keysOf(), Kind::Id).verdict.standing, Standing::Failed);
}

void TestJudge::judgesATokenByTheTokensBesideIt()
{
    const QByteArray access = signedToken(accessClaims(), { { "typ", "at+jwt" } });
    json::Object id = idClaims();
    id["at_hash"] = json::string(jose::leftHalfHash(jose::Algorithm::ES256, access));
    const auto response = [&access](const json::Object &claims) {
        return inspect::recognise(json::compact(json::Object{
            { "access_token", json::string(access) }, { "id_token", json::string(signedToken(claims)) } }));
    };
    const QList<Inspection> both = inspect::judgeAll(response(id), nothingExpected(), keysOf());
    QCOMPARE(both.size(), 2);
    QVERIFY(inspect::holds(both[0]) && inspect::holds(both[1]));
    QVERIFY(checkWith(both[1], CheckState::Passed, u"The access token is the one"_s));
    id["at_hash"] = "AAAAAAAAAAAAAAAAAAAAAA";
    const QList<Inspection> swapped = inspect::judgeAll(response(id), nothingExpected(), keysOf());
    QCOMPARE(swapped[1].verdict.standing, Standing::Failed);
}

void TestJudge::checksWithASecret()
{
    const base::Secret secret(QByteArray(32, 's'));
    const QByteArray token
        = jose::signWithSecret(secret, jose::SecretAlgorithm::HS256, {}, json::compact(idClaims()));
    Inspection inspection = judged(token, nothingExpected(), inspect::keysFromSecret(secret));
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QVERIFY(inspection.isSharedSecret);
    QVERIFY(inspection.verdict.sentence.contains(u"somebody who knows the secret"_s));
    QVERIFY(checkWith(inspection, CheckState::Passed, u"can also make it"_s));
    inspection = judged(token, nothingExpected(), inspect::keysFromSecret(base::Secret(QByteArray(32, 'x'))));
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY(!inspection.isSharedSecret);
    inspection = judged(token, nothingExpected(), {});
    QVERIFY(inspection.needsSecret);
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    // A secret says nothing about a token with a key pair.
    inspection = judged(signedToken(idClaims()), nothingExpected(), inspect::keysFromSecret(secret));
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    QVERIFY(inspection.verdict.sentence.contains(u"is checked with a public key"_s));
}

void TestJudge::tellsAKeyThatIsGoneFromAForgery()
{
    const inspect::Keys newer = keysOf(jose::KeyPair::generate(jose::Algorithm::ES256, "k-2"));
    inspect::Expectations expectations = nothingExpected();
    const QByteArray token = signedToken(idClaims());
    QCOMPARE(judged(token, expectations, newer).verdict.standing, Standing::Failed);
    expectations.verifiedAt = expectations.now - std::chrono::hours(2);
    const Inspection inspection = judged(token, expectations, newer);
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    QVERIFY2(inspection.verdict.sentence.contains(
                 u"It held when the token came, 2 hours ago; its key “k-1” is no longer published."_s),
        told(inspection).constData());
    // A key of the same name that does not fit is a forgery, whatever was before.
    const inspect::Keys same = keysOf(jose::KeyPair::generate(jose::Algorithm::ES256, "k-1"));
    QCOMPARE(judged(token, expectations, same).verdict.standing, Standing::Failed);
}

void TestJudge::correctsForTheServersClock()
{
    json::Object claims = idClaims();
    claims["iat"] = second + 3600;
    claims["exp"] = second + 7200;
    const QByteArray token = signedToken(claims);
    QCOMPARE(judged(token, nothingExpected()).verdict.standing, Standing::Failed);
    inspect::Keys keys = keysOf();
    keys.serverClockAhead = std::chrono::minutes(59);
    const Inspection inspection = judged(token, nothingExpected(), keys);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QVERIFY(checkWith(
        inspection, CheckState::Noted, u"OA-217 This computer's clock is 59 minutes behind the server's"_s));
}

void TestJudge::judgesAtAnotherTime()
{
    inspect::Expectations later = nothingExpected();
    later.now += std::chrono::hours(24);
    QCOMPARE(judged(signedToken(idClaims()), later).verdict.standing, Standing::Expired);
    later.tolerance = std::chrono::hours(48);
    QVERIFY(inspect::holds(judged(signedToken(idClaims()), later)));
}

void TestJudge::readsExpectations_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("words"); // empty: it is taken
    for (const QString &name : inspect::expectationNames()) {
        const QString value = name == u"max_age"_s || name == u"tolerance"_s ? u"60"_s : u"a=b"_s;
        QTest::newRow(qPrintable(name)) << name + u'=' + value << QString();
    }
    QTest::newRow("no name") << u"=x"_s << u"write name=value"_s;
    QTest::newRow("no value") << u"aud="_s << u"expects nothing"_s;
    QTest::newRow("no equals") << u"aud"_s << u"write name=value"_s;
    QTest::newRow("unknown") << u"color=red"_s << u"“color=red”"_s;
    QTest::newRow("no number") << u"max_age=soon"_s << u"number of seconds"_s;
    QTest::newRow("negative") << u"tolerance=-1"_s << u"number of seconds"_s;
}

void TestJudge::readsExpectations()
{
    QFETCH(QString, typed);
    QFETCH(QString, words);
    inspect::Expectations expectations = nothingExpected();
    const auto read = inspect::expect(expectations, typed);
    QCOMPARE(read.has_value(), words.isEmpty());
    if (!read)
        QVERIFY2(read.error().message.contains(words), qPrintable(read.error().message));
    if (read && typed.startsWith(u"iss="_s))
        QVERIFY(!inspect::expect(expectations, typed)); // twice is a mistake
}

QTEST_GUILESS_MAIN(TestJudge)
#include "test_judge.moc"
