// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/schema/officialsuite.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::tests;

namespace {

struct Tally {
    int right = 0;
    QStringList wrong = {};
    QStringList open = {};
    int total() const { return right + int(wrong.size() + open.size()); }
};

Tally runFolder(const QString &folder, const schema::Options &options)
{
    const schema::Documents documents = suiteDocuments();
    Tally tally;
    for (const SuiteGroup &group : suiteGroups(folder)) {
        const auto compiled = schema::Compiled::compile(group.schema, documents, options);
        for (const SuiteTest &test : group.tests) {
            const schema::Judgement judgement = compiled.validate(test.data);
            if (!judgement.isWhole())
                tally.open.append(test.name + u" ["_s + judgement.unjudged.join(u"; "_s) + u']');
            else if (judgement.holds() != test.isValid)
                tally.wrong.append(
                    test.name + (test.isValid ? u" (should hold)"_s : u" (should not hold)"_s));
            else
                ++tally.right;
        }
    }
    return tally;
}

void addDialects(bool withOptional)
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<schema::Dialect>("dialect");
    QTest::addColumn<int>("count");
    const auto row = [](const char *folder, schema::Dialect dialect, int count) {
        QTest::newRow(folder) << QString::fromLatin1(folder) << dialect << count;
    };
    if (!withOptional) {
        row("draft2020-12", schema::Dialect::Draft2020, 1299);
        row("draft7", schema::Dialect::Draft7, 927);
        return;
    }
    // What is right today; the rest is optional, and printed.
    row("draft2020-12/optional", schema::Dialect::Draft2020, 161);
    row("draft2020-12/optional/format", schema::Dialect::Draft2020, 764);
    row("draft7/optional", schema::Dialect::Draft7, 116);
    row("draft7/optional/format", schema::Dialect::Draft7, 676);
}

} // namespace

Q_DECLARE_METATYPE(schema::Dialect)

class TestSuite : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void passesEveryRequiredTest_data() { addDialects(false); }
    void passesEveryRequiredTest();
    void reportsTheOptionalTests_data() { addDialects(true); }
    void reportsTheOptionalTests();
};

void TestSuite::initTestCase()
{
    if (!suiteFolder().exists())
        QSKIP("THE OFFICIAL JSON SCHEMA SUITE IS NOT HERE: set AUTHSCOPE_TEST_DATA. Nothing was checked.");
}

void TestSuite::passesEveryRequiredTest()
{
    QFETCH(QString, folder);
    QFETCH(schema::Dialect, dialect);
    QFETCH(int, count);
    const Tally tally = runFolder(folder, { .dialect = dialect });
    qInfo("%s: %d of %d required tests right", qPrintable(folder), tally.right, tally.total());
    for (const QString &name : tally.wrong + tally.open)
        qWarning("Not right: %s", qPrintable(name));
    QCOMPARE(tally.right, count);
    QCOMPARE(tally.total(), count);
}

void TestSuite::reportsTheOptionalTests()
{
    QFETCH(QString, folder);
    QFETCH(schema::Dialect, dialect);
    QFETCH(int, count);
    const bool isFormat = folder.endsWith(u"format");
    const Tally tally
        = runFolder(folder, { .dialect = dialect, .assertsFormats = isFormat, .assertsContent = !isFormat });
    qInfo("%s: %d of %d optional tests right, %d wrong, %d left open", qPrintable(folder), tally.right,
        tally.total(), int(tally.wrong.size()), int(tally.open.size()));
    for (const QString &name : tally.wrong)
        qInfo("  wrong: %s", qPrintable(name));
    for (const QString &name : tally.open)
        qInfo("  open: %s", qPrintable(name));
    QVERIFY(tally.right >= count);
}

QTEST_GUILESS_MAIN(TestSuite)
#include "test_suite.moc"
