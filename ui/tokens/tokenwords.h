// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenverdict.h"
#include "ui/common/theme.h"

namespace authscope::ui {

QString tokenName(oauth::TokenKind kind);
Tone standingTone(oauth::Standing standing);
QString standingWord(oauth::Standing standing); ///< "valid", "not verified"
/// "41 min", "valid", "not verified" and its tone: the chip of a card.
std::pair<QString, Tone> tokenChip(const oauth::TokenVerdict &verdict, base::Time now);
/// "in 41 min", "3 days ago", "in 7 974 years": whole numbers of the largest unit that says enough.
QString relativeTime(base::Time time, base::Time now);

} // namespace authscope::ui
