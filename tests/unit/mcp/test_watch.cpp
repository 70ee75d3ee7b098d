// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/backoff.h"
#include "modernscript.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using mcp::Session;
using mcp::Watch;
using Kind = mcp::WatchState::Kind;

namespace {

const Watch nothing{ .tools = false, .prompts = false, .resources = false };

Watch resource(const QByteArray &uri)
{
    Watch watch = nothing;
    watch.uris = { uri };
    return watch;
}

QByteArray filterOf(const Asked &asked)
{
    return json::compact(paramsOf(asked).at("notifications"));
}

} // namespace

/// What a session hears beside its calls, in both eras (mcp.md 1.4 and 1.5).
class TestWatch : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listensForAllListsByDefault();
    void asksOnlyForWhatIsOffered();
    void listensToNothingWhereNothingIsOffered();
    void comparesWhatWasAcknowledged();
    void tellsApartBySubscriptionAndType();
    void tellsWhatHasNoSubscription();
    void replacesTheOldOneOnceTheNewOneStands();
    void listensAgainAfterADrop();
    void listensAgainAfterAGracefulEnd();
    void givesUpWhereItIsNotImplemented();
    void stopsWhenTheSessionIsLeft();
    void survivesLeavingFromASlot();
    void subscribesInTheLegacyEra();
    void subscribesAgainInANewSession();
    void saysWhatCouldNotBeSubscribed();
    void boundsWhatIsWatched();
    void waitsLongerEachTime();
};

