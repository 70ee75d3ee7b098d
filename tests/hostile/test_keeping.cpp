// SPDX-License-Identifier: GPL-3.0-or-later
// Part G: what is kept of a sign-in, and where. Names carry the number of the threat.
#include "hostile/connectionbench.h"
#include "session/clientstore.h"
#include "session/signinmeans.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::ConnectionBench;
using test::reason;
using Mood = secrets::MemorySecretStore::Mood;

class TestKeeping : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T146_writesNothingWhereTheKeychainRefuses_data();
    void T146_writesNothingWhereTheKeychainRefuses();
    void T147_noTwoNamesInTheKeychainAreOne();
    void T152_keepsNoOldTokenInItsHistory();
    void T159_aRefreshAboutSomebodyElseChangesNothing();
};

void TestKeeping::T146_writesNothingWhereTheKeychainRefuses_data()
{
    QTest::addColumn<int>("mood");
    QTest::addColumn<QString>("code");
    QTest::newRow("locked") << int(Mood::Locked) << u"OA-247"_s;
    QTest::newRow("not there") << int(Mood::Unavailable) << u"OA-246"_s;
}

void TestKeeping::T146_writesNothingWhereTheKeychainRefuses()
{
    QFETCH(int, mood);
    QFETCH(QString, code);
    ConnectionBench bench;
    bench.secrets.setMood(Mood(mood));
    const auto result = bench.call();
    QVERIFY2(result, reason(result).constData()); // signed in, until the program ends
    const auto error = bench.connection->signInFlow()->keepError();
    QVERIFY(error);
    QCOMPARE(error->code, code);
    QVERIFY(ConnectionBench::finished(bench.connection->refresh(nullptr)));
    QCOMPARE(bench.connection->tokens().lastError()->code, code);
    QVERIFY(bench.call());
    QVERIFY(bench.secrets.contents().isEmpty());
    const QByteArray disk = bench.everythingOnDisk();
    QVERIFY(disk.contains("SQLite"));
    for (const QByteArray &secret : bench.idp.issuedSecrets())
        QVERIFY(!disk.contains(secret) && !disk.contains(secret.toBase64()));
}

void TestKeeping::T147_noTwoNamesInTheKeychainAreOne()
{
    const QTemporaryDir dir;
    secrets::MemorySecretStore keychain;
    base::SystemClock clock;
    const auto store = store::Store::open(dir.filePath(u"store.sqlite"_s));
    QVERIFY(store);
    session::ClientStore clients(store->get(), &keychain, &clock, nullptr);
    const QList<QByteArray> parts{ "a", "b", "a|b", "b|c", "1:a", "a|", "|", "|a", "https://x|y", "https://x",
        "y|z" };
    for (const QByteArray &issuer : parts) {
        for (const QByteArray &client : parts) {
            const base::Secret secret("secret of " + issuer + " and " + client);
            QVERIFY(clients.remember(
                { .issuer = issuer, .clientId = client, .clientSecret = secret }, issuer + client));
        }
    }
    QTRY_COMPARE(keychain.contents().size(), parts.size() * parts.size()); // nobody's took another's place
    // Names about connections carry their id alone, which is ours and the same nowhere else.
    QSet<QString> names;
    const auto kept = keychain.contents().keys();
    for (const QString &name : kept)
        names.insert(name);
    for (const QString &id : { u"a"_s, u"a|b"_s, u"a/b"_s, u"b/client-secret"_s }) {
        for (const QString &name :
            { oauth::refreshTokenKey(id), session::clientSecretKey(id), session::grantInputKey(id) }) {
            QVERIFY2(!names.contains(name), qPrintable(name));
            names.insert(name);
        }
    }
}

void TestKeeping::T152_keepsNoOldTokenInItsHistory()
{
    ConnectionBench bench;
    bench.mcp.members["scopes_supported"] = json::Array{ "openid", "boards.read" };
    QVERIFY(bench.call());
    for (int i = 0; i < 3; ++i)
        QVERIFY(ConnectionBench::finished(bench.connection->refresh(nullptr)));
    QVERIFY(bench.call());
    QCOMPARE(bench.connection->tokens().generations().size(), 4);
    QByteArray history;
    for (const oauth::TokenGeneration &generation : bench.connection->tokens().generations())
        history += generation.how + generation.changes.toUtf8() + generation.scopes.join(' ');
    history += bench.everythingOnDisk();
    int searched = 0;
    for (const QByteArray &secret : bench.idp.issuedSecrets()) {
        ++searched;
        QVERIFY(!history.contains(secret));
        QVERIFY(!history.contains(secret.mid(secret.indexOf('-') + 1, 12)) || secret.startsWith("eyJ"));
    }
    QVERIFY(searched >= 8);
    QVERIFY(history.contains("boards.read")); // the search looks where something is
}

void TestKeeping::T159_aRefreshAboutSomebodyElseChangesNothing()
{
    ConnectionBench bench;
    bench.mcp.members["scopes_supported"] = json::Array{ "openid", "boards.read" };
    QVERIFY(bench.call());
    QCOMPARE(bench.connection->identity().subject, QByteArray("user-stub-1"));
    const QByteArray token = bench.accessToken(), kept = bench.kept();
    bench.idp.idToken.claims["sub"] = "bob";
    bench.idp.idToken.claims["name"] = "Bob";
    const auto refreshed = ConnectionBench::finished(bench.connection->refresh(nullptr));
    QVERIFY(!refreshed);
    QCOMPARE(refreshed.error().code, u"OA-219"_s);
    QVERIFY(refreshed.error().message.contains(u"bob"_s));
    QVERIFY(refreshed.error().message.contains(u"user-stub-1"_s)); // both are said
    QVERIFY(refreshed.error().message.contains(u"the new ones were not stored"_s));
    QCOMPARE(bench.accessToken(), token);
    QCOMPARE(bench.kept(), kept);
    QCOMPARE(bench.connection->identity().subject, QByteArray("user-stub-1"));
    QCOMPARE(bench.connection->identity().name, u"Ada Stub"_s);
    QVERIFY(!bench.everythingOnDisk().contains("\"Bob\""));
}

QTEST_GUILESS_MAIN(TestKeeping)
#include "test_keeping.moc"
