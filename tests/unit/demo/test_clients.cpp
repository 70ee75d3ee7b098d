// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/clients.h"
#include "demo/fixtures.h"

#include "jose/algorithm.h"

#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;
using demo::Clients;

namespace {

/// Written with single quotes, to be readable here.
json::Object object(QByteArray text)
{
    return json::parseObject(text.replace('\'', '"'), u"test"_s).value();
}

const QByteArray desktop = "{'client_name':'Tester','redirect_uris':['http://127.0.0.1/callback']}";

} // namespace

class TestClients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheSameIdForTheSameMetadata()
    {
        Clients clients;
        const QByteArray first = clients.add(object(desktop), now, random)->client->id;
        const QByteArray again = clients.add(object(desktop), now, random)->client->id;
        QCOMPARE(again, first);
        // Order and members that are ignored do not make another app.
        const QByteArray reordered
            = "{'x_unknown':1,'redirect_uris':['http://127.0.0.1/callback'],'client_name':'Tester'}";
        QCOMPARE(clients.add(object(reordered), now, random)->client->id, first);
        const QByteArray renamed = "{'client_name':'Tester 2','redirect_uris':['http://127.0.0.1/callback']}";
        QVERIFY(clients.add(object(renamed), now, random)->client->id != first);
        const QByteArray moved = "{'client_name':'Tester','redirect_uris':['http://127.0.0.1/other']}";
        QVERIFY(clients.add(object(moved), now, random)->client->id != first);
    }

    void neverSharesAConfidentialClient()
    {
        Clients clients;
        const QByteArray text = "{'redirect_uris':['https://app.example/"
                                "cb'],'token_endpoint_auth_method':'client_secret_basic'}";
        const auto first = clients.add(object(text), now, random);
        const QByteArray firstId = first->client->id;
        const auto second = clients.add(object(text), now, random);
        QVERIFY(second->client->id != firstId);
        QVERIFY(!first->secret.isEmpty());
        QVERIFY(first->secret != second->secret);
        QCOMPARE(second->client->secretHash, jose::sha256(second->secret));
        QVERIFY(!json::compact(clients.toJson()).contains(second->secret));
    }

    void forcesGrantsAndDefaultsToPublic()
    {
        Clients clients;
        const QByteArray text = "{'redirect_uris':['http://127.0.0.1/"
                                "cb'],'grant_types':['implicit'],'response_types':['token']}";
        const auto added = clients.add(object(text), now, random);
        QVERIFY(added);
        QVERIFY(added->client->isPublic());
        QVERIFY(!added->client->isFirstParty());
        const json::Object &metadata = added->client->metadata;
        QCOMPARE(json::stringList(metadata, "grant_types"),
            QList<QByteArray>({ "authorization_code", "refresh_token" }));
        QCOMPARE(json::stringList(metadata, "response_types"), QList<QByteArray>({ "code" }));
        QCOMPARE(json::stringMember(metadata, "token_endpoint_auth_method"), QByteArray("none"));
    }

    void refusesMetadataItCannotUse_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("error");
        const auto row = [](const char *name, const char *text, const char *error) {
            QTest::newRow(name) << QByteArray(text) << QByteArray(error);
        };
        row("no redirect", "{}", "invalid_redirect_uri");
        row("empty list", "{'redirect_uris':[]}", "invalid_redirect_uri");
        row("a text", "{'redirect_uris':'http://127.0.0.1/cb'}", "invalid_redirect_uri");
        row("a number in it", "{'redirect_uris':[1]}", "invalid_redirect_uri");
        row("plain http", "{'redirect_uris':['http://app.example/cb']}", "invalid_redirect_uri");
        row("one bad of two", "{'redirect_uris':['https://a.example','ftp://b.example']}",
            "invalid_redirect_uri");
        row("name of another type", "{'redirect_uris':['https://a.example'],'client_name':7}",
            "invalid_client_metadata");
        row("unknown authentication",
            "{'redirect_uris':['https://a.example'],'token_endpoint_auth_method':'private_key_jwt'}",
            "invalid_client_metadata");
        row("authentication of another type",
            "{'redirect_uris':['https://a.example'],'token_endpoint_auth_method':null}",
            "invalid_client_metadata");
        row("grant types of another type", "{'redirect_uris':['https://a.example'],'grant_types':'code'}",
            "invalid_client_metadata");
    }
    void refusesMetadataItCannotUse()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, error);
        Clients clients;
        const qsizetype before = clients.all().size();
        const auto added = clients.add(object(text), now, random);
        QVERIFY(!added);
        QCOMPARE(added.error().error, error);
        QCOMPARE(clients.all().size(), before);
    }

    void comesBackFromDisk()
    {
        Clients clients;
        const QByteArray id = clients.add(object(desktop), now, random)->client->id;
        const json::Array kept = clients.toJson();
        Clients later;
        QVERIFY(!later.byId(id));
        QVERIFY(later.restore(kept));
        QVERIFY(later.byId(id));
        QCOMPARE(later.byId(id)->redirectUris, QList<QByteArray>({ demo::fixtures::desktopRedirect }));
        QCOMPARE(later.byId(id)->name, QByteArray("Tester"));
        QVERIFY(later.byId(demo::fixtures::sampleDesktopClient));
        QCOMPARE(later.add(object(desktop), now, random)->client->id, id);
        QVERIFY(!later.restore(json::Array{ 1 }));
    }

private:
    base::SystemRandom random;
    const base::Time now = base::fromMillis(1'700'000'000'000);
};

QTEST_GUILESS_MAIN(TestClients)
#include "test_clients.moc"
