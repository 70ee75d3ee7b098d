// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace authscope::app {

/// To be called before the program ends. Where libproxy ran a PAC script, it takes its script engine out of
/// memory at the end while Qt's thread for it still has something to clean up in there: a crash after
/// everything was done. Kept in memory, the engine is let go of with the process.
void keepPacEngine();

} // namespace authscope::app
