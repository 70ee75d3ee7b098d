// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/common/question.h"
#include "ui/common/theme.h"

namespace authscope::ui {

/// "Forget here", "Disconnect", "Sign out at provider".
QString undoName(session::Undo how);
QString undoObjectName(session::Undo how); ///< "forget", "disconnect", "signOut"
/// What it does, said before it is done. `provider`: host of the issuer.
Question undoQuestion(session::Undo how, const QString &provider, bool canRevoke);
/// What became of it in one sentence; nothing is claimed that was not seen.
std::pair<QString, Tone> undoOutcome(session::Undo how, const session::SignOutReport &report);

} // namespace authscope::ui
