// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpparser.h"

#include <QTest>

using namespace authscope::net;

class TestHttpParser : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAGetWithItsQuery();
    void readsABodyByItsLength();
    void readsAChunkedBody();
    void takesOnlyTheFirstOfTwoRequests();
    void needsMoreUntilTheLastByte();
    void tellsThatTheSenderWaits();
    void keepsTheConnectionAsAsked_data();
    void keepsTheConnectionAsAsked();
    void refusesWhatIsNotPlainHttp_data();
    void refusesWhatIsNotPlainHttp();
    void acceptsTheSameWithoutTheDefect();
    void refusesSomeDefectsBeforeTheHeadIsWhole_data();
    void refusesSomeDefectsBeforeTheHeadIsWhole();
    void survivesRandomBytes();
};

void TestHttpParser::readsAGetWithItsQuery()
{
    const QByteArray bytes
        = "GET /callback?code=a%20b&state=c HTTP/1.1\r\nHost: 127.0.0.1:1\r\nX-Two:  b \r\n\r\n";
    const ParsedRequest parsed = parseRequest(bytes, {});
    QCOMPARE(parsed.state, ParseState::Complete);
    QCOMPARE(parsed.frameSize, bytes.size());
    QCOMPARE(parsed.request.method, "GET");
    QCOMPARE(parsed.request.target, "/callback?code=a%20b&state=c");
    QCOMPARE(parsed.request.path, "/callback");
    QCOMPARE(parsed.request.query, "code=a%20b&state=c");
    QCOMPARE(parsed.request.headers.value("host"), "127.0.0.1:1");
    QCOMPARE(parsed.request.headers.value("X-Two"), "b");
    QVERIFY(parsed.request.keepAlive);
}

void TestHttpParser::readsABodyByItsLength()
{
    const ParsedRequest parsed
        = parseRequest("POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhelloGET", {});
    QCOMPARE(parsed.state, ParseState::Complete);
    QCOMPARE(parsed.request.body, "hello");
    QCOMPARE(parsed.frameSize, qsizetype(57));
}

void TestHttpParser::readsAChunkedBody()
{
    const QByteArray bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                             "3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
    const ParsedRequest parsed = parseRequest(bytes + "GET / HTTP/1.1\r\n", {});
    QCOMPARE(parsed.state, ParseState::Complete);
    QCOMPARE(parsed.request.body, "abc0123456789");
    QCOMPARE(parsed.frameSize, bytes.size());
}

void TestHttpParser::takesOnlyTheFirstOfTwoRequests()
{
    const QByteArray first = "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
    const QByteArray second = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    const ParsedRequest parsed = parseRequest(first + second, {});
    QCOMPARE(parsed.frameSize, first.size());
    QCOMPARE(parsed.request.path, "/1");
    QCOMPARE(parseRequest((first + second).sliced(parsed.frameSize), {}).request.path, "/2");
}

void TestHttpParser::needsMoreUntilTheLastByte()
{
    for (const QByteArray &bytes :
        { QByteArray("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"),
            QByteArray(
                "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n") }) {
        for (qsizetype cut = 0; cut < bytes.size(); ++cut)
            QCOMPARE(parseRequest(bytes.first(cut), {}).state, ParseState::NeedMore);
        QCOMPARE(parseRequest(bytes, {}).state, ParseState::Complete);
    }
}

void TestHttpParser::tellsThatTheSenderWaits()
{
    const QByteArray head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    QVERIFY(!parseRequest(head.chopped(1), {}).awaitsContinue);
    QVERIFY(parseRequest(head, {}).awaitsContinue);
    QVERIFY(!parseRequest(head + "a", {}).awaitsContinue);
}

void TestHttpParser::keepsTheConnectionAsAsked_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::addColumn<bool>("expected");
    QTest::newRow("1.1") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\n\r\n") << true;
    QTest::newRow("1.1 close") << QByteArray("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                               << false;
    QTest::newRow("1.0") << QByteArray("GET / HTTP/1.0\r\n\r\n") << false;
}

void TestHttpParser::keepsTheConnectionAsAsked()
{
    QFETCH(QByteArray, head);
    QTEST(parseRequest(head, {}).request.keepAlive, "expected");
}

