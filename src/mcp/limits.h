// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace authscope::mcp {

/// Bounds against a server that never stops; a hit bound is an error that names the bound and the setting.
struct Limits {
    qsizetype maxMessageBytes = 128 << 20; ///< of one JSON-RPC message, however it arrives
    int maxNesting = 256; ///< levels of JSON in one message
    int maxPages = 1000; ///< of one list
    int maxItems = 100000; ///< of one list
    int maxPending = 1000; ///< requests in flight
    int maxServerRequests = 100; ///< unanswered requests of the server at once; more are refused
    int maxRounds = 10; ///< of one multi-round-trip request
    int maxWatched = 1000; ///< resources watched at once

    bool operator==(const Limits &) const = default;
};

} // namespace authscope::mcp
