// SPDX-License-Identifier: GPL-3.0-or-later
// Parts B and C: a sign-in that waits for its answer, and what comes instead of it, too late, or to somebody
// else. Names carry the number of the threat.
#include "hostile/waiting.h"

#include <QTcpServer>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::SignInBench;
using test::Waiting;
using test::why;

namespace {

bool isFree(quint16 port)
{
    net::HttpServer server;
    return bool(server.listen(QHostAddress(QHostAddress::LocalHost), port));
}

} // namespace

class TestWaiting : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void T027_namesTheHostThatWillStandInTheAddressBar();
    void T030_neverGoesThroughLocalhost();
    void T044_givesUpAndSaysSo();
    void T044_losesNothingThatWasKept();
    void T045_anAnswerThatComesTooLateIsNotUsed_data();
    void T045_anAnswerThatComesTooLateIsNotUsed();
    void T046_fiftySignInsAtOnceDoNotMix();
    void T048_takesNoFormNobodyAskedFor();
};

void TestWaiting::T027_namesTheHostThatWillStandInTheAddressBar()
{
    SignInBench bench;
    bench.browser.isAbandoned = true;
    oauth::SignInFlow flow(bench.services(), bench.request(), nullptr);
    QString promised;
    connect(&flow, &oauth::SignInFlow::consentNeeded, &flow, [&] {
        promised = flow.consentRequest()->authorizationHost;
        flow.agree({});
    });
    QSignalSpy opened(&flow, &oauth::SignInFlow::browserOpened);
    flow.start();
    QVERIFY(opened.wait(120000));
    const QUrl page = QUrl::fromEncoded(bench.browser.opened().first());
    QCOMPARE(promised, page.host(QUrl::EncodeUnicode) + u':' + QString::number(page.port()));
    flow.cancel();
}

void TestWaiting::T030_neverGoesThroughLocalhost()
{
    SignInBench bench;
    QTcpServer squatter;
    int caught = 0;
    connect(&squatter, &QTcpServer::newConnection, this, [&caught] { ++caught; });
    bench.browser.rewrite = [&](const QByteArray &real) {
        // Q18: the other family of our port is free for anybody.
        squatter.listen(
            QHostAddress(QHostAddress::AnyIPv6), quint16(QUrl::fromEncoded(real).port())); // or IPv6 is off
        return QList<QByteArray>{ real };
    };
    const auto grant = bench.signIn();
    QVERIFY2(grant, why(grant).constData());
    const QByteArray redirect = bench.idp.requests("/authorize").first().parameter("redirect_uri");
    QVERIFY(redirect.startsWith("http://127.0.0.1:"));
    const QByteArray registered = bench.idp.requests("/register").first().body;
    QVERIFY(registered.contains("http://127.0.0.1"));
    QVERIFY(!registered.contains("localhost") && !registered.contains("[::1]"));
    QCOMPARE(caught, 0);
}

void TestWaiting::T044_givesUpAndSaysSo()
{
    SignInBench bench;
    const base::Time before = bench.clock.now();
    Waiting waiting(bench, std::chrono::milliseconds(400));
    QVERIFY(waiting.isReady);
    QVERIFY(waiting.flow->browserDeadline() >= before + std::chrono::milliseconds(400)); // the countdown
    QVERIFY(!waiting.flow->authorizationUrl().isEmpty()); // the link to copy
    QVERIFY(waiting.ends());
    QVERIFY(!waiting.flow->result());
    const base::Error &error = waiting.flow->result().error();
    QCOMPARE(error.code, u"OA-144"_s);
    QVERIFY(error.message.contains(u"If the page showed an error, that is the server's."_s));
    QVERIFY(error.message.contains(u"no token was asked for"_s));
    QCOMPARE(bench.idp.count("/token"), 0);
    QTRY_VERIFY(isFree(waiting.port()));
}

void TestWaiting::T044_losesNothingThatWasKept()
{
    SignInBench bench;
    QVERIFY(bench.signIn());
    const auto before = bench.secrets.contents();
    QCOMPARE(before.size(), 1);
    Waiting waiting(bench, std::chrono::milliseconds(200));
    QVERIFY(waiting.isReady && waiting.ends());
    QCOMPARE(waiting.flow->result().error().code, u"OA-144"_s);
    for (auto it = before.begin(); it != before.end(); ++it)
        QCOMPARE(bench.secrets.contents().value(it.key()).reveal(), it->reveal());
}

