// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QSet>

namespace authscope::mcp {

/// What one wants to hear about. Lists are watched by default wherever the server can tell.
struct Watch {
    bool tools = true;
    bool prompts = true;
    bool resources = true; ///< the list; each resource stands in `uris`
    QSet<QByteArray> uris = {};

    bool operator==(const Watch &) const = default;
};

/// What one hears. Legacy: the standalone stream and resources/subscribe. Modern: subscriptions/listen.
struct WatchState {
    enum class Kind {
        Off, ///< nothing is watched, or the session is not open
        Opening,
        Live,
        Waiting, ///< broke; opened again after a while. Everything listed before counts as stale
        NotOffered, ///< the server has no such stream; what was watched is known at each Reload only
    };
    Kind kind = Kind::Off;
    Watch accepted = { .tools = false, .prompts = false, .resources = false }; ///< by the server
    QString note = {}; ///< for a person: what was not accepted, why it waits
    std::optional<base::Error> error = {}; ///< of the last attempt
};

} // namespace authscope::mcp
