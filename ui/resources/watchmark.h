// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/watch.h"
#include "ui/common/chip.h"

namespace authscope::ui {

/// How it stands with hearing about one resource.
enum class WatchMark { Off, Opening, Live, Waiting, NotAccepted, NotOffered };

/// `canSubscribe`: the server says that single resources can be watched.
WatchMark watchMark(const mcp::WatchState &state, const QByteArray &uri, bool isWatched, bool canSubscribe);
ChipText watchChip(WatchMark mark);
/// What it means, for people; `note` is the session's own remark.
QString watchWords(WatchMark mark, const QString &note);
/// Of the whole watch, for the server's page.
QString watchKindWords(mcp::WatchState::Kind kind);

} // namespace authscope::ui
