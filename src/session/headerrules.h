// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/secretvalues.h"

namespace authscope::session {

/// Whether these may stand in every request to a server: names are tokens (RFC 9110 §5.1), each once and none
/// that the protocol or the connection itself uses; values are visible ASCII. Error: OA-015, without the
/// value.
base::Result<void> checkHeaders(const QList<NamedSecret> &headers);
bool isAuthorization(const NamedSecret &field);

} // namespace authscope::session
