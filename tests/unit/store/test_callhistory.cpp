// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/callsearch.h"
#include "store/store.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace authscope::store;
using namespace Qt::StringLiterals;

namespace {

const QString one = u"one"_s;
const QString two = u"two"_s;

base::Time day(int number)
{
    return base::fromMillis(qint64(number) * 24 * 60 * 60 * 1000);
}

QByteArray bytesOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCallHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_path = m_folder->filePath(u"a.sqlite"_s);
        auto opened = Store::open(m_path);
        QVERIFY(opened);
        m_store = std::move(*opened);
        QVERIFY(m_store->save(ConnectionRecord{ .id = one }));
        QVERIFY(m_store->save(ConnectionRecord{ .id = two }));
    }
    void cleanup() { m_store.reset(); }

    void findsEveryWordAtItsBeginning_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("isFound");
        QTest::newRow("in the arguments") << u"sprint"_s << true;
        QTest::newRow("the beginning of two words") << u"spr boa"_s << true;
        QTest::newRow("in any order") << u"BOARD Sprint"_s << true;
        QTest::newRow("after an escaped line break") << u"second"_s << true;
        QTest::newRow("without its accent") << u"cafe"_s << true;
        QTest::newRow("the tool with its underscore") << u"create_bo"_s << true;
        QTest::newRow("in the error") << u"OA-310"_s << true;
        QTest::newRow("not in the middle of a word") << u"print"_s << false;
        QTest::newRow("one word that is missing") << u"sprint missing"_s << false;
        QTest::newRow("what is filtered by is no word") << u"o6f6b"_s << false;
        QTest::newRow("not even when typed exactly") << QString(QChar(0xe000) + u"o6f6b"_s) << false;
    }
    void findsEveryWordAtItsBeginning()
    {
        QFETCH(QString, typed);
        QFETCH(bool, isFound);
        add({ .tool = u"create_board"_s,
            .arguments = "{\"title\":\"Sprint Board\"}",
            .result = "{\"text\":\"first\\nsecond café\"}",
            .outcome = "ok",
            .error = u"OA-310 it failed"_s });
        QCOMPARE(found({ .text = typed }).size(), isFound ? 1 : 0);
        QCOMPARE(found({ .text = typed, .connection = one }).size(), isFound ? 1 : 0);
        QCOMPARE(found({ .text = typed, .connection = two }).size(), 0);
    }

    void whateverIsTypedIsNoSyntax_data()
    {
        QTest::addColumn<QString>("typed");
        for (const QString &typed : { u"\""_s, u"\"\""_s, u"a\"b"_s, u"\"a"_s, u"a*"_s, u"*"_s, u"a AND"_s,
                 u"AND OR NOT"_s, u"NEAR(a b, 2)"_s, u"tool:a"_s, u"{tool}: a"_s, u"^a"_s, u"a + b"_s,
                 u"(a"_s, u"a)"_s, u"-a"_s, u"a - b"_s, u"'; DROP TABLE calls; --"_s, u"%"_s, u"a\\"_s,
                 u"→ ☃"_s, QString(u"a"_s + QChar(0) + u"b"_s), QString(100'000, u'a'),
                 QString(u"a "_s).repeated(50'000), QString(QChar(0xd800)) })
            QTest::newRow(qPrintable(typed.left(20))) << typed;
    }
    void whateverIsTypedIsNoSyntax()
    {
        QFETCH(QString, typed);
        add({ .tool = u"a"_s, .arguments = "{\"x\":\"a b\"}" });
        const auto result = m_store->findCalls({ .text = typed }, 0, 10);
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        QCOMPARE(m_store->historySize()->calls, 1);
    }

    void filtersByWhatACallWas()
    {
        add({ .at = day(1), .tool = u"read"_s, .identity = u"ada"_s, .outcome = "ok" });
        add({ .at = day(2), .tool = u"read"_s, .identity = u"grace"_s, .outcome = "tool_error" });
        add({ .connection = two, .at = day(3), .tool = u"write"_s, .identity = u"ada"_s, .outcome = "ok" });
        QCOMPARE(found({}).size(), 3);
        QCOMPARE(found({ .connection = one }).size(), 2);
        QCOMPARE(found({ .tool = u"read"_s }).size(), 2);
        QCOMPARE(found({ .tool = u"rea"_s }).size(), 0); // whole, where it is chosen
        QCOMPARE(found({ .outcome = "ok" }).size(), 2);
        QCOMPARE(found({ .connection = one, .outcome = "ok" }).size(), 1);
        QCOMPARE(found({ .identity = u"ada"_s }).size(), 2);
        QCOMPARE(found({ .from = day(2) }).size(), 2);
        QCOMPARE(found({ .until = day(2) }).size(), 1);
        QCOMPARE(found({ .from = day(2), .until = day(3) }).size(), 1);
        QCOMPARE(found({ .text = u"rea"_s, .outcome = "tool_error", .from = day(2) }).size(), 1);
        QCOMPARE(*m_store->calledTools(), QStringList({ u"read"_s, u"write"_s }));
        QCOMPARE(*m_store->callers(), QStringList({ u"ada"_s, u"grace"_s }));
    }

    void comesPageByPageNewestFirst()
    {
        for (int i = 0; i < 25; ++i)
            add({ .tool = u"list"_s, .arguments = QByteArray::number(i) });
        for (const QString &text : { QString(), u"list"_s }) {
            QList<qint64> all;
            qint64 before = 0;
            for (;;) {
                const auto page = m_store->findCalls({ .text = text }, before, 10);
                QVERIFY(page);
                if (page->isEmpty())
                    break;
                for (const CallSummary &call : *page)
                    all << call.id;
                before = all.last();
            }
            QCOMPARE(all.size(), 25);
            QVERIFY(std::is_sorted(all.begin(), all.end(), std::greater<>()));
        }
    }

    void aBodyBeyondItsBoundIsCutBetweenCharactersAndSaysSo()
    {
        const QByteArray body = "x" + QByteArray("é").repeated(200'000);
        const qint64 id = add({ .arguments = "{}", .result = body });
        const auto call = m_store->call(id);
        QVERIFY(call && *call);
        QVERIFY((*call)->isResultCut());
        QVERIFY(!(*call)->isArgumentsCut());
        QCOMPARE((*call)->resultSize, body.size());
        QVERIFY((*call)->result.size() <= 256 * 1024);
        QVERIFY(QString::fromUtf8((*call)->result).toUtf8() == (*call)->result);
        QVERIFY(!m_store->call(id + 1)->has_value());
    }

    void olderCallsMakeRoom()
    {
        QVERIFY(m_store->setHistoryLimits({ .days = 2, .calls = 3, .megabytes = 1 }));
        for (int i = 1; i <= 5; ++i)
            add({ .at = day(10), .tool = QString::number(i) });
        QCOMPARE(tools(), QStringList({ u"5"_s, u"4"_s, u"3"_s }));
        add({ .at = day(13), .tool = u"later"_s });
        QCOMPARE(tools(), QStringList({ u"later"_s }));
        for (int i = 1; i <= 3; ++i)
            add({ .at = day(13),
                .tool = QString::number(i),
                .arguments = QByteArray(200'000, 'a'),
                .result = QByteArray(200'000, 'b') });
        QCOMPARE(tools(), QStringList({ u"3"_s, u"2"_s }));
        QCOMPARE(m_store->historySize()->bytes, 800'000);
        QCOMPARE(found({ .text = u"later"_s }).size(), 0); // the index lost it too
        QVERIFY(m_store->setHistoryLimits({ .days = 0, .calls = 1, .megabytes = 0 })); // at once
        QCOMPARE(tools(), QStringList({ u"3"_s }));
    }

    void keepsNothingWhenItIsSwitchedOff()
    {
        add({ .tool = u"before"_s });
        QVERIFY(m_store->setHistoryLimits({ .isKept = false }));
        QCOMPARE(m_store->historyLimits()->isKept, false);
        const auto added = m_store->add(CallRecord{ .connection = one, .tool = u"after"_s });
        QVERIFY(added);
        QCOMPARE(*added, 0);
        QCOMPARE(tools(), QStringList({ u"before"_s }));
        QVERIFY(m_store->setHistoryLimits({}));
        add({ .tool = u"again"_s });
        QCOMPARE(tools().size(), 2);
    }

    void limitsThatCannotBeReadAreTheUsualOnes()
    {
        for (const QByteArray text : { "days=x calls=-3 =", "\xff\xfe", "days=99999999999999999999", "" }) {
            QVERIFY(m_store->setSetting(u"history"_s, text));
            QCOMPARE(*m_store->historyLimits(), HistoryLimits());
        }
    }

    /// The negative control is the first look: the words are in the file, the index and the log.
    void whatIsForgottenIsGoneFromEveryFile_data()
    {
        QTest::addColumn<QString>("how");
        QTest::newRow("this call") << u"call"_s;
        QTest::newRow("of the connection") << u"connection"_s;
        QTest::newRow("all") << u"all"_s;
    }
    void whatIsForgottenIsGoneFromEveryFile()
    {
        QFETCH(QString, how);
        for (int i = 0; i < 40; ++i)
            add({ .connection = two, .tool = u"other"_s, .result = QByteArray(3000, 'o') });
        const qint64 id = add({ .at = base::fromMillis(1000),
            .tool = u"zanzibar"_s,
            .arguments = "{\"quixotic\":1}",
            .result = "{\"a\":\"" + QByteArray("w").repeated(9000) + " vermilion\"}",
            .durationMs = 50 });
        QVERIFY(m_store->add(ExchangeRecord{ .connection = one,
            .at = base::fromMillis(1010),
            .purpose = u"tools/call"_s,
            .document = "{\"body\":\"quixotic vermilion\"}" }));
        QVERIFY(m_store->add(ExchangeRecord{ .connection = one,
            .at = base::fromMillis(1010),
            .purpose = u"initialize"_s,
            .document = "harmless" }));
        const QList<QByteArray> words{ "zanzibar", "quixotic", "vermilion" };
        for (const QByteArray &word : words)
            QVERIFY(isInAFile(word));
        if (how == u"call")
            QVERIFY(m_store->forgetCall(id));
        else
            QVERIFY(m_store->forgetCalls(how == u"all" ? QString() : one));
        for (const QByteArray &word : words)
            QVERIFY2(!isInAFile(word), word.constData());
        QVERIFY(found({ .text = u"quixotic"_s }).isEmpty());
        QCOMPARE(m_store->exchanges(one)->size(), 1); // what carried no call stays
        QCOMPARE(found({ .text = u"other"_s }).size(), how == u"all" ? 0 : 40);
        QCOMPARE(m_store->historySize()->calls, how == u"all" ? 0 : 40);
        add({ .tool = u"afterwards"_s });
        QCOMPARE(found({ .text = u"afterw"_s }).size(), 1);
        const qint64 last = found({ .text = u"afterw"_s }).first().id;
        QVERIFY(m_store->forgetCall(last)); // the trigger is back
        QCOMPARE(found({ .text = u"afterw"_s }).size(), 0);
    }

    void aReaderElsewhereIsSaid()
    {
        add({ .tool = u"zanzibar"_s });
        const auto other = Store::open(m_path);
        QVERIFY(other);
        QVERIFY(m_store->forgetCalls({}));
        QVERIFY((*other)->findCalls({ .text = u"zan"_s }, 0, 10)->isEmpty());
        QVERIFY((*other)->add(CallRecord{ .connection = one, .tool = u"new"_s }));
        QCOMPARE(tools(), QStringList({ u"new"_s }));
    }

    void aForgottenConnectionTakesItsWordsAlong()
    {
        add({ .tool = u"zanzibar"_s });
        QVERIFY(m_store->removeConnection(one));
        QVERIFY(found({ .text = u"zanzibar"_s }).isEmpty());
        QCOMPARE(m_store->historySize()->calls, 0);
    }

private:
    qint64 add(CallRecord call)
    {
        if (call.connection.isEmpty())
            call.connection = one;
        const auto added = m_store->add(call);
        if (!added)
            qWarning("%s", qPrintable(added.error().message));
        return added.value_or(-1);
    }
    QList<CallSummary> found(const CallFilter &filter)
    {
        const auto calls = m_store->findCalls(filter, 0, 1000);
        if (!calls)
            qWarning("%s", qPrintable(calls.error().message));
        return calls.value_or(QList<CallSummary>());
    }
    QStringList tools()
    {
        QStringList names;
        for (const CallSummary &call : found({}))
            names << call.tool;
        return names;
    }
    bool isInAFile(const QByteArray &word)
    {
        const QStringList files = QDir(m_folder->path()).entryList(QDir::Files);
        return std::any_of(files.begin(), files.end(),
            [&](const QString &name) { return bytesOf(m_folder->filePath(name)).contains(word); });
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_path;
    std::unique_ptr<Store> m_store;
};

QTEST_GUILESS_MAIN(TestCallHistory)
#include "test_callhistory.moc"
