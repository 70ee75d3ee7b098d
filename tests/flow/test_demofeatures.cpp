// SPDX-License-Identifier: GPL-3.0-or-later
// What a newcomer sees of the demo's MCP server beside its first tools, through the engine.
#include "session/features.h"
#include "session/headlessbrowser.h"
#include "support/engine.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Engine;
using test::outcome;

namespace {

/// Accepts or declines every form, as a test says.
class Answering : public mcp::InputHandler {
public:
    mcp::ElicitationAnswer answer;
    QList<mcp::Elicitation> asked;

    base::ResultOperation<mcp::ElicitationAnswer> *elicit(
        const mcp::Elicitation &elicitation, const mcp::InputContext &, QObject *parent) override
    {
        asked.append(elicitation);
        return new Reply(answer, parent);
    }
    base::ResultOperation<mcp::SamplingAnswer> *sample(
        const mcp::SamplingRequest &, const mcp::InputContext &, QObject *) override
    {
        return nullptr;
    }
    base::ResultOperation<QList<mcp::Root>> *roots(const mcp::InputContext &, QObject *) override
    {
        return nullptr;
    }
    void elicitationCompleted(const QByteArray &) override { }

private:
    class Reply : public base::ResultOperation<mcp::ElicitationAnswer> {
    public:
        Reply(mcp::ElicitationAnswer answer, QObject *parent)
            : ResultOperation(parent), m_answer(std::move(answer))
        {
        }

    protected:
        void run() override { finishWith(m_answer); }

    private:
        mcp::ElicitationAnswer m_answer;
    };
};

QString firstText(const base::Result<mcp::ToolResult> &result)
{
    return result && !result->content.isEmpty() ? result->content.first().text : QString();
}

} // namespace

class TestDemoFeatures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsItsDocumentsAndPromptsToEverybody();
    void wantsASignInForTheBoards();
    void aNewBoardIsSeenWhereItIsWatched();
    void aReportTellsHowFarItIs();
    void aCancelledReportLeavesTheSessionUsable();
    void asksWhyABoardShouldGo();
    void deletesNothingWhenNobodyCanBeAsked();

private:
    session::Connection *signedIn();

    QTemporaryDir m_dir;
    int m_run = 0;
    base::SystemClock m_clock;
    base::SystemRandom m_random;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<demo::DemoServers> m_demo;
    std::unique_ptr<base::Redactor> m_browserRedactor;
    std::unique_ptr<net::ExchangeLog> m_browserLog;
    std::unique_ptr<net::StrictNetworkAccessManager> m_browserNetwork;
    std::unique_ptr<session::HeadlessBrowser> m_browser;
    std::unique_ptr<Engine> m_engine;
};

void TestDemoFeatures::init()
{
    const QString data = m_dir.filePath(QString::number(++m_run));
    QVERIFY(QDir().mkpath(data));
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_demo = std::make_unique<demo::DemoServers>(demo::DemoOptions{ .dataDir = data + u"/demo"_s,
                                                     .idpPort = 0,
                                                     .appPort = 0,
                                                     .mcpPort = 0,
                                                     .autoConsentUser = u"ada"_s },
        &m_clock, &m_random);
    const auto started = m_demo->start();
    QVERIFY2(started, started ? "" : qPrintable(started.error().message));
    m_browserRedactor = std::make_unique<base::Redactor>();
    m_browserLog = std::make_unique<net::ExchangeLog>(m_browserRedactor.get(), &m_clock);
    m_browserNetwork = std::make_unique<net::StrictNetworkAccessManager>(m_browserLog.get());
    m_browser = std::make_unique<session::HeadlessBrowser>(m_browserNetwork.get());
    m_engine = std::make_unique<Engine>(data, m_secrets.get(), m_browser.get());
}

void TestDemoFeatures::cleanup()
{
    m_engine.reset();
    m_browser.reset();
    m_demo.reset();
}

