// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/callpolicy.h"
#include "session/scopeledger.h"
#include "session/toolcautions.h"

namespace authscope::session {

/// One short thing to know about a tool, and how much it weighs.
struct ToolBadge {
    enum class Weight { Plain, Good, Caution, Bad };
    QString text = {};
    Weight weight = Weight::Plain;
};

/// What is known about a tool beside what it says itself.
struct ToolStanding {
    QList<QByteArray> held = {};
    QList<QByteArray> learned = {}; ///< scopes calls of it were refused for
    bool isChanged = false; ///< since it was approved
    bool isNew = false; ///< since the list before
    std::optional<LookAlike> look = {};
    std::optional<OwnRule> own = {};
};

/// The weightiest first: what is wrong with it, what it does, who may call it, what else it has.
QList<ToolBadge> toolBadges(const mcp::Tool &tool, const ToolStanding &standing = {});

/// What the hints say, in sentences.
QString hintSentences(const mcp::Tool &tool);

} // namespace authscope::session
