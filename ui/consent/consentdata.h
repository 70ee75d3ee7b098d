// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"
#include "oauth/signinflow.h"
#include "store/records.h"
#include "ui/common/theme.h"

namespace authscope::ui {

/// One line of "requested beside granted".
struct GrantedScope {
    enum class Outcome { Granted, Dropped, Added };
    QByteArray scope = {};
    Outcome outcome = Outcome::Granted;
    QStringList neededBy = {};
};

/// Those asked for in their order, then those the server added.
QList<GrantedScope> compareScopes(
    const QList<QByteArray> &requested, const QList<QByteArray> &granted, const QList<mcp::Tool> &tools);
QStringList toolsNeeding(const QByteArray &scope, const QList<mcp::Tool> &tools);
QString outcomeWords(GrantedScope::Outcome outcome);
Tone outcomeTone(GrantedScope::Outcome outcome);

/// "Granted", "Refreshed", "Refused" …; an unknown word stays as it is.
QString eventWords(const QByteArray &what);

} // namespace authscope::ui
