// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QList>
#include <QString>

namespace authscope::base {

enum class CheckState { Passed, Noted, Failed, Skipped };

/// One thing that was looked at, with the evidence: a line of a sign-in step, a line of a token's verdict.
struct Check {
    CheckState state = CheckState::Passed;
    QString title = {}; ///< "Issuer is the one we asked for"
    QString found = {}; ///< the value looked at, as received (not yet cleaned for display)
    QString expected = {}; ///< what it was compared with; empty when there is no second value
    QString rule = {}; ///< "RFC 8414 §3.3"; may be empty
    ExchangeId exchange = 0; ///< where the value came from
};

using Checks = QList<Check>;

} // namespace authscope::base
