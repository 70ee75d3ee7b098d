// SPDX-License-Identifier: GPL-3.0-or-later
#include "josefixture.h"

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;
using josefixture::b64;
using josefixture::check;
using josefixture::object;
using josefixture::signedBy;

namespace {

QByteArray member(const Jwk &key, std::string_view name)
{
    return *json::stringMember(key.publicJson(), name);
}

QByteArray rsa(const QByteArray &n, const QByteArray &e = "AQAB")
{
    return R"({"kty":"RSA","kid":"k","n":")" + n + R"(","e":")" + e + R"("})";
}

QByteArray ec(const QByteArray &curve, const QByteArray &x, const QByteArray &y)
{
    return R"({"kty":"EC","kid":"k","crv":")" + curve + R"(","x":")" + x + R"(","y":")" + y + R"("})";
}

QByteArray okp(const QByteArray &x, const QByteArray &curve = "Ed25519")
{
    return R"({"kty":"OKP","kid":"k","crv":")" + curve + R"(","x":")" + x + R"("})";
}

} // namespace

class TestJoseKeys : public QObject {
    Q_OBJECT

    const KeyPair m_rsa = KeyPair::generate(Algorithm::RS256, "rsa");
    const KeyPair m_ec = KeyPair::generate(Algorithm::ES256, "ec");
    const KeyPair m_ec384 = KeyPair::generate(Algorithm::ES384, "ec384");
    const KeyPair m_ed = KeyPair::generate(Algorithm::EdDSA, "ed");

private Q_SLOTS:
    void t112WeakAndInvalidKeysAreRefused_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QString>("words");
        const QByteArray n = *decodeBase64Url(member(m_rsa.publicKey(), "n"));
        QByteArray even = n;
        even[255] = static_cast<char>(even[255] & 0xfe);
        const QByteArray good = b64(n);
        QTest::newRow("RSA 512") << rsa(b64(n.first(64))) << u"RSA key of 512 bits; at least 2048"_s;
        QTest::newRow("RSA 1024") << rsa(b64(n.first(128))) << u"RSA key of 1024 bits"_s;
        QTest::newRow("RSA 2047") << rsa(b64('\x7f' + n.sliced(1))) << u"RSA key of 2047 bits"_s;
        QTest::newRow("RSA 1024 with leading zeros")
            << rsa(b64(QByteArray(128, '\0') + n.first(128))) << u"RSA key of 1024 bits"_s;
        QTest::newRow("RSA 16392") << rsa(b64(QByteArray(2049, '\xff'))) << u"at most 16384"_s;
        QTest::newRow("RSA of 100 kB") << rsa(b64(QByteArray(100000, '\xff'))) << u"at most 16384"_s;
        QTest::newRow("n = 0") << rsa("AA") << u"RSA key of 0 bits"_s;
        QTest::newRow("n empty") << rsa("") << u"lacks “n”"_s;
        QTest::newRow("n even") << rsa(b64(even)) << u"even modulus"_s;
        QTest::newRow("n divisible by 3") << rsa(b64(QByteArray(256, '\xff'))) << u"that 3 divides"_s;
        QTest::newRow("n padded") << rsa(good + "==") << u"“n” that has the character “=”"_s;
        QTest::newRow("n standard base64") << rsa("+/" + good.sliced(2)) << u"the character “+”"_s;
        QTest::newRow("e = 0") << rsa(good, "AA") << u"public exponent 0"_s;
        QTest::newRow("e = 1") << rsa(good, "AQ") << u"public exponent 1"_s;
        QTest::newRow("e = 2") << rsa(good, "Ag") << u"even public exponent"_s;
        QTest::newRow("e = 65536") << rsa(good, "AQAA") << u"even public exponent"_s;
        QTest::newRow("e of 72 bits") << rsa(good, b64(QByteArray(9, '\xff'))) << u"exponent of 72 bits"_s;
        QTest::newRow("e = n") << rsa(good, good) << u"exponent of 2048 bits"_s;
        QTest::newRow("e missing") << QByteArray(R"({"kty":"RSA","n":"AQAB"})") << u"lacks “e”"_s;

