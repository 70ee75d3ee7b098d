// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

/// Names that do not change: made up, and meant to look made up.
namespace authscope::demo::fixtures {

inline const QByteArray project = "project-test-00000000-0000-4000-8000-0000000000c1";
inline const QByteArray boardsDesktop = "connected-app-test-00000000-0000-4000-8000-0000000000d1";
inline const QByteArray sampleDesktopClient = "connected-app-test-00000000-0000-4000-8000-0000000000d2";
/// What both may use as redirect URI, with any port.
inline const QByteArray desktopRedirect = "http://127.0.0.1/callback";

} // namespace authscope::demo::fixtures
