// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.h"
#include "net/har.h"

#include <QTest>

using namespace authscope;
using namespace authscope::net;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

class FakeClock : public base::Clock {
public:
    base::Time now() const override { return time; }
    base::Time time{ 1000s };
};

enum class Kind { Text, Number, List, Object };

struct Member {
    const char *name;
    Kind kind;
};

bool isKind(const json::Value &value, Kind kind)
{
    switch (kind) {
    case Kind::Text:
        return value.is_string();
    case Kind::Number:
        return value.is_number();
    case Kind::List:
        return value.is_array();
    case Kind::Object:
        return value.is_object();
    }
    return false;
}

/// What the members must be, and that every other begins with an underscore or is one of `optional`.
QByteArray complaint(const json::Object &object, std::initializer_list<Member> required,
    std::initializer_list<const char *> optional = {})
{
    for (const Member &member : required) {
        const json::Value *value = object.if_contains(member.name);
        if (!value || !isKind(*value, member.kind))
            return QByteArray("wrong or missing: ") + member.name;
    }
    for (const auto &entry : object) {
        const QByteArray name = json::bytes(entry.key());
        const auto isIt = [&name](const char *known) { return name == known; };
        const bool isKnown = name.startsWith('_')
            || std::any_of(required.begin(), required.end(), [&](const Member &m) { return isIt(m.name); })
            || std::any_of(optional.begin(), optional.end(), isIt);
        if (!isKnown)
            return "no member of HAR 1.2: " + name;
    }
    return {};
}

QByteArray complaintAboutPairs(const json::Value &list)
{
    for (const json::Value &entry : list.as_array())
        if (const QByteArray bad = complaint(
                entry.as_object(), { { "name", Kind::Text }, { "value", Kind::Text } }, { "comment" });
            !bad.isEmpty())
            return bad;
    return {};
}

/// HAR 1.2, as its members are listed by its authors.
QByteArray complaintAbout(const json::Object &document)
{
    if (const QByteArray bad = complaint(document, { { "log", Kind::Object } }); !bad.isEmpty())
        return bad;
    const json::Object &log = document.at("log").as_object();
    if (const QByteArray bad = complaint(log,
            { { "version", Kind::Text }, { "creator", Kind::Object }, { "entries", Kind::List } },
            { "browser", "pages", "comment" });
        !bad.isEmpty())
        return bad;
    if (log.at("version") != "1.2")
        return "version";
    if (const QByteArray bad = complaint(log.at("creator").as_object(),
            { { "name", Kind::Text }, { "version", Kind::Text } }, { "comment" });
        !bad.isEmpty())
        return bad;
    for (const json::Value &value : log.at("entries").as_array()) {
        const json::Object &entry = value.as_object();
        QByteArray bad = complaint(entry,
            { { "startedDateTime", Kind::Text }, { "time", Kind::Number }, { "request", Kind::Object },
                { "response", Kind::Object }, { "cache", Kind::Object }, { "timings", Kind::Object } },
            { "pageref", "serverIPAddress", "connection", "comment" });
        if (!bad.isEmpty())
            return bad;
        const json::Object &request = entry.at("request").as_object();
        bad = complaint(request,
            { { "method", Kind::Text }, { "url", Kind::Text }, { "httpVersion", Kind::Text },
                { "cookies", Kind::List }, { "headers", Kind::List }, { "queryString", Kind::List },
                { "headersSize", Kind::Number }, { "bodySize", Kind::Number } },
            { "postData", "comment" });
        if (bad.isEmpty())
            bad = complaintAboutPairs(request.at("headers"));
        if (bad.isEmpty())
            bad = complaintAboutPairs(request.at("queryString"));
        if (const json::Value *data = request.if_contains("postData"); bad.isEmpty() && data)
            bad = complaint(data->as_object(), { { "mimeType", Kind::Text }, { "text", Kind::Text } },
                { "params", "comment" });
        const json::Object &response = entry.at("response").as_object();
        if (bad.isEmpty())
            bad = complaint(response,
                { { "status", Kind::Number }, { "statusText", Kind::Text }, { "httpVersion", Kind::Text },
                    { "cookies", Kind::List }, { "headers", Kind::List }, { "content", Kind::Object },
                    { "redirectURL", Kind::Text }, { "headersSize", Kind::Number },
                    { "bodySize", Kind::Number } },
                { "comment" });
        if (bad.isEmpty())
            bad = complaintAboutPairs(response.at("headers"));
        if (bad.isEmpty())
            bad = complaint(response.at("content").as_object(),
                { { "size", Kind::Number }, { "mimeType", Kind::Text } },
                { "compression", "text", "encoding", "comment" });
        const json::Object &timings = entry.at("timings").as_object();
        if (bad.isEmpty())
            bad = complaint(timings,
                { { "send", Kind::Number }, { "wait", Kind::Number }, { "receive", Kind::Number } },
                { "blocked", "dns", "connect", "ssl", "comment" });
        if (!bad.isEmpty())
            return bad;
        qint64 sum = 0;
        for (const auto &part : timings) {
            if (part.key() != "ssl") // is a part of connect
                sum += std::max<qint64>(0, part.value().as_int64());
        }
        if (sum != entry.at("time").as_int64())
            return "the timings do not sum up to the time";
    }
    return {};
}

} // namespace

class TestHar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void everyKindOfExchangeFits();
    void tellsTheTimesItKnows();
    void keepsEventsOneByOne();
    void bytesThatAreNoTextAreEncoded();
    void theCheckFindsWhatIsMissing();

