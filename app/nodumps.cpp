// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/nodumps.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <sys/prctl.h>
#endif

namespace authscope::app {

void forbidDumps()
{
#ifdef Q_OS_LINUX
    ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

} // namespace authscope::app
