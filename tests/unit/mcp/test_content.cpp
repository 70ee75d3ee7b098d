// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/content.h"
#include "mcp/task.h"
#include "quoted.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::mcp;
using test::valueOf;

/// What resources, prompts, completions and tasks look like, by bytes.
class TestContent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAWholeResource();
    void namesAResourceByWhatItHas();
    void degradesWithNotes();
    void refusesWhatHasNoIdentity();
    void readsTemplates();
    void readsTextAndBytes();
    void refusesContentsThatCannotBeTold_data();
    void refusesContentsThatCannotBeTold();
    void readsPromptsAndTheirArguments();
    void readsMessagesOfEveryKind();
    void refusesBrokenMessages_data();
    void refusesBrokenMessages();
    void readsCompletions();
    void keepsNoMoreThanAHundredValues();
    void refusesCompletionsWithoutTexts();
    void readsTasks();
    void boundsHowOftenATaskIsPolled();
    void refusesTasksWithoutIdOrStatus();
};

void TestContent::readsAWholeResource()
{
    QStringList notes;
    const auto read = mcp::readResource(
        valueOf(
            "{'uri':'file:///a','name':'a','title':'A','description':'d','mimeType':'text/plain',"
            "'size':12,'annotations':{'audience':['user'],'priority':0.5,'lastModified':'2026-01-01'},"
            "'icons':[{'src':'https://x/i.png','mimeType':'image/png','sizes':['48x48'],'theme':'dark'}]}"),
        &notes);
    QVERIFY(read);
    QVERIFY2(notes.isEmpty(), qPrintable(notes.join(u' ')));
    QCOMPARE(read->uri, QByteArray("file:///a"));
    QCOMPARE(read->title, u"A"_s);
    QCOMPARE(read->size, std::optional<qint64>(12));
    QCOMPARE(read->annotations.priority, std::optional(0.5));
    QCOMPARE(read->annotations.audience, QList<QByteArray>{ "user" });
    QCOMPARE(read->icons.size(), 1);
    QCOMPARE(read->icons[0].theme, QByteArray("dark"));
    QCOMPARE(read->icons[0].sizes, QList<QByteArray>{ "48x48" });
}

void TestContent::namesAResourceByWhatItHas()
{
    QCOMPARE(mcp::readResource(valueOf("{'uri':'a:b','name':'n'}"))->title, u"n"_s);
    QCOMPARE(mcp::readResource(valueOf("{'uri':'a:b'}"))->title, u"a:b"_s);
}

void TestContent::degradesWithNotes()
{
    QStringList notes;
    const auto read = mcp::readResource(
        valueOf("{'uri':'a:b','name':1,'size':-1,'annotations':{'priority':7},'icons':[{},{'src':'x'}]}"),
        &notes);
    QVERIFY(read);
    QVERIFY(!read->size);
    QVERIFY(!read->annotations.priority);
    QCOMPARE(read->icons.size(), 1);
    QCOMPARE(notes.size(), 4);
    QVERIFY(notes[0].startsWith(u"Resource “a:b”: name is a number"_s));
}

void TestContent::refusesWhatHasNoIdentity()
{
    for (const QByteArray &text : QByteArrayList{ "{}", "[]", "{'uri':''}", "{'uri':1}" }) {
        QVERIFY(!mcp::readResource(valueOf(text)));
        QVERIFY(!readResourceTemplate(valueOf(text)));
        QVERIFY(!readPrompt(valueOf(text)));
        QCOMPARE(mcp::readResource(valueOf(text)).error().code, base::code::mcpProtocol);
    }
}

void TestContent::readsTemplates()
{
    const auto read = readResourceTemplate(valueOf("{'uriTemplate':'a://{b}','name':'n','mimeType':'x/y'}"));
    QVERIFY(read);
    QCOMPARE(read->uriTemplate, QByteArray("a://{b}"));
    QCOMPARE(read->title, u"n"_s);
    QCOMPARE(read->mimeType, QByteArray("x/y"));
}

void TestContent::readsTextAndBytes()
{
    const auto read = readResourceContents(
        valueOf("{'contents':[{'uri':'a:1','text':'hi','mimeType':'text/plain'},{'uri':'a:2','blob':'AAEC'},"
                "{'uri':'a:3','text':''}]}"));
    QVERIFY(read);
    QCOMPARE(read->contents.size(), 3);
    QCOMPARE(read->contents[0].text, u"hi"_s);
    QVERIFY(!read->contents[1].isText);
    QCOMPARE(read->contents[1].data, QByteArray("\0\1\2", 3));
    QVERIFY(read->contents[2].isText);
    QVERIFY(readResourceContents(valueOf("{'contents':[]}"))->contents.isEmpty());
}

void TestContent::refusesContentsThatCannotBeTold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no list") << QByteArray("{}");
    QTest::newRow("no object") << QByteArray("[]");
    QTest::newRow("an entry that is none") << QByteArray("{'contents':[1]}");
    QTest::newRow("neither text nor blob") << QByteArray("{'contents':[{'uri':'a:b'}]}");
    QTest::newRow("broken Base64") << QByteArray("{'contents':[{'uri':'a:b','blob':'%%'}]}");
}

