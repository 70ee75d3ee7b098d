// SPDX-License-Identifier: GPL-3.0-or-later
#include "josedata.h"
#include "rfcsamples.h"

#include "jose/base64url.h"
#include "jose/sdjwt.h"

#include <QCryptographicHash>

using namespace authscope;
using namespace authscope::jose;
using namespace Qt::StringLiterals;
using State = Disclosure::State;

namespace {

const KeyPair &issuerKey()
{
    static const KeyPair key = KeyPair::generate(Algorithm::ES256, "issuer");
    return key;
}

QByteArray disclosure(const json::Array &parts)
{
    return encodeBase64Url(json::compact(parts));
}
boost::json::string digest(
    const QByteArray &disclosure, QCryptographicHash::Algorithm algorithm = QCryptographicHash::Sha256)
{
    return json::string(QByteArrayView(encodeBase64Url(QCryptographicHash::hash(disclosure, algorithm))));
}

QByteArray issued(const json::Object &claims, const QList<QByteArray> &disclosures)
{
    QByteArray out = signCompact(issuerKey(), { { "typ", "example+sd-jwt" } }, json::compact(claims)) + '~';
    for (const QByteArray &each : disclosures)
        out += each + '~';
    return out;
}

QString problemsOf(const base::Result<SdJwt> &token)
{
    return token ? token->problems.join(u" | "_s) : token.error().message;
}

} // namespace

