// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/httpparser.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <cstring>

namespace authscope::net {

namespace {

namespace http = boost::beast::http;
using Parser = http::request_parser<http::string_body>;

constexpr int maxFields = 100;

bool isTokenCharacter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
        || (c != '\0' && std::strchr("!#$%&'*+-.^_`|~", c) != nullptr);
}

/// Bytes no head may contain, found before the head is whole, so that nobody waits for the rest of a TLS
/// handshake. 0: nothing wrong so far.
int statusOfRawHead(QByteArrayView head)
{
    bool inMethod = true;
    int fields = -1;
    for (qsizetype i = 0; i < head.size(); ++i) {
        const char c = head[i];
        if (inMethod && c != ' ' && !isTokenCharacter(c))
            return 400;
        inMethod = inMethod && c != ' ';
        if (c == '\r') {
            if (i + 1 < head.size() && head[i + 1] != '\n')
                return 400;
            continue;
        }
        if (c == '\n') {
            if (i == 0 || head[i - 1] != '\r')
                return 400; // RFC 9112 §2.2 allows to accept a bare LF; smuggling lives on it
            if (i + 1 < head.size() && (head[i + 1] == ' ' || head[i + 1] == '\t'))
                return 400; // obs-fold, RFC 9112 §5.2
            if (++fields > maxFields)
                return 431;
            continue;
        }
        if ((c >= 0 && c < 0x20 && c != '\t') || c == 0x7f)
            return 400;
    }
    return 0;
}

/// Method, target and version of the first line, as strict as RFC 9112 §3.
int statusOfRequestLine(QByteArrayView line)
{
    const qsizetype firstBlank = line.indexOf(' ');
    const qsizetype lastBlank = line.lastIndexOf(' ');
    if (firstBlank <= 0 || lastBlank == firstBlank)
        return 400; // HTTP/0.9 has no version
    const QByteArrayView target = line.sliced(firstBlank + 1, lastBlank - firstBlank - 1);
    const QByteArrayView version = line.sliced(lastBlank + 1);
    if (version.size() != 8 || !version.startsWith("HTTP/") || version[6] != '.')
        return 400;
    if (version != "HTTP/1.1" && version != "HTTP/1.0")
        return 505;
    const bool isServerWide = target == "*" && line.first(firstBlank) == "OPTIONS";
    if (!isServerWide && !target.startsWith('/'))
        return 400;
    const bool isPlain
        = std::all_of(target.begin(), target.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '#'; });
    return isPlain ? 0 : 400;
}

struct Framing {
    int status = 0;
    bool isChunked = false;
    qsizetype length = 0;
};

/// How long the body is, refusing every head two readers could understand differently (RFC 9112 §6.3).
Framing framingOf(const Headers &headers, bool isHttp11, qsizetype maxBody)
{
    const auto hosts = headers.values("Host");
    if (hosts.size() > 1 || (isHttp11 && hosts.isEmpty()))
        return { .status = 400 };
    const auto codings = headers.values("Transfer-Encoding");
    const auto lengths = headers.values("Content-Length");
    if (!codings.isEmpty()) {
        if (!isHttp11 || !lengths.isEmpty() || codings.size() > 1)
            return { .status = 400 };
        if (codings.first().compare("chunked", Qt::CaseInsensitive) != 0)
            return { .status = 501 };
        return { .isChunked = true };
    }
    if (lengths.isEmpty())
        return {};
    const QByteArray &length = lengths.first();
    const bool isNumber = !length.isEmpty()
        && std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (lengths.size() > 1 || !isNumber)
        return { .status = 400 };
    bool fits = false;
    const qlonglong value = length.toLongLong(&fits);
    if (!fits || value > maxBody)
        return { .status = 413 };
    return { .length = static_cast<qsizetype>(value) };
}

ParsedRequest bad(int status)
{
    return { .state = ParseState::Bad, .status = status };
}

ParsedRequest needMore(const Headers &headers, bool hasBody)
{
    const QByteArray expect = headers.value("Expect").value_or(QByteArray());
    return { .awaitsContinue = !hasBody && expect.compare("100-continue", Qt::CaseInsensitive) == 0 };
}

ServerRequest requestFrom(const Parser::value_type &message)
{
    const auto bytes = [](boost::beast::string_view text) {
        return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
    };
    ServerRequest request{ .method = bytes(message.method_string()),
        .target = bytes(message.target()),
        .keepAlive = message.keep_alive() };
    const qsizetype mark = request.target.indexOf('?');
    request.path = mark < 0 ? request.target : request.target.first(mark);
    request.query = mark < 0 ? QByteArray() : request.target.sliced(mark + 1);
    for (const auto &field : message)
        request.headers.append(bytes(field.name_string()), bytes(field.value()));
    return request;
}

int statusOf(const boost::beast::error_code &error)
{
    if (error == http::error::header_limit)
        return 431;
    if (error == http::error::body_limit)
        return 413;
    return 400;
}

} // namespace

ParsedRequest parseRequest(QByteArrayView bytes, const ServerLimits &limits)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    const qsizetype headSize = end < 0 ? bytes.size() : end + 4;
    const QByteArrayView head = bytes.first(qMin(headSize, limits.maxHead));
    if (const int status = statusOfRawHead(head))
        return bad(status);
    const qsizetype lineEnd = head.indexOf("\r\n");
    if (lineEnd >= 0) {
        if (const int status = statusOfRequestLine(head.first(lineEnd)))
            return bad(status);
    }
    if (headSize > limits.maxHead)
        return bad(431);
    if (end < 0)
        return {};

    Parser parser;
    parser.eager(true);
    parser.header_limit(static_cast<std::uint32_t>(limits.maxHead));
    parser.body_limit(static_cast<std::uint64_t>(limits.maxBody));
    boost::beast::error_code error;
    // The head alone first: the framing is decided before a byte of the body is looked at.
    std::size_t used
        = parser.put(boost::asio::buffer(bytes.data(), static_cast<std::size_t>(headSize)), error);
    if (error && error != http::error::need_more)
        return bad(statusOf(error));
    ServerRequest request = requestFrom(parser.get());
    const Framing framing = framingOf(request.headers, parser.get().version() == 11, limits.maxBody);
    if (framing.status != 0)
        return bad(framing.status);
    if (request.headers.contains("Expect")
        && request.headers.value("Expect")->compare("100-continue", Qt::CaseInsensitive) != 0)
        return bad(417);

    const QByteArrayView rest = bytes.sliced(headSize);
    if (!framing.isChunked) {
        if (rest.size() < framing.length)
            return needMore(request.headers, !rest.isEmpty());
        request.body = rest.first(framing.length).toByteArray();
        return { ParseState::Complete, std::move(request), headSize + framing.length };
    }
    while (!parser.is_done()) {
        const QByteArrayView left = bytes.sliced(static_cast<qsizetype>(used));
        const std::size_t now
            = parser.put(boost::asio::buffer(left.data(), static_cast<std::size_t>(left.size())), error);
        used += now;
        if (error == http::error::need_more) {
            // Many tiny chunks must not hold more than a few times the body they carry.
            if (rest.size() > 4 * limits.maxBody + limits.maxHead)
                return bad(413);
            return needMore(request.headers, !rest.isEmpty());
        }
        if (error)
            return bad(statusOf(error));
        if (now == 0 && !parser.is_done())
            return needMore(request.headers, !rest.isEmpty());
    }
    const std::string &body = parser.get().body();
    request.body = QByteArray(body.data(), static_cast<qsizetype>(body.size()));
    return { ParseState::Complete, std::move(request), static_cast<qsizetype>(used) };
}

} // namespace authscope::net
