// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/expectations.h"

namespace authscope::replay {

/// One expectation that the answer at hand fulfils, for a person to take or leave.
struct Offer {
    QString words = {}; ///< "/structuredContent/board/title equals "Sprint""; foreign words
    bool isSuggested = true; ///< ticked before the person looks
    std::function<void(Expectations &)> take = {};
};

/// The outcome is always expected; the rest is offered. Plain values first come first, at most 40.
QList<Offer> offersFor(const Ending &ending);

} // namespace authscope::replay
