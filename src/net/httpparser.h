// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/headers.h"

#include <chrono>

namespace authscope::net {

struct ServerRequest {
    QByteArray method = {};
    QByteArray target = {}; ///< as sent: "/callback?code=…"
    QByteArray path = {}; ///< up to the question mark, not decoded
    QByteArray query = {}; ///< after it, not decoded
    Headers headers = {};
    QByteArray body = {};
    bool keepAlive = true;
};

struct ServerLimits {
    qsizetype maxHead = 16 * 1024; ///< request line and fields: 431
    qsizetype maxBody = 1 << 20; ///< 413
    int maxConnections = 64;
    std::chrono::milliseconds requestTime{
        10000
    }; ///< from the first byte to the last one of a request, and idle
};

enum class ParseState { NeedMore, Complete, Bad };

struct ParsedRequest {
    ParseState state = ParseState::NeedMore;
    ServerRequest request = {};
    qsizetype frameSize = 0; ///< bytes used up, when complete
    int status = 0; ///< what to answer, when bad: 400, 413, 417, 431, 501, 505
    bool awaitsContinue = false; ///< the head is whole, and the sender waits for a 100 before the body
};

/// A pure function over what has arrived so far (Boost.Beast's parser): strict HTTP/1.1 and 1.0, bare LF,
/// NUL, HTTP/0.9, an HTTP/2 preface, obs-fold, two Content-Length, both Content-Length and chunked,
/// absolute-form targets: all bad.
ParsedRequest parseRequest(QByteArrayView bytes, const ServerLimits &limits);

} // namespace authscope::net
