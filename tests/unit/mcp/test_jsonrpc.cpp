// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/answererror.h"
#include "mcp/jsonrpc.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::mcp;

namespace {

json::Object object(QByteArrayView text)
{
    return json::parseObject(text, u"The test"_s).value();
}

} // namespace

class TestJsonRpc : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesTheBytesOfTheStandard();
    void readsBackWhatItWrites();
    void tellsTextsFromIntegers();
    void readsEachKind();
    void readsAnErrorWithoutAnId();
    void refusesWhatIsNoMessage_data();
    void refusesWhatIsNoMessage();
    void takesBatchesOnlyWhereTheyAreAllowed();
    void boundsDepthAndSize();
    void namesTheRevisionsWhenOursIsRefused();
};

void TestJsonRpc::writesTheBytesOfTheStandard()
{
    const QByteArray request
        = R"({"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"greet","arguments":{"z":1,"a":2}}})";
    const QByteArray notification = R"({"jsonrpc":"2.0","method":"notifications/initialized"})";
    const QByteArray result = R"({"jsonrpc":"2.0","id":"a\"b","result":{}})";
    const QByteArray error = R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"no"}})";
    QCOMPARE(writeRequest(qint64(7), "tools/call", object(R"({"name":"greet","arguments":{"z":1,"a":2}})")),
        request);
    QCOMPARE(writeNotification("notifications/initialized", {}), notification);
    QCOMPARE(writeResult(QByteArray("a\"b"), json::Object()), result);
    QCOMPARE(writeError(qint64(1), { .code = -32601, .message = u"no"_s }), error);
}

void TestJsonRpc::readsBackWhatItWrites()
{
    const QByteArray text = writeRequest(QByteArray("x"), "ping", object(R"({"a":[1]})"));
    const auto messages = readMessages(text, false);
    QVERIFY(messages);
    const auto request = std::get<RpcRequest>(messages->first());
    QCOMPARE(writeRequest(request.id, json::view(request.method), request.params), text);
}

void TestJsonRpc::tellsTextsFromIntegers()
{
    const QByteArray number = R"({"jsonrpc":"2.0","id":1,"result":{}})";
    const QByteArray word = R"({"jsonrpc":"2.0","id":"1","result":{}})";
    const QByteArray decimal = R"({"jsonrpc":"2.0","id":1.0,"result":{}})";
    const auto idOf = [](const QByteArray &text) {
        const auto messages = readMessages(text, false);
        return messages ? std::get<RpcResponse>(messages->first()).id : std::nullopt;
    };
    QVERIFY(idOf(number) == RequestId(qint64(1)));
    QVERIFY(idOf(word) == RequestId(QByteArray("1")));
    QVERIFY(idOf(number) != idOf(word));
    QVERIFY(idOf(decimal) == idOf(number));
    QCOMPARE(shownId(idOf(word)), u"“1”"_s);
    QCOMPARE(shownId(idOf(number)), u"1"_s);
    QCOMPARE(shownId(std::nullopt), u"null"_s);
}

void TestJsonRpc::readsEachKind()
{
    const QByteArray request = R"({"jsonrpc":"2.0","id":1,"method":"ping"})";
    const QByteArray notification
        = R"({"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1}})";
    const QByteArray failure
        = R"({"jsonrpc":"2.0","id":2,"error":{"code":-32000,"message":"no","data":[1]}})";
    const QByteArray nullBeside = R"({"jsonrpc":"2.0","id":2,"result":null,"error":null})";
    QCOMPARE(std::get<RpcRequest>(readMessages(request, false)->first()).method, QByteArray("ping"));
    QCOMPARE(std::get<RpcNotification>(readMessages(notification, false)->first()).params.size(), 1u);
    const auto error = std::get<RpcResponse>(readMessages(failure, false)->first()).error;
    QVERIFY(error);
    QCOMPARE(error->code, -32000);
    QCOMPARE(error->message, u"no"_s);
    QVERIFY(error->data.is_array());
    QVERIFY(!std::get<RpcResponse>(readMessages(nullBeside, false)->first()).error);
}

void TestJsonRpc::readsAnErrorWithoutAnId()
{
    const QByteArray null = R"({"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"what?"}})";
    const QByteArray absent = R"({"jsonrpc":"2.0","error":{"code":-32700}})";
    QVERIFY(!std::get<RpcResponse>(readMessages(null, false)->first()).id);
    QVERIFY(!std::get<RpcResponse>(readMessages(absent, false)->first()).id);
}

