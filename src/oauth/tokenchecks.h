// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/jwt.h"
#include "oauth/tokenverdict.h"

namespace authscope::oauth {

/// A check and the claim it looked at (empty: none).
struct ClaimCheck {
    QByteArray claim = {};
    base::Check check = {};
};
using ClaimChecks = QList<ClaimCheck>;

/// Whether the signature was looked at and what came of it.
struct SignatureFound {
    enum class Outcome { NotChecked, Holds, Fails };
    Outcome outcome = Outcome::NotChecked;
    ClaimChecks checks = {}; ///< the signature first, then what was noticed about key and header
    std::optional<jose::Algorithm> algorithm = {}; ///< when it holds, and is one with a key pair
    QString with = {}; ///< "RS256 key k-1"
    QString signer = {}; ///< who holds the key; empty: whom iss names
    QByteArray thumbprint = {}; ///< of the key it holds with
    QString whyNot = {}; ///< not checked: a whole sentence; empty: nobody gave a key
    base::ExchangeId exchange = 0; ///< that brought the keys
};
SignatureFound checkSignature(
    const jose::Jws &jws, const jose::JwkSet *keys, const QString &whyNoKeys, base::ExchangeId keyExchange);
/// As above. A token that held when it came, and whose key is not published any more, was not forged
/// meanwhile: nothing can be said about its signature now (T106).
SignatureFound checkSignature(
    const jose::Jws &jws, const jose::JwkSet *keys, const QString &whyNoKeys, const VerdictContext &context);

/// Nobody signed it: none, or no signature at all (T100). A whole sentence; empty when it is signed.
QString whyUnsigned(const jose::Jws &jws);

/// Now, as the server's clock has it when ours is off by more than the tolerance (T117).
base::Time judgingTime(const VerdictContext &context);
std::optional<ClaimCheck> checkClock(const VerdictContext &context);

ClaimCheck checkEnd(const jose::Jwt &jwt, const VerdictContext &context, bool isRequired);
std::optional<ClaimCheck> checkNotBefore(const jose::Jwt &jwt, const VerdictContext &context);
ClaimCheck checkIssuedAt(const jose::Jwt &jwt, const VerdictContext &context, const QString &rule);

/// The kind by typ: `own` are the names of the kind, in lower case without "application/"; those of other
/// kinds are refused, any other is noted. Nothing without typ unless it is `isRequired`. RFC 8725 §3.11.
std::optional<ClaimCheck> checkType(const jose::Jwt &jwt, const VerdictContext &context, const QString &title,
    const QList<QByteArray> &own, const QString &rule, bool isRequired = false);
/// typ, lower case, without "application/".
QByteArray shortType(const jose::Jws &jws);

/// OIDC Core §3.1.3.7, all of it but the signature and the times above.
ClaimChecks checkIdTokenClaims(
    const jose::Jwt &jwt, const VerdictContext &context, std::optional<jose::Algorithm> algorithm);
/// What an access token says about itself; notes, because judging it is the server's business, unless the
/// context insists.
ClaimChecks checkAccessTokenClaims(const jose::Jwt &jwt, const VerdictContext &context);
/// cnf: RFC 7800, RFC 9449 §6.1, RFC 8705 §3.1.
void addConfirmation(ClaimChecks &out, const jose::Jwt &jwt, const VerdictContext &context);

// What the checks of every kind are written with.

/// The claim as it stands in the token, for a row that says what was wrong with it.
QString shownClaim(const jose::Jwt &jwt, std::string_view name);
/// Text against text, byte for byte. Skipped, with the value, where a partial context expects nothing.
ClaimCheck compareClaim(const jose::Jwt &jwt, const char *claim, const QString &title,
    const QByteArray &expected, const VerdictContext &context, const QString &rule,
    base::CheckState whenDifferent = base::CheckState::Failed);
/// One of `expected` stands in aud.
ClaimCheck audienceCheck(const jose::Jwt &jwt, const QString &title, const QList<QByteArray> &expected,
    const QString &rule, base::CheckState whenDifferent = base::CheckState::Failed);

/// Everything that is the same for every kind: sentence, standing, rows, times. `own` are the checks of the
/// kind; the times that hold for all are added. `ending`: in place of the sentence about exp.
TokenVerdict assembleVerdict(TokenKind kind, const jose::Jwt &jwt, const SignatureFound &signature,
    ClaimChecks own, const VerdictContext &context, bool mustEnd, const QString &ending = {});

} // namespace authscope::oauth
