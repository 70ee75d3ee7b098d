// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcpscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;

namespace {

const QByteArray greeting = R"({"content":[{"type":"text","text":"grüße 🐲"}]})";

QByteArray notification(const QByteArray &method, const QByteArray &params)
{
    return McpScript::event(R"({"jsonrpc":"2.0","method":")" + method + R"(","params":)" + params + "}");
}

/// A stream whose connection ends before the stream does.
void cutStream(const McpScript::Reply &reply, const QByteArray &events)
{
    reply->sendRaw(
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000000\r\n\r\n" + events);
}

} // namespace

/// Answers as events: what comes before the answer, and streams that break.
class TestEventStream : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesTheAnswerAtAnyCut();
    void readsThroughCommentsAndOtherEvents();
    void takesInitializeAsEvents();
    void ignoresAnswersToOthers();
    void takesTheFirstOfTwoAnswers();
    void saysWhoseAnswersCameInstead();
    void endsOnAnEventThatIsNoMessage();
    void boundsAnEvent();
    void passesOnWhatTheServerSays();
    void matchesProgressByType();
    void answersPingsAndRefusesTheRest();
    void answersAFlood();
    void goesOnWhereTheStreamBroke();
    void goesOnAfterARefusalWithANewToken();
    void neverAsksAgainWithoutAnEventId_data();
    void neverAsksAgainWithoutAnEventId();
    void stopsTryingToGoOn();
    void saysWhyItCouldNotGoOn_data();
    void saysWhyItCouldNotGoOn();
    void cancelsWhileItWaitsToGoOn();
    void recordsTheEvents();
};

void TestEventStream::takesTheAnswerAtAnyCut()
{
    McpScript script;
    qsizetype cut = 0;
    qsizetype size = 0;
    script.on("tools/call", [&](const Asked &asked, const McpScript::Reply &reply) {
        const QByteArray event = McpScript::event(McpScript::result(asked, greeting), "7");
        size = event.size();
        McpScript::beginStream(reply);
        reply->write(event.first(qMin(cut, size)));
        QTimer::singleShot(1, reply.get(), [reply, rest = event.sliced(qMin(cut, size))] {
            reply->write(rest);
            reply->finish();
        });
    });
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    // Among them the cuts inside the two-byte ü and the four-byte dragon.
    do {
        const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
        QVERIFY2(result, result ? "" : qPrintable(u"%1 %2"_s.arg(cut).arg(result.error().message)));
        QCOMPARE(result->content[0].text, u"grüße 🐲"_s);
        cut += 3;
    } while (cut < size);
}

void TestEventStream::readsThroughCommentsAndOtherEvents()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(
            "\xef\xbb\xbf: keep-alive\r\n\r\n:\n\nevent: endpoint\ndata: /elsewhere\n\nid: 1\n\ndata:\n\n");
        reply->write("event: message\r\ndata: "
            + McpScript::result(asked, greeting).replace(",\"result\"", ",\r\ndata: \"result\"")
            + "\r\n\r\n");
        reply->finish();
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
}

void TestEventStream::takesInitializeAsEvents()
{
    McpScript script;
    script.on("initialize", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->begin(
            200, { { "Content-Type", "text/event-stream" }, { "Mcp-Session-Id", "by-stream-4711" } });
        reply->write(McpScript::event(
            McpScript::result(asked, R"({"protocolVersion":"2025-11-25","capabilities":{}})")));
        reply->finish();
    });
    Client client(script.url());
    QVERIFY(ended(client.session->initialize(this)));
    QCOMPARE(script.last("notifications/initialized")->http.headers.value("Mcp-Session-Id"),
        std::optional<QByteArray>("by-stream-4711"));
}

void TestEventStream::ignoresAnswersToOthers()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        Asked other = asked;
        McpScript::beginStream(reply);
        for (const char *id : { "99999", "\"2\"", "-1" }) {
            other.id = id;
            reply->write(McpScript::event(McpScript::result(other, R"({"content":[],"isError":true})")));
        }
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(result);
    QVERIFY(!result->isError);
}

