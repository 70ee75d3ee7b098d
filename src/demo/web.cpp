// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/web.h"

#include <QSet>

namespace authscope::demo {

std::optional<Params> Params::fromForm(QByteArrayView encoded)
{
    const auto pairs = base::decodeForm(encoded);
    if (!pairs)
        return std::nullopt;
    return Params(*pairs);
}

std::optional<Params> Params::fromJson(const json::Object &object)
{
    Params out;
    for (const auto &member : object) {
        const QByteArray name = json::bytes(member.key());
        if (member.value().is_string()) {
            out.add(name, json::bytes(member.value().get_string()));
        } else if (const auto list = json::stringList(object, member.key())) {
            for (const QByteArray &value : *list)
                out.add(name, value);
        } else {
            return std::nullopt;
        }
    }
    return out;
}

QByteArray Params::value(QByteArrayView name) const
{
    for (const base::FormPair &pair : m_pairs) {
        if (pair.name == name)
            return pair.value;
    }
    return {};
}

QList<QByteArray> Params::values(QByteArrayView name) const
{
    QList<QByteArray> out;
    for (const base::FormPair &pair : m_pairs) {
        if (pair.name == name)
            out.append(pair.value);
    }
    return out;
}

bool Params::has(QByteArrayView name) const
{
    return std::any_of(
        m_pairs.begin(), m_pairs.end(), [name](const auto &pair) { return pair.name == name; });
}

QByteArray Params::repeated(const QList<QByteArray> &repeatable) const
{
    QSet<QByteArray> seen;
    for (const base::FormPair &pair : m_pairs) {
        if (seen.contains(pair.name) && !repeatable.contains(pair.name))
            return pair.name;
        seen.insert(pair.name);
    }
    return {};
}

net::ServerAnswer jsonAnswer(int status, const json::Object &body)
{
    return { .status = status,
        .headers = { { "Content-Type", "application/json" }, { "Cache-Control", "no-store" },
            { "X-Content-Type-Options", "nosniff" } },
        .body = json::compact(body) };
}

net::ServerAnswer textAnswer(int status, const QByteArray &text)
{
    return { .status = status,
        .headers = { { "Content-Type", "text/plain; charset=utf-8" }, { "Cache-Control", "no-store" },
            { "X-Content-Type-Options", "nosniff" } },
        .body = text + '\n' };
}

net::ServerAnswer redirectAnswer(const QByteArray &location, bool afterForm)
{
    return { .status = afterForm ? 303 : 302,
        .headers = { { "Location", location }, { "Cache-Control", "no-store" },
            { "Referrer-Policy", "no-referrer" } } };
}

net::ServerAnswer methodNotAllowed(const QByteArray &allow)
{
    net::ServerAnswer answer = textAnswer(405, "This address answers " + allow + " only.");
    answer.headers.append("Allow", allow);
    return answer;
}

bool isForHost(const net::ServerRequest &request, const QByteArray &origin)
{
    const QList<QByteArray> hosts = request.headers.values("Host");
    return hosts.size() == 1 && "http://" + hosts.first() == origin;
}

net::ServerAnswer misdirected()
{
    return textAnswer(421, "This server answers for its own loopback address only.");
}

bool isSameOriginPost(const net::ServerRequest &request, const QByteArray &origin)
{
    if (const auto site = request.headers.value("Sec-Fetch-Site"))
        return *site == "same-origin";
    const auto sender = request.headers.value("Origin");
    return !sender || *sender == origin;
}

std::optional<QByteArray> bearerToken(const net::Headers &headers)
{
    const QList<QByteArray> fields = headers.values("Authorization");
    if (fields.isEmpty())
        return std::nullopt;
    const QByteArray field = fields.first();
    if (fields.size() > 1 || field.size() < 8 || field.first(7).toLower() != "bearer ")
        return QByteArray("");
    const QByteArray token = field.mid(7).trimmed();
    return base::isBearerToken(token) ? token : QByteArray("");
}

QByteArray cookie(const net::Headers &headers, QByteArrayView name)
{
    for (const QByteArray &field : headers.values("Cookie")) {
        for (const QByteArray &part : field.split(';')) {
            const qsizetype equals = part.indexOf('=');
            if (equals > 0 && part.first(equals).trimmed() == name)
                return part.mid(equals + 1).trimmed();
        }
    }
    return {};
}

QByteArray withQuery(const QByteArray &uri, const QList<base::FormPair> &pairs)
{
    return uri + (uri.contains('?') ? '&' : '?') + base::encodeForm(pairs);
}

QByteArray escapeHtml(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size() + 16);
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

json::Array jsonList(const QList<QByteArray> &texts)
{
    json::Array out;
    for (const QByteArray &text : texts)
        out.emplace_back(json::string(text));
    return out;
}

} // namespace authscope::demo
