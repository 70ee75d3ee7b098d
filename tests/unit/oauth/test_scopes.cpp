// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/meanings.h"
#include "oauth/scopes.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestScopes : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void choosesByTheRule_data();
    void choosesByTheRule();
    void t186LeavesUnpublishedOnesToThePerson();
    void offersWhatElseIsPublished();
    void splitsAndJoins();
    void comparesAskedAndGranted_data();
    void comparesAskedAndGranted();
    void knowsWhatStandardScopesMean();
};

using List = QList<QByteArray>;

void TestScopes::choosesByTheRule_data()
{
    QTest::addColumn<List>("typed");
    QTest::addColumn<QByteArray>("challenged");
    QTest::addColumn<List>("resource");
    QTest::addColumn<List>("server");
    QTest::addColumn<List>("held");
    QTest::addColumn<bool>("stays");
    QTest::addColumn<List>("chosen");
    const List none;
    QTest::newRow("nothing known") << none << QByteArray() << none << none << none << true
                                   << List{ "openid", "profile", "email" };
    QTest::newRow("resource lists") << none << QByteArray() << List{ "a", "b" } << none << none << true
                                    << List{ "a", "b" };
    QTest::newRow("challenge wins") << none << QByteArray("w") << List{ "a", "b" } << none << none << true
                                    << List{ "w" };
    QTest::newRow("typed wins") << List{ "t" } << QByteArray("w") << List{ "a" } << none << none << true
                                << List{ "t" };
    QTest::newRow("held ones stay") << none << QByteArray("w") << none << none << List{ "a", "w" } << true
                                    << List{ "w", "a" };
    QTest::newRow("offline listed by the server")
        << none << QByteArray() << List{ "a" } << List{ "offline_access" } << none << true
        << List{ "a", "offline_access" };
    QTest::newRow("offline listed by the resource only")
        << none << QByteArray() << List{ "offline_access", "a" } << none << none << true << List{ "a" };
    QTest::newRow("offline not wanted") << none << QByteArray() << List{ "offline_access", "a" }
                                        << List{ "offline_access" } << none << false << List{ "a" };
    QTest::newRow("offline held, listed nowhere")
        << none << QByteArray() << List{ "a" } << none << List{ "offline_access" } << true << List{ "a" };
    QTest::newRow("offline typed") << List{ "a", "offline_access" } << QByteArray() << none << none << none
                                   << true << List{ "a", "offline_access" };
}

void TestScopes::choosesByTheRule()
{
    QFETCH(List, typed);
    QFETCH(QByteArray, challenged);
    QFETCH(List, resource);
    QFETCH(List, server);
    QFETCH(List, held);
    QFETCH(bool, stays);
    QFETCH(List, chosen);
    oauth::SignInRequest request;
    request.scopes = typed;
    request.heldScopes = held;
    request.staySignedIn = stays;
    if (!challenged.isEmpty())
        request.challenges = { { .scheme = "bearer", .parameters = { { "scope", challenged } } } };
    std::optional<oauth::ResourceMetadata> metadata;
    if (!resource.isEmpty())
        metadata = oauth::ResourceMetadata{ .scopesSupported = resource };
    oauth::ServerMetadata known;
    if (!server.isEmpty())
        known.scopesSupported = server;
    QCOMPARE(oauth::chooseScopes(request, metadata, known), chosen);
}

void TestScopes::t186LeavesUnpublishedOnesToThePerson()
{
    const auto selected
        = [](const oauth::SignInRequest &request, const std::optional<oauth::ResourceMetadata> &resource) {
              List out;
              for (const oauth::ConsentScope &scope : oauth::consentScopes(request, resource, {}))
                  if (scope.isSelected)
                      out << scope.scope;
              return out;
          };
    const oauth::ResourceMetadata published{ .scopesSupported = List{ "a", "b" } };
    oauth::SignInRequest request;
    request.challenges
        = { { .scheme = "bearer", .parameters = { { "scope", QByteArray("b admin:everything") } } } };
    request.heldScopes = { "a" };
    QCOMPARE(selected(request, published), (List{ "b", "a" }));
    // A server that publishes nothing cannot be held to it, and the first sign-in asks for what it must.
    QCOMPARE(selected(request, std::nullopt), (List{ "b", "admin:everything", "a" }));
    request.heldScopes.clear();
    QCOMPARE(selected(request, published), (List{ "b", "admin:everything" }));
    // What the person typed in is the person's own word.
    request.heldScopes = { "a" };
    request.scopes = { "admin:everything" };
    QCOMPARE(selected(request, published), (List{ "admin:everything", "a" }));
}