void TestEventStream::takesTheFirstOfTwoAnswers()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(McpScript::event(McpScript::result(asked, greeting))
            + McpScript::event(McpScript::result(asked, R"({"isError":true})")));
        reply->finish();
    });
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    QSignalSpy finished(call, &base::Operation::finished);
    call->start();
    QTRY_COMPARE(finished.count(), 1);
    QVERIFY(call->result() && !call->result()->isError);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    QCOMPARE(finished.count(), 1);
}

void TestEventStream::saysWhoseAnswersCameInstead()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        Asked other = asked;
        other.id = "\"" + asked.id + "\"";
        McpScript::beginStream(reply);
        reply->write(McpScript::event(McpScript::result(other, greeting)));
        reply->finish();
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
    QVERIFY(result.error().message.contains(u"“2”"_s));
}

void TestEventStream::endsOnAnEventThatIsNoMessage()
{
    McpScript script;
    script.on("tools/call", [&script](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write("data: hello\n\n");
        script.open.append(reply);
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
    QTRY_VERIFY(!script.open.first()->isOpen());
    script.onResult("tools/call", greeting);
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
}

void TestEventStream::boundsAnEvent()
{
    McpScript script;
    script.on("tools/call", [&script](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        for (int i = 0; i < 40; ++i)
            reply->write("data: " + QByteArray(64 * 1024, ' ') + "\n");
        script.open.append(reply);
    });
    Client client({ .url = script.url(), .limits = { .maxMessageBytes = 1 << 20 } });
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::tooLarge);
    QTRY_VERIFY(!script.open.first()->isOpen());
}

void TestEventStream::passesOnWhatTheServerSays()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(
            notification("notifications/message", R"({"level":"warning","data":"low on paper\u202e"})"));
        reply->write(notification("notifications/message", R"({"level":"info","data":{"z":1,"a":2}})"));
        reply->write(notification("notifications/message", R"({"level":7,"data":"session-one-4711"})"));
        reply->write(notification("notifications/tools/list_changed", "{}"));
        reply->write(notification("notifications/unheard/of", "{}"));
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(script.url());
    QSignalSpy changed(client.session.get(), &Session::toolsChanged);
    QSignalSpy all(client.session.get(), &Session::logged);
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    QSignalSpy logged(call->events(), &mcp::FeatureSignals::logged);
    QVERIFY(ended(call));
    QCOMPARE(changed.count(), 1);
    QCOMPARE(all.count(), 0); // told by the call, and not twice
    QCOMPARE(logged.count(), 3);
    QCOMPARE(logged[0].at(0).toString(), u"warning"_s);
    QCOMPARE(logged[0].at(1).toString(), u"low on paper⟨U+202E⟩"_s);
    const QString second = uR"({"z":1,"a":2})"_s;
    QCOMPARE(logged[1].at(1).toString(), second);
    QCOMPARE(logged[2].at(0).toString(), u"info"_s);
    QVERIFY(!logged[2].at(1).toString().contains(u"4711"_s));
}

void TestEventStream::matchesProgressByType()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        const QByteArray token
            = json::compact(json::objectMember(asked.message, "params")->at("_meta").at("progressToken"));
        McpScript::beginStream(reply);
        for (const QByteArray &one :
            { QByteArray("\"" + token + "\""), QByteArray("4711"), QByteArray("null"), token })
            reply->write(
                notification("notifications/progress", R"({"progressToken":)" + one + R"(,"progress":0.5})"));
        reply->write(notification(
            "notifications/progress", R"({"progressToken":)" + token + R"(,"progress":"much"})"));
        reply->write(McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    QSignalSpy progressed(call->events(), &mcp::FeatureSignals::progressed);
    QVERIFY(ended(call));
    QCOMPARE(progressed.count(), 1);
    QCOMPARE(progressed[0].at(0).toDouble(), 0.5);
    QVERIFY(progressed[0].at(1).toDouble() < 0);
}

