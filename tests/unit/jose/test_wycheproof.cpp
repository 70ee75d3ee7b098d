// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"

#include "jose/base64url.h"
#include "jose/jwe.h"
#include "jose/sharedsecret.h"

#include <QMap>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;

namespace {

/// How the verdicts of one file compare with ours. `stricter` counts, under the policy that is the reason,
/// what the vectors call valid and we refuse by design. The other direction does not exist.
struct Tally {
    int run = 0;
    int agreed = 0;
    int contradictions = 0; ///< the file calls the very same token, with the same key, valid before
    QMap<QString, int> stricter = {};
    QStringList wrong = {};

    void noteContradiction()
    {
        ++run;
        ++contradictions;
    }
    void note(int id, const QByteArray &expected, bool verified, const QString &policy)
    {
        ++run;
        if (expected == "valid" && !verified && !policy.isEmpty())
            ++stricter[policy];
        else if ((expected == "valid") == verified)
            ++agreed;
        else
            wrong.append(u"%1: expected %2"_s.arg(id).arg(QLatin1StringView(expected)));
    }
};

// Why we refuse what the vectors call valid.
const QString otherAlg = u"the key says another algorithm than the token"_s;
const QString strictForm = u"base64url has no character “?”"_s;
const QString paddingOff = u"RSA1_5 is switched off (RFC 8725 §3.2)"_s;
const QString compressed = u"compressed content is refused (zip)"_s;

/// For signatures: the key says for which algorithm it is, and the token says another.
QString policyAgainst(const QByteArray &compact, const json::Object &key)
{
    const auto jws = parseJws(compact);
    if (!jws)
        return jws.error().message.contains(u"has the character “?”"_s) ? strictForm : QString();
    const QByteArray keyAlg = josedata::text(key, "alg");
    return !keyAlg.isEmpty() && keyAlg != jws->alg() ? otherAlg : QString();
}

/// For encryption: what the header asks for.
QString policyAgainst(const Jwe &jwe)
{
    if (jwe.alg() == "RSA1_5")
        return paddingOff;
    return jwe.header.contains("zip") ? compressed : QString();
}

json::Object keySetOf(const json::Object &group)
{
    const json::Object &key = group.at(group.contains("public") ? "public" : "private").as_object();
    return key.contains("keys") ? key : json::Object{ { "keys", json::Array{ key } } };
}

/// The one secret that a set of secrets alone has for a token; nothing when several have the name, and
/// nothing in a set that has other keys too: whoever can check such a token can also make it.
std::optional<SharedSecret> secretFor(const json::Object &set, const QByteArray &kid)
{
    QList<json::Object> named;
    for (const json::Value &entry : set.at("keys").as_array()) {
        const json::Object &key = entry.as_object();
        if (josedata::text(key, "kty") != "oct")
            return std::nullopt;
        if (kid.isEmpty() || josedata::text(key, "kid") == kid)
            named.append(key);
    }
    const auto secret = named.size() == 1 ? SharedSecret::fromJson(named.first()) : base::fail(base::Error());
    return secret ? std::optional(*secret) : std::nullopt;
}

bool isGood(const QByteArray &compact, const json::Object &set, const JwkSet &keys)
{
    const auto jws = parseJws(compact);
    if (!jws)
        return false;
    if (const auto secret = secretFor(set, jws->kid())) {
        // Never by the way for public keys, whatever the set has.
        return !verify(*jws, keys) && verifyWithSecret(*jws, *secret).has_value();
    }
    return verify(*jws, keys).has_value();
}

/// One group of signed tokens.
void runSigned(const json::Object &group, Tally &tally)
{
    const json::Object set = keySetOf(group);
    const JwkSet keys = JwkSet::fromJson(set).value_or(JwkSet());
    QSet<QByteArray> valid;
    for (const json::Value &each : group.at("tests").as_array()) {
        const json::Object &test = each.as_object();
        if (!test.contains("jws"))
            continue;
        const json::Value &token = test.at("jws");
        const QByteArray compact = token.is_string() ? json::bytes(token.get_string()) : json::compact(token);
        const bool isValid = josedata::text(test, "result") == "valid";
        if (isValid)
            valid.insert(compact);
        else if (valid.contains(compact)) {
            tally.noteContradiction();
            continue;
        }
        tally.note(int(test.at("tcId").as_int64()), josedata::text(test, "result"),
            isGood(compact, set, keys), policyAgainst(compact, set.at("keys").at(0).as_object()));
    }
}

/// One group of encrypted tokens. A message may only say what the sender knows anyway.
void runEncrypted(const json::Object &group, Tally &tally)
{
    const auto key = DecryptionKey::fromJson(group.at("private").as_object());
    for (const json::Value &each : group.at("tests").as_array()) {
        const json::Object &test = each.as_object();
        if (!test.contains("jwe"))
            continue;
        const json::Value &token = test.at("jwe");
        const auto jwe = parseJwe(token.is_string() ? json::bytes(token.get_string()) : json::compact(token));
        const auto opened = jwe && key ? decrypt(*jwe, *key) : base::fail(base::Error());
        const bool isRight
            = opened && (!test.contains("pt") || opened->plaintext == josedata::hex(test, "pt"));
        tally.note(int(test.at("tcId").as_int64()), josedata::text(test, "result"), isRight,
            jwe ? policyAgainst(*jwe) : QString());
    }
}

Tally runTokens(const QString &file)
{
    Tally tally;
    const json::Object document = josedata::read(josedata::folder(u"wycheproof/"_s + file));
    if (document.empty())
        return tally;
    for (const json::Value &group : document.at("testGroups").as_array()) {
        runSigned(group.as_object(), tally);
        runEncrypted(group.as_object(), tally);
    }
    return tally;
}

/// For groups that give no JWK.
json::Object rsaFromNumbers(const json::Object &numbers)
{
    const auto member = [&numbers](std::string_view name) {
        return json::string(QByteArrayView(encodeBase64Url(josedata::hex(numbers, name))));
    };
    return { { "kty", "RSA" }, { "n", member("modulus") }, { "e", member("publicExponent") } };
}

base::Result<Jwk> keyOf(const json::Object &group)
{
    for (const std::string_view name : { "publicKeyJwk", "keyJwk" }) {
        if (const json::Object *jwk = json::objectMember(group, name))
            return Jwk::fromJson(*jwk);
    }
    const json::Object &numbers = group.at("publicKey").as_object();
    return numbers.contains("modulus") ? Jwk::fromJson(rsaFromNumbers(numbers))
                                       : Jwk::fromPem(josedata::text(group, "publicKeyPem"));
}

/// Raw signatures. `acceptable` collects our verdicts on what may be taken or left, by flag.
Tally runRaw(const QString &file, Algorithm algorithm, QMap<QByteArray, QList<bool>> *acceptable = nullptr)
{
    Tally tally;
    const json::Object document = josedata::read(josedata::folder(u"wycheproof/"_s + file));
    if (document.empty())
        return tally;
    for (const json::Value &entry : document.at("testGroups").as_array()) {
        const json::Object &group = entry.as_object();
        const auto key = keyOf(group);
        if (!key) {
            tally.wrong.append(u"no key: "_s + key.error().message);
            continue;
        }
        for (const json::Value &each : group.at("tests").as_array()) {
            const json::Object &test = each.as_object();
            const bool verified = key
                && verifySignature(*key, algorithm, josedata::hex(test, "msg"), josedata::hex(test, "sig"));
            const QByteArray expected = josedata::text(test, "result");
            if (expected == "acceptable" && acceptable) {
                const auto flags = json::stringList(test, "flags").value();
                ++tally.run;
                (*acceptable)[flags.join(',')].append(verified);
                continue;
            }
            tally.note(int(test.at("tcId").as_int64()), expected, verified, {});
        }
    }
    return tally;
}

} // namespace

