// SPDX-License-Identifier: GPL-3.0-or-later
// The one way from the inspector to the network.
#include "inspect/keyfetch.h"

#include "base/errorcodes.h"
#include "support/signinbench.h"
#include "support/tokens.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using inspect::KeyFetch;
using test::SignInBench;
using test::why;

class TestKeyFetch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheKeysOfAnIssuer();
    void fetchesASetAtAnAddress();
    void measuresTheServersClock();
    void T105_fetchesOnceMoreForANewKey();
    void T107_doesNotAskAgainAndAgain();
    void refusesAnIssuerThatNamesAnother();
    void saysWhenThereAreNoKeys();
    void T111_warnsOfAPublishedPrivateKey();
    void mayBeCancelled();
    void mayGoWhileItRuns();
    void T129_judgingAsksNobody();

private:
    static base::Result<inspect::Keys> run(KeyFetch *fetch)
    {
        const std::unique_ptr<KeyFetch> owner(fetch);
        QSignalSpy finished(fetch, &base::Operation::finished);
        fetch->start();
        if (finished.isEmpty())
            finished.wait(30000);
        return fetch->result();
    }
    static base::Result<inspect::Keys> ofIssuer(
        SignInBench &bench, oauth::KeySource &source, const QByteArray &issuer, const QByteArray &kid = {})
    {
        auto *fetch = new KeyFetch(&bench.network, &source, nullptr);
        fetch->setIssuer(issuer);
        fetch->setKid(kid);
        return run(fetch);
    }
};

void TestKeyFetch::findsTheKeysOfAnIssuer()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    const auto keys = ofIssuer(bench, source, bench.idp.issuer());
    QVERIFY2(keys, why(keys).constData());
    QCOMPARE(keys->source, inspect::Keys::Source::Issuer);
    QCOMPARE(keys->issuer, bench.idp.issuer());
    QCOMPARE(keys->address, bench.idp.origin() + "/jwks");
    QCOMPARE(inspect::keyRows(*keys).size(), 1);
    QVERIFY(keys->exchange != 0);
    const auto now = std::chrono::duration_cast<std::chrono::seconds>(bench.clock.now().time_since_epoch());
    const auto token = [&](const QByteArray &issuer) {
        return jose::signCompact(bench.idp.key(), {},
            json::compact(json::Object{ { "iss", json::string(issuer) }, { "sub", "u" }, { "aud", "c" },
                { "iat", now.count() }, { "exp", now.count() + 600 } }));
    };
    const inspect::Expectations expectations = inspect::openExpectations(bench.clock.now());
    QVERIFY(inspect::holds(test::judged(token(bench.idp.issuer()), expectations, *keys)));
    // Its keys speak for this issuer and for no other (T114).
    const inspect::Inspection foreign = test::judged(token("https://other.example"), expectations, *keys);
    QCOMPARE(foreign.verdict.standing, oauth::Standing::Failed);
    QVERIFY(foreign.verdict.sentence.contains(u"The issuer is ours"_s));
}

void TestKeyFetch::fetchesASetAtAnAddress()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    auto *fetch = new KeyFetch(&bench.network, &source, nullptr);
    fetch->setAddress(bench.idp.origin() + "/jwks");
    const auto keys = run(fetch);
    QVERIFY2(keys, why(keys).constData());
    QCOMPARE(keys->source, inspect::Keys::Source::Address);
    QVERIFY(keys->issuer.isEmpty());
    QCOMPARE(bench.idp.requests().size(), 1);
}

void TestKeyFetch::measuresTheServersClock()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    bench.clock.offset = std::chrono::hours(2);
    const auto keys = ofIssuer(bench, source, bench.idp.issuer());
    QVERIFY2(keys, why(keys).constData());
    if (!keys->serverClockAhead)
        QSKIP("the stub sends no Date");
    QVERIFY(*keys->serverClockAhead < -std::chrono::minutes(100));
}

void TestKeyFetch::T105_fetchesOnceMoreForANewKey()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    QVERIFY(ofIssuer(bench, source, bench.idp.issuer(), "stub-key-1"));
    const jose::KeyPair newer = jose::KeyPair::generate(jose::Algorithm::ES256, "newer");
    bench.idp.bodies.insert(
        "/jwks", json::compact(json::Object{ { "keys", json::Array{ newer.publicKey().publicJson() } } }));
    const auto keys = ofIssuer(bench, source, bench.idp.issuer(), "newer");
    QVERIFY(keys);
    QCOMPARE(keys->set->keys().first().kid(), QByteArray("newer"));
    QCOMPARE(bench.idp.count("/jwks"), 2);
}

void TestKeyFetch::T107_doesNotAskAgainAndAgain()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    for (int i = 0; i < 20; ++i)
        QVERIFY(ofIssuer(bench, source, bench.idp.issuer(), "made-up-" + QByteArray::number(i)));
    QCOMPARE(bench.idp.count("/jwks"), 2);
}

void TestKeyFetch::refusesAnIssuerThatNamesAnother()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    bench.idp.serverMembers["issuer"] = "https://other.example";
    const auto keys = ofIssuer(bench, source, bench.idp.issuer());
    QVERIFY(!keys);
    QCOMPARE(keys.error().code, base::code::issuerMismatch);
    QCOMPARE(bench.idp.count("/jwks"), 0);
}

