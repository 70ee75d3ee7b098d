// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace authscope::app {

/// From now on the system writes no memory image of this process when it crashes, and lets no other program
/// of the same user read its memory. Does nothing where there is no such switch.
void forbidDumps();

} // namespace authscope::app