        const QByteArray x = member(m_ec.publicKey(), "x");
        const QByteArray y = member(m_ec.publicKey(), "y");
        const QByteArray xBytes = *decodeBase64Url(x);
        QByteArray yOff = *decodeBase64Url(y);
        yOff[31] = static_cast<char>(yOff[31] ^ 1);
        const QByteArray zero = b64(QByteArray(32, '\0'));
        QTest::newRow("EC off the curve") << ec("P-256", x, b64(yOff)) << u"no point on the curve P-256"_s;
        QTest::newRow("EC (0, 0)") << ec("P-256", zero, zero) << u"no point on the curve"_s;
        QTest::newRow("EC x = p") << ec("P-256",
            b64(QByteArray::fromHex("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff")), y)
                                  << u"no point on the curve"_s;
        QTest::newRow("EC all ones") << ec("P-256", b64(QByteArray(32, '\xff')), b64(QByteArray(32, '\xff')))
                                     << u"no point on the curve"_s;
        QTest::newRow("EC short x") << ec("P-256", b64(xBytes.first(31)), y) << u"of 31 bytes; P-256 needs"_s;
        QTest::newRow("EC long x") << ec("P-256", b64('\0' + xBytes), y) << u"of 33 bytes"_s;
        QTest::newRow("EC named P-384") << ec("P-384", x, y) << u"of 32 bytes; P-384 needs exactly 48"_s;
        QTest::newRow("EC P-384 named P-256") << ec("P-256", member(m_ec384.publicKey(), "x"),
            member(m_ec384.publicKey(), "y")) << u"of 48 bytes"_s;
        QTest::newRow("EC secp256k1") << ec("secp256k1", x, y) << u"curve “secp256k1”"_s;
        QTest::newRow("EC P-192") << ec("P-192", x, y) << u"curve “P-192”"_s;
        QTest::newRow("EC prime256v1") << ec("prime256v1", x, y) << u"curve “prime256v1”"_s;
        QTest::newRow("EC without y")
            << QByteArray(R"({"kty":"EC","crv":"P-256","x":")" + x + R"("})") << u"lacks “y”"_s;

