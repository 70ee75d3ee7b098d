// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <optional>

namespace authscope::jose {

/// The signature algorithms we verify: RFC 7518 §3 and RFC 8037. HS* and none are known by name only, to be
/// refused for what they are; a public client shares no secret with anybody.
enum class Algorithm { RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EdDSA };

std::optional<Algorithm> algorithmFromName(QByteArrayView name); ///< exact case
QByteArray algorithmName(Algorithm algorithm);
/// Why a name outside the table is refused: "none is no signature", "HS256 needs a shared secret …", "… is
/// not known here".
QString whyRefused(QByteArrayView name);

/// Hash of the algorithm, for at_hash and c_hash (OIDC Core §3.1.3.6): SHA-256/384/512, EdDSA SHA-512. Left
/// half, base64url.
QByteArray leftHalfHash(Algorithm algorithm, QByteArrayView value);
QByteArray sha256(QByteArrayView value);
/// Compares without leaking where the difference is.
bool constantTimeEqual(QByteArrayView a, QByteArrayView b);

} // namespace authscope::jose