void TestWaiting::T045_anAnswerThatComesTooLateIsNotUsed_data()
{
    QTest::addColumn<bool>("isCancelled");
    QTest::newRow("after Cancel") << true;
    QTest::newRow("after the deadline") << false;
}

void TestWaiting::T045_anAnswerThatComesTooLateIsNotUsed()
{
    QFETCH(bool, isCancelled);
    SignInBench bench;
    Waiting waiting(bench, isCancelled ? std::chrono::minutes(5) : std::chrono::milliseconds(300));
    QVERIFY(waiting.isReady);
    if (isCancelled)
        waiting.flow->cancel();
    QVERIFY(waiting.ends());
    QCOMPARE(waiting.flow->result().error().code, isCancelled ? u"OA-001"_s : u"OA-144"_s);
    const int status = waiting.deliver(waiting.get(waiting.target())); // the right state and a good code
    QVERIFY2(status == 0 || status == 410, QByteArray::number(status).constData());
    QCoreApplication::processEvents();
    QCOMPARE(bench.idp.count("/token"), 0);
    QVERIFY(bench.secrets.contents().isEmpty());
}

void TestWaiting::T046_fiftySignInsAtOnceDoNotMix()
{
    SignInBench bench;
    struct One {
        std::unique_ptr<oauth::SignInFlow> flow;
        std::unique_ptr<QSignalSpy> finished;
    };
    std::vector<One> all;
    for (int i = 0; i < 50; ++i) {
        auto request = bench.request();
        request.connection = u"stub %1"_s.arg(i);
        One one{ bench.flow(request), nullptr };
        one.finished = std::make_unique<QSignalSpy>(one.flow.get(), &base::Operation::finished);
        all.push_back(std::move(one));
    }
    for (const One &one : all)
        one.flow->start();
    for (const One &one : all) {
        QTRY_COMPARE_WITH_TIMEOUT(one.finished->count(), 1, 120000);
        QVERIFY2(one.flow->result(), why(one.flow->result()).constData());
    }
    // Each code went with the verifier and the address of its own attempt: the provider checks both.
    QCOMPARE(bench.idp.count("/token"), 50);
    QSet<QByteArray> verifiers, redirects, tokens;
    for (const test::StubRequest &request : bench.idp.requests("/token")) {
        verifiers.insert(request.parameter("code_verifier"));
        redirects.insert(request.parameter("redirect_uri"));
    }
    for (const One &one : all)
        tokens.insert(one.flow->result()->tokens.accessToken.reveal());
    QCOMPARE(verifiers.size(), 50);
    QVERIFY(redirects.size() > 1); // a listener each, though a port may come back once it is free
    QCOMPARE(tokens.size(), 50);
    QCOMPARE(bench.secrets.contents().size(), 50);
}

void TestWaiting::T048_takesNoFormNobodyAskedFor()
{
    SignInBench bench;
    Waiting waiting(bench);
    QVERIFY(waiting.isReady);
    QCOMPARE(bench.idp.requests("/authorize").first().count("response_mode"), 0);
    const QByteArray target = waiting.target();
    const QByteArray form = target.mid(target.indexOf('?') + 1);
    const QByteArray path = target.left(target.indexOf('?'));
    for (const QByteArray &where : { path, target }) {
        const int status = waiting.deliver("POST " + where + " HTTP/1.1\r\nHost: " + waiting.host()
            + "\r\nOrigin: null\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
            + QByteArray::number(form.size()) + "\r\n\r\n" + form);
        QCOMPARE(status, 405);
    }
    QCOMPARE(bench.idp.count("/token"), 0);
    QCOMPARE(waiting.finished->count(), 0);
    QCOMPARE(waiting.deliver(waiting.get(target)), 303); // the way it was asked for
    QVERIFY(waiting.ends());
    QVERIFY2(waiting.flow->result(), why(waiting.flow->result()).constData());
}

QTEST_GUILESS_MAIN(TestWaiting)
#include "test_waiting.moc"