void TestEventStream::answersPingsAndRefusesTheRest()
{
    McpScript script;
    script.on("tools/call", [&script](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(McpScript::event(R"({"jsonrpc":"2.0","id":"p-1","method":"ping"})"));
        reply->write(
            McpScript::event(R"({"jsonrpc":"2.0","id":7,"method":"sampling/createMessage","params":{}})"));
        script.open.append(reply);
    });
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    call->start();
    QTRY_COMPARE(script.count(""), 2);
    QHash<QByteArray, json::Object> answers;
    for (const Asked &asked : std::as_const(script.asked)) {
        if (asked.method.isEmpty())
            answers.insert(asked.id, asked.message);
    }
    const QByteArray ping = "\"p-1\"";
    QVERIFY(answers.value(ping).at("result").get_object().empty());
    QCOMPARE(qint64(answers.value("7").at("error").at("code").as_int64()), -32601);
    QVERIFY(call->isRunning());
    const Asked *asked = script.last("tools/call");
    script.open.first()->write(McpScript::event(McpScript::result(*asked, greeting)));
    QVERIFY(waitFor(call));
    QVERIFY(call->result());
}

void TestEventStream::answersAFlood()
{
    constexpr int flood = 3000;
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        QByteArray all;
        for (int i = 0; i < flood; ++i)
            all += McpScript::event(
                R"({"jsonrpc":"2.0","id":)" + QByteArray::number(i) + R"(,"method":"ping"})");
        reply->write(all + McpScript::event(McpScript::result(asked, greeting)));
        reply->finish();
    });
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(script.url());
    QVERIFY(ended(client.session->callTool(u"greet"_s, {}, this)));
    // Answers go out in order and no faster than they are taken; calls pass them.
    QVERIFY(ended(client.session->listTools(this)));
    QTRY_VERIFY(script.count("") >= 20);
    QVERIFY(script.count("") < flood);
}

void TestEventStream::goesOnWhereTheStreamBroke()
{
    McpScript script;
    Asked first;
    script.on("tools/call", [&first](const Asked &asked, const McpScript::Reply &reply) {
        first = asked;
        cutStream(reply, // after priming and a message, in the middle of a word
            "retry: 20\nid: s/1\n\nid: s/2\n"
                + notification("notifications/message", R"({"level":"info","data":"half"})")
                + "data: {\"jsonr");
    });
    QList<QByteArray> resumedFrom;
    script.onResume([&](const net::ServerRequest &request, const McpScript::Reply &reply) {
        const QByteArray from = request.headers.value("Last-Event-ID").value_or("");
        // Qt itself may ask a second time when a GET breaks.
        if (resumedFrom.isEmpty() || resumedFrom.last() != from)
            resumedFrom.append(from);
        if (from == "s/2")
            return cutStream(reply, "id: s/3\n\n");
        McpScript::beginStream(reply);
        reply->write(McpScript::event(McpScript::result(first, greeting), "s/4"));
        reply->finish();
    });
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    QSignalSpy logged(call->events(), &mcp::FeatureSignals::logged);
    const auto result = ended(call);
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(resumedFrom, QList<QByteArray>({ "s/2", "s/3" }));
    QCOMPARE(script.count("tools/call"), 1);
    QCOMPARE(logged.count(), 1);
    const auto request = script.resumed.first();
    QCOMPARE(request.headers.value("Accept"), std::optional<QByteArray>("text/event-stream"));
    QCOMPARE(request.headers.value("Mcp-Session-Id"), std::optional<QByteArray>(script.sessionId));
    QCOMPARE(request.headers.value("MCP-Protocol-Version"), std::optional<QByteArray>("2025-11-25"));
}

void TestEventStream::goesOnAfterARefusalWithANewToken()
{
    McpScript script;
    ScriptedAuthorizer authorizer;
    authorizer.resource = script.url();
    authorizer.onRefused = [&authorizer] { authorizer.token = "second-token-abcdefgh"; };
    Asked first;
    script.on("tools/call", [&first](const Asked &asked, const McpScript::Reply &reply) {
        first = asked;
        McpScript::beginStream(reply);
        reply->write("retry: 10\nid: 1\n\n");
        reply->finish();
    });
    script.onResume([&](const net::ServerRequest &request, const McpScript::Reply &reply) {
        if (request.headers.value("Authorization") != QByteArray("Bearer second-token-abcdefgh"))
            return reply->send({ .status = 401 });
        McpScript::beginStream(reply);
        reply->write(McpScript::event(McpScript::result(first, greeting)));
        reply->finish();
    });
    Client client(script.url(), &authorizer);
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
    QCOMPARE(authorizer.refusals.size(), 1);
    QCOMPARE(script.count("tools/call"), 1);
}

