// SPDX-License-Identifier: GPL-3.0-or-later
// Every code a person can meet, in one place. OA-1nn and OA-2nn carry the numbers of the threat catalogue
// (100 + the threat's number, or the code the catalogue prints); OA-0nn are the everyday ones; OA-3nn are
// MCP's.
#pragma once

#include <QString>

namespace authscope::base::code {

using namespace Qt::StringLiterals;

// Everyday
inline const QString cancelled = u"OA-001"_s;
inline const QString usage = u"OA-002"_s;
inline const QString notAUrl = u"OA-003"_s;
inline const QString noSuchConnection = u"OA-004"_s;
inline const QString notSignedIn = u"OA-005"_s;
inline const QString secondInstance = u"OA-006"_s;
inline const QString unreachable = u"OA-010"_s; ///< refused, no such host, reset
inline const QString timedOut = u"OA-011"_s;
inline const QString tlsFailed = u"OA-012"_s;
inline const QString notJson = u"OA-013"_s; ///< HTML, empty or broken JSON where JSON is due
inline const QString unexpectedStatus = u"OA-014"_s;
inline const QString tooLarge = u"OA-118"_s;
inline const QString unsafeHeader = u"OA-015"_s; ///< a control character was about to go into a header
inline const QString missingMember
    = u"OA-016"_s; ///< a document lacks what it must have, or has it with the wrong type
inline const QString storageFailed = u"OA-020"_s;
inline const QString storageTooNew = u"OA-021"_s;
inline const QString keychainUnavailable = u"OA-246"_s;
inline const QString keychainLocked = u"OA-247"_s;
inline const QString keptEntryWrong = u"OA-248"_s; ///< not what we wrote, or not for this connection

// Discovery
inline const QString issuerMismatch = u"OA-101"_s;
inline const QString issuerSlash = u"OA-102"_s;
inline const QString metadataRedirected = u"OA-104"_s;
inline const QString notEncrypted = u"OA-105"_s;
inline const QString unsafeScheme = u"OA-106"_s;
inline const QString noMetadata = u"OA-103"_s; ///< none of the well-known addresses had a document
inline const QString foreignEndpoint = u"OA-107"_s; ///< on another host than the issuer's, and not accepted
inline const QString internalAddress = u"OA-108"_s;
inline const QString resourceMismatch = u"OA-110"_s;
inline const QString issuerMoved = u"OA-112"_s;
inline const QString clientOfAnother = u"OA-113"_s; ///< credentials that belong to another issuer
inline const QString duplicateMember = u"OA-114"_s;
inline const QString noS256 = u"OA-115"_s;
inline const QString noRegistration = u"OA-117"_s; ///< no client id, and none can be had

// Browser and loopback
inline const QString parameterCollision = u"OA-123"_s;
inline const QString browserFailed = u"OA-124"_s;
inline const QString addressTooLong = u"OA-126"_s;
inline const QString signInPending = u"OA-128"_s; ///< another one waits at the same issuer
inline const QString cannotListen = u"OA-129"_s;
inline const QString foreignAnswer = u"OA-132"_s;
inline const QString duplicateParameter = u"OA-135"_s;
inline const QString noAnswer = u"OA-144"_s;
inline const QString tokenInAddress = u"OA-149"_s; ///< a token in the answer, where a code was asked for
inline const QString pasteRefused = u"OA-150"_s; ///< what was pasted is not the address that was awaited

// The authorization response
inline const QString issMissing = u"OA-160"_s;
inline const QString issWrong = u"OA-162"_s;
inline const QString codeRefused = u"OA-165"_s; ///< invalid_grant at the exchange
inline const QString consentRefused = u"OA-166"_s; ///< access_denied
inline const QString authorizationError = u"OA-167"_s; ///< any other error in the answer
inline const QString malformedResponse = u"OA-169"_s;
inline const QString pushRefused = u"OA-170"_s; ///< RFC 9126

// Registration and the token endpoint
inline const QString pkceEnforced = u"OA-174"_s; ///< the good end of a try: a wrong verifier was refused
inline const QString pkceIgnored = u"OA-175"_s; ///< a wrong verifier was taken (T075)
inline const QString registrationRefused = u"OA-176"_s;
inline const QString registrationRedirect = u"OA-177"_s;
inline const QString registrationInvalid = u"OA-178"_s;
inline const QString secretDemanded = u"OA-180"_s; ///< registered without a secret, then asked for one
inline const QString managementForeign = u"OA-181"_s; ///< registration_client_uri at another origin
inline const QString clientNotDeleted = u"OA-182"_s; ///< the provider may still list it
inline const QString tokenRedirected = u"OA-186"_s;
inline const QString tokenError = u"OA-188"_s;
inline const QString tokenType = u"OA-189"_s;
inline const QString malformedToken = u"OA-193"_s;
inline const QString askedToWait = u"OA-195"_s; ///< Retry-After of the token endpoint
inline const QString deviceRefused = u"OA-199"_s; ///< RFC 8628

// ID tokens
inline const QString signature = u"OA-201"_s;
inline const QString keyUnusable = u"OA-212"_s; ///< too weak, off its curve, of an unknown type
inline const QString idTokenInvalid = u"OA-214"_s;
inline const QString subjectChanged = u"OA-219"_s;
inline const QString notAJws = u"OA-224"_s; ///< not three parts of base64url

// The life of a token
inline const QString refreshRefused = u"OA-239"_s;
inline const QString revocationFailed = u"OA-244"_s;
inline const QString logoutFailed = u"OA-245"_s;
inline const QString resourceMoved = u"OA-254"_s;
inline const QString answerAboutToken = u"OA-256"_s; ///< of introspection or userinfo, of no use
inline const QString unauthorized = u"OA-285"_s; ///< 401 even with a fresh token
inline const QString insufficientScope = u"OA-286"_s;
inline const QString secretInArguments = u"OA-288"_s; ///< a token was about to be sent as an argument

// MCP
inline const QString mcpProtocol = u"OA-301"_s; ///< not JSON-RPC, wrong id, wrong shape
inline const QString mcpVersion = u"OA-302"_s;
inline const QString mcpError = u"OA-303"_s; ///< the server's JSON-RPC error
inline const QString mcpSessionLost = u"OA-304"_s;
inline const QString mcpStreamCut = u"OA-305"_s;
inline const QString mcpBound = u"OA-306"_s; ///< one of our own bounds was hit
inline const QString programNotStarted = u"OA-307"_s;
inline const QString programEnded = u"OA-308"_s; ///< the server that is a program, before it answered
inline const QString skillNotVerified = u"OA-309"_s; ///< a file is not what its list entry says
inline const QString toolFailed = u"OA-310"_s; ///< isError
inline const QString noSuchTool = u"OA-311"_s;
inline const QString invalidArguments = u"OA-312"_s;
inline const QString confirmationNeeded = u"OA-313"_s; ///< a write, and nobody said yes
inline const QString inputRefused = u"OA-314"_s; ///< what the server asked of the person got no answer
inline const QString toolRejected = u"OA-315"_s; ///< a tool as it is listed may not be called
inline const QString notOffered = u"OA-316"_s; ///< the server has no such capability

// Keys and tokens of other forms, for the inspector
inline const QString notDecrypted = u"OA-400"_s; ///< refused by policy, or no key opens it
inline const QString notAJwe = u"OA-401"_s; ///< not five parts of base64url, or not its JSON form
inline const QString notAnSdJwt = u"OA-402"_s;
inline const QString noKeyInside = u"OA-403"_s; ///< nothing of what was given as keys is one

// Saved calls
inline const QString savedCallInvalid = u"OA-500"_s; ///< the file is no saved call
inline const QString savedCallVariable = u"OA-501"_s; ///< what a step refers to is not there, or not allowed
inline const QString expectationFailed = u"OA-502"_s;

// Consent in the moment
inline const QString readOnlyLock = u"OA-510"_s; ///< the connection is locked to tools that only read
inline const QString toolForbidden = u"OA-511"_s; ///< the person's own rule says never
inline const QString toolChanged = u"OA-512"_s; ///< not what was approved, and nobody said yes again
inline const QString toolAmbiguous = u"OA-513"_s; ///< two tools of that very name, and they differ

} // namespace authscope::base::code