void TestJsonRpc::refusesWhatIsNoMessage_data()
{
    QTest::addColumn<QByteArray>("text");
    const auto row = [](const char *name, const char *text) { QTest::newRow(name) << QByteArray(text); };
    row("empty", "");
    row("html", "<!doctype html><p>hello");
    row("a number", "7");
    row("null", "null");
    row("empty object", "{}");
    row("no version", R"({"id":1,"result":{}})");
    row("version 1.0", R"({"jsonrpc":"1.0","id":1,"result":{}})");
    row("version as a number", R"({"jsonrpc":2.0,"id":1,"result":{}})");
    row("result and error", R"({"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}})");
    row("neither", R"({"jsonrpc":"2.0","id":1})");
    row("result without id", R"({"jsonrpc":"2.0","result":{}})");
    row("result with a null id", R"({"jsonrpc":"2.0","id":null,"result":{}})");
    row("id as an object", R"({"jsonrpc":"2.0","id":{},"result":{}})");
    row("id as a fraction", R"({"jsonrpc":"2.0","id":1.5,"result":{}})");
    row("id as true", R"({"jsonrpc":"2.0","id":true,"result":{}})");
    row("request with a null id", R"({"jsonrpc":"2.0","id":null,"method":"ping"})");
    row("method as a number", R"({"jsonrpc":"2.0","id":1,"method":1})");
    row("params as a list", R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[1]})");
    row("error as a text", R"({"jsonrpc":"2.0","id":1,"error":"no"})");
    row("error without a code", R"({"jsonrpc":"2.0","id":1,"error":{"message":"no"}})");
    row("error code as a text", R"({"jsonrpc":"2.0","id":1,"error":{"code":"1","message":"no"}})");
    row("error code beyond all bounds", R"({"jsonrpc":"2.0","id":1,"error":{"code":1e300,"message":"no"}})");
    row("id twice", R"({"jsonrpc":"2.0","id":1,"id":2,"result":{}})");
    row("a tail", R"({"jsonrpc":"2.0","id":1,"result":{}} x)");
}

void TestJsonRpc::refusesWhatIsNoMessage()
{
    QFETCH(QByteArray, text);
    const auto messages = readMessages(text, true);
    QVERIFY(!messages);
    QCOMPARE(messages.error().code, base::code::mcpProtocol);
    QCOMPARE(messages.error().kind, base::ErrorKind::ServerBrokeRule);
    QVERIFY(messages.error().message.endsWith(u'.'));
}

void TestJsonRpc::takesBatchesOnlyWhereTheyAreAllowed()
{
    const QByteArray batch
        = R"([{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","id":1,"result":{}},{"jsonrpc":"2.0","id":2,"method":"ping"}])";
    const QByteArray broken = R"([{"jsonrpc":"2.0","method":"a"},{}])";
    QCOMPARE(readMessages(batch, true)->size(), 3);
    QVERIFY(!readMessages(batch, false));
    QVERIFY(!readMessages(broken, true));
    QVERIFY(!readMessages("[]", true));
}

void TestJsonRpc::boundsDepthAndSize()
{
    const auto nested = [](int levels) {
        return R"({"jsonrpc":"2.0","id":1,"result":)" + QByteArray(levels, '[') + QByteArray(levels, ']')
            + "}";
    };
    QVERIFY(readMessages(nested(255), false));
    QVERIFY(!readMessages(nested(256), false));
    QVERIFY(!readMessages(nested(100000), false));
    const QByteArray text = R"({"jsonrpc":"2.0","method":"a"})";
    QVERIFY(readMessages(text, false, text.size()));
    QVERIFY(!readMessages(text, false, text.size() - 1));
}

void TestJsonRpc::namesTheRevisionsWhenOursIsRefused()
{
    const RpcError refused{ .code = -32602,
        .message = u"Unsupported protocol version"_s,
        .data = object(R"({"supported":["2026-07-28"],"requested":"2025-11-25"})") };
    const auto error = rpcFailure(refused, u"initialize"_s, 5);
    QCOMPARE(error.code, base::code::mcpVersion);
    QVERIFY(error.message.contains(u"It speaks 2026-07-28."_s));
    QCOMPARE(error.exchange, base::ExchangeId(5));
    QCOMPARE(rpcFailure(refused, u"tools/call"_s, 5).code, base::code::mcpError);
}

QTEST_GUILESS_MAIN(TestJsonRpc)
#include "test_jsonrpc.moc"
