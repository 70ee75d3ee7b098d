// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace authscope::base {

/// Would a person not see it, or see the words beside it in another order? Line breaks and tabs count too.
bool isHidden(char32_t c);

} // namespace authscope::base
