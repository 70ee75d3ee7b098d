// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace authscope::store;
using namespace Qt::StringLiterals;

namespace {

const QString id = u"5f0c2f1e-0000-4000-8000-000000000001"_s;
const QString otherId = u"5f0c2f1e-0000-4000-8000-000000000002"_s;

ConnectionRecord connection(const QString &ofId = id)
{
    return { .id = ofId,
        .name = u"Boards – пример"_s,
        .url = "https://mcp.test/path?q=%2F",
        .kind = "mcp",
        .issuer = QByteArray("https://idp.test/\0\xff"
                             "x",
            20),
        .resource = "https://mcp.test/",
        .settings = R"({"scopes":["a","b"]})",
        .created = base::fromMillis(1'700'000'000'001),
        .lastUsed = base::fromMillis(1'700'000'000'002) };
}

std::unique_ptr<Store> memory()
{
    auto store = Store::open(u":memory:"_s);
    Q_ASSERT(store);
    return std::move(*store);
}

} // namespace

class TestStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesConnectionsBackByteForByte()
    {
        const auto store = memory();
        QVERIFY(store->connections()->isEmpty());
        QVERIFY(store->save(connection()));
        ConnectionRecord older = connection(otherId);
        older.created = base::fromMillis(5);
        QVERIFY(store->save(older));
        const auto all = store->connections();
        QCOMPARE(all->size(), 2);
        QCOMPARE(all->at(0).id, otherId);
        const ConnectionRecord &back = all->at(1);
        const ConnectionRecord expected = connection();
        QCOMPARE(back.id, expected.id);
        QCOMPARE(back.name, expected.name);
        QCOMPARE(back.url, expected.url);
        QCOMPARE(back.kind, expected.kind);
        QCOMPARE(back.issuer, expected.issuer);
        QCOMPARE(back.resource, expected.resource);
        QCOMPARE(back.settings, expected.settings);
        QVERIFY(back.created == expected.created);
        QVERIFY(back.lastUsed == expected.lastUsed);
    }

    void acceptsEmptyTextsAndBytes()
    {
        const auto store = memory();
        QVERIFY(store->save(ConnectionRecord{ .id = id }));
        QVERIFY(store->save(GrantRecord{ .connection = id }));
        QVERIFY(store->add(CallRecord{ .connection = id }));
        QVERIFY(store->add(ConsentEvent{ .connection = id }));
        QVERIFY(store->add(ExchangeRecord{ .connection = id }));
        QCOMPARE(store->connections()->at(0).issuer, QByteArray());
        QVERIFY(!store->grant(id)->value().expires);
    }

    void savingAConnectionAgainKeepsWhatHangsOnIt()
    {
        const auto store = memory();
        QVERIFY(store->save(connection()));
        QVERIFY(store->save(GrantRecord{ .connection = id, .generation = 3 }));
        QVERIFY(store->add(CallRecord{ .connection = id, .tool = u"list"_s }));
        ConnectionRecord changed = connection();
        changed.name = u"New name"_s;
        QVERIFY(store->save(changed));
        QCOMPARE(store->connections()->size(), 1);
        QCOMPARE(store->connections()->at(0).name, u"New name"_s);
        QCOMPARE(store->grant(id)->value().generation, 3);
        QCOMPARE(store->calls(id)->size(), 1);
    }

    void removingAConnectionTakesAllOfItAndNothingElse()
    {
        const auto store = memory();
        for (const QString &one : { id, otherId }) {
            QVERIFY(store->save(connection(one)));
            QVERIFY(store->save(GrantRecord{ .connection = one }));
            QVERIFY(store->add(ConsentEvent{ .connection = one, .what = "granted" }));
            QVERIFY(store->add(CallRecord{ .connection = one }));
            QVERIFY(store->add(ExchangeRecord{ .connection = one }));
        }
        QVERIFY(store->removeConnection(id));
        QVERIFY(!store->grant(id)->has_value());
        QVERIFY(store->consentHistory(id)->isEmpty());
        QVERIFY(store->calls(id)->isEmpty());
        QVERIFY(store->exchanges(id)->isEmpty());
        QVERIFY(store->grant(otherId)->has_value());
        QCOMPARE(store->consentHistory(otherId)->size(), 1);
        QCOMPARE(store->calls(otherId)->size(), 1);
        QCOMPARE(store->exchanges(otherId)->size(), 1);
    }

    void refusesRowsOfAnUnknownConnection()
    {
        const auto store = memory();
        const auto added = store->add(CallRecord{ .connection = id });
        QVERIFY(!added);
        QCOMPARE(added.error().code, u"OA-020"_s);
        QVERIFY(added.error().message.contains(u"FOREIGN KEY"_s));
        QVERIFY(!store->save(GrantRecord{ .connection = id }));
        QVERIFY(!store->add(ConsentEvent{ .connection = id }));
        QVERIFY(!store->add(ExchangeRecord{ .connection = id }));
        QVERIFY2(store->save(connection()), "a failed transaction must not stay open");
        QVERIFY(store->add(ExchangeRecord{ .connection = id }));
    }

    void findsClientsByIssuerAndProfileExactly()
    {
        const auto store = memory();
        const ClientRecord client{ .issuer = "https://idp.test",
            .profile = "p1",
            .clientId = "c1",
            .origin = "registered",
            .document = R"({"client_id":"c1"})",
            .created = base::fromMillis(7) };
        QVERIFY(store->save(client));
        QVERIFY(!store->client("https://idp.test/", "p1")->has_value());
        QVERIFY(!store->client("https://idp.test", "p2")->has_value());
        const auto back = store->client("https://idp.test", "p1");
        QCOMPARE(back->value().clientId, QByteArray("c1"));
        QCOMPARE(back->value().origin, QByteArray("registered"));
        QCOMPARE(back->value().document, client.document);
        QVERIFY(back->value().created == client.created);

        ClientRecord again = client;
        again.clientId = "c2";
        QVERIFY(store->save(again));
        QCOMPARE(store->clients()->size(), 1);
        QVERIFY(store->removeClient("https://idp.test", "c1"));
        QCOMPARE(store->clients()->size(), 1);
        QVERIFY(store->removeClient("https://idp.test", "c2"));
        QVERIFY(store->clients()->isEmpty());
    }

    void keepsOneGrantAConnection()
    {
        const auto store = memory();
        QVERIFY(store->save(connection()));
        GrantRecord grant{ .connection = id,
            .issuer = "https://idp.test",
            .clientId = "c1",
            .subject = "user-1",
            .requestedScopes = "openid boards:read",
            .grantedScopes = "openid",
            .generation = 1,
            .claims = R"({"sub":"user-1"})",
            .identityVerified = true,
            .obtained = base::fromMillis(10),
            .expires = base::fromMillis(20) };
        QVERIFY(store->save(grant));
        grant.generation = 2;
        grant.expires = {};
        QVERIFY(store->save(grant));
        const GrantRecord back = store->grant(id)->value();
        QCOMPARE(back.issuer, grant.issuer);
        QCOMPARE(back.clientId, grant.clientId);
        QCOMPARE(back.subject, grant.subject);
        QCOMPARE(back.requestedScopes, grant.requestedScopes);
        QCOMPARE(back.grantedScopes, grant.grantedScopes);
        QCOMPARE(back.generation, 2);
        QCOMPARE(back.claims, grant.claims);
        QCOMPARE(back.identityVerified, true);
        QVERIFY(back.obtained == grant.obtained);
        QVERIFY(!back.expires);
        QVERIFY(store->removeGrant(id));
        QVERIFY(!store->grant(id)->has_value());
    }

    void listsHistoryNewestFirst()
    {
        const auto store = memory();
        QVERIFY(store->save(connection()));
        const ConsentEvent event{ .connection = id,
            .at = base::fromMillis(3),
            .what = "changed",
            .requested = "a b",
            .granted = "a",
            .note = u"fewer than asked"_s };
        const qint64 first = store->add(event).value();
        const qint64 second = store->add(event).value();
        QVERIFY(second > first);
        const auto history = store->consentHistory(id);
        QCOMPARE(history->size(), 2);
        QCOMPARE(history->at(0).id, second);
        QCOMPARE(history->at(1).id, first);
        QCOMPARE(history->at(0).what, event.what);
        QCOMPARE(history->at(0).requested, event.requested);
        QCOMPARE(history->at(0).granted, event.granted);
        QCOMPARE(history->at(0).note, event.note);
        QVERIFY(history->at(0).at == event.at);
    }

    void keepsTheFirstPartOfALargeResult()
    {
        const auto store = memory();
        QVERIFY(store->save(connection()));
        const CallRecord call{ .connection = id,
            .at = base::fromMillis(9),
            .tool = u"boards.list"_s,
            .arguments = "{}",
            .result = QByteArray(256 * 1024, 'a') + "cut",
            .outcome = "error",
            .error = u"late"_s,
            .durationMs = 12,
            .generation = 4,
            .exchange = 77 };
        for (int i = 0; i < 3; ++i)
            QVERIFY(store->add(call));
        const auto calls = store->calls(id, 2);
        QCOMPARE(calls->size(), 2);
        QVERIFY(calls->at(0).id > calls->at(1).id);
        QCOMPARE(calls->at(0).result, QByteArray(256 * 1024, 'a'));
        QCOMPARE(calls->at(0).tool, call.tool);
        QCOMPARE(calls->at(0).outcome, call.outcome);
        QCOMPARE(calls->at(0).error, call.error);
        QCOMPARE(calls->at(0).durationMs, call.durationMs);
        QCOMPARE(calls->at(0).generation, call.generation);
        QCOMPARE(calls->at(0).exchange, call.exchange);
        QVERIFY(calls->at(0).at == call.at);
        QVERIFY(store->calls(id, 0)->isEmpty());
    }

    void keepsTheNewestFiveThousandExchangesOfEachConnection()
    {
        const auto store = memory();
        QVERIFY(store->save(connection()));
        QVERIFY(store->save(connection(otherId)));
        QVERIFY(store->add(ExchangeRecord{ .connection = otherId, .purpose = u"other"_s }));
        qint64 last = 0;
        for (int i = 0; i < 5003; ++i) {
            const auto added = store->add(ExchangeRecord{
                .connection = id, .purpose = u"token"_s, .method = "POST", .url = "https://x", .status = i });
            QVERIFY(added);
            last = *added;
        }
        const auto kept = store->exchanges(id, 6000);
        QCOMPARE(kept->size(), 5000);
        QCOMPARE(kept->first().id, last);
        QCOMPARE(kept->first().status, 5002);
        QCOMPARE(kept->last().status, 3);
        QCOMPARE(store->exchanges(id)->size(), 500);
        QCOMPARE(store->exchanges(otherId)->size(), 1);
    }

    void remembersSettings()
    {
        const auto store = memory();
        QVERIFY(store->setting(u"window"_s)->isEmpty());
        QVERIFY(store->setSetting(u"window"_s, "1"));
        QVERIFY(store->setSetting(u"window"_s, "2"));
        QCOMPARE(store->setting(u"window"_s).value(), QByteArray("2"));
    }

    void treatsHostileTextAsText()
    {
        const auto store = memory();
        ConnectionRecord record = connection(u"'; DROP TABLE connections; --"_s);
        record.name = u"\"quoted\" ' ? :name"_s;
        QVERIFY(store->save(record));
        QCOMPARE(store->connections()->at(0).name, record.name);
        QVERIFY(store->removeConnection(u"' OR '1'='1"_s));
        QCOMPARE(store->connections()->size(), 1);
    }

    void aFileOutlivesItsStoreAndIsPrivate()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"authscope.sqlite"_s);
        const auto onlyMe = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
        {
            const auto store = Store::open(path);
            QVERIFY(store);
            QVERIFY((*store)->save(connection()));
            for (const QString &suffix : { u""_s, u"-wal"_s, u"-shm"_s })
                QVERIFY2(QFile::permissions(path + suffix) == onlyMe, qPrintable(suffix));
        }
        QVERIFY(QSqlDatabase::connectionNames().isEmpty());
        QVERIFY(QFile::setPermissions(path, onlyMe | QFile::ReadGroup | QFile::ReadOther));
        const auto again = Store::open(path);
        QVERIFY(again);
        QVERIFY(QFile::permissions(path) == onlyMe);
        QCOMPARE((*again)->connections()->size(), 1);
    }

    void writesWithTheStrictestDurability()
    {
        const QTemporaryDir folder;
        const auto store = Store::open(folder.filePath(u"a.sqlite"_s));
        const auto pragma = [](const QString &name) {
            QSqlQuery query(QSqlDatabase::database(QSqlDatabase::connectionNames().first()));
            query.exec(u"PRAGMA "_s + name);
            query.next();
            return query.value(0).toString();
        };
        QCOMPARE(pragma(u"journal_mode"_s), u"wal"_s);
        QCOMPARE(pragma(u"synchronous"_s), u"2"_s);
        QCOMPARE(pragma(u"foreign_keys"_s), u"1"_s);
        QCOMPARE(pragma(u"busy_timeout"_s), u"5000"_s);
        QCOMPARE(pragma(u"user_version"_s), QString::number(Store::schemaVersion));
    }
};

QTEST_GUILESS_MAIN(TestStore)
#include "test_store.moc"
