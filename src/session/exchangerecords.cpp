// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/exchangerecords.h"

#include "json/json.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr qsizetype mostEvents = 200; ///< of one exchange on disk: the newest

json::Array headersJson(const net::Headers &headers)
{
    json::Array out;
    for (const net::Header &field : headers.all())
        out.push_back(json::Array{ json::string(field.name), json::string(field.value) });
    return out;
}

net::Headers headersFrom(const json::Object &object, std::string_view name)
{
    net::Headers out;
    const json::Value *list = object.if_contains(name);
    if (!list || !list->is_array())
        return out;
    for (const json::Value &entry : list->get_array()) {
        const json::Array *pair = entry.if_array();
        if (pair && pair->size() == 2 && pair->at(0).is_string() && pair->at(1).is_string())
            out.append(json::bytes(pair->at(0).get_string()), json::bytes(pair->at(1).get_string()));
    }
    return out;
}

/// Bodies need not be UTF-8, JSON texts must be.
boost::json::string bodyJson(const QByteArray &body)
{
    return json::string(QString::fromUtf8(body));
}

json::Array eventsJson(const QList<net::LoggedEvent> &events)
{
    json::Array out;
    for (const net::LoggedEvent &event : events.last(qMin(events.size(), mostEvents)))
        out.push_back(json::Array{ base::toMillis(event.at), bodyJson(event.text) });
    return out;
}

QList<net::LoggedEvent> eventsFrom(const json::Object &object)
{
    QList<net::LoggedEvent> out;
    const json::Value *list = object.if_contains("events");
    if (!list || !list->is_array())
        return out;
    for (const json::Value &entry : list->get_array()) {
        const json::Array *pair = entry.if_array();
        if (pair && pair->size() == 2 && pair->at(0).is_int64() && pair->at(1).is_string())
            out.append({ base::fromMillis(pair->at(0).get_int64()), json::bytes(pair->at(1).get_string()) });
    }
    return out;
}

} // namespace

store::ExchangeRecord toRecord(const net::Exchange &exchange)
{
    json::Object document{ { "request_headers", headersJson(exchange.requestHeaders) },
        { "request_body", bodyJson(exchange.requestBody) }, { "request_size", exchange.requestSize },
        { "response_headers", headersJson(exchange.responseHeaders) },
        { "response_body", bodyJson(exchange.responseBody) }, { "response_size", exchange.responseSize },
        { "failure", json::string(exchange.failure) }, { "times_sent", exchange.timesSent } };
    const auto add = [&document](const char *name, const std::optional<std::chrono::milliseconds> &time) {
        if (time)
            document[name] = qint64(time->count());
    };
    add("connecting_ms", exchange.connecting);
    add("encrypted_ms", exchange.encrypted);
    add("sent_ms", exchange.sent);
    add("first_byte_ms", exchange.firstByte);
    if (!exchange.proxy.isEmpty())
        document["proxy"] = json::string(exchange.proxy);
    if (!exchange.address.isEmpty())
        document["address"] = json::string(exchange.address);
    if (exchange.bodyDropped)
        document["body_dropped"] = true;
    if (!exchange.events.isEmpty())
        document["events"] = eventsJson(exchange.events);
    return { .connection = exchange.connection,
        .at = exchange.started,
        .purpose = exchange.purpose,
        .method = exchange.method,
        .url = exchange.url,
        .status = exchange.status,
        .durationMs = exchange.duration ? exchange.duration->count() : 0,
        .document = json::compact(document) };
}

net::Exchange fromRecord(const store::ExchangeRecord &record)
{
    const json::Object document
        = json::parseObject(record.document, u"The kept exchange"_s, { .maxBytes = 64 << 20 })
              .value_or(json::Object());
    const auto bytes = [&document](std::string_view name) {
        return json::stringMember(document, name).value_or(QByteArray());
    };
    const auto number = [&document](std::string_view name) {
        return qint64(json::numberMember(document, name).value_or(0));
    };
    const auto time = [&document](std::string_view name) -> std::optional<std::chrono::milliseconds> {
        const auto value = json::numberMember(document, name);
        return value ? std::optional(std::chrono::milliseconds(qint64(*value))) : std::nullopt;
    };
    return { .id = base::ExchangeId(record.id),
        .connection = record.connection,
        .purpose = record.purpose,
        .method = record.method,
        .url = record.url,
        .requestHeaders = headersFrom(document, "request_headers"),
        .requestBody = bytes("request_body"),
        .requestSize = std::max(number("request_size"), qint64(bytes("request_body").size())),
        .proxy = QString::fromUtf8(bytes("proxy")),
        .address = QString::fromUtf8(bytes("address")),
        .timesSent = int(number("times_sent")),
        .started = record.at,
        .connecting = time("connecting_ms"),
        .encrypted = time("encrypted_ms"),
        .sent = time("sent_ms"),
        .firstByte = time("first_byte_ms"),
        .duration = std::chrono::milliseconds(record.durationMs),
        .status = record.status,
        .responseHeaders = headersFrom(document, "response_headers"),
        .responseBody = bytes("response_body"),
        .responseSize = number("response_size"),
        .bodyDropped = json::boolMember(document, "body_dropped").value_or(false),
        .events = eventsFrom(document),
        .failure = QString::fromUtf8(bytes("failure")) };
}

} // namespace authscope::session
