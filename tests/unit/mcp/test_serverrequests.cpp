// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/serverrequests.h"
#include "mcpscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::RequestId;
using mcp::ServerRequests;

namespace {

/// Remembers what it was told to send.
class Listening final : public mcp::Transport {
public:
    using Transport::Transport;
    mcp::Delivery *deliver(const mcp::Message &, QObject *) override { return nullptr; }
    void tell(const mcp::Message &message) override { told.append(message.body); }
    void leave() override { }
    QString redacted(const QString &text) const override { return text; }

    QList<QByteArray> told;
};

using Answering = Given<ServerRequests::Answer>;

} // namespace

/// Requests of a server: each gets one answer.
class TestServerRequests : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersAPingAtOnce();
    void answersWithWhatWasSaid();
    void refusesWhatNobodyOffers();
    void refusesWhatIsTooMuch();
    void takesAnIdOnce();
    void answersNothingThatWasWithdrawn();
    void saysWhenSomebodyIsAsked();
    void stopsAskingWhenTheSessionEnds();
};

void TestServerRequests::answersAPingAtOnce()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    requests.handle({ RequestId(QByteArray("a")), "ping", {} }, {});
    QCOMPARE(transport.told, QList<QByteArray>{ R"({"jsonrpc":"2.0","id":"a","result":{}})" });
}

void TestServerRequests::answersWithWhatWasSaid()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    QStringList causes;
    ServerRequests::Answer next = json::Value(true);
    base::Result<ServerRequests::Answer> outcome = next;
    requests.setResponder([&](const mcp::RpcRequest &, const QString &cause, QObject *parent) {
        causes.append(cause);
        return new Answering(outcome, false, parent);
    });
    requests.handle({ RequestId(qint64(1)), "roots/list", {} }, u"tools/call deploy"_s);
    QTRY_COMPARE(transport.told.size(), 1);
    QCOMPARE(transport.told.last(), R"({"jsonrpc":"2.0","id":1,"result":true})");
    outcome = ServerRequests::Answer(
        tl::unexpected(mcp::RpcError{ .code = -1, .message = u"The person said no."_s }));
    requests.handle({ RequestId(qint64(2)), "sampling/createMessage", {} }, {});
    QTRY_COMPARE(transport.told.size(), 2);
    QVERIFY(transport.told.last().contains(R"("error":{"code":-1,"message":"The person said no."})"));
    outcome = base::fail(base::Error{ .kind = base::ErrorKind::Storage, .message = u"The disk is full."_s });
    requests.handle({ RequestId(qint64(3)), "elicitation/create", {} }, {});
    QTRY_COMPARE(transport.told.size(), 3);
    QVERIFY(transport.told.last().contains("-32603"));
    QCOMPARE(causes, QStringList({ u"tools/call deploy"_s, QString(), QString() }));
}

void TestServerRequests::refusesWhatNobodyOffers()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    requests.handle({ RequestId(qint64(1)), "roots/list", {} }, {});
    requests.setResponder([](const mcp::RpcRequest &, const QString &,
                              QObject *) -> ServerRequests::Answering * { return nullptr; });
    requests.handle({ RequestId(qint64(2)), "roots/list", {} }, {});
    QCOMPARE(transport.told.size(), 2);
    for (const QByteArray &answer : std::as_const(transport.told))
        QVERIFY(answer.contains("-32601"));
}

void TestServerRequests::refusesWhatIsTooMuch()
{
    mcp::SessionOptions options;
    options.limits.maxServerRequests = 2;
    Listening transport(options, nullptr);
    ServerRequests requests(&transport, nullptr);
    QSignalSpy complained(&requests, &ServerRequests::complained);
    QList<QPointer<Answering>> asked;
    requests.setResponder([&asked](const mcp::RpcRequest &, const QString &, QObject *parent) {
        asked.append(new Answering(ServerRequests::Answer(json::Object()), true, parent));
        return asked.last().data();
    });
    for (qint64 id = 1; id <= 4; ++id)
        requests.handle({ RequestId(id), "elicitation/create", {} }, {});
    QCOMPARE(asked.size(), 2);
    QCOMPARE(transport.told.size(), 2);
    QVERIFY(transport.told.first().contains(R"("id":3,"error":{"code":-32000)"));
    QCOMPARE(complained.count(), 2);
    QVERIFY(complained.first().first().value<base::Error>().message.contains(u"maxServerRequests"_s));
    requests.handle({ RequestId(qint64(5)), "ping", {} }, {}); // never refused
    QVERIFY(transport.told.last().contains(R"("id":5,"result":{})"));
    asked.first()->let();
    QTRY_COMPARE(transport.told.size(), 4);
    requests.handle({ RequestId(qint64(6)), "elicitation/create", {} }, {});
    QCOMPARE(asked.size(), 3);
}

