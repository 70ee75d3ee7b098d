// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/callpolicy.h"
#include "session/toolcautions.h"
#include "session/tooldefinition.h"

namespace authscope::session {

/// Everything a person should see before they say yes to a call.
struct CallQuestion {
    QString connection = {}; ///< its id: names repeat
    mcp::Tool tool = {};
    json::Object arguments = {};
    CallDecision decision = {}; ///< why it is asked, and what may be remembered
    std::optional<base::Time> approved = {}; ///< when it was said yes to before
    QList<DefinitionChange> changes = {}; ///< since then
    bool changesAreUnknown = false; ///< it changed, and what it was is too long to have been kept
    QList<ToolCaution> cautions = {};
    QString lookAlike = {}; ///< a sentence, or empty
};

struct CallAnswer {
    enum class Remember { Once, Session, Always };
    bool yes = false;
    Remember remember = Remember::Once; ///< what the decision does not allow is taken for Once
};

} // namespace authscope::session
