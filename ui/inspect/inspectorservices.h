// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/expectations.h"
#include "inspect/keys.h"

#include <functional>

namespace authscope::ui {

class ClipboardPolicy;

/// What the inspector may know of one connection.
struct KnownConnection {
    QString id = {};
    QString name = {}; ///< not cleaned
    QByteArray url = {};
    QByteArray issuer = {}; ///< empty: nobody signed in there
    std::optional<inspect::Expectations> expectations = {};
    std::optional<inspect::Keys> keysAtHand = {}; ///< the issuer's, fetched before
    QList<QByteArray> keysInUse = {}; ///< thumbprints of what it proves itself with
};

/// What the inspector needs and does not build itself.
struct InspectorServices {
    net::StrictNetworkAccessManager *network = nullptr;
    oauth::KeySource *keySource = nullptr;
    const base::Clock *clock = nullptr;
    ClipboardPolicy *clipboard = nullptr;
    std::function<QList<KnownConnection>()> connections = [] { return QList<KnownConnection>(); };
};

} // namespace authscope::ui
