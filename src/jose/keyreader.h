// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jose: what readKeys() is made of.
#pragma once

#include "jose/keyfile.h"
#include "jose/keyhandle.h"

namespace authscope::jose {

/// Adds one key, or the reason why not.
void addJwk(LoadedKeys &into, const json::Object &jwk, const KeyLimits &limits);
void addPkey(LoadedKeys &into, PkeyPtr key, LoadedKey::Origin origin, const KeyLimits &limits);
/// Every block of a PEM text.
void addPem(LoadedKeys &into, QByteArrayView text, const KeyLimits &limits);
/// A certificate, a public or a private key in DER form; false when it is none of these.
bool addDer(LoadedKeys &into, QByteArrayView der, const KeyLimits &limits);

void refuseKey(LoadedKeys &into, const QByteArray &kid, const QString &reason);

} // namespace authscope::jose
