// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens that are not one signed token in its compact form, and those that are none any more.
#include "support/tokens.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using base::CheckState;
using inspect::Form;
using inspect::Inspection;
using inspect::Kind;
using oauth::Standing;

class TestForms : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesADocument();
    void oneGoodSignatureOfSeveralCounts();
    void judgesATokenInsideAToken();
    void stopsAtTokensInsideTokens();
    void judgesDisclosures();
    void judgesTheHoldersProof();
    void showsOnlyTheHeaderOfWhatIsEncrypted();
    void opensWhatIsEncrypted();
    void refusesToOpen_data();
    void refusesToOpen();
    void namesTheFirstThingWrong_data();
    void namesTheFirstThingWrong();
    void showsWhatCouldBeRead();
    void anyChangedByteIsNoticed();
    void anyTextIsAnswered();
};

namespace {

QByteArray flattened(const QByteArray &token)
{
    const QList<QByteArray> parts = token.split('.');
    return "{\"payload\":\"" + parts[1] + "\",\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2]
        + "\"}";
}

QByteArray general(const QList<QByteArray> &tokens)
{
    QByteArrayList signatures;
    for (const QByteArray &token : tokens) {
        const QList<QByteArray> parts = token.split('.');
        signatures.append("{\"protected\":\"" + parts[0] + "\",\"signature\":\"" + parts[2] + "\"}");
    }
    return "{\"payload\":\"" + tokens.first().split('.')[1] + "\",\"signatures\":[" + signatures.join(',')
        + "]}";
}

QByteArray disclosure(const QByteArray &json)
{
    return b64(json);
}

QByteArray digestOf(const QByteArray &encoded)
{
    return b64(jose::sha256(encoded));
}

struct Holder {
    jose::KeyPair key = jose::KeyPair::generate(jose::Algorithm::ES256, {});
    QByteArray given = disclosure("[\"salt-1\",\"given_name\",\"Ada\"]");
    QByteArray email = disclosure("[\"salt-2\",\"email\",\"ada@example.com\"]");

    QByteArray issued() const
    {
        json::Object claims = idClaims();
        claims["_sd_alg"] = "sha-256";
        claims["_sd"] = json::Array{ json::string(digestOf(given)), json::string(digestOf(email)) };
        claims["cnf"] = json::Object{ { "jwk", key.publicKey().publicJson() } };
        return signedToken(claims, { { "typ", "dc+sd-jwt" } });
    }
    QByteArray presented(
        const QByteArray &nonce, const jose::KeyPair &with, const QByteArray &about = {}) const
    {
        const QByteArray shown = issued() + '~' + given + '~';
        return shown
            + signedToken(
                { { "iat", second }, { "aud", "https://verifier.example" }, { "nonce", json::string(nonce) },
                    { "sd_hash", json::string(digestOf(about.isEmpty() ? shown : about)) } },
                { { "typ", "kb+jwt" } }, with);
    }
};

} // namespace

void TestForms::judgesADocument()
{
    const QByteArray token = signedToken(idClaims());
    const Inspection inspection = judged(flattened(token), nothingExpected());
    QCOMPARE(inspection.form, Form::JwsJson);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QCOMPARE(inspection.verdict.claims.size(), 6);
    const QByteArray forged
        = signedToken(idClaims(), {}, jose::KeyPair::generate(jose::Algorithm::ES256, "k-1"));
    QCOMPARE(judged(flattened(forged), nothingExpected()).verdict.standing, Standing::Failed);
    QCOMPARE(judged(flattened(token), nothingExpected(), {}).verdict.standing, Standing::NotVerified);
    const Inspection empty = judged("{\"payload\":\"e30\",\"signatures\":[]}", nothingExpected());
    QCOMPARE(empty.verdict.standing, Standing::Failed);
}

void TestForms::oneGoodSignatureOfSeveralCounts()
{
    const QByteArray token = signedToken(idClaims());
    const QByteArray other
        = signedToken(idClaims(), {}, jose::KeyPair::generate(jose::Algorithm::ES256, "k-2"));
    for (const QList<QByteArray> &order : { QList<QByteArray>{ token, other }, { other, token } }) {
        const Inspection inspection = judged(general(order), nothingExpected());
        QVERIFY2(inspect::holds(inspection), told(inspection).constData());
        QVERIFY(checkWith(inspection, CheckState::Noted, u"Signature "_s));
        QCOMPARE(inspection.kid, QByteArray("k-1"));
    }
    QCOMPARE(judged(general({ other, other }), nothingExpected()).verdict.standing, Standing::Failed);
}

