// SPDX-License-Identifier: GPL-3.0-or-later
// npm @modelcontextprotocol/server-everything, over HTTP and as a program: all it offers.
#include "interop/peer.h"

#include "mcp/uritemplate.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Visit;

class TestEverything : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void callsEveryTool_data() { bothWays(); }
    void callsEveryTool();
    void readsEveryResource_data() { bothWays(); }
    void readsEveryResource();
    void getsEveryPrompt_data() { bothWays(); }
    void getsEveryPrompt();
    void watches_data() { bothWays(); }
    void watches();

private:
    void bothWays();

    std::unique_ptr<test::Peer> m_peer;
    std::unique_ptr<Visit> m_visit;
};

void TestEverything::bothWays()
{
    QTest::addColumn<bool>("isProgram");
    QTest::newRow("HTTP") << false;
    QTest::newRow("program") << true;
}

void TestEverything::init()
{
    if (test::Packages::node().isEmpty())
        QSKIP("the npm packages are not installed: tests/run.sh does it");
    QFETCH(bool, isProgram);
    mcp::SessionOptions options{ .timeout = std::chrono::seconds(30),
        .input = { .elicitation = true, .sampling = true, .roots = true } };
    if (isProgram) {
        options.command = { .program = test::Packages::node(),
            .arguments
            = { u"node_modules/@modelcontextprotocol/server-everything/dist/index.js"_s, u"stdio"_s },
            .workingDirectory = test::Packages::place().path() };
    } else {
        m_peer = std::make_unique<test::Peer>(QStringList{ u"everything.mjs"_s });
        options.url = m_peer->address("url");
        QVERIFY(!options.url.isEmpty());
    }
    m_visit = std::make_unique<Visit>(options);
}

void TestEverything::cleanup()
{
    m_visit.reset();
    m_peer.reset();
}

void TestEverything::callsEveryTool()
{
    // Of the tools that need some; their answers begin with these words.
    const QMap<QString, json::Object> arguments{
        { u"echo"_s, { { "message", "hello" } } },
        { u"get-annotated-message"_s, { { "messageType", "error" }, { "includeImage", true } } },
        { u"get-resource-links"_s, { { "count", 2 } } },
        { u"get-resource-reference"_s, { { "resourceType", "Blob" }, { "resourceId", 2 } } },
        { u"get-structured-content"_s, { { "location", "Chicago" } } },
        { u"get-sum"_s, { { "a", 19 }, { "b", 23 } } },
        { u"gzip-file-as-resource"_s,
            { { "name", "z" }, { "data", "data:text/plain,hello" }, { "outputType", "resource" } } },
        { u"trigger-long-running-operation"_s, { { "duration", 0.2 }, { "steps", 4 } } },
        { u"trigger-sampling-request"_s, { { "prompt", "a hammer" }, { "maxTokens", 5 } } },
        { u"trigger-url-elicitation"_s, { { "url", "https://workshop.example/form" } } },
    };
    const QMap<QString, QString> words{
        { u"echo"_s, u"Echo: hello"_s },
        { u"get-annotated-message"_s, u"Error: Operation failed"_s },
        { u"get-sum"_s, u"The sum of 19 and 23 is 42."_s },
        { u"get-roots-list"_s, u"Current MCP Roots (1 total)"_s },
        { u"trigger-long-running-operation"_s, u"Long running operation completed"_s },
        { u"trigger-elicitation-request"_s, u"✅ User provided the requested information!"_s },
        { u"trigger-url-elicitation"_s, u"✅ User completed the URL elicitation flow."_s },
        { u"trigger-sampling-request"_s, u"LLM sampling result"_s },
    };
    mcp::Session &session = m_visit->session;
    m_visit->outcome<mcp::ServerInfo>(session.initialize(this));
    m_visit->answering.content = { { "name", "Ada" }, { "check", true } };
    QStringList called, rejected;
    for (const mcp::Tool &tool : m_visit->outcome<QList<mcp::Tool>>(session.listTools(this))) {
        if (!tool.rejection.isEmpty()) {
            rejected << tool.name;
            continue;
        }
        mcp::CallTool *call = session.callTool(tool.name, arguments.value(tool.name), this);
        QList<double> progress;
        connect(call->events(), &mcp::FeatureSignals::progressed, this,
            [&progress](double now) { progress << now; });
        const auto result = m_visit->outcome<mcp::ToolResult>(call);
        QVERIFY2(!result.isError, qPrintable(tool.name + u": "_s + result.content.value(0).text));
        QVERIFY2(result.content.value(0).text.startsWith(words.value(tool.name)),
            qPrintable(tool.name + u": "_s + result.content.value(0).text));
        if (tool.name == "trigger-long-running-operation"_L1)
            QCOMPARE(progress, QList<double>({ 1, 2, 3, 4 }));
        if (tool.name == "get-structured-content"_L1)
            QVERIFY(result.hasStructuredContent);
        called << tool.name;
    }
    for (const QString &tool : arguments.keys() + words.keys())
        QVERIFY2(called.contains(tool), qPrintable(tool));
    QCOMPARE(rejected, QStringList{ u"simulate-research-query"_s }); // it demands to be a task
}