void TestContent::refusesContentsThatCannotBeTold()
{
    QFETCH(QByteArray, text);
    const auto read = readResourceContents(valueOf(text));
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::mcpProtocol);
    QVERIFY(!read.error().rule.isEmpty());
}

void TestContent::readsPromptsAndTheirArguments()
{
    QStringList notes;
    const auto read = readPrompt(
        valueOf("{'name':'p','arguments':[{'name':'city','title':'City','required':true},{'name':'x'},{}]}"),
        &notes);
    QVERIFY(read);
    QCOMPARE(read->arguments.size(), 2);
    QCOMPARE(read->arguments[0].title, u"City"_s);
    QVERIFY(read->arguments[0].isRequired);
    QCOMPARE(read->arguments[1].title, u"x"_s);
    QVERIFY(!read->arguments[1].isRequired);
    QCOMPARE(notes.size(), 1);
}

void TestContent::readsMessagesOfEveryKind()
{
    const auto read = readPromptResult(
        valueOf("{'description':'d','messages':[{'role':'user','content':{'type':'text','text':'hi'}},"
                "{'role':'assistant','content':{'type':'image','data':'AAEC','mimeType':'image/png'}},"
                "{'role':'user','content':{'type':'resource','resource':{'uri':'a:b','text':'inside'}}}]}"));
    QVERIFY(read);
    QCOMPARE(read->messages.size(), 3);
    QCOMPARE(read->messages[0].role, QByteArray("user"));
    QCOMPARE(read->messages[1].content.data.size(), 3);
    QCOMPARE(read->messages[2].content.text, u"inside"_s);
}

void TestContent::refusesBrokenMessages_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("none") << QByteArray("{}");
    QTest::newRow("no role") << QByteArray("{'messages':[{'content':{'type':'text','text':''}}]}");
    QTest::newRow("no content") << QByteArray("{'messages':[{'role':'user'}]}");
    QTest::newRow("a text as content") << QByteArray("{'messages':[{'role':'user','content':'hi'}]}");
}

void TestContent::refusesBrokenMessages()
{
    QFETCH(QByteArray, text);
    QVERIFY(!readPromptResult(valueOf(text)));
}

void TestContent::readsCompletions()
{
    const auto read
        = readCompletion(valueOf("{'completion':{'values':['Paris','Paderborn'],'total':7,'hasMore':true}}"));
    QVERIFY(read);
    QCOMPARE(read->values, (QStringList{ u"Paris"_s, u"Paderborn"_s }));
    QCOMPARE(read->total, std::optional<qint64>(7));
    QVERIFY(read->hasMore);
    QVERIFY(!readCompletion(valueOf("{'completion':{'values':[]}}"))->hasMore);
}

void TestContent::keepsNoMoreThanAHundredValues()
{
    json::Array values;
    for (int i = 0; i < 150; ++i)
        values.emplace_back("x");
    json::Object completion;
    completion["values"] = values;
    json::Object result;
    result["completion"] = completion;
    const auto read = readCompletion(result);
    QVERIFY(read);
    QCOMPARE(read->values.size(), 100);
    QVERIFY(read->hasMore);
}

void TestContent::refusesCompletionsWithoutTexts()
{
    for (const QByteArray &text :
        QByteArrayList{ "{}", "{'completion':{}}", "{'completion':{'values':[1]}}", "null" })
        QVERIFY(!readCompletion(valueOf(text)));
}

void TestContent::readsTasks()
{
    const auto read
        = readTask(valueOf("{'taskId':'t1','status':'working','statusMessage':'half','ttlMs':null,"
                           "'pollIntervalMs':250,'createdAt':'2026-01-01T00:00:00Z'}"));
    QVERIFY(read);
    QCOMPARE(read->id, QByteArray("t1"));
    QCOMPARE(read->status, Task::Status::Working);
    QCOMPARE(read->pollInterval, std::chrono::milliseconds(250));
    QVERIFY(!read->lifetime);
    QCOMPARE(readTask(valueOf("{'taskId':'t','status':'dreaming'}"))->status, Task::Status::Unknown);
    QCOMPARE(readTask(valueOf("{'taskId':'t','status':'failed','ttlMs':5}"))->lifetime,
        std::optional(std::chrono::milliseconds(5)));
}

void TestContent::boundsHowOftenATaskIsPolled()
{
    const auto interval = [](const QByteArray &number) {
        return readTask(valueOf("{'taskId':'t','status':'working','pollIntervalMs':" + number + "}"))
            ->pollInterval;
    };
    QCOMPARE(interval("0"), std::chrono::milliseconds(100));
    QCOMPARE(interval("-5"), std::chrono::milliseconds(100));
    QCOMPARE(interval("1e300"), std::chrono::milliseconds(3600000));
    QCOMPARE(readTask(valueOf("{'taskId':'t','status':'working'}"))->pollInterval,
        std::chrono::milliseconds(1000));
}

void TestContent::refusesTasksWithoutIdOrStatus()
{
    for (const QByteArray &text :
        QByteArrayList{ "{}", "{'taskId':'','status':'working'}", "{'taskId':'t'}", "1" })
        QVERIFY(!readTask(valueOf(text)));
}

QTEST_GUILESS_MAIN(TestContent)
#include "test_content.moc"