        // The points of order 1, 2, 4 and 8, with either sign, and two that are not canonical.
        const QString small = u"small order"_s;
        QByteArray one(32, '\0');
        one[0] = 1;
        QByteArray oneSigned = one;
        oneSigned[31] = '\x80';
        QTest::newRow("Ed25519 y = 0") << okp(zero) << small;
        QTest::newRow("Ed25519 y = 1") << okp(b64(one)) << small;
        QTest::newRow("Ed25519 y = 1, signed") << okp(b64(oneSigned)) << small;
        QTest::newRow("Ed25519 y = -1") << okp("7P_______________________________________38") << small;
        QTest::newRow("Ed25519 order 8") << okp("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_AU") << small;
        QTest::newRow("Ed25519 order 8, signed")
            << okp("JuiVj8KyJ7BFw_SJ8u-Y8NXfrAXTxjM5sTgCiG1T_IU") << small;
        QTest::newRow("Ed25519 order 8, other")
            << okp("xxdqcD1N2E-6PAt2DRBnDyogU_osOczGTsf9d5KsA3o") << small;
        QTest::newRow("Ed25519 y = p")
            << okp("7f_______________________________________38") << u"canonical"_s;
        QTest::newRow("Ed25519 y = p + 1")
            << okp("7v_______________________________________38") << u"canonical"_s;
        QTest::newRow("Ed25519 off the curve")
            << okp("AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA") << u"no point on the curve"_s;
        QTest::newRow("Ed25519 31 bytes") << okp(b64(QByteArray(31, 'a'))) << u"31 bytes; Ed25519 needs"_s;
        QTest::newRow("Ed448") << okp(b64(QByteArray(57, 'a')), "Ed448") << u"curve “Ed448”"_s;
        QTest::newRow("X25519") << okp(member(m_ed.publicKey(), "x"), "X25519") << u"curve “X25519”"_s;
        QTest::newRow("oct") << QByteArray(R"({"kty":"oct","k":"AQAB"})") << u"shared secret (oct)"_s;
        QTest::newRow("no kty") << QByteArray(R"({"n":"AQAB"})") << u"no type (kty)"_s;
        QTest::newRow("kty in lower case") << QByteArray(R"({"kty":"rsa"})") << u"type “rsa”"_s;
        QTest::newRow("key_ops is a text")
            << QByteArray(R"({"kty":"RSA","key_ops":"verify"})") << u"“key_ops” as a text"_s;
        QTest::newRow("use is a list")
            << QByteArray(R"({"kty":"RSA","use":["sig"]})") << u"“use” as a list"_s;
    }
    void t112WeakAndInvalidKeysAreRefused()
    {
        QFETCH(QByteArray, key);
        QFETCH(QString, words);
        const auto jwk = Jwk::fromJson(object(key));
        QVERIFY(!jwk);
        QVERIFY2(jwk.error().message.contains(words), qPrintable(jwk.error().message));
        QCOMPARE(jwk.error().code, u"OA-212"_s);
        QVERIFY(jwk.error().message.size() < 400);
    }

    void t112GoodKeysPassTheSameGate()
    {
        QVERIFY(Jwk::fromJson(object(rsa(member(m_rsa.publicKey(), "n")))));
        QVERIFY(Jwk::fromJson(object(rsa(member(m_rsa.publicKey(), "n"), "Aw"))));
        QVERIFY(
            Jwk::fromJson(object(ec("P-256", member(m_ec.publicKey(), "x"), member(m_ec.publicKey(), "y")))));
        for (int i = 0; i < 200; ++i) // none of the checks on points may hit an honest key
            QVERIFY(KeyPair::generate(Algorithm::EdDSA, "k").publicKey().bits() == 256);
    }

    void t108ATokenWithoutAKidTriesTheKeysThatFit()
    {
        const QByteArray token = signedBy(m_ec, R"({"alg":"ES256"})");
        const auto single = check(token, JwkSet::fromKeys({ m_ec.publicKey() }));
        QVERIFY(single);
        QCOMPARE(single->notes, QList<QString>());
        const auto mixed
            = check(token, JwkSet::fromKeys({ m_rsa.publicKey(), m_ec.publicKey(), m_ed.publicKey() }));
        QVERIFY(mixed);
        QCOMPARE(mixed->notes, QList<QString>()); // one key fits by type, nothing was guessed

        QList<Jwk> several;
        for (int i = 0; i < 9; ++i)
            several.append(KeyPair::generate(Algorithm::ES256, "other").publicKey());
        several.append(m_ec.publicKey());
        const auto tried = check(token, JwkSet::fromKeys(several));
        QVERIFY(tried);
        QCOMPARE(tried->key.kid(), "ec");
        QCOMPARE(tried->notes.size(), 1);
        QVERIFY(tried->notes.first().contains(u"of 10 that could fit, the key “ec” does"_s));

        several.prepend(several.first());
        REFUSED(check(token, JwkSet::fromKeys(several)), u"any of the 10 keys that could fit"_s);
    }

    void t109AHostileKidIsOpaque_data()
    {
        QTest::addColumn<QByteArray>("kid");
        QTest::newRow("path") << QByteArray("../../../../dev/null");
        QTest::newRow("SQL") << QByteArray("x' UNION SELECT 'key'--");
        QTest::newRow("NUL") << QByteArray("ec\0", 3);
        QTest::newRow("NUL within") << QByteArray("ec\0x", 4);
        QTest::newRow("CRLF") << QByteArray("ec\r\nX-Injected: 1");
        QTest::newRow("ANSI") << QByteArray("\x1b[2J\x1b]52;c;AAAA\x07");
        QTest::newRow("bidi") << QByteArray("\xe2\x80\xae"
                                            "ce");
        QTest::newRow("100 kB") << QByteArray(90000, 'k');
        QTest::newRow("blank behind") << QByteArray("ec ");
        QTest::newRow("upper case") << QByteArray("EC");
        QTest::newRow("URL") << QByteArray("https://attacker.example/key.pem");
    }
    void t109AHostileKidIsOpaque()
    {
        QFETCH(QByteArray, kid);
        const JwkSet honest = JwkSet::fromKeys({ m_rsa.publicKey(), m_ec.publicKey() });
        const QByteArray token = signCompact(m_ec, { { "kid", json::string(QByteArrayView(kid)) } }, "{}");
        REFUSED(check(token, honest), u"which is not published. The published keys: “rsa”, “ec”"_s);
        const QString message = check(token, honest).error().message;
        QVERIFY(message.size() < 400);
        for (const QChar c : message)
            QVERIFY2(c.isPrint(), qPrintable(message));
        // It is opaque, not forbidden: a key of exactly that name is found.
        json::Object same = m_ec.publicKey().publicJson();
        same["kid"] = json::string(QByteArrayView(kid));
        const auto named = Jwk::fromJson(same);
        QVERIFY(named);
        QVERIFY(check(token, JwkSet::fromKeys({ m_rsa.publicKey(), *named })));
    }

    void t111OnlySoManyKeysAreRead()
    {
        const QByteArray bad = R"({"kty":"EC","kid":"x"})";
        QByteArray text = R"({"keys":[)";
        for (int i = 0; i < 9999; ++i)
            text += bad + ',';
        text += json::compact(m_ec.publicKey().publicJson()) + "]}";
        const auto set = JwkSet::parse(text);
        QVERIFY(set);
        QCOMPARE(set->keys().size(), 0);
        QCOMPARE(set->refused().size(), 101);
        QVERIFY(
            set->refused().last().reason.message.contains(u"has 10000 keys; only the first 100 were read"_s));
        const auto more = JwkSet::parse(text, 10000);
        QVERIFY(more);
        QCOMPARE(more->keys().size(), 1);
        QCOMPARE(more->refused().size(), 9999);
        QCOMPARE(JwkSet::parse(QByteArray(10 << 20, ' ')).error().code, u"OA-118"_s);
    }

    void t111KeysForOtherThingsDoNotVerify_data()
    {
        QTest::addColumn<QByteArray>("extra");
        QTest::addColumn<QString>("words");
        QTest::newRow("enc") << QByteArray(R"({"use":"enc"})") << u"not for signatures (its use is “enc”)"_s;
        QTest::newRow("encrypt") << QByteArray(R"({"key_ops":["encrypt"]})") << u"key_ops are “encrypt”"_s;
        QTest::newRow("alg") << QByteArray(R"({"alg":"ECDH-ES"})") << u"“ECDH-ES” only"_s;
    }
    void t111KeysForOtherThingsDoNotVerify()
    {
        QFETCH(QByteArray, extra);
        QFETCH(QString, words);
        json::Object key = m_ec.publicKey().publicJson();
        QVERIFY(check(signCompact(m_ec, {}, "{}"), *JwkSet::fromJson({ { "keys", json::Array{ key } } })));
        key.erase("use");
        key.erase("alg");
        for (const auto &member : object(extra))
            key[member.key()] = member.value();
        const auto set = JwkSet::fromJson({ { "keys", json::Array{ key } } });
        QVERIFY(set);
        REFUSED(check(signCompact(m_ec, {}, "{}"), *set), words);
        REFUSED(check(signedBy(m_ec, R"({"alg":"ES256"})"), *set), words);
    }

    void t111APublishedPrivateKeyIsALoudWarning()
    {
        const auto set = JwkSet::parse(
            R"({"keys":[{"kty":"OKP","kid":"open","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",)"
            R"("d":"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}]})");
        QVERIFY(set);
        // RFC 8037 A.4
        const auto verified
            = check("eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PP"
                    "Ot7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg",
                *set);
        QVERIFY(verified);
        QCOMPARE(verified->notes.size(), 1);
        QVERIFY(verified->notes.first().contains(u"private part (d): anybody can sign with it"_s));
        QVERIFY(!verified->notes.first().contains(u"nWGxne"_s));
    }

    void anEmptyOrUnusableSetSaysSo()
    {
        REFUSED(
            check(signCompact(m_ec, {}, "{}"), JwkSet()), u"the key “ec”, and no usable key is published"_s);
        const auto weak = JwkSet::parse(R"({"keys":[{"kty":"RSA","kid":"ec","n":"AQAB","e":"AQAB"}]})");
        QVERIFY(weak);
        REFUSED(check(signCompact(m_ec, {}, "{}"), *weak), u"RSA key of 17 bits"_s);
    }
};

QTEST_APPLESS_MAIN(TestJoseKeys)
#include "test_josekeys.moc"