session::Connection *TestDemoFeatures::signedIn()
{
    const auto added = m_engine->workspace->add(m_demo->mcpUrl());
    if (!added)
        return nullptr;
    oauth::SignInFlow *flow = (*added)->signIn(
        u"First sign-in"_s, { "openid", "boards.read", "boards.write", "boards.admin", "reports.run" });
    QSignalSpy finished(flow, &base::Operation::finished);
    connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
        QList<QByteArray> scopes;
        for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
            scopes << scope.scope;
        flow->agree(scopes);
    });
    if (!QTest::qWaitFor([&finished] { return finished.count() > 0; }, 20000) || !flow->result())
        return nullptr;
    return *added;
}

void TestDemoFeatures::showsItsDocumentsAndPromptsToEverybody()
{
    const auto connection = m_engine->workspace->add(m_demo->mcpUrl());
    QVERIFY(connection);
    session::Features *features = (*connection)->features();
    QVERIFY(outcome(features->loadResources(*connection)));
    QCOMPARE(features->resources().size(), 4);
    QCOMPARE(features->templates().size(), 1);
    const auto start = outcome(features->readResource("boards://docs/getting-started", *connection));
    QVERIFY(start);
    QCOMPARE(start->contents.first().mimeType, QByteArray("text/markdown"));
    QVERIFY(start->contents.first().text.startsWith(u"# Getting started"_s));
    const auto logo = outcome(features->readResource("boards://logo.png", *connection));
    QVERIFY(logo);
    QVERIFY(!logo->contents.first().isText);
    QVERIFY(logo->contents.first().data.startsWith("\x89PNG\r\n"));

    QVERIFY(outcome(features->loadPrompts(*connection)));
    QCOMPARE(features->prompts().size(), 2);
    const auto prompt = outcome(
        features->getPrompt(u"plan_week"_s, { { "goal", "a beta" }, { "start", "Tuesday" } }, *connection));
    QVERIFY(prompt);
    QVERIFY(prompt->messages.first().content.text.contains(u"begins on Tuesday"_s));
    QVERIFY(!outcome(features->getPrompt(u"plan_week"_s, {}, *connection)));
    const auto styles = outcome(features->complete(
        { mcp::CompletionTarget::Kind::Prompt, "summarize_board" }, "style", u"one"_s, {}, *connection));
    QVERIFY(styles);
    QCOMPARE(styles->values, QStringList({ u"one paragraph"_s, u"one sentence"_s }));
}

void TestDemoFeatures::wantsASignInForTheBoards()
{
    const auto connection = m_engine->workspace->add(m_demo->mcpUrl());
    QVERIFY(connection);
    const auto boards = outcome((*connection)->features()->readResource("boards://boards", *connection));
    QVERIFY(!boards);
    QCOMPARE(boards.error().code, u"OA-005"_s);
}

void TestDemoFeatures::aNewBoardIsSeenWhereItIsWatched()
{
    session::Connection *connection = signedIn();
    QVERIFY(connection);
    session::Features *features = connection->features();
    QVERIFY(outcome(features->loadResources(connection)));
    QCOMPARE(features->resources().size(), 7); // three of Ada's beside the documents
    const mcp::CompletionTarget target{ mcp::CompletionTarget::Kind::Resource, "boards://boards/{board_id}" };
    const auto ids = outcome(features->complete(target, "board_id", u"b"_s, {}, connection));
    QVERIFY(ids);
    QCOMPARE(ids->values.size(), 3);
    features->setWatched("boards://boards", true);
    QTRY_COMPARE(features->watchState().kind, mcp::WatchState::Kind::Live);
    QTRY_VERIFY(features->watchState().accepted.uris.contains("boards://boards"));
    QSignalSpy updated(features, &session::Features::resourceUpdated);
    QVERIFY(outcome(connection->callTool(u"create_board"_s, { { "title", "New here" } }, connection)));
    QTRY_COMPARE(updated.count(), 1);
    QCOMPARE(updated.first().first().toByteArray(), QByteArray("boards://boards"));
    QTRY_COMPARE(features->resources().size(), 8);
    QCOMPARE(features->resources().last().title, u"New here"_s);
}