void TestForms::judgesATokenInsideAToken()
{
    const QByteArray inner = signedToken(idClaims());
    const QByteArray outer = signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\",\"cty\":\"JWT\"}", inner);
    const Inspection inspection = judged(outer, nothingExpected());
    QCOMPARE(inspection.inner.size(), 1);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QVERIFY(inspection.verdict.sentence.startsWith(u"A token inside a token."_s));
    QVERIFY(inspect::holds(inspection.inner.first()));
    // Neither signature makes up for the other.
    const jose::KeyPair stranger = jose::KeyPair::generate(jose::Algorithm::ES256, "k-1");
    const QByteArray header = "{\"alg\":\"ES256\",\"kid\":\"k-1\",\"cty\":\"JWT\"}";
    QCOMPARE(
        judged(signedText(header, inner, stranger), nothingExpected()).verdict.standing, Standing::Failed);
    QCOMPARE(
        judged(signedText(header, signedToken(idClaims(), {}, stranger)), nothingExpected()).verdict.standing,
        Standing::Failed);
    QCOMPARE(judged(outer, nothingExpected(), {}).verdict.standing, Standing::NotVerified);
}

void TestForms::stopsAtTokensInsideTokens()
{
    QByteArray token = signedToken(idClaims());
    for (int i = 0; i < 12; ++i)
        token = signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\",\"cty\":\"JWT\"}", token);
    const Inspection inspection = judged(token, nothingExpected());
    int depth = 0;
    for (const Inspection *at = &inspection; !at->inner.isEmpty(); at = &at->inner.first())
        ++depth;
    QCOMPARE(depth, 4);
    QCOMPARE(inspection.verdict.standing, Standing::Failed); // what was not looked at is not valid
}

void TestForms::judgesDisclosures()
{
    const Holder holder;
    Inspection inspection = judged(holder.issued() + '~' + holder.given + '~', nothingExpected());
    QCOMPARE(inspection.form, Form::SdJwt);
    QCOMPARE(inspection.kind, Kind::Credential);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QCOMPARE(inspection.disclosures.size(), 1);
    QCOMPARE(inspection.disclosures.first().name, QByteArray("given_name"));
    QCOMPARE(inspection.disclosures.first().value, u"Ada"_s);
    QVERIFY(inspection.disclosures.first().isReferenced);
    QVERIFY(checkWith(inspection, CheckState::Passed, u"1 of 1, 1 kept back"_s));
    const auto has = [&inspection](const QByteArray &name) {
        return std::any_of(inspection.verdict.claims.begin(), inspection.verdict.claims.end(),
            [&name](const oauth::ClaimRow &row) { return row.name == name; });
    };
    QVERIFY(has("given_name"));
    QVERIFY(!has("email"));
    // One that nobody signed.
    inspection
        = judged(holder.issued() + '~' + disclosure("[\"salt-3\",\"admin\",true]") + '~', nothingExpected());
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
    QVERIFY(!inspection.disclosures.first().isReferenced);
    QVERIFY(!inspection.disclosures.first().problem.isEmpty());
}

void TestForms::judgesTheHoldersProof()
{
    const Holder holder;
    const inspect::Expectations expectations = expected({ u"nonce=n-1"_s });
    Inspection inspection = judged(holder.presented("n-1", holder.key), expectations);
    QVERIFY2(inspect::holds(inspection), told(inspection).constData());
    QVERIFY(checkWith(inspection, CheckState::Passed, u"signed with the key the issuer named"_s));
    QCOMPARE(judged(holder.presented("n-2", holder.key), expectations).verdict.standing, Standing::Failed);
    inspection
        = judged(holder.presented("n-1", jose::KeyPair::generate(jose::Algorithm::ES256, {})), expectations);
    QVERIFY2(inspection.verdict.sentence.contains(u"proof does not hold"_s), told(inspection).constData());
    inspection = judged(holder.presented("n-1", holder.key, "something else"), expectations);
    QCOMPARE(inspection.verdict.standing, Standing::Failed);
}

namespace {

const QByteArray directKey = "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}";

QByteArray jweWith(const QByteArray &header)
{
    return b64(header) + ".AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
}

} // namespace

