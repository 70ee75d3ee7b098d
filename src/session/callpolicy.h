// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"

namespace authscope::session {

/// What a person wants to be asked about a tool, or about all tools of a connection.
enum class CallRule {
    AskAlways,
    AskForWrites, ///< where nothing else was chosen
    AllowSession, ///< until the program ends; never kept
    AllowAlways,
    Never,
};

QByteArray ruleName(CallRule rule); ///< "ask_always", "ask_for_writes" …, as kept and as typed
std::optional<CallRule> ruleNamed(QByteArrayView name);
QString ruleWords(CallRule rule); ///< "ask every time"

/// The rule a tool has of its own.
struct OwnRule {
    CallRule rule = CallRule::AskForWrites;
    /// Chosen where the warning stands: the only way not to be asked about a tool that destroys.
    bool isConfirmed = false;
};

/// How a tool is now, beside how it was when it was approved.
enum class PinState { NeverApproved, Same, Changed };

/// Everything the decision depends on.
struct CallSituation {
    mcp::Effect effect = mcp::Effect::Writes;
    bool writesOutside = false; ///< a write that may reach other people or services
    std::optional<OwnRule> own = {};
    CallRule general = CallRule::AskForWrites; ///< of the connection
    bool isLocked = false; ///< only tools that read
    PinState pin = PinState::NeverApproved;
    bool isAmbiguous = false; ///< another tool of that very name differs
};

struct CallDecision {
    enum class Kind { Run, Ask, Refuse };
    enum class Reason {
        Allowed, ///< Run: it only reads, or the person said so
        Write, ///< Ask
        Rule, ///< Ask: the person wants to see every call
        Changed, ///< Ask: not what was approved
        Locked, ///< Refuse
        Forbidden, ///< Refuse: the person said never
        Ambiguous, ///< Refuse
    };
    Kind kind = Kind::Ask;
    Reason reason = Reason::Write;
    bool mayAllowSession = false; ///< "do not ask again until I close the program" may be offered
    bool mayAllowAlways = false; ///< "do not ask again for this tool" may be offered
};

/// Refusals first, then what changed, then the rules. A tool that destroys is never allowed by a rule that
/// was not confirmed, a write that reaches outside never for good by one.
CallDecision decide(const CallSituation &situation);

} // namespace authscope::session
