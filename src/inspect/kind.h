// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

namespace authscope::inspect {

/// What a token is for. Each kind has its own checks, and one kind offered as another is an attack (RFC 8725
/// §3.11).
enum class Kind {
    Id, ///< OIDC Core §2
    Access, ///< RFC 9068, or whatever the server makes
    Refresh,
    DpopProof, ///< RFC 9449 §4.2
    ClientAssertion, ///< RFC 7523 §3
    Logout, ///< OIDC Back-Channel Logout §2.4
    AuthorizationResponse, ///< JARM §2.1
    IntrospectionAnswer, ///< RFC 9701 §5
    SecurityEvent, ///< RFC 8417
    RequestObject, ///< RFC 9101
    Credential, ///< SD-JWT, RFC 9901
    Unknown,
};

struct KindFound {
    Kind kind = Kind::Unknown;
    QString reason = {}; ///< a sentence: "The header says so (typ is at+jwt)."
};

/// From typ, then from the claims; never a guess without a reason.
KindFound detectKind(const json::Object &header, const json::Object &claims);

QList<Kind> allKinds(); ///< in the order a person chooses from
QString kindTitle(Kind kind); ///< "ID token"
QByteArray kindWord(Kind kind); ///< "id", as the command line has it
std::optional<Kind> kindFromWord(QByteArrayView word);

} // namespace authscope::inspect