void TestWatch::listensForAllListsByDefault()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    Client client(optionsFor(script));
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy prompts(client.session.get(), &Session::promptsChanged);
    QSignalSpy resources(client.session.get(), &Session::resourcesChanged);
    QSignalSpy updated(client.session.get(), &Session::resourceUpdated);
    client.session->setWatch({ .uris = { "note://1", "note://2" } });
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    const Asked listen = *script.last("subscriptions/listen");
    const QByteArray wanted
        = R"({"toolsListChanged":true,"promptsListChanged":true,"resourcesListChanged":true,)"
          R"("resourceSubscriptions":["note://1","note://2"]})";
    QCOMPARE(filterOf(listen), wanted);
    QCOMPARE(listen.http.headers.value("Mcp-Method"), std::optional<QByteArray>("subscriptions/listen"));
    QVERIFY(metaOf(listen).contains("io.modelcontextprotocol/protocolVersion"));
    QCOMPARE(client.session->watchState().accepted, client.session->watch());
    QCOMPARE(client.session->watchState().note, QString());
    QCOMPARE(tools.count(), 0); // nothing was missed yet
    const auto &stream = script.open.first();
    stream->write(ModernScript::told("notifications/tools/list_changed", listen.id));
    stream->write(ModernScript::told("notifications/prompts/list_changed", listen.id));
    stream->write(ModernScript::told("notifications/resources/list_changed", listen.id));
    stream->write(ModernScript::told("notifications/resources/updated", listen.id, R"(,"uri":"note://1")"));
    QTRY_COMPARE(updated.count(), 1);
    QCOMPARE(updated.first().first().toByteArray(), QByteArray("note://1"));
    QCOMPARE(tools.count(), 1);
    QCOMPARE(prompts.count(), 1);
    QCOMPARE(resources.count(), 1);
}

void TestWatch::asksOnlyForWhatIsOffered()
{
    ModernScript script(R"({"tools":{"listChanged":true},"prompts":{},"resources":{"subscribe":false}})");
    script.offerListening();
    Client client(optionsFor(script));
    client.session->setWatch({ .uris = { "note://1" } });
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(filterOf(*script.last("subscriptions/listen")), R"({"toolsListChanged":true})");
    QVERIFY(client.session->watchState().note.contains(
        u"the list of prompts, the list of resources, one resource"_s));
}

void TestWatch::listensToNothingWhereNothingIsOffered()
{
    ModernScript script;
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(optionsFor(script));
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(client.session->watchState().kind, Kind::NotOffered);
    client.session->setWatch(nothing);
    QCOMPARE(client.session->watchState().kind, Kind::Off);
    QCOMPARE(script.count("subscriptions/listen"), 0);
}

void TestWatch::comparesWhatWasAcknowledged()
{
    ModernScript script(allCapabilities);
    script.on("subscriptions/listen", [&script](const Asked &asked, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        reply->write(ModernScript::acknowledgement(
            asked, R"({"toolsListChanged":true,"resourceSubscriptions":["note://1","note://not-asked"]})"));
        script.open.append(reply);
    });
    Client client(optionsFor(script));
    client.session->setWatch({ .uris = { "note://1", "note://2" } });
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    const Watch accepted{
        .tools = true, .prompts = false, .resources = false, .uris = { QByteArray("note://1") }
    };
    QCOMPARE(client.session->watchState().accepted, accepted);
    QCOMPARE(client.session->watchState().note,
        u"The server does not tell about changes of the list of prompts, the list of resources, one resource."_s);
}

void TestWatch::tellsApartBySubscriptionAndType()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    Client client(optionsFor(script));
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy prompts(client.session.get(), &Session::promptsChanged);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    const QByteArray id = script.last("subscriptions/listen")->id;
    const auto &stream = script.open.first();
    stream->write(ModernScript::told("notifications/tools/list_changed", '"' + id + '"')); // a text
    stream->write(ModernScript::told("notifications/tools/list_changed", "4711"));
    stream->write(ModernScript::told("notifications/prompts/list_changed", id));
    QTRY_COMPARE(prompts.count(), 1);
    QCOMPARE(tools.count(), 0);
    QCOMPARE(complained.count(), 2);
    QVERIFY(complained.last().first().value<base::Error>().message.contains(u"4711"_s));
}

void TestWatch::tellsWhatHasNoSubscription()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    Client client(optionsFor(script));
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    script.open.first()->write(
        McpScript::event(R"({"jsonrpc":"2.0","method":"notifications/tools/list_changed"})"));
    QTRY_COMPARE(tools.count(), 1);
    QCOMPARE(complained.count(), 1);
    QVERIFY(complained.first().first().value<base::Error>().message.contains(u"subscriptionId"_s));
}

void TestWatch::replacesTheOldOneOnceTheNewOneStands()
{
    ModernScript script(allCapabilities);
    script.on("subscriptions/listen", [&script](const Asked &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    Client client(optionsFor(script));
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy complained(client.session.get(), &Session::complained);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(script.open.size(), 1);
    const Asked first = *script.last("subscriptions/listen");
    QCOMPARE(client.session->watchState().kind, Kind::Opening);
    script.open[0]->write(ModernScript::acknowledgement(first, filterOf(first)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    Watch more = client.session->watch();
    more.uris = { "note://1" };
    client.session->setWatch(more);
    QTRY_COMPARE(script.open.size(), 2);
    const Asked second = *script.last("subscriptions/listen");
    QVERIFY(second.id != first.id);
    QVERIFY(script.open[0]->isOpen());
    script.open[0]->write(ModernScript::told("notifications/tools/list_changed", first.id));
    QTRY_COMPARE(tools.count(), 1); // the old one is still heard
    script.open[1]->write(ModernScript::acknowledgement(second, filterOf(second)));
    QTRY_VERIFY(!script.open[0]->isOpen());
    QTRY_COMPARE(client.session->watchState().accepted, more);
    QCOMPARE(complained.count(), 0);
    QCOMPARE(tools.count(), 1); // nothing fell between the two
    client.session->setWatch(nothing);
    QTRY_VERIFY(!script.open[1]->isOpen());
    QCOMPARE(client.session->watchState().kind, Kind::Off);
    QCOMPARE(script.count("notifications/cancelled"), 0);
}

void TestWatch::listensAgainAfterADrop()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    Client client(optionsFor(script));
    client.session->setWatch({ .uris = { "note://1" } });
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    QSignalSpy updated(client.session.get(), &Session::resourceUpdated);
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    QSignalSpy changed(client.session.get(), &Session::watchChanged);
    script.open.first()->drop();
    QTRY_COMPARE(client.session->watchState().kind, Kind::Waiting);
    QVERIFY(client.session->watchState().error);
    QVERIFY(!client.session->watchState().note.isEmpty());
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(script.count("subscriptions/listen"), 2);
    QTRY_COMPARE(tools.count(), 1); // stale, now that the next change will be told
    QTRY_COMPARE(updated.count(), 1);
    QVERIFY(!client.session->watchState().error);
    QCOMPARE(client.session->state(), Session::State::Ready);
}

void TestWatch::listensAgainAfterAGracefulEnd()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    Client client(optionsFor(script));
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    script.open.first()->write(McpScript::event(
        McpScript::result(*script.last("subscriptions/listen"), R"({"resultType":"complete"})")));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Waiting);
    QVERIFY(!client.session->watchState().error); // in good order
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(script.count("subscriptions/listen"), 2);
}

void TestWatch::givesUpWhereItIsNotImplemented()
{
    ModernScript script(allCapabilities);
    script.on("subscriptions/listen", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(asked, -32601), 404));
    });
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(optionsFor(script));
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::NotOffered);
    QVERIFY(client.session->watchState().error);
    client.session->setWatch({ .uris = { "note://1" } });
    QVERIFY(ended(client.session->listTools(this)));
    QCOMPARE(script.count("subscriptions/listen"), 1);
}

void TestWatch::stopsWhenTheSessionIsLeft()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    Client client(optionsFor(script));
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    client.session->leave();
    QCOMPARE(client.session->watchState().kind, Kind::Off);
    QTRY_VERIFY(!script.open.first()->isOpen());
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    client.session.reset();
    QTRY_VERIFY(!script.open.last()->isOpen());
}