class TestWycheproof : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!QDir(josedata::folder(u"wycheproof"_s)).exists())
            QSKIP("The vectors are not here: set AUTHSCOPE_TEST_DATA to the folder that has wycheproof.");
    }

    void tokens_data()
    {
        using Exceptions = QMap<QString, int>;
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("run");
        QTest::addColumn<Exceptions>("stricter");
        QTest::newRow("signatures") << u"json_web_signature_test.json"_s << 401
                                    << Exceptions{ { otherAlg, 4 }, { strictForm, 2 } };
        QTest::newRow("encryption") << u"json_web_encryption_test.json"_s << 139
                                    << Exceptions{ { paddingOff, 8 }, { compressed, 1 } };
        QTest::newRow("keys") << u"json_web_key_test.json"_s << 26 << Exceptions{};
        QTest::newRow("crypto") << u"json_web_crypto_test.json"_s << 83 << Exceptions{};
    }
    void tokens()
    {
        using Exceptions = QMap<QString, int>;
        QFETCH(QString, file);
        QFETCH(int, run);
        QFETCH(Exceptions, stricter);
        const Tally tally = runTokens(file);
        QCOMPARE(tally.wrong.join(u"; "_s), QString());
        QCOMPARE(tally.run, run);
        QCOMPARE(tally.stricter, stricter);
        int exceptions = 0;
        for (const int count : stricter)
            exceptions += count;
        // 367 and 370 of the signatures: their padding was lost, and without it they are the valid 357.
        QCOMPARE(tally.contradictions, file.contains(u"signature"_s) ? 2 : 0);
        QCOMPARE(tally.agreed, run - exceptions - tally.contradictions);
        qInfo("%s: %d vectors, %d agree, %d refused on purpose", qPrintable(file), run, tally.agreed,
            exceptions);
    }

    void rawSignatures_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<int>("algorithm");
        QTest::addColumn<int>("run");
        QTest::newRow("ES256") << u"ecdsa_secp256r1_sha256_p1363_test.json"_s << int(Algorithm::ES256) << 262;
        QTest::newRow("ES384") << u"ecdsa_secp384r1_sha384_p1363_test.json"_s << int(Algorithm::ES384) << 280;
        QTest::newRow("ES512") << u"ecdsa_secp521r1_sha512_p1363_test.json"_s << int(Algorithm::ES512) << 318;
        QTest::newRow("EdDSA") << u"ed25519_test.json"_s << int(Algorithm::EdDSA) << 151;
        QTest::newRow("PS256") << u"rsa_pss_2048_sha256_mgf1_32_test.json"_s << int(Algorithm::PS256) << 108;
        QTest::newRow("PS512") << u"rsa_pss_4096_sha512_mgf1_64_params_test.json"_s << int(Algorithm::PS512)
                               << 179;
    }
    void rawSignatures()
    {
        QFETCH(QString, file);
        QFETCH(int, algorithm);
        QFETCH(int, run);
        const Tally tally = runRaw(file, Algorithm(algorithm));
        QCOMPARE(tally.wrong.join(u"; "_s), QString());
        QCOMPARE(tally.run, run);
        QCOMPARE(tally.agreed, run);
        qInfo("%s: %d vectors, all agree", qPrintable(file), run);
    }

    void rsaSignatures()
    {
        QMap<QByteArray, QList<bool>> acceptable;
        const Tally tally = runRaw(u"rsa_signature_2048_sha256_test.json"_s, Algorithm::RS256, &acceptable);
        QCOMPARE(tally.wrong.join(u"; "_s), QString());
        QCOMPARE(tally.run, 259);
        QCOMPARE(tally.agreed, 258);
        // MissingNull: a padding without the NULL of RFC 8017 §9.2, which old signers left out. One vector
        // may be taken or left; it is left, as PKCS #1 encodes one way only.
        QCOMPARE(acceptable, (QMap<QByteArray, QList<bool>>{ { "MissingNull", { false } } }));
    }
};

QTEST_GUILESS_MAIN(TestWycheproof)
#include "test_wycheproof.moc"