void TestHttpParser::refusesWhatIsNotPlainHttp_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
        QTest::newRow(name) << bytes << status;
    };
    const QByteArray host = "Host: a\r\n";
    row("bare LF", "GET / HTTP/1.1\nHost: a\n\n");
    row("bare LF between fields", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");
    row("bare CR", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n");
    row("NUL in the target", QByteArray("GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 29));
    row("NUL in a value", QByteArray("GET / HTTP/1.1\r\nHost: \0\r\n\r\n", 26));
    row("control character", "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n");
    row("DEL", "GET / HTTP/1.1\r\nHost: a\r\nX: \x7f\r\n\r\n");
    row("HTTP/0.9", "GET /\r\n");
    row("no target", "GET HTTP/1.1\r\n" + host + "\r\n");
    row("blank in the target", "GET /a b HTTP/1.1\r\n" + host + "\r\n");
    row("HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
    row("HTTP/1.2", "GET / HTTP/1.2\r\n" + host + "\r\n", 505);
    row("HTTP/3.0", "GET / HTTP/3.0\r\n" + host + "\r\n", 505);
    row("lower case protocol", "GET / http/1.1\r\n" + host + "\r\n");
    row("version of three digits", "GET / HTTP/1.10\r\n" + host + "\r\n");
    row("obs-fold", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n");
    row("obs-fold with a tab", "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\tc\r\n\r\n");
    row("blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
    row("blank before the colon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n");
    row("no colon", "GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n");
    row("empty field name", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n");
    row("no host", "GET / HTTP/1.1\r\n\r\n");
    row("two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    row("two equal hosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n");
    row("two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na");
    row("two equal lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na");
    row("a list of lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na");
    row("negative length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n");
    row("signed length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na");
    row("hexadecimal length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x1\r\n\r\na");
    row("length beyond 64 bit", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n");
    row("empty length", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length:\r\n\r\n");
    row("length and chunked",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    row("chunked and length",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n");
    row("chunked twice",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
        "chunked\r\n\r\n0\r\n\r\n");
    row("gzip, chunked", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501);
    row("identity", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n", 501);
    row("chunked in 1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    row("chunk size is no number",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\nabc\r\n0\r\n\r\n");
    row("chunk without its end",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n");
    row("absolute target", "GET http://127.0.0.1/ HTTP/1.1\r\n" + host + "\r\n");
    row("CONNECT", "CONNECT a:443 HTTP/1.1\r\n" + host + "\r\n");
    row("star for GET", "GET * HTTP/1.1\r\n" + host + "\r\n");
    row("relative target", "GET a HTTP/1.1\r\n" + host + "\r\n");
    row("fragment", "GET /a#b HTTP/1.1\r\n" + host + "\r\n");
    row("target beyond ASCII", "GET /\xc3\xa9 HTTP/1.1\r\n" + host + "\r\n");
    row("blank first line", "\r\nGET / HTTP/1.1\r\n" + host + "\r\n");
    row("TLS handshake", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
    row("unknown expectation", "POST / HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nContent-Length: 1\r\n\r\na",
        417);
    row("long request line", "GET /" + QByteArray(17000, 'a') + " HTTP/1.1\r\n" + host + "\r\n", 431);
    row("long field", "GET / HTTP/1.1\r\nHost: a\r\nX: " + QByteArray(17000, 'a') + "\r\n\r\n", 431);
    row("endless line", "GET /" + QByteArray(17000, 'a'), 431);
    row("many fields", "GET / HTTP/1.1\r\nHost: a\r\n" + QByteArray("X: b\r\n").repeated(200) + "\r\n", 431);
    row("large body", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10485760\r\n\r\n", 413);
    row("large chunk", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nA00000\r\nab", 413);
}

void TestHttpParser::refusesWhatIsNotPlainHttp()
{
    QFETCH(QByteArray, bytes);
    const ParsedRequest parsed = parseRequest(bytes, {});
    QCOMPARE(parsed.state, ParseState::Bad);
    QTEST(parsed.status, "status");
}

void TestHttpParser::acceptsTheSameWithoutTheDefect()
{
    for (const QByteArray &bytes : { QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n\r\n"),
             QByteArray("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\na"),
             QByteArray("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
             QByteArray("GET //x? HTTP/1.1\r\nHost: a\r\n\r\n"),
             QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX: \xc3\xa9\ta\r\n\r\n"),
             QByteArray("GET / HTTP/1.1\r\nHost: a\r\nX:\r\n\r\n") })
        QCOMPARE(parseRequest(bytes, {}).state, ParseState::Complete);
}

void TestHttpParser::refusesSomeDefectsBeforeTheHeadIsWhole_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("first byte") << QByteArray("\x16");
    QTest::newRow("bare LF") << QByteArray("GET / HTTP/1.1\n");
    QTest::newRow("NUL") << QByteArray("GET /\0", 6);
    QTest::newRow("HTTP/0.9") << QByteArray("GET /\r\n");
}

void TestHttpParser::refusesSomeDefectsBeforeTheHeadIsWhole()
{
    QFETCH(QByteArray, bytes);
    QCOMPARE(parseRequest(bytes, {}).state, ParseState::Bad);
}

/// Fixed seed: mutations of a good request; whatever comes out, the frame is never longer than the input.
void TestHttpParser::survivesRandomBytes()
{
    const QByteArray good
        = "POST /a?b=c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
    quint32 seed = 20240817;
    const auto next = [&seed] { return seed = seed * 1664525u + 1013904223u; };
    int complete = 0;
    for (int round = 0; round < 20000; ++round) {
        QByteArray bytes = good;
        for (quint32 change = next() >> 30; change > 0; --change)
            bytes[qsizetype((next() >> 8) % quint32(bytes.size()))] = static_cast<char>(next() >> 24);
        const ParsedRequest parsed = parseRequest(bytes, {});
        QVERIFY(parsed.frameSize <= bytes.size());
        QCOMPARE(parsed.state == ParseState::Bad, parsed.status != 0);
        complete += parsed.state == ParseState::Complete;
    }
    QVERIFY(complete > 0 && complete < 20000);
}

QTEST_GUILESS_MAIN(TestHttpParser)
#include "test_httpparser.moc"
