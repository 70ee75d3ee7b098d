// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "session/limitsettings.h"

#include <QTest>

using namespace authscope;
using namespace Qt::StringLiterals;

class TestLimitSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesEveryBoundOnce();
    void setsEachBoundByItsName();
    void refusesWhatMakesNoSense_data();
    void refusesWhatMakesNoSense();
    void writesOnlyWhatDiffersFromTheDefault();
    void readsTheDefaultWhereTheFileMakesNoSense();
    void namesTheBoundThatIsOutOfRange();
};

void TestLimitSettings::namesEveryBoundOnce()
{
    const QList<QByteArray> names = session::limitNames();
    QCOMPARE(QSet<QByteArray>(names.begin(), names.end()).size(), names.size());
    QVERIFY(names.contains("max_message_bytes"));
    QVERIFY(names.contains("max_nesting"));
    QVERIFY(names.contains("max_pages"));
    QVERIFY(names.contains("max_pending"));
}

void TestLimitSettings::setsEachBoundByItsName()
{
    for (const QByteArray &name : session::limitNames()) {
        mcp::Limits limits;
        QVERIFY2(
            session::setLimit(limits, name, name == "max_message_bytes" ? 1 << 20 : 77), name.constData());
        QVERIFY2(limits != mcp::Limits(), name.constData());
        QCOMPARE(session::readLimits(session::writeLimits(limits)), limits);
    }
    mcp::Limits limits;
    QVERIFY(session::setLimit(limits, "max_pages", 5));
    QCOMPARE(limits.maxPages, 5);
}

void TestLimitSettings::refusesWhatMakesNoSense_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<qint64>("value");
    QTest::addRow("nothing") << QByteArray("max_pages") << qint64(0);
    QTest::addRow("less than nothing") << QByteArray("max_pending") << qint64(-1);
    QTest::addRow("beyond memory") << QByteArray("max_message_bytes") << (qint64(1) << 40);
    QTest::addRow("beyond the stack") << QByteArray("max_nesting") << qint64(1000000);
    QTest::addRow("another name") << QByteArray("max_luck") << qint64(7);
}

void TestLimitSettings::refusesWhatMakesNoSense()
{
    QFETCH(QByteArray, name);
    QFETCH(qint64, value);
    mcp::Limits limits;
    const auto set = session::setLimit(limits, name, value);
    QVERIFY(!set);
    QCOMPARE(set.error().code, base::code::usage);
    QVERIFY(set.error().message.contains(QString::fromLatin1(name)));
    QCOMPARE(limits, mcp::Limits());
}

void TestLimitSettings::writesOnlyWhatDiffersFromTheDefault()
{
    QVERIFY(session::writeLimits({}).empty());
    QCOMPARE(json::compact(session::writeLimits({ .maxPages = 3 })), QByteArray("{\"max_pages\":3}"));
}

void TestLimitSettings::readsTheDefaultWhereTheFileMakesNoSense()
{
    const json::Object written{ { "max_pages", -4 }, { "max_nesting", "deep" }, { "max_rounds", 3 } };
    QCOMPARE(session::readLimits(written), mcp::Limits{ .maxRounds = 3 });
}

void TestLimitSettings::namesTheBoundThatIsOutOfRange()
{
    QVERIFY(session::checkLimits({}));
    const auto checked = session::checkLimits({ .maxRounds = 0 });
    QVERIFY(!checked);
    QVERIFY(checked.error().message.contains(u"max_rounds"_s));
}

QTEST_GUILESS_MAIN(TestLimitSettings)
#include "test_limitsettings.moc"