void TestEverything::readsEveryResource()
{
    mcp::Session &session = m_visit->session;
    const auto resources = m_visit->outcome<QList<mcp::Resource>>(session.listResources(this));
    QCOMPARE(resources.size(), 7);
    for (const mcp::Resource &resource : resources) {
        const auto read = m_visit->outcome<mcp::ResourceContents>(session.readResource(resource.uri, this))
                              .contents.value(0);
        QCOMPARE(read.uri, resource.uri);
        QCOMPARE(read.mimeType, QByteArray("text/markdown"));
        QVERIFY(read.text.startsWith(u'#'));
    }
    const auto templates
        = m_visit->outcome<QList<mcp::ResourceTemplate>>(session.listResourceTemplates(this));
    QCOMPARE(templates.size(), 2);
    for (const mcp::ResourceTemplate &one : templates) {
        const auto expansion = mcp::UriTemplate::parse(one.uriTemplate);
        QVERIFY(expansion.has_value());
        const auto read = m_visit->outcome<mcp::ResourceContents>(
            session.readResource(expansion->expand({ { "resourceId", { u"3"_s } } }), this));
        const mcp::ResourceContent content = read.contents.value(0);
        const QString text = content.isText ? content.text : QString::fromUtf8(content.data);
        QVERIFY2(text.startsWith("Resource 3: This is a"_L1), qPrintable(text));
    }
}

void TestEverything::getsEveryPrompt()
{
    mcp::Session &session = m_visit->session;
    const json::Object values{ { "city", "Oslo" }, { "department", "Sales" }, { "name", "Eve" },
        { "resourceType", "Text" }, { "resourceId", "1" } };
    QStringList said;
    for (const mcp::Prompt &prompt : m_visit->outcome<QList<mcp::Prompt>>(session.listPrompts(this))) {
        json::Object arguments;
        for (const mcp::PromptArgument &argument : prompt.arguments)
            if (argument.isRequired)
                arguments[json::view(argument.name)] = values.at(json::view(argument.name));
        said << m_visit->outcome<mcp::PromptResult>(session.getPrompt(prompt.name, arguments, this))
                    .messages.value(0)
                    .content.text;
    }
    QCOMPARE(said.size(), 4);
    QVERIFY(said.contains(u"What's weather in Oslo?"_s));
    QVERIFY(said.contains(u"Please promote Eve to the head of the Sales team."_s));
    QVERIFY(!said.contains(QString()));
    const auto completion = m_visit->outcome<mcp::Completion>(
        session.complete({ mcp::CompletionTarget::Kind::Prompt, "completable-prompt" }, "name", u""_s,
            { { "department", "Sales" } }, this));
    QCOMPARE(completion.values, QStringList({ u"David"_s, u"Eve"_s, u"Frank"_s }));
}

void TestEverything::watches()
{
    mcp::Session &session = m_visit->session;
    const QByteArray uri = "demo://resource/static/document/features.md";
    QSignalSpy updated(&session, &mcp::Session::resourceUpdated);
    mcp::Watch watch;
    watch.uris << uri;
    session.setWatch(watch);
    m_visit->outcome<mcp::ServerInfo>(session.initialize(this));
    QTRY_VERIFY_WITH_TIMEOUT(session.watchState().accepted.uris.contains(uri), 30000);
    QVERIFY(!m_visit->call(u"toggle-subscriber-updates"_s).isError);
    QTRY_VERIFY_WITH_TIMEOUT(updated.count() >= 1, 30000);
    QCOMPARE(updated.first().first().toByteArray(), uri);
}

QTEST_GUILESS_MAIN(TestEverything)
#include "test_everything.moc"