void TestDemoFeatures::aReportTellsHowFarItIs()
{
    session::Connection *connection = signedIn();
    QVERIFY(connection);
    connection->features()->setLogLevel("info");
    auto *report = connection->callTool(u"run_report"_s, { { "seconds", 1 } }, connection);
    QList<double> parts;
    double total = 0;
    QStringList lines;
    connect(report, &session::ToolCall::progressed, this, [&](double progress, double of, const QString &) {
        parts.append(progress);
        total = of;
    });
    connect(report, &session::ToolCall::logged, this,
        [&](const QString &, const QString &text) { lines.append(text); });
    const auto result = outcome(report);
    QVERIFY2(result, qPrintable(result ? QString() : base::oneLine(result.error())));
    QVERIFY(firstText(result).contains(u"Sprint Board"_s));
    QCOMPARE(result->content.last().type, QByteArray("resource"));
    QVERIFY(!parts.isEmpty());
    QVERIFY(std::is_sorted(parts.begin(), parts.end()));
    QCOMPARE(parts.last(), total);
    QVERIFY(!lines.isEmpty());
    const auto tooLong = outcome(connection->callTool(u"run_report"_s, { { "seconds", 9999 } }, connection));
    QVERIFY(tooLong && tooLong->isError);
}

void TestDemoFeatures::aCancelledReportLeavesTheSessionUsable()
{
    session::Connection *connection = signedIn();
    QVERIFY(connection);
    auto *report = connection->callTool(u"run_report"_s, { { "seconds", 20 } }, connection);
    QSignalSpy progressed(report, &session::ToolCall::progressed);
    QSignalSpy finished(report, &base::Operation::finished);
    report->start();
    QTRY_VERIFY(progressed.count() > 0);
    report->cancel();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(outcome(connection->callTool(u"list_boards"_s, {}, connection)));
}

void TestDemoFeatures::asksWhyABoardShouldGo()
{
    Answering person;
    m_engine->workspace->setInputHandler(&person);
    session::Connection *connection = signedIn();
    QVERIFY(connection);
    person.answer.action = mcp::ElicitationAnswer::Action::Decline;
    const auto kept = outcome(connection->callTool(u"delete_board"_s, { { "board_id", "b2" } }, connection));
    QCOMPARE(firstText(kept), u"Nobody said why. Nothing was deleted."_s);
    QCOMPARE(person.asked.size(), 1);
    QCOMPARE(person.asked.first().message, u"Why should the board “Roadmap” go?"_s);
    person.answer = { .action = mcp::ElicitationAnswer::Action::Accept,
        .content = { { "reason", "it is done" }, { "keep_copy", false } } };
    const auto gone = outcome(connection->callTool(u"delete_board"_s, { { "board_id", "b2" } }, connection));
    QCOMPARE(firstText(gone), u"Deleted the board, because: it is done"_s);
    const auto again = outcome(connection->callTool(u"get_board"_s, { { "board_id", "b2" } }, connection));
    QVERIFY(again && again->isError);
    m_engine->workspace->setInputHandler(nullptr);
}

void TestDemoFeatures::deletesNothingWhenNobodyCanBeAsked()
{
    session::Connection *connection = signedIn();
    QVERIFY(connection);
    const auto result
        = outcome(connection->callTool(u"delete_board"_s, { { "board_id", "b1" } }, connection));
    QVERIFY(result && result->isError);
    QVERIFY2(firstText(result).contains(u"cannot be asked"_s), qPrintable(firstText(result)));
    const auto there = outcome(connection->callTool(u"get_board"_s, { { "board_id", "b1" } }, connection));
    QVERIFY(there && !there->isError);
}

QTEST_GUILESS_MAIN(TestDemoFeatures)
#include "test_demofeatures.moc"