void TestWatch::survivesLeavingFromASlot()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    for (const bool isDeleted : { false, true }) {
        Client client(optionsFor(script));
        auto *session = client.session.release(); // deleted by its own signal, below
        connect(session, &Session::toolsChanged, session, [session, isDeleted] {
            if (isDeleted)
                session->deleteLater();
            else
                session->leave();
        });
        const QPointer<Session> alive(session);
        QVERIFY(ended(session->initialize(this)));
        QTRY_COMPARE(session->watchState().kind, Kind::Live);
        script.open.last()->write(
            ModernScript::told("notifications/tools/list_changed", script.last("subscriptions/listen")->id));
        QTRY_VERIFY(!script.open.last()->isOpen());
        QCOMPARE(alive.isNull(), isDeleted);
        delete alive.data();
    }
}

void TestWatch::subscribesInTheLegacyEra()
{
    McpScript script;
    script.capabilities = allCapabilities;
    script.onResult("resources/subscribe", "{}");
    script.onResult("resources/unsubscribe", "{}");
    script.onListen([&script](const net::ServerRequest &, const McpScript::Reply &reply) {
        McpScript::beginStream(reply);
        script.open.append(reply);
    });
    Client client(script.url());
    QSignalSpy updated(client.session.get(), &Session::resourceUpdated);
    client.session->setWatch({ .uris = { "note://1" } });
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().accepted, client.session->watch());
    QCOMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(json::stringMember(paramsOf(*script.last("resources/subscribe")), "uri"),
        std::optional<QByteArray>("note://1"));
    script.open.first()->write(McpScript::event(
        R"({"jsonrpc":"2.0","method":"notifications/resources/updated","params":{"uri":"note://1"}})"));
    QTRY_COMPARE(updated.count(), 1);
    client.session->setWatch({ .uris = { "note://2" } });
    QTRY_COMPARE(client.session->watchState().accepted, client.session->watch());
    QTRY_COMPARE(script.count("resources/unsubscribe"), 1);
    QCOMPARE(script.count("resources/subscribe"), 2);
    QCOMPARE(json::stringMember(paramsOf(*script.last("resources/unsubscribe")), "uri"),
        std::optional<QByteArray>("note://1"));
    QCOMPARE(script.count("subscriptions/listen"), 0);
}

void TestWatch::subscribesAgainInANewSession()
{
    McpScript script;
    script.capabilities = allCapabilities;
    script.onResult("resources/subscribe", "{}");
    script.onResult("tools/list", R"({"tools":[]})");
    Client client(script.url());
    QSignalSpy tools(client.session.get(), &Session::toolsChanged);
    client.session->setWatch(resource("note://1"));
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(script.count("resources/subscribe"), 1);
    int lists = 0;
    script.on("tools/list", [&lists](const Asked &asked, const McpScript::Reply &reply) {
        if (++lists == 1)
            reply->send({ .status = 404 });
        else
            reply->send(jsonAnswer(McpScript::result(asked, R"({"tools":[]})")));
    });
    QVERIFY(ended(client.session->listTools(this)));
    QTRY_COMPARE(script.count("resources/subscribe"), 2);
    QCOMPARE(script.count("initialize"), 2);
    QCOMPARE(tools.count(), 1); // lists of the session before are stale
}

void TestWatch::saysWhatCouldNotBeSubscribed()
{
    McpScript script;
    script.capabilities = allCapabilities;
    script.on("resources/subscribe", [](const Asked &asked, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(rpcErrorText(asked, -32002)));
    });
    Client client(script.url());
    client.session->setWatch(resource("note://gone"));
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_VERIFY(client.session->watchState().error);
    QVERIFY(client.session->watchState().accepted.uris.isEmpty());
    QCOMPARE(client.session->state(), Session::State::Ready);
    // A server that offers none is not asked.
    McpScript other;
    Client second(other.url());
    second.session->setWatch(resource("note://1"));
    QVERIFY(ended(second.session->initialize(this)));
    QCOMPARE(other.count("resources/subscribe"), 0);
}

void TestWatch::boundsWhatIsWatched()
{
    ModernScript script(allCapabilities);
    script.offerListening();
    auto options = optionsFor(script);
    options.limits.maxWatched = 2;
    Client client(options);
    client.session->setWatch({ .uris = { "note://1", "note://2", "note://3" } });
    QVERIFY(ended(client.session->initialize(this)));
    QTRY_COMPARE(client.session->watchState().kind, Kind::Live);
    QCOMPARE(client.session->watchState().accepted.uris.size(), 2);
    QVERIFY(client.session->watchState().note.contains(u"maxWatched"_s));
}

void TestWatch::waitsLongerEachTime()
{
    using std::chrono::milliseconds;
    mcp::Backoff backoff;
    QCOMPARE(backoff.next(0), milliseconds(500));
    QCOMPARE(backoff.next(0), milliseconds(1000));
    QCOMPARE(backoff.next(0.999), milliseconds(3998));
    for (int i = 0; i < 20; ++i)
        QVERIFY(backoff.next(0.999) <= mcp::Backoff::longest);
    QVERIFY(backoff.next(0) >= mcp::Backoff::longest / 2);
    QCOMPARE(backoff.next(0, milliseconds(600000)), milliseconds(600000)); // the server asked for it
    backoff.reset();
    QCOMPARE(backoff.next(0), milliseconds(500));
}

QTEST_GUILESS_MAIN(TestWatch)
#include "test_watch.moc"