void TestEventStream::neverAsksAgainWithoutAnEventId_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("a comment") << QByteArray(": hello\n\n");
    QTest::newRow("an id that was taken back") << QByteArray("id: 1\n\nid:\n\n");
    QTest::newRow("half an event") << QByteArray("id: 1\ndata: {}");
}

void TestEventStream::neverAsksAgainWithoutAnEventId()
{
    QFETCH(QByteArray, sent);
    McpScript script;
    script.on("tools/call", [&sent](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(sent);
        reply->finish();
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"create"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpStreamCut);
    QCOMPARE(script.count("tools/call"), 1);
    QCOMPARE(script.resumed.size(), 0);
    QCOMPARE(script.listened.size(), 1); // the one stream there always is
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestEventStream::stopsTryingToGoOn()
{
    McpScript script;
    script.on("tools/call", [](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write("retry: 1\nid: 1\n\n");
        reply->finish();
    });
    script.onResume([](const net::ServerRequest &, const McpScript::Reply &reply) { reply->drop(); });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpStreamCut);
    QVERIFY(script.resumed.size() >= 5);
    QCOMPARE(script.count("tools/call"), 1);
}

void TestEventStream::saysWhyItCouldNotGoOn_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::newRow("not offered") << 405 << base::code::mcpStreamCut;
    QTest::newRow("forgotten") << 400 << base::code::mcpStreamCut;
    QTest::newRow("session lost") << 404 << base::code::mcpSessionLost;
    QTest::newRow("moved") << 307 << base::code::resourceMoved;
}

void TestEventStream::saysWhyItCouldNotGoOn()
{
    QFETCH(int, status);
    McpScript script;
    script.on("tools/call", [](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write("retry: 1\nid: 1\n\n");
        reply->finish();
    });
    script.onResume([status](const net::ServerRequest &, const McpScript::Reply &reply) {
        reply->send({ .status = status, .headers = { { "Location", "http://127.0.0.1:9/x" } } });
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(!result);
    QTEST(result.error().code, "code");
    QCOMPARE(script.resumed.size(), 1);
    QCOMPARE(script.count("tools/call"), 1);
}

void TestEventStream::cancelsWhileItWaitsToGoOn()
{
    McpScript script;
    script.on("tools/call", [](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write("retry: 3600000\nid: 1\n\n");
        reply->finish();
    });
    Client client(script.url());
    auto *call = client.session->callTool(u"greet"_s, {}, this);
    call->start();
    QTRY_VERIFY(!client.log.all().empty() && client.log.all().back().purpose == u"tools/call"_s
        && client.log.all().back().isDone());
    QVERIFY(call->isRunning());
    call->cancel();
    QVERIFY(waitFor(call));
    QTRY_COMPARE(script.count("notifications/cancelled"), 1);
    QCOMPARE(script.resumed.size(), 0);
}

void TestEventStream::recordsTheEvents()
{
    McpScript script;
    script.on("tools/call", [](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write("id: 1\n\n" + McpScript::event(McpScript::result(asked, greeting), "2"));
        reply->finish();
    });
    Client client(script.url());
    const auto result = ended(client.session->callTool(u"greet"_s, {}, this));
    QVERIFY(result);
    QTRY_VERIFY(client.log.find(result->exchange)->isDone());
    const auto &events = client.log.find(result->exchange)->events;
    QCOMPARE(events.size(), 2);
    QVERIFY(events[0].text.contains("id: 1"));
    QVERIFY(events[1].text.contains("hello") || events[1].text.contains("gr"));
    QVERIFY(client.log.find(result->exchange)->failure.isEmpty());
}

QTEST_GUILESS_MAIN(TestEventStream)
#include "test_eventstream.moc"
