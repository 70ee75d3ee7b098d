// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/records.h"

namespace authscope::store {

/// What the search index is asked for. Nothing when the filter needs no index; an empty text when it can find
/// nothing, because what was typed holds no word.
std::optional<QString> matchExpression(const CallFilter &filter);

} // namespace authscope::store
