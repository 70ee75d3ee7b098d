// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "json/json.h"

namespace authscope::oauth {

/// RFC 9728. Texts are the bytes that arrived.
struct ResourceMetadata {
    QByteArray resource = {};
    QList<QByteArray> authorizationServers = {};
    std::optional<QList<QByteArray>> scopesSupported = {};
    QString resourceName = {};
    json::Object raw = {};
    QByteArray url = {}; ///< where it was found
    base::ExchangeId exchange = 0;
};

/// RFC 8414 merged with OpenID Connect Discovery (the first document wins, member by member).
struct ServerMetadata {
    QByteArray issuer = {};
    QByteArray authorizationEndpoint = {};
    QByteArray tokenEndpoint = {};
    QByteArray registrationEndpoint = {}; ///< empty: none
    QByteArray jwksUri = {};
    QByteArray userinfoEndpoint = {};
    QByteArray revocationEndpoint = {};
    QByteArray introspectionEndpoint = {};
    QByteArray endSessionEndpoint = {};
    QByteArray pushedRequestEndpoint = {}; ///< RFC 9126
    QByteArray deviceEndpoint = {}; ///< RFC 8628
    std::optional<QList<QByteArray>> scopesSupported = {};
    std::optional<QList<QByteArray>> codeChallengeMethods = {};
    QList<QByteArray> tokenEndpointAuthMethods = {}; ///< empty: client_secret_basic, by RFC 8414 §2
    QList<QByteArray> dpopAlgorithms = {}; ///< dpop_signing_alg_values_supported; empty: no DPoP
    bool sendsIss = false; ///< authorization_response_iss_parameter_supported
    bool requiresPushedRequests = false; ///< require_pushed_authorization_requests
    bool takesMetadataDocuments = false; ///< client_id_metadata_document_supported
    json::Object merged = {};
    QList<QByteArray> documentUrls = {};
    base::ExchangeId exchange = 0; ///< of the first document

    bool offersS256() const { return codeChallengeMethods && codeChallengeMethods->contains("S256"); }
};

/// Pure readers. A member of the wrong type is named; an optional one is then left out with a Noted check, a
/// required one is OA-016. Every URL member passes base::guardUrl (T007, T006): a bad required endpoint is
/// the error, a bad optional one is left out with a Failed check. `expectedIssuer` is compared byte for byte
/// (T001 OA-101, T002 OA-102).
base::Result<ResourceMetadata> readResourceMetadata(
    QByteArrayView document, const QByteArray &askedFor, base::Checks *checks);
base::Result<ServerMetadata> readServerMetadata(
    QByteArrayView document, const QByteArray &expectedIssuer, base::Checks *checks);
/// Takes over what `first` does not have.
ServerMetadata merge(ServerMetadata first, const ServerMetadata &second);

/// RFC 9728 §3.1: path-inserted, then root. RFC 8414 §3.1 and OIDC Discovery §4: insert, insert, append.
QList<QByteArray> resourceMetadataUrls(const QByteArray &resource);
QList<QByteArray> serverMetadataUrls(const QByteArray &issuer);

} // namespace authscope::oauth
