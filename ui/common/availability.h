// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/common/featureframe.h"

namespace authscope::ui {

/// May the server be asked for its lists without anybody pressing anything?
inline bool canAsk(const session::Connection &connection)
{
    using session::ConnectionState;
    const ConnectionState state = connection.state();
    return state == ConnectionState::SignedIn || state == ConnectionState::Attention
        || state == ConnectionState::Open;
}

/// Programs and open servers know no sign-in.
inline bool needsSignIn(const session::Connection &connection)
{
    return !connection.command().isSet() && connection.state() != session::ConnectionState::Open;
}

inline FeatureFrame::State frameState(const session::Connection &connection, bool isLoaded, bool isOffered)
{
    if (connection.serverInfo() && !isOffered)
        return FeatureFrame::State::NotOffered;
    return isLoaded ? FeatureFrame::State::Loaded : FeatureFrame::State::Before;
}

} // namespace authscope::ui
