// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "net/httpparser.h"

using namespace authscope;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const net::ServerLimits limits{ .maxHead = 2048, .maxBody = 4096 };
    const QByteArrayView bytes = fuzz::view(data, size);
    const net::ParsedRequest parsed = net::parseRequest(bytes, limits);
    switch (parsed.state) {
    case net::ParseState::NeedMore:
        fuzz::require(bytes.size() < 2 * (limits.maxHead + limits.maxBody), "waiting for more is bounded");
        break;
    case net::ParseState::Bad:
        fuzz::require(parsed.status >= 400 && parsed.status < 600, "a bad request names its status");
        break;
    case net::ParseState::Complete: {
        fuzz::require(
            parsed.frameSize > 0 && parsed.frameSize <= bytes.size(), "a request ends in its bytes");
        fuzz::require(parsed.request.body.size() <= limits.maxBody, "no body over the limit");
        fuzz::require(parsed.request.path.startsWith('/') || parsed.request.target == "*",
            "targets are paths, or the asterisk of OPTIONS");
        fuzz::require(!parsed.request.target.contains('\0') && !parsed.request.target.contains('\n'),
            "a target is one line");
        const net::ParsedRequest alone = net::parseRequest(bytes.first(parsed.frameSize), limits);
        fuzz::require(alone.state == net::ParseState::Complete && alone.frameSize == parsed.frameSize
                && alone.request.target == parsed.request.target && alone.request.body == parsed.request.body,
            "what follows a request does not change it");
        const net::ParsedRequest cut = net::parseRequest(bytes.first(parsed.frameSize - 1), limits);
        fuzz::require(cut.state == net::ParseState::NeedMore, "no request is whole before its last byte");
        break;
    }
    }
    return 0;
}
