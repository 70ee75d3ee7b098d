// SPDX-License-Identifier: GPL-3.0-or-later
// How often the keys of an issuer are asked for.
#include "oauth/tokenverdict.h"
#include "support/signinbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::KeySource;
using test::SignInBench;
using test::why;

class TestKeySource : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fetchesOnceAndRemembers();
    void T105_asksOnceMoreForANewKey();
    void T107_doesNotAskAgainAndAgain();
    void T007_fetchesNoFile();
    void keepsTheOldKeysWhenAFetchFails();
    void mayGoWhileAFetchIsUnderWay();

private:
    static base::Result<jose::JwkSet> fetch(KeySource &source, const QByteArray &uri, const QByteArray &kid)
    {
        std::unique_ptr<KeySource::FetchOperation> fetch(source.keys(uri, kid, u"stub"_s, nullptr));
        QSignalSpy finished(fetch.get(), &base::Operation::finished);
        fetch->start();
        if (finished.isEmpty())
            finished.wait(10000);
        return fetch->result();
    }
};

void TestKeySource::fetchesOnceAndRemembers()
{
    SignInBench bench;
    KeySource source(&bench.network, &bench.clock, nullptr);
    const QByteArray uri = bench.idp.origin() + "/jwks";
    QVERIFY(!source.cached(uri));
    for (int i = 0; i < 5; ++i) {
        const auto set = fetch(source, uri, "stub-key-1");
        QVERIFY2(set, why(set).constData());
        QCOMPARE(set->keys().size(), 1);
    }
    QCOMPARE(bench.idp.count("/jwks"), 1);
    QVERIFY(source.cached(uri));
    QVERIFY(source.exchangeOf(uri) != 0);
}

void TestKeySource::T105_asksOnceMoreForANewKey()
{
    SignInBench bench;
    KeySource source(&bench.network, &bench.clock, nullptr);
    const QByteArray uri = bench.idp.origin() + "/jwks";
    QVERIFY(fetch(source, uri, "stub-key-1"));
    const jose::KeyPair newer = jose::KeyPair::generate(jose::Algorithm::ES256, "newer");
    bench.idp.bodies.insert(
        "/jwks", json::compact(json::Object{ { "keys", json::Array{ newer.publicKey().publicJson() } } }));
    const auto set = fetch(source, uri, "newer");
    QVERIFY(set);
    QCOMPARE(set->keys().first().kid(), QByteArray("newer"));
    QCOMPARE(bench.idp.count("/jwks"), 2);
}

void TestKeySource::T107_doesNotAskAgainAndAgain()
{
    SignInBench bench;
    KeySource source(&bench.network, &bench.clock, nullptr);
    const QByteArray uri = bench.idp.origin() + "/jwks";
    for (int i = 0; i < 100; ++i)
        QVERIFY(fetch(source, uri, "made-up-" + QByteArray::number(i)));
    QCOMPARE(bench.idp.count("/jwks"), 2);
    bench.clock.offset = std::chrono::seconds(61);
    QVERIFY(fetch(source, uri, "made-up"));
    QCOMPARE(bench.idp.count("/jwks"), 3);
}

void TestKeySource::T007_fetchesNoFile()
{
    SignInBench bench;
    KeySource source(&bench.network, &bench.clock, nullptr);
    const auto set = fetch(source, "file:///etc/hostname", "x");
    QVERIFY(!set);
    QCOMPARE(set.error().code, u"OA-106"_s);
    QCOMPARE(bench.log.count(), 0);
}

void TestKeySource::keepsTheOldKeysWhenAFetchFails()
{
    SignInBench bench;
    KeySource source(&bench.network, &bench.clock, nullptr);
    const QByteArray uri = bench.idp.origin() + "/jwks";
    QVERIFY(fetch(source, uri, "stub-key-1"));
    bench.idp.statuses.insert("/jwks", 500);
    const auto failed = fetch(source, uri, "newer");
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, u"OA-014"_s);
    QCOMPARE(source.cached(uri)->keys().size(), 1);
}

void TestKeySource::mayGoWhileAFetchIsUnderWay()
{
    SignInBench bench;
    auto source = std::make_unique<KeySource>(&bench.network, &bench.clock, nullptr);
    const QByteArray uri = bench.idp.origin() + "/jwks";
    std::unique_ptr<KeySource::FetchOperation> fetch(source->keys(uri, "x", u"stub"_s, nullptr));
    QSignalSpy finished(fetch.get(), &base::Operation::finished);
    fetch->start();
    source.reset();
    QVERIFY(finished.wait(10000));
    QVERIFY(fetch->result());
}

QTEST_GUILESS_MAIN(TestKeySource)
#include "test_keysource.moc"