private:
    ExchangeId begin(const QByteArray &method, const QByteArray &body, const QByteArray &type)
    {
        return m_log->begin(u"c"_s, u"Code for tokens"_s, method, "https://a.example/t?x=1&y=%20&z",
            { { "Content-Type", type }, { "Accept", "*/*" } }, body);
    }
    json::Object archive() const
    {
        QList<Exchange> all(m_log->all().begin(), m_log->all().end());
        return json::parseObject(writeHar(all), u"The archive"_s, { .maxBytes = 64 << 20 }).value();
    }
    static const json::Object &entry(const json::Object &archive, std::size_t at)
    {
        return archive.at("log").as_object().at("entries").as_array().at(at).as_object();
    }

    base::Redactor m_redactor;
    FakeClock m_clock;
    std::unique_ptr<ExchangeLog> m_log;
};

void TestHar::init()
{
    m_redactor = {};
    m_clock = {};
    m_log = std::make_unique<ExchangeLog>(&m_redactor, &m_clock);
}

void TestHar::everyKindOfExchangeFits()
{
    const ExchangeId answered = begin("POST", "a=b", "application/x-www-form-urlencoded");
    m_clock.time += 7ms;
    m_log->connecting(answered);
    m_clock.time += 30ms;
    m_log->encrypted(answered);
    m_log->sent(answered);
    m_clock.time += 9ms;
    m_log->headersArrived(
        answered, 302, { { "Content-Type", "text/html" }, { "Location", "https://b.example/?q=1" } });
    m_clock.time += 4ms;
    m_log->end(answered, "<p>");
    const ExchangeId refused = begin("GET", {}, {});
    m_log->end(refused, {}, u"the connection was refused"_s);
    begin("GET", {}, {}); // runs
    const ExchangeId reused = begin("HEAD", {}, {});
    m_clock.time += 2ms;
    m_log->sent(reused);
    m_log->headersArrived(reused, 200, {});
    m_clock.time += 1ms;
    m_log->end(reused, {});
    const json::Object document = archive();
    QCOMPARE(complaintAbout(document), QByteArray());
    QCOMPARE(document.at("log").as_object().at("entries").as_array().size(), 4u);
    QCOMPARE(entry(document, 0).at("startedDateTime"), "1970-01-01T00:16:40.000Z");
    QCOMPARE(entry(document, 0).at("response").as_object().at("redirectURL"), "https://b.example/?q=1");
    QCOMPARE(entry(document, 0).at("request").as_object().at("queryString").as_array().size(), 3u);
    QCOMPARE(entry(document, 1).at("response").as_object().at("_error"), "the connection was refused");
}

void TestHar::tellsTheTimesItKnows()
{
    const ExchangeId id = begin("GET", {}, {});
    m_clock.time += 5ms;
    m_log->connecting(id);
    m_clock.time += 20ms;
    m_log->encrypted(id);
    m_clock.time += 3ms;
    m_log->sent(id);
    m_clock.time += 40ms;
    m_log->headersArrived(id, 200, {});
    m_clock.time += 11ms;
    m_log->end(id, "x");
    const json::Object document = archive();
    const json::Object &timings = entry(document, 0).at("timings").as_object();
    QCOMPARE(timings.at("blocked").as_int64(), 5);
    QCOMPARE(timings.at("connect").as_int64(), 20);
    QCOMPARE(timings.at("send").as_int64(), 3);
    QCOMPARE(timings.at("wait").as_int64(), 40);
    QCOMPARE(timings.at("receive").as_int64(), 11);
    QCOMPARE(timings.at("dns").as_int64(), -1);
    QCOMPARE(timings.at("ssl").as_int64(), -1);
}

void TestHar::keepsEventsOneByOne()
{
    const ExchangeId id = begin("GET", {}, {});
    m_log->headersArrived(id, 200, { { "Content-Type", "text/event-stream" } });
    m_log->eventPassed(id, "data: 1\n\n", 9);
    m_clock.time += 1s;
    m_log->eventPassed(id, "data: 2\n\n", 9);
    m_log->end(id, {});
    const json::Object document = archive();
    QCOMPARE(complaintAbout(document), QByteArray());
    const json::Array &events = entry(document, 0).at("_events").as_array();
    QCOMPARE(events.size(), 2u);
    QCOMPARE(events[1].as_object().at("time"), "1970-01-01T00:16:41.000Z");
    QCOMPARE(entry(document, 0).at("response").as_object().at("content").as_object().at("text"),
        "data: 1\n\ndata: 2\n\n");
}

void TestHar::bytesThatAreNoTextAreEncoded()
{
    const ExchangeId id = begin("GET", {}, {});
    m_log->headersArrived(id, 200, { { "Content-Type", "image/png" } });
    m_log->end(id, QByteArray("\x89PNG\x00\xff", 6));
    const json::Object document = archive();
    const json::Object &content = entry(document, 0).at("response").as_object().at("content").as_object();
    QCOMPARE(content.at("encoding"), "base64");
    QCOMPARE(QByteArray::fromBase64(json::bytes(content.at("text").as_string())),
        QByteArray("\x89PNG\x00\xff", 6));
}

void TestHar::theCheckFindsWhatIsMissing()
{
    m_log->end(begin("GET", {}, {}), "x");
    json::Object document = archive();
    QCOMPARE(complaintAbout(document), QByteArray());
    document.at("log").as_object().at("entries").as_array().at(0).as_object().at("request").as_object().erase(
        "cookies");
    QCOMPARE(complaintAbout(document), "wrong or missing: cookies");
}

QTEST_GUILESS_MAIN(TestHar)
#include "test_har.moc"
