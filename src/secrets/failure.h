// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "secrets/secretstore.h"

namespace authscope::secrets {

enum class Act { Read, Write, Remove };

/// The error for a state that is no success (Locked, Unavailable, RemovedElsewhere, Waiting), in words that
/// name the keychain and what was not done. `keychain`: its name, empty when
/// unknown; `keychainSays`: its own words, may be empty.
base::Error failure(Act act, KeepState state, const QString &keychain, const QString &keychainSays = {});

} // namespace authscope::secrets
