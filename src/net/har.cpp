// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/har.h"

#include "base/text.h"
#include "json/json.h"

#include <QStringDecoder>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr std::chrono::milliseconds zero{ 0 };
constexpr int unknown = -1; ///< as HAR writes it

/// What becomes of a text that may hold marks.
using Write = std::function<QByteArray(const QByteArray &, base::Spelling)>;

std::chrono::milliseconds between(std::chrono::milliseconds from, std::chrono::milliseconds to)
{
    return std::max(zero, to - from);
}

json::Value millis(const std::optional<std::chrono::milliseconds> &time)
{
    return time ? json::Value(qint64(time->count())) : json::Value(unknown);
}

json::Object pair(const QByteArray &name, const QByteArray &value)
{
    return { { "name", json::string(QString::fromUtf8(name)) },
        { "value", json::string(QString::fromUtf8(value)) } };
}

json::Array headersJson(const Headers &headers, const Write &write)
{
    json::Array out;
    for (const Header &field : headers.all()) {
        // The mark in Basic stands for a half of what is encoded there.
        const bool isBasic = field.value.left(6).compare("basic ", Qt::CaseInsensitive) == 0;
        const bool isAddress = field.name.compare("Location", Qt::CaseInsensitive) == 0;
        out.push_back(pair(field.name,
            isBasic ? field.value
                    : write(field.value, isAddress ? base::Spelling::Percent : base::Spelling::Plain)));
    }
    return out;
}

json::Array queryJson(const QByteArray &url, const Write &write)
{
    json::Array out;
    const qsizetype mark = url.indexOf('?');
    if (mark < 0)
        return out;
    const QByteArray query = url.mid(mark + 1); // a fragment is never sent
    for (const QByteArray &part : query.split('&')) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const QByteArray name = equals < 0 ? part : part.left(equals);
        const QByteArray value = equals < 0 ? QByteArray() : part.mid(equals + 1);
        out.push_back(pair(QByteArray::fromPercentEncoding(name),
            write(QByteArray::fromPercentEncoding(value), base::Spelling::Plain)));
    }
    return out;
}

bool isUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(bytes);
    return !decoder.hasError() && !text.contains(QChar(0));
}

base::Spelling spellingOf(const QByteArray &mediaType)
{
    if (mediaType == "application/x-www-form-urlencoded")
        return base::Spelling::Percent;
    const bool isJson = mediaType.endsWith("json") || mediaType == "text/event-stream";
    return isJson ? base::Spelling::Json : base::Spelling::Plain;
}

QByteArray typeOf(const Headers &headers)
{
    return headers.value("Content-Type").value_or("application/octet-stream");
}

json::Object requestJson(const Exchange &exchange, const Write &write)
{
    json::Object out{ { "method", json::string(exchange.method) },
        { "url", json::string(QString::fromUtf8(write(exchange.url, base::Spelling::Percent))) },
        { "httpVersion", "HTTP/1.1" }, { "cookies", json::Array() },
        { "headers", headersJson(exchange.requestHeaders, write) },
        { "queryString", queryJson(exchange.url, write) }, { "headersSize", unknown },
        { "bodySize", exchange.requestSize } };
    if (exchange.requestSize > 0) {
        const Headers &headers = exchange.requestHeaders;
        out["postData"] = json::Object{ { "mimeType", json::string(typeOf(headers)) },
            { "text",
                json::string(
                    QString::fromUtf8(write(exchange.requestBody, spellingOf(headers.mediaType())))) } };
        if (exchange.bodyDropped)
            out["_comment"] = "The body was dropped to save memory.";
    }
    return out;
}

json::Object contentJson(const Exchange &exchange, const Write &write)
{
    json::Object content{ { "size", exchange.responseSize },
        { "mimeType", json::string(typeOf(exchange.responseHeaders)) } };
    QByteArray body = exchange.responseBody;
    for (const LoggedEvent &event : exchange.events)
        body += event.text + (event.text.endsWith('\n') ? "" : "\n\n");
    if (exchange.bodyDropped)
        content["comment"] = "The body was dropped to save memory.";
    if (body.isEmpty())
        return content;
    if (isUtf8(body)) {
        content["text"]
            = json::string(QString::fromUtf8(write(body, spellingOf(exchange.responseHeaders.mediaType()))));
    } else {
        content["text"] = json::string(body.toBase64());
        content["encoding"] = "base64";
    }
    return content;
}

