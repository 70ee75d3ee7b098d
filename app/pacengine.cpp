// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pacengine.h"

#include <QtGlobal>

#ifdef Q_OS_LINUX
#include <dlfcn.h>
#endif

namespace authscope::app {

void keepPacEngine()
{
#ifdef Q_OS_LINUX
    // Finds it only where it is loaded already.
    ::dlopen("libjavascriptcoregtk-4.0.so.18", RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
#endif
}

} // namespace authscope::app
