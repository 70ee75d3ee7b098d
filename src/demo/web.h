// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/text.h"
#include "json/json.h"
#include "net/httpserver.h"

namespace authscope::demo {

/// Decoded parameters of a query, a form or a flat JSON object, in the order they came.
class Params {
public:
    Params() = default;
    explicit Params(QList<base::FormPair> pairs) : m_pairs(std::move(pairs)) { }
    /// Nothing when the percent-encoding is broken.
    static std::optional<Params> fromForm(QByteArrayView encoded);
    /// Members that are texts, and lists of texts as repeated parameters; nothing for anything else.
    static std::optional<Params> fromJson(const json::Object &object);

    QByteArray value(QByteArrayView name) const; ///< the first one, or empty
    QList<QByteArray> values(QByteArrayView name) const;
    bool has(QByteArrayView name) const;
    /// The first name that comes twice and is not in `repeatable`; RFC 6749 §3.1 forbids it.
    QByteArray repeated(const QList<QByteArray> &repeatable) const;
    void add(const QByteArray &name, const QByteArray &value) { m_pairs.append({ name, value }); }

private:
    QList<base::FormPair> m_pairs;
};

net::ServerAnswer jsonAnswer(int status, const json::Object &body);
net::ServerAnswer textAnswer(int status, const QByteArray &text);
/// 303 after a form, 302 otherwise.
net::ServerAnswer redirectAnswer(const QByteArray &location, bool afterForm = false);
/// 405 with Allow.
net::ServerAnswer methodNotAllowed(const QByteArray &allow);

/// DNS rebinding stops here: only the literal address and port that we listen on.
bool isForHost(const net::ServerRequest &request, const QByteArray &origin);
net::ServerAnswer misdirected(); ///< 421

/// A form post that came from a page of `origin`, as far as the browser says. Sec-Fetch-Site wins because a
/// page without referrer sends the origin "null".
bool isSameOriginPost(const net::ServerRequest &request, const QByteArray &origin);

/// The credentials after "Bearer "; empty text for another scheme; nothing without the header.
std::optional<QByteArray> bearerToken(const net::Headers &headers);
QByteArray cookie(const net::Headers &headers, QByteArrayView name);

/// `uri` with more query parameters, whatever it has already.
QByteArray withQuery(const QByteArray &uri, const QList<base::FormPair> &pairs);

QByteArray escapeHtml(QByteArrayView text);

json::Array jsonList(const QList<QByteArray> &texts);

} // namespace authscope::demo