void TestForms::showsOnlyTheHeaderOfWhatIsEncrypted()
{
    const Inspection inspection = judged(
        jweWith("{\"alg\":\"RSA-OAEP-256\",\"enc\":\"A256GCM\",\"kid\":\"e-1\"}"), nothingExpected());
    QCOMPARE(inspection.form, Form::JweCompact);
    QCOMPARE(inspection.verdict.standing, Standing::NotVerified);
    QVERIFY(inspection.verdict.sentence.contains(u"encrypted is not signed"_s));
    QCOMPARE(inspection.header.size(), 3);
    QVERIFY(!inspection.header.first().meaning.isEmpty());
    QCOMPARE(inspection.segments.size(), 5);
    QCOMPARE(inspection.segments[3].role, inspect::Segment::Role::Ciphertext);
}

void TestForms::opensWhatIsEncrypted()
{
    const auto keys = inspect::keysFromText(directKey, u"the key"_s);
    QVERIFY(keys);
    QFile file(qEnvironmentVariable("AUTHSCOPE_TEST_DATA")
        + u"/jose-cookbook/jwe/5_6.direct_encryption_using_aes-gcm.json"_s);
    if (!file.open(QIODevice::ReadOnly))
        QSKIP("the JOSE cookbook is not here: AUTHSCOPE_TEST_DATA");
    const auto example = json::parseObject(file.readAll(), u"The example"_s);
    QVERIFY(example);
    const json::Object *input = json::objectMember(*example, "input");
    const json::Object *output = json::objectMember(*example, "output");
    QVERIFY(input && output);
    const auto right
        = inspect::keysFromText(json::compact(*input->if_contains("key")), u"the example's key"_s);
    QVERIFY(right);
    const QByteArray token = json::stringMember(*output, "compact").value_or(QByteArray());
    const Inspection opened = judged(token, nothingExpected(), *right);
    QVERIFY2(checkWith(opened, CheckState::Passed, u"could be opened"_s), told(opened).constData());
    QCOMPARE(opened.payloadText, json::stringMember(*input, "plaintext").value_or(QByteArray()));
    // T127: it opened, and proves nothing about who wrote it.
    QCOMPARE(opened.verdict.standing, Standing::NotVerified);
    QVERIFY(opened.verdict.sentence.contains(u"encrypted is not signed"_s));
    QCOMPARE(judged(token, nothingExpected(), *keys).verdict.standing, Standing::Failed);
}

void TestForms::refusesToOpen_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QString>("words");
    QTest::newRow("T126 RSA1_5") << QByteArray("{\"alg\":\"RSA1_5\",\"enc\":\"A128GCM\"}") << u"RSA1_5"_s;
    QTest::newRow("T126 zip") << QByteArray("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}")
                              << u"zip"_s;
    QTest::newRow("T126 p2c") << QByteArray("{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2s\":"
                                            "\"AAAAAAAAAAA\",\"p2c\":1000000000}")
                              << u"PBES2"_s;
    QTest::newRow("T126 unknown enc") << QByteArray("{\"alg\":\"dir\",\"enc\":\"XYZ\"}") << u"XYZ"_s;
    QTest::newRow("T126 crit") << QByteArray("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"crit\":[\"x\"]}")
                               << u"crit"_s;
}

void TestForms::refusesToOpen()
{
    QFETCH(QByteArray, header);
    QFETCH(QString, words);
    const auto keys = inspect::keysFromText(directKey, u"the key"_s);
    QVERIFY(keys);
    for (const inspect::Keys &each : { *keys, inspect::Keys{} }) {
        const Inspection inspection = judged(jweWith(header), nothingExpected(), each);
        QCOMPARE(inspection.verdict.standing, Standing::Failed);
        QVERIFY2(inspection.verdict.sentence.contains(words), told(inspection).constData());
        QVERIFY(!inspection.header.isEmpty());
    }
}

