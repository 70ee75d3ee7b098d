// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/resultcache.h"
#include "quoted.h"

#include <QtTest>

using namespace authscope;
using mcp::ResultCache;
using test::objectOf;
using test::valueOf;

namespace {

class FakeClock : public base::Clock {
public:
    base::Time now() const override { return time; }

    base::Time time{ std::chrono::hours(1000) };
};

const QByteArray method = "tools/list";

} // namespace

class TestResultCache : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void servesUntilTheTimeIsUp();
    void keepsNothingWithoutATime_data();
    void keepsNothingWithoutATime();
    void keepsParametersApart();
    void keepsPrivateResultsToTheirOwner();
    void sharesPublicOnes();
    void takesAnythingElseForPrivate();
    void aStaleAnswerReplacesAFreshOne();
    void dropsAllPagesOfAList();
    void dropsOneResource();
    void isBounded();
};

void TestResultCache::servesUntilTheTimeIsUp()
{
    FakeClock clock;
    ResultCache cache(&clock);
    const json::Value result = valueOf("{'tools':[],'ttlMs':1000,'cacheScope':'public'}");
    cache.keep(method, {}, "me", result);
    clock.time += std::chrono::milliseconds(999);
    QCOMPARE(json::compact(cache.find(method, {}, "me").value()), json::compact(result));
    clock.time += std::chrono::milliseconds(1);
    QVERIFY(!cache.find(method, {}, "me"));
}

void TestResultCache::keepsNothingWithoutATime_data()
{
    QTest::addColumn<QByteArray>("result");
    QTest::newRow("absent") << QByteArray("{'cacheScope':'public'}");
    QTest::newRow("zero") << QByteArray("{'ttlMs':0,'cacheScope':'public'}");
    QTest::newRow("negative") << QByteArray("{'ttlMs':-5,'cacheScope':'public'}");
    QTest::newRow("a text") << QByteArray("{'ttlMs':'1000','cacheScope':'public'}");
    QTest::newRow("no object") << QByteArray("[]");
}

void TestResultCache::keepsNothingWithoutATime()
{
    QFETCH(QByteArray, result);
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep(method, {}, {}, valueOf(result));
    QVERIFY(!cache.find(method, {}, {}));
    QCOMPARE(cache.size(), 0);
}

void TestResultCache::keepsParametersApart()
{
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep(method, objectOf("{'cursor':'1'}"), {}, valueOf("{'ttlMs':5}"));
    QVERIFY(cache.find(method, objectOf("{'cursor':'1'}"), {}));
    QVERIFY(!cache.find(method, objectOf("{'cursor':'2'}"), {}));
    QVERIFY(!cache.find(method, {}, {}));
    QVERIFY(!cache.find("prompts/list", objectOf("{'cursor':'1'}"), {}));
}

void TestResultCache::keepsPrivateResultsToTheirOwner()
{
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep(method, {}, "me", valueOf("{'ttlMs':5,'cacheScope':'private'}"));
    QVERIFY(cache.find(method, {}, "me"));
    QVERIFY(!cache.find(method, {}, "somebody else"));
    QVERIFY(!cache.find(method, {}, {}));
}

void TestResultCache::sharesPublicOnes()
{
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep(method, {}, "me", valueOf("{'ttlMs':5,'cacheScope':'public'}"));
    QVERIFY(cache.find(method, {}, "somebody else"));
}

void TestResultCache::takesAnythingElseForPrivate()
{
    for (const QByteArray &result : QByteArrayList{
             "{'ttlMs':5}", "{'ttlMs':5,'cacheScope':'world'}", "{'ttlMs':5,'cacheScope':true}" }) {
        FakeClock clock;
        ResultCache cache(&clock);
        cache.keep(method, {}, "me", valueOf(result));
        QVERIFY(cache.find(method, {}, "me"));
        QVERIFY(!cache.find(method, {}, "somebody else"));
    }
}

void TestResultCache::aStaleAnswerReplacesAFreshOne()
{
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep(method, {}, {}, valueOf("{'ttlMs':5}"));
    cache.keep(method, {}, {}, valueOf("{}"));
    QVERIFY(!cache.find(method, {}, {}));
}

void TestResultCache::dropsAllPagesOfAList()
{
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep(method, {}, {}, valueOf("{'ttlMs':5}"));
    cache.keep(method, objectOf("{'cursor':'1'}"), {}, valueOf("{'ttlMs':5}"));
    cache.keep("prompts/list", {}, {}, valueOf("{'ttlMs':5}"));
    cache.drop(method);
    QCOMPARE(cache.size(), 1);
    QVERIFY(cache.find("prompts/list", {}, {}));
}

void TestResultCache::dropsOneResource()
{
    FakeClock clock;
    ResultCache cache(&clock);
    cache.keep("resources/read", objectOf("{'uri':'a:1'}"), {}, valueOf("{'ttlMs':5}"));
    cache.keep("resources/read", objectOf("{'uri':'a:2'}"), {}, valueOf("{'ttlMs':5}"));
    cache.drop("resources/read", objectOf("{'uri':'a:1'}"));
    QVERIFY(!cache.find("resources/read", objectOf("{'uri':'a:1'}"), {}));
    QVERIFY(cache.find("resources/read", objectOf("{'uri':'a:2'}"), {}));
}

void TestResultCache::isBounded()
{
    FakeClock clock;
    ResultCache cache(&clock);
    for (int i = 0; i < 1500; ++i) {
        json::Object params;
        params["uri"] = std::to_string(i);
        json::Object result;
        result["ttlMs"] = 1000 + i;
        cache.keep("resources/read", params, {}, result);
    }
    QCOMPARE(cache.size(), 1000);
    json::Object last;
    last["uri"] = "1499";
    QVERIFY(cache.find("resources/read", last, {}));
    json::Object large;
    large["ttlMs"] = 5;
    large["text"] = std::string(40 << 20, 'x');
    cache.keep("resources/read", {}, {}, large);
    QVERIFY(!cache.find("resources/read", {}, {}));
}

QTEST_GUILESS_MAIN(TestResultCache)
#include "test_resultcache.moc"