class TestSdJwt : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void rfc9901sPresentationIsReadAsPrinted()
    {
        const auto token = parseSdJwt(joserfc::presentation);
        QVERIFY2(token, qPrintable(problemsOf(token)));
        QCOMPARE(problemsOf(token), QString());
        QVERIFY(looksLikeSdJwt(joserfc::presentation));
        QCOMPARE(token->digestAlgorithm, "sha-256");
        QCOMPARE(token->disclosures.size(), 4);
        for (const Disclosure &each : token->disclosures)
            QCOMPARE(each.state, State::Matched);
        QCOMPARE(token->disclosures[0].name, QByteArray("family_name"));
        QCOMPARE(token->disclosures[0].salt, "eluV5Og3gSNII8EYnsxA_A");
        QCOMPARE(token->disclosures[0].digest, "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo");
        QCOMPARE(token->disclosures[0].pointer, "/family_name");
        QCOMPARE(token->disclosures[3].name, std::nullopt);
        QCOMPARE(token->disclosures[3].pointer, "/nationalities/0");
        QCOMPARE(token->undisclosed, 6);
        QCOMPARE(token->claims.at("given_name").as_string(), "John");
        QCOMPARE(token->claims.at("address").at("locality").as_string(), "Anytown");
        QCOMPARE(json::compact(token->claims.at("nationalities")), "[\"US\"]");
        QVERIFY(!token->claims.contains("_sd"));
        QVERIFY(!token->claims.contains("_sd_alg"));

        const json::Object key{ { "kty", "EC" }, { "crv", "P-256" },
            { "x", "b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ" },
            { "y", "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8" } };
        QVERIFY(verify(token->issuer.jws, JwkSet::fromKeys({ *Jwk::fromJson(key) })));
        QVERIFY(token->binding);
        QVERIFY(token->isBindingHashRight());
        const auto holder = Jwk::fromJson(token->claims.at("cnf").at("jwk").as_object());
        QVERIFY(verify(token->binding->jws, JwkSet::fromKeys({ *holder })));
    }

    void anotherSelectionIsNotWhatTheHolderSigned()
    {
        QByteArray less = joserfc::presentation;
        const qsizetype first = less.indexOf('~');
        less.remove(first, less.indexOf('~', first + 1) - first);
        const auto token = parseSdJwt(less);
        QVERIFY(token);
        QVERIFY(!token->isBindingHashRight());
        QVERIFY2(problemsOf(token).contains(u"The holder's proof is for another selection"_s),
            qPrintable(problemsOf(token)));
    }

    void everyHashOfTheRegistryIsKnown_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QCryptographicHash::Algorithm>("algorithm");
        QTest::newRow("256") << QByteArray("sha-256") << QCryptographicHash::Sha256;
        QTest::newRow("384") << QByteArray("sha-384") << QCryptographicHash::Sha384;
        QTest::newRow("512") << QByteArray("sha-512") << QCryptographicHash::Sha512;
    }
    void everyHashOfTheRegistryIsKnown()
    {
        QFETCH(QByteArray, name);
        QFETCH(QCryptographicHash::Algorithm, algorithm);
        const QByteArray one = disclosure({ "salt", "a", 1 });
        const auto token = parseSdJwt(
            issued({ { "_sd_alg", json::string(name) }, { "_sd", { digest(one, algorithm) } } }, { one }));
        QCOMPARE(problemsOf(token), QString());
        QCOMPARE(token->claims, (json::Object{ { "a", 1 } }));
    }

    void disclosuresInsideDisclosuresAreFound()
    {
        const QByteArray inner = disclosure({ "s1", "street", "Main" });
        const QByteArray element = disclosure({ "s2", json::Object{ { "_sd", { digest(inner) } } } });
        const QByteArray outer = disclosure(
            { "s3", "homes", json::Array{ json::Object{ { "...", digest(element) } }, "plain" } });
        // In any order.
        for (const QList<QByteArray> &order :
            { QList{ inner, element, outer }, QList{ outer, element, inner } }) {
            const auto token = parseSdJwt(issued({ { "_sd", { digest(outer) } } }, order));
            QCOMPARE(problemsOf(token), QString());
            QCOMPARE(json::compact(token->claims), "{\"homes\":[{\"street\":\"Main\"},\"plain\"]}");
        }
        // Without the one between, nobody vouches for the inner one.
        const auto token = parseSdJwt(issued({ { "_sd", { digest(outer) } } }, { outer, inner }));
        QVERIFY(problemsOf(token).contains(u"Disclosure 2: its digest is nowhere in the token"_s));
        QCOMPARE(token->disclosures[1].state, State::Unmatched);
    }

    void whatBreaksARuleIsNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("words");
        const QByteArray one = disclosure({ "s", "a", 1 });
        const QByteArray entry = disclosure({ "s", 1 });
        const auto row = [](const char *name, const QByteArray &text, State state, const QString &words) {
            QTest::newRow(name) << text << int(state) << words;
        };
        row("unsigned", issued({}, { one }), State::Unmatched, u"its digest is nowhere in the token"_s);
        row("twice", issued({ { "_sd", { digest(one) } } }, { one, one }), State::Matched,
            u"Disclosure 2: the same came before"_s);
        row("digest twice", issued({ { "_sd", { digest(one), digest(one) } } }, { one }), State::Matched,
            u"stands in the token twice"_s);
        row("there already", issued({ { "a", 2 }, { "_sd", { digest(one) } } }, { one }), State::Refused,
            u"names the claim “a”, which is there already"_s);
        const QByteArray reserved = disclosure({ "s", "_sd", 1 });
        row("reserved", issued({ { "_sd", { digest(reserved) } } }, { reserved }), State::Refused,
            u"names a claim “_sd”, which is reserved"_s);
        row("entry as claim", issued({ { "_sd", { digest(entry) } } }, { entry }), State::Refused,
            u"is an entry of a list, and its digest stands among claims"_s);
        row("claim as entry",
            issued({ { "l", json::Array{ json::Object{ { "...", digest(one) } } } } }, { one }),
            State::Refused, u"names a claim, and its digest stands in a list"_s);
        row("not alone",
            issued({ { "l", json::Array{ json::Object{ { "...", digest(one) }, { "b", 1 } } } } }, { one }),
            State::Unmatched, u"has “...” beside something else"_s);
        row("dots as claim", issued({ { "...", 1 }, { "_sd", { digest(one) } } }, { one }), State::Matched,
            u"is named “...”, which is reserved"_s);
        row("_sd a text", issued({ { "_sd", "x" } }, { one }), State::Unmatched,
            u"are a text, expected a list of texts"_s);
        row("unknown hash", issued({ { "_sd_alg", "md5" }, { "_sd", { digest(one) } } }, { one }),
            State::Unmatched, u"“md5” (_sd_alg), which is not known here"_s);
        row("hash a number", issued({ { "_sd_alg", 1 } }, { one }), State::Unmatched, u"“” (_sd_alg)"_s);
        row("empty", issued({}, { "" }), State::Unreadable, u"Disclosure 1: The disclosure is empty"_s);
        row("no base64url", issued({}, { "a=" }), State::Unreadable, u"has the character “=”"_s);
        row("no JSON", issued({}, { "AAAA" }), State::Unreadable, u"A disclosure is not JSON"_s);
        row("four", issued({}, { disclosure({ "s", "a", 1, 2 }) }), State::Unreadable, u"is a list of 4"_s);
        row("salt", issued({}, { disclosure({ 1, "a", 1 }) }), State::Unreadable,
            u"has a number as its salt"_s);
        row("name", issued({}, { disclosure({ "s", 1, 1 }) }), State::Unreadable,
            u"has a number as its name"_s);
        row("proof", issued({ { "_sd", { digest(one) } } }, { one }) + "x.y.z", State::Matched,
            u"What follows the last “~” is no holder's proof"_s);
        row("proof's type",
            issued({ { "_sd", { digest(one) } } }, { one }) + signCompact(issuerKey(), {}, "{}"),
            State::Matched, u"has the type “”, expected “kb+jwt”"_s);
        row("proof without hash",
            issued({ { "_sd", { digest(one) } } }, { one })
                + signCompact(issuerKey(), { { "typ", "kb+jwt" } }, "{}"),
            State::Matched, u"The holder's proof lacks “sd_hash”"_s);
    }
    void whatBreaksARuleIsNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, state);
        QFETCH(QString, words);
        const auto token = parseSdJwt(text);
        QVERIFY2(token, qPrintable(problemsOf(token)));
        QVERIFY2(problemsOf(token).contains(words), qPrintable(problemsOf(token)));
        QCOMPARE(int(token->disclosures.first().state), state);
    }

    void tokensThatAreNoneAreRefused()
    {
        QCOMPARE(parseSdJwt("a.b.c").error().code, u"OA-402"_s);
        QCOMPARE(parseSdJwt("~").error().code, u"OA-224"_s);
        const QByteArray many = issued({}, {}) + QByteArray(1001, '~');
        QVERIFY(parseSdJwt(many).error().message.contains(u"1001 disclosures; at most 1000"_s));
        QCOMPARE(parseSdJwt(QByteArray(11 << 20, '~')).error().code, u"OA-118"_s);
        QVERIFY(!looksLikeSdJwt("~"));
        QVERIFY(!looksLikeSdJwt(joserfc::tokenRequestProof));
    }

    void aLongRowOfDisclosuresInEachOtherStops()
    {
        QList<QByteArray> row{ disclosure({ "s", "a", 1 }) };
        for (int i = 0; i < 100; ++i)
            row.append(disclosure({ "s", "a", json::Object{ { "_sd", { digest(row.last()) } } } }));
        const auto token = parseSdJwt(issued({ { "_sd", { digest(row.last()) } } }, row));
        QVERIFY2(
            problemsOf(token).contains(u"nested deeper than 32 levels"_s), qPrintable(problemsOf(token)));
    }
};

QTEST_GUILESS_MAIN(TestSdJwt)
#include "test_sdjwt.moc"