void TestServerRequests::takesAnIdOnce()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    QSignalSpy complained(&requests, &ServerRequests::complained);
    QList<QPointer<Answering>> asked;
    requests.setResponder([&asked](const mcp::RpcRequest &, const QString &, QObject *parent) {
        asked.append(new Answering(ServerRequests::Answer(json::Object()), true, parent));
        return asked.last().data();
    });
    requests.handle({ RequestId(qint64(1)), "elicitation/create", {} }, {});
    requests.handle({ RequestId(qint64(1)), "elicitation/create", {} }, {});
    QCOMPARE(asked.size(), 1);
    QCOMPARE(complained.count(), 1);
    requests.handle({ RequestId(QByteArray("1")), "elicitation/create", {} }, {}); // another id
    QCOMPARE(asked.size(), 2);
    for (const auto &one : std::as_const(asked))
        one->let();
    QTRY_COMPARE(transport.told.size(), 2);
    requests.handle({ RequestId(qint64(1)), "elicitation/create", {} }, {}); // free again
    QCOMPARE(asked.size(), 3);
}

void TestServerRequests::answersNothingThatWasWithdrawn()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    QPointer<Answering> asked;
    requests.setResponder([&asked](const mcp::RpcRequest &, const QString &, QObject *parent) {
        asked = new Answering(ServerRequests::Answer(json::Object()), true, parent);
        return asked.data();
    });
    requests.handle({ RequestId(qint64(1)), "elicitation/create", {} }, {});
    requests.withdraw(RequestId(QByteArray("1")));
    QVERIFY(asked->isRunning());
    requests.withdraw(RequestId(qint64(1)));
    QVERIFY(asked->isFinished()); // the question is taken away
    QTRY_VERIFY(!asked);
    QCOMPARE(transport.told.size(), 0);
    QVERIFY(!requests.isAsking());
}

void TestServerRequests::saysWhenSomebodyIsAsked()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    QSignalSpy changed(&requests, &ServerRequests::askingChanged);
    QList<QPointer<Answering>> asked;
    requests.setResponder([&asked](const mcp::RpcRequest &, const QString &, QObject *parent) {
        asked.append(new Answering(ServerRequests::Answer(json::Object()), true, parent));
        return asked.last().data();
    });
    requests.handle({ RequestId(qint64(1)), "elicitation/create", {} }, {});
    requests.handle({ RequestId(qint64(2)), "elicitation/create", {} }, {});
    QVERIFY(requests.isAsking());
    QCOMPARE(changed.count(), 1);
    asked[0]->let();
    asked[1]->let();
    QTRY_VERIFY(!requests.isAsking());
    QCOMPARE(changed.count(), 2);
}

void TestServerRequests::stopsAskingWhenTheSessionEnds()
{
    Listening transport({}, nullptr);
    ServerRequests requests(&transport, nullptr);
    QPointer<Answering> asked;
    requests.setResponder([&asked](const mcp::RpcRequest &, const QString &, QObject *parent) {
        asked = new Answering(ServerRequests::Answer(json::Object()), true, parent);
        return asked.data();
    });
    requests.handle({ RequestId(qint64(1)), "elicitation/create", {} }, {});
    requests.clear();
    QVERIFY(asked->isFinished());
    QVERIFY(!requests.isAsking());
    QTRY_VERIFY(!asked);
    QCOMPARE(transport.told.size(), 0);
}

QTEST_GUILESS_MAIN(TestServerRequests)
#include "test_serverrequests.moc"