void TestForms::namesTheFirstThingWrong_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<QString>("words");
    const auto row = [](const char *name, const QByteArray &token, const QString &words) {
        QTest::newRow(name) << token << words;
    };
    const QByteArray token = signedToken(idClaims());
    const QList<QByteArray> parts = token.split('.');
    const auto payload
        = [](const QByteArray &text) { return signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\"}", text); };
    row("truncated in the header", token.first(10), u"part"_s);
    row("truncated in the payload", token.first(parts[0].size() + 20), u"part"_s);
    row("truncated in the signature", token.chopped(9), u"signature"_s);
    row("doubled", token + token, u"twice"_s);
    row("four parts", token + ".AAAA", u"part"_s);
    row("T124 a million dots", "eyJ" + QByteArray(1000000, '.'), u"part"_s);
    row("padding", parts[0] + "=." + parts[1] + '.' + parts[2], u"“=”"_s);
    row("plain base64", parts[0] + ".+/+/." + parts[2], u"“+”"_s);
    row("NUL", QByteArray(token).insert(5, '\0'), u"0x00"_s);
    row("not UTF-8", QByteArray(token).insert(5, "\xff"), u"0xFF"_s);
    row("T125 payload no JSON", payload("hello"), u"JSON"_s);
    row("T125 payload a list", payload("[1,2]"), u"object"_s);
    row("T125 payload not UTF-8", payload("{\"a\":\"\xff\xfe\"}"), u"JSON"_s);
    row("T125 payload cut", payload("{\"iss\":\"a\",\"sub\":"), u"JSON"_s);
    row("T125 duplicates", payload("{\"sub\":\"a\",\"sub\":\"b\"}"), u"“sub” twice"_s);
    row("T125 deep", payload(QByteArray(10000, '[') + QByteArray(10000, ']')), u"deeper"_s);
    row("T125 deep objects", payload(QByteArray("{\"a\":").repeated(10000) + '1' + QByteArray(10000, '}')),
        u"deeper"_s);
    row("T125 UTF-16", payload(QByteArray("\xff\xfe{\0}\0", 6)), u"JSON"_s);
    row("header a list", signedText("[]", "{}"), u"header"_s);
}

void TestForms::namesTheFirstThingWrong()
{
    QFETCH(QByteArray, token);
    QFETCH(QString, words);
    for (const inspect::Keys &keys : { keysOf(), inspect::Keys{} }) {
        const Inspection inspection = judged(token, nothingExpected(), keys);
        QCOMPARE(inspection.verdict.standing, Standing::Failed);
        QVERIFY2(inspection.verdict.sentence.contains(words), told(inspection).constData());
    }
}

void TestForms::showsWhatCouldBeRead()
{
    const QByteArray token = signedToken(idClaims());
    const QList<QByteArray> parts = token.split('.');
    Inspection inspection = judged(token.chopped(8), nothingExpected());
    QCOMPARE(inspection.verdict.claims.size(), 6);
    QCOMPARE(inspection.header.size(), 2);
    // Cut in the middle of the claims: those before the cut are there.
    const qsizetype middle = parts[0].size() + 1 + 60;
    inspection = judged(token.first(middle), nothingExpected());
    QVERIFY2(!inspection.verdict.claims.isEmpty(), told(inspection).constData());
    QCOMPARE(inspection.verdict.claims.first().name, QByteArray("iss"));
    QCOMPARE(inspection.header.size(), 2);
    QVERIFY(!inspection.segments.last().problem.isEmpty() || inspection.segments.size() == 2);
    inspection = judged(
        signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\"}", "{\"a\":1,\"a\":2,\"b\":3}"), nothingExpected());
    QVERIFY(checkWith(inspection, CheckState::Noted, u"Members come twice"_s));
    QCOMPARE(inspection.verdict.claims.size(), 2);
    QVERIFY(checkWith(inspection, CheckState::Passed, u"The signature is the issuer's"_s));
    inspection = judged(signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\"}", "\xff\xfe\xfd"), nothingExpected());
    QVERIFY(!inspection.isPayloadText);
    QCOMPARE(inspection.payloadText, QByteArray("\xff\xfe\xfd"));
}

void TestForms::anyChangedByteIsNoticed()
{
    const QByteArray token = signedToken(idClaims());
    QVERIFY(inspect::holds(judged(token, nothingExpected())));
    for (qsizetype i = 0; i < token.size(); ++i) {
        QByteArray changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        QVERIFY2(!inspect::holds(judged(changed, nothingExpected())), qPrintable(QString::number(i)));
        changed = token;
        changed.remove(i, 1);
        QVERIFY2(!inspect::holds(judged(changed, nothingExpected())), qPrintable(QString::number(i)));
    }
}

void TestForms::anyTextIsAnswered()
{
    // Every beginning of every form, and junk behind it: an answer in words, whatever it is.
    const Holder holder;
    const QByteArray token = signedToken(idClaims());
    for (const QByteArray &whole : { token, flattened(token), general({ token, token }),
             holder.presented("n", holder.key), jweWith("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") }) {
        for (qsizetype cut = 0; cut <= whole.size(); cut += 7) {
            for (const QByteArray &tail :
                { QByteArray(), QByteArray("~"), QByteArray("..."), QByteArray("\0x", 2) }) {
                const inspect::Recognised found = inspect::recognise(whole.first(cut) + tail);
                for (const Inspection &inspection : inspect::judgeAll(found, nothingExpected(), keysOf()))
                    QVERIFY(!inspection.verdict.sentence.isEmpty());
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestForms)
#include "test_forms.moc"