void TestScopes::offersWhatElseIsPublished()
{
    oauth::SignInRequest request;
    request.scopes = { "a" };
    const oauth::ResourceMetadata resource{ .scopesSupported = List{ "a", "b" } };
    oauth::ServerMetadata server;
    server.scopesSupported = List{ "openid", "b", "" };
    const auto asked = oauth::consentScopes(request, resource, server);
    List offered;
    for (const oauth::ConsentScope &scope : oauth::offeredScopes(asked, resource, server)) {
        QVERIFY(!scope.isSelected);
        offered << scope.scope;
    }
    QCOMPARE(offered, (List{ "b", "openid" }));
    for (int i = 0; i < 10000; ++i)
        server.scopesSupported->append("s" + QByteArray::number(i));
    QCOMPARE(oauth::offeredScopes(asked, resource, server).size(), 200);
}

void TestScopes::splitsAndJoins()
{
    QCOMPARE(oauth::splitScopes(" a  b a c "), (List{ "a", "b", "c" }));
    QVERIFY(oauth::splitScopes("").isEmpty());
    QCOMPARE(oauth::joinScopes({ "a", "b" }), QByteArray("a b"));
}

void TestScopes::comparesAskedAndGranted_data()
{
    QTest::addColumn<QByteArray>("granted");
    QTest::addColumn<bool>("isSaid");
    QTest::addColumn<int>("notes");
    QTest::addColumn<List>("have");
    QTest::newRow("as asked") << QByteArray("a b") << true << 0 << List{ "a", "b" };
    QTest::newRow("not said") << QByteArray() << false << 0 << List{ "a", "b" };
    QTest::newRow("said: nothing") << QByteArray("") << true << 1 << List{};
    QTest::newRow("less") << QByteArray("a") << true << 1 << List{ "a" };
    QTest::newRow("more") << QByteArray("a b c") << true << 1 << List{ "a", "b", "c" };
    QTest::newRow("other") << QByteArray("a c a") << true << 2 << List{ "a", "c" };
}

void TestScopes::comparesAskedAndGranted()
{
    QFETCH(QByteArray, granted);
    QFETCH(bool, isSaid);
    QFETCH(int, notes);
    QFETCH(List, have);
    const auto said = isSaid ? std::optional(granted) : std::nullopt;
    const base::Checks checks = oauth::compareScopes({ "a", "b" }, said, 7);
    QCOMPARE(std::count_if(checks.begin(), checks.end(),
                 [](const base::Check &check) { return check.state == base::CheckState::Noted; }),
        notes);
    QCOMPARE(checks.first().exchange, 7U);
    QCOMPARE(oauth::grantedScopes({ "a", "b" }, said), have);
}

void TestScopes::knowsWhatStandardScopesMean()
{
    QVERIFY(!oauth::scopeMeaning("offline_access").isEmpty());
    QVERIFY(oauth::scopeMeaning("boards.write").isEmpty());
    QVERIFY(!oauth::meaningOf(oauth::MeaningOf::Claim, "exp").isEmpty());
    QVERIFY(!oauth::meaningOf(oauth::MeaningOf::HeaderMember, "kid").isEmpty());
    QVERIFY(oauth::meaningOf(oauth::MeaningOf::Claim, "openid").isEmpty());
}

QTEST_GUILESS_MAIN(TestScopes)
#include "test_scopes.moc"
