// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/flow.h"
#include "replay/variables.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace authscope;
using namespace authscope::replay;
using namespace Qt::StringLiterals;

namespace {

QByteArray with(const QByteArray &steps, const QByteArray &more = {})
{
    return "{\"authscope\":1," + more + "\"steps\":[" + steps + "]}";
}

base::Result<Flow> read(const QByteArray &text)
{
    return readFlow(text, u"a.call.json"_s);
}

} // namespace

class TestFlow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theExamplesAreInTheOneSpelling()
    {
        const QDir folder(qEnvironmentVariable("AUTHSCOPE_SOURCE") + u"/resources/examples"_s);
        const QStringList files = folder.entryList({ u"*.call.json"_s });
        QCOMPARE(files.size(), 3);
        for (const QString &name : files) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray text = file.readAll();
            const auto flow = readFlow(text, name);
            QVERIFY2(flow, flow ? "" : qPrintable(flow.error().message));
            QCOMPARE(writeFlow(*flow), text); // written again, nothing of it changes
        }
    }

    void everythingIsReadAndWritten()
    {
        const QByteArray text = with(
            "{\"id\":\"a\",\"name\":\"n\",\"call\":{\"tool\":\"t\",\"arguments\":{\"x\":1.5},\"onChallenge\":"
            "\"follow\"},\"expect\":{\"outcome\":\"protocolError\",\"error\":\"OA-303\",\"code\":-32602,"
            "\"status\":200,\"matchesOutputSchema\":false,\"schema\":true,\"values\":[{\"at\":\"/"
            "a\",\"equals\":"
            "null},{\"at\":\"\",\"matches\":\"x\"},{\"at\":\"/b\",\"exists\":false}],\"text\":[\"q\"],"
            "\"withinMs\":5,\"renewed\":true}},{\"signIn\":{\"scopes\":[\"s\"]},\"expect\":{\"outcome\":"
            "\"ok\"}}",
            "\"name\":\"f\",\"connection\":\"c\",\"variables\":{\"v\":[1]},");
        const auto flow = read(text);
        QVERIFY2(flow, flow ? "" : qPrintable(flow.error().message));
        const auto again = json::parse(writeFlow(*flow), u"x"_s);
        QVERIFY(again);
        QVERIFY(*again == *json::parse(text, u"x"_s));
    }

    void refusesWithThePlace_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("words");
        const auto row = [](const char *name, const QByteArray &text, const QString &code,
                             const QString &words) { QTest::newRow(name) << text << code << words; };
        const QByteArray call = "{\"call\":{\"tool\":\"t\"}}";
        row("empty", "", u"OA-013"_s, {});
        row("a list", "[]", u"OA-500"_s, {});
        row("no version", "{\"steps\":[" + call + "]}", u"OA-500"_s, u"authscope"_s);
        row("no steps", with(""), u"OA-500"_s, u"/steps"_s);
        row("a member twice", with(call, "\"name\":\"a\",\"name\":\"b\","), u"OA-114"_s, u"name"_s);
        row("an unknown member", with(call, "\"servr\":\"x\","), u"OA-500"_s, u"/servr"_s);
        row("an unknown member of a call", with("{\"call\":{\"tool\":\"t\",\"args\":{}}}"), u"OA-500"_s,
            u"/steps/0/call/args"_s);
        row("arguments that are a list", with("{\"call\":{\"tool\":\"t\",\"arguments\":[]}}"), u"OA-500"_s,
            u"/steps/0/call/arguments"_s);
        row("both a server and a connection", with(call, "\"server\":\"x\",\"connection\":\"y\","),
            u"OA-500"_s, u"one of them"_s);
        row("an outcome nobody knows", with("{\"call\":{\"tool\":\"t\"},\"expect\":{\"outcome\":\"great\"}}"),
            u"OA-500"_s, u"/steps/0/expect/outcome"_s);
        row("no pointer",
            with("{\"call\":{\"tool\":\"t\"},\"expect\":{\"values\":[{\"at\":\"a\",\"equals\":1}]}}"),
            u"OA-500"_s, u"JSON Pointer"_s);
        row("no regular expression",
            with("{\"call\":{\"tool\":\"t\"},\"expect\":{\"values\":[{\"at\":\"\",\"matches\":\"(\"}]}}"),
            u"OA-500"_s, u"regular expression"_s);
        row("a result of a sign-in", with("{\"signIn\":{},\"expect\":{\"text\":[\"a\"]}}"), u"OA-500"_s,
            u"only a call"_s);
        row("a later step",
            with("{\"call\":{\"tool\":\"t\",\"arguments\":{\"a\":\"${step:b}\"}}},"
                 "{\"id\":\"b\",\"call\":{\"tool\":\"t\"}}"),
            u"OA-501"_s, u"step:b"_s);
        row("itself", with("{\"id\":\"b\",\"call\":{\"tool\":\"t\",\"arguments\":{\"a\":\"${step:b}\"}}}"),
            u"OA-501"_s, u"step:b"_s);
        row("variables in a circle", with(call, "\"variables\":{\"a\":\"${b}\",\"b\":\"${a}\"},"),
            u"OA-501"_s, u"${b}"_s);
        row("an id twice",
            with("{\"id\":\"a\",\"call\":{\"tool\":\"t\"}},{\"id\":\"a\",\"call\":{\"tool\":\"t\"}}"),
            u"OA-501"_s, u"twice"_s);
        row("an open reference", with("{\"call\":{\"tool\":\"t\",\"arguments\":{\"a\":\"${b\"}}}"),
            u"OA-501"_s, {});
        row("a name of the environment that is none",
            with("{\"call\":{\"tool\":\"t\",\"arguments\":{\"a\":\"${env:A B}\"}}}"), u"OA-501"_s,
            u"env:A B"_s);
        row("deep",
            with("{\"call\":{\"tool\":\"t\",\"arguments\":{\"a\":" + QByteArray("[").repeated(500)
                + QByteArray("]").repeated(500) + "}}}"),
            u"OA-118"_s, {});
        row("huge", with(call, "\"about\":\"" + QByteArray(2 << 20, 'a') + "\","), u"OA-118"_s, {});
        row("controls", with("{\"call\":{\"tool\":\"t\"},\"\\u202e\\u0007\":1}"), u"OA-500"_s, u"U+202E"_s);
    }
    void refusesWithThePlace()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, code);
        QFETCH(QString, words);
        const auto flow = read(text);
        QVERIFY(!flow);
        QCOMPARE(flow.error().code, code);
        QVERIFY2(flow.error().message.contains(words), qPrintable(flow.error().message));
        QVERIFY(flow.error().message.contains(u"a.call.json"_s));
        QVERIFY(!flow.error().message.contains(QChar(0x202e)));
    }

    void readsRegularFilesOnly()
    {
        QTemporaryDir folder;
        QVERIFY(!readFlowFile(folder.path()));
        QVERIFY(!readFlowFile(folder.filePath(u"missing"_s)));
        QVERIFY(!readFlowFile(u"/dev/zero"_s));
        QFile large(folder.filePath(u"large"_s));
        QVERIFY(large.open(QIODevice::WriteOnly) && large.resize(100 << 20));
        const auto refused = readFlowFile(large.fileName());
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, u"OA-500"_s);
    }

    void aFileNameLeadsNowhereElse()
    {
        QCOMPARE(fileNameFor(u"create_board"_s), u"create_board.call.json"_s);
        QCOMPARE(fileNameFor(u"../../etc/passwd"_s), u"______etc_passwd.call.json"_s);
        QCOMPARE(fileNameFor(u"a\\b:c\nd"_s), u"a_b_c_d.call.json"_s);
        QCOMPARE(fileNameFor({}), u"saved.call.json"_s);
    }

    void fillsInWhatIsReferredTo()
    {
        Variables variables([](const QString &name) {
            return name == u"HOME_TOWN"_s ? std::optional<QByteArray>("Ulm") : std::nullopt;
        });
        QVERIFY(variables.define(*json::parseObject(
            "{\"n\":7,\"o\":{\"a\":[true]},\"t\":\"x${n}\",\"e\":\"${env:HOME_TOWN}\"}", u"x"_s)));
        variables.setResult(u"made"_s, *json::parse("{\"b\":{\"id\":\"brd/1\"},\"list\":[1,2]}", u"x"_s));
        const auto fill = [&](const QByteArray &text) {
            const auto filled = variables.fill(*json::parse(text, u"x"_s));
            return filled ? json::compact(*filled) : filled.error().code.toUtf8();
        };
        QCOMPARE(fill("\"${n}\""), QByteArray("7")); // the value, of its own type
        QCOMPARE(fill("\"no. ${n}\""), QByteArray("\"no. 7\""));
        QCOMPARE(fill("[\"${o}\",{\"k\":\"${t}\"}]"), QByteArray("[{\"a\":[true]},{\"k\":\"x7\"}]"));
        QCOMPARE(fill("\"${e} ${e}\""), QByteArray("\"Ulm Ulm\""));
        QCOMPARE(fill("\"${step:made/b/id}\""), QByteArray("\"brd/1\""));
        QCOMPARE(fill("\"${step:made/list}\""), QByteArray("[1,2]"));
        QCOMPARE(fill("\"$${n} $5 ${n}\""), QByteArray("\"${n} $5 7\""));
        QCOMPARE(fill("\"${step:made/nothing}\""), QByteArray("OA-501"));
        QCOMPARE(fill("\"${env:NOT_SET}\""), QByteArray("OA-501"));
        QCOMPARE(fill("{\"${n}\":1}"), QByteArray("{\"${n}\":1}")); // names are names
    }

    void variablesCannotExplode()
    {
        json::Object doubling{ { "v0", "aaaaaaaaaa" } };
        for (int i = 1; i < 60; ++i) {
            const std::string before = "${v" + std::to_string(i - 1) + "}";
            doubling["v" + std::to_string(i)] = before + before;
        }
        Variables variables([](const QString &) { return std::nullopt; });
        const auto defined = variables.define(doubling);
        QVERIFY(!defined);
        QCOMPARE(defined.error().code, u"OA-501"_s);
    }

    void namesTheEnvironmentAFlowWants()
    {
        const auto flow = read(with("{\"call\":{\"tool\":\"t\",\"arguments\":{\"a\":\"${env:B} "
                                    "${env:A}\"}},\"expect\":{\"text\":[\"${env:C}\"],"
                                    "\"values\":[{\"at\":\"\",\"equals\":[\"${env:D}\"]}]}}",
            "\"variables\":{\"x\":\"${env:A}\"},"));
        QVERIFY(flow);
        QCOMPARE(environmentNames(*flow), QStringList({ u"A"_s, u"B"_s, u"D"_s, u"C"_s }));
    }
};

QTEST_GUILESS_MAIN(TestFlow)
#include "test_flow.moc"
