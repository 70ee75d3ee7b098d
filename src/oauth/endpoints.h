// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/metadata.h"
#include "oauth/signinquestion.h"

namespace authscope::oauth {

/// One address the server names, and what would go there. security.md T008.
struct EndpointPlace {
    QString name = {}; ///< "token_endpoint"
    QString receives = {}; ///< "codes, refresh tokens and what the client proves itself with"
    QByteArray url = {};
    QByteArray origin = {};
    bool isForeign = false; ///< another origin than the issuer's
    /// Something of ours goes there without the person seeing the address; false of the pages a browser is
    /// sent to, which stand in the address bar, and of the keys, which are only fetched.
    bool needsAccepting = false;
};

/// Those the metadata names, in the order a sign-in meets them.
QList<EndpointPlace> endpointPlaces(const ServerMetadata &server);
/// The foreign origins nobody has accepted for this issuer.
QList<QByteArray> originsToAccept(const ServerMetadata &server, const SignInDecisions &decisions);
/// Where things will go, a line each.
base::Checks endpointChecks(const ServerMetadata &server);
/// What somebody is to accept or decline. `origins` from originsToAccept().
SignInQuestion endpointQuestion(const ServerMetadata &server, const QList<QByteArray> &origins);
/// OA-107, for an answer that was no.
base::Error endpointsDeclined(const ServerMetadata &server, const QList<QByteArray> &origins);

} // namespace authscope::oauth