json::Object responseJson(const Exchange &exchange, const Write &write)
{
    const QByteArray location = exchange.responseHeaders.value("Location").value_or(QByteArray());
    json::Object out{ { "status", exchange.status }, { "statusText", "" }, { "httpVersion", "HTTP/1.1" },
        { "cookies", json::Array() }, { "headers", headersJson(exchange.responseHeaders, write) },
        { "content", contentJson(exchange, write) },
        { "redirectURL", json::string(QString::fromUtf8(write(location, base::Spelling::Percent))) },
        { "headersSize", unknown }, { "bodySize", exchange.status == 0 ? unknown : exchange.responseSize } };
    if (!exchange.failure.isEmpty())
        out["_error"] = json::string(exchange.failure);
    return out;
}

json::Object entryJson(const Exchange &exchange, const Write &write)
{
    const Timings timings = timingsOf(exchange);
    json::Object entry{ { "startedDateTime",
                            json::string(base::toDateTime(exchange.started).toString(Qt::ISODateWithMs)) },
        { "time", qint64(exchange.duration.value_or(zero).count()) },
        { "request", requestJson(exchange, write) }, { "response", responseJson(exchange, write) },
        { "cache", json::Object() },
        { "timings",
            json::Object{ { "blocked", millis(timings.blocked) }, { "dns", unknown },
                { "connect", millis(timings.connect) }, { "send", qint64(timings.send.count()) },
                { "wait", qint64(timings.wait.count()) }, { "receive", qint64(timings.receive.count()) },
                { "ssl", unknown } } },
        { "comment", json::string(exchange.purpose) } };
    if (!exchange.address.isEmpty())
        entry["serverIPAddress"] = json::string(exchange.address);
    if (!exchange.proxy.isEmpty())
        entry["_proxy"] = json::string(exchange.proxy);
    if (exchange.timesSent > 1)
        entry["_timesSent"] = exchange.timesSent;
    if (!exchange.isDone())
        entry["_pending"] = true;
    json::Array events;
    for (const LoggedEvent &event : exchange.events)
        events.push_back(
            json::Object{ { "time", json::string(base::toDateTime(event.at).toString(Qt::ISODateWithMs)) },
                { "text", json::string(QString::fromUtf8(write(event.text, base::Spelling::Json))) } });
    if (!events.empty())
        entry["_events"] = events;
    return entry;
}

QByteArray written(const QList<Exchange> &exchanges, const Write &write, const QString &comment)
{
    json::Array entries;
    for (const Exchange &exchange : exchanges)
        entries.push_back(entryJson(exchange, write));
    const json::Object log{ { "version", "1.2" },
        { "creator", json::Object{ { "name", "Authscope" }, { "version", AUTHSCOPE_VERSION } } },
        { "comment", json::string(comment) }, { "entries", entries } };
    return json::pretty(json::Object{ { "log", log } });
}

} // namespace

Timings timingsOf(const Exchange &exchange)
{
    Timings out;
    const std::chrono::milliseconds end = exchange.duration.value_or(zero);
    const std::chrono::milliseconds sent = std::min(exchange.sent.value_or(zero), end);
    const std::chrono::milliseconds firstByte = std::clamp(exchange.firstByte.value_or(end), sent, end);
    if (exchange.connecting) {
        const std::chrono::milliseconds connecting = std::min(*exchange.connecting, sent);
        const std::chrono::milliseconds connected
            = exchange.encrypted ? std::clamp(*exchange.encrypted, connecting, sent) : sent;
        out.blocked = connecting;
        out.connect = between(connecting, connected);
        out.send = between(connected, sent);
    } else if (exchange.sent) {
        out.blocked = sent; // on a connection that was open
    }
    out.wait = between(sent, firstByte);
    out.receive = between(firstByte, end);
    return out;
}

QByteArray writeHar(const QList<Exchange> &exchanges)
{
    return written(
        exchanges, [](const QByteArray &text, base::Spelling) { return text; },
        u"Secrets are replaced by marks like ‹access token #1›; within one run of the program the same secret is the same mark."_s);
}

QByteArray writeFullHar(const QList<Exchange> &exchanges, const base::Redactor &redactor)
{
    return written(
        exchanges,
        [&redactor](
            const QByteArray &text, base::Spelling spelling) { return redactor.reveal(text, spelling); },
        u"WARNING: this file holds tokens and other secrets. Whoever has it can act as you. Do not send it "
        u"to "
        "anybody, and delete it soon."_s);
}

} // namespace authscope::net