void TestKeyFetch::saysWhenThereAreNoKeys()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    bench.idp.serverRemoved = { "jwks_uri" };
    auto keys = ofIssuer(bench, source, bench.idp.issuer());
    QVERIFY(!keys);
    QVERIFY(keys.error().message.contains(u"jwks_uri"_s));
    bench.idp.serverRemoved.clear();
    bench.idp.statuses.insert("/jwks", 500);
    keys = ofIssuer(bench, source, bench.idp.issuer());
    QVERIFY(!keys);
    keys = ofIssuer(bench, source, "file:///etc/passwd");
    QVERIFY(!keys);
    QCOMPARE(keys.error().code, base::code::unsafeScheme);
}

void TestKeyFetch::T111_warnsOfAPublishedPrivateKey()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    const jose::KeyPair pair = jose::KeyPair::generate(jose::Algorithm::ES256, "k");
    json::Object key = pair.publicKey().publicJson();
    key["d"] = "AAAA";
    bench.idp.bodies.insert("/jwks", json::compact(json::Object{ { "keys", json::Array{ key } } }));
    const auto keys = ofIssuer(bench, source, bench.idp.issuer());
    QVERIFY2(keys, why(keys).constData());
    const bool isWarned = std::any_of(keys->checks.begin(), keys->checks.end(),
        [](const base::Check &check) { return check.title.contains(u"publishes the private part"_s); });
    QVERIFY(isWarned);
    QVERIFY(!inspect::keyRows(*keys).first().problem.isEmpty());
    const inspect::Inspection inspection = test::judged(
        test::signedToken(test::idClaims(), {}, pair), test::expected({}), *keys, inspect::Kind::Unknown);
    QCOMPARE(inspection.verdict.standing, oauth::Standing::Failed);
    QVERIFY2(inspection.verdict.sentence.contains(u"anybody could have signed this"_s),
        test::told(inspection).constData());
}

void TestKeyFetch::mayBeCancelled()
{
    SignInBench bench;
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    bench.idp.silent.insert("/jwks");
    KeyFetch fetch(&bench.network, &source, nullptr);
    fetch.setIssuer(bench.idp.issuer());
    QSignalSpy finished(&fetch, &base::Operation::finished);
    fetch.start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.idp.count("/jwks"), 1, 30000);
    fetch.cancel();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30000);
    QCOMPARE(fetch.result().error().kind, base::ErrorKind::Cancelled);
}

void TestKeyFetch::mayGoWhileItRuns()
{
    SignInBench bench;
    auto source = std::make_unique<oauth::KeySource>(&bench.network, &bench.clock, nullptr);
    bench.idp.silent.insert("/jwks");
    auto fetch = std::make_unique<KeyFetch>(&bench.network, source.get(), nullptr);
    fetch->setIssuer(bench.idp.issuer());
    fetch->start();
    QTRY_COMPARE_WITH_TIMEOUT(bench.idp.count("/jwks"), 1, 30000);
    fetch.reset();
    source.reset();
    // The keys may also go first.
    source = std::make_unique<oauth::KeySource>(&bench.network, &bench.clock, nullptr);
    KeyFetch orphan(&bench.network, source.get(), nullptr);
    orphan.setAddress(bench.idp.origin() + "/jwks");
    source.reset();
    QSignalSpy finished(&orphan, &base::Operation::finished);
    orphan.start();
    QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30000);
    QVERIFY(!orphan.result());
}

void TestKeyFetch::T129_judgingAsksNobody()
{
    // T110, T130: everything in the token points at a server that would notice.
    SignInBench bench;
    const QByteArray there = bench.idp.origin();
    const QByteArray token = jose::signCompact(bench.idp.key(),
        { { "jku", json::string(there + "/jwks") }, { "x5u", json::string(there + "/x5u") } },
        json::compact(json::Object{ { "iss", json::string(there) },
            { "_claim_sources",
                json::Object{ { "s", json::Object{ { "endpoint", json::string(there) } } } } },
            { "picture", json::string(there + "/p.png") } }));
    const inspect::Inspection inspection
        = test::judged(token, inspect::openExpectations(bench.clock.now()), {}, inspect::Kind::Unknown);
    QCOMPARE(inspection.verdict.standing, oauth::Standing::NotVerified);
    QVERIFY(inspection.verdict.sentence.startsWith(u"Decoded only."_s));
    QVERIFY(test::checkWith(inspection, base::CheckState::Noted, u"(jku): nothing was fetched"_s));
    QVERIFY(test::checkWith(inspection, base::CheckState::Noted, u"(x5u): nothing was fetched"_s));
    QTest::qWait(0);
    QCOMPARE(bench.idp.requests().size(), 0);
    // The same server does notice when it is asked on purpose.
    oauth::KeySource source(&bench.network, &bench.clock, nullptr);
    QVERIFY(ofIssuer(bench, source, inspection.issuer));
    QVERIFY(bench.idp.requests().size() > 0);
}

QTEST_GUILESS_MAIN(TestKeyFetch)
#include "test_keyfetch.moc"
