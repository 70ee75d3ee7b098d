// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/signinflow.h"

namespace authscope::oauth {

/// What lies behind a URL, found without signing in. Nothing but GETs of metadata are sent.
struct DiscoveryReport {
    std::optional<ResourceMetadata> resource = {}; ///< absent: the address is an issuer, or has no metadata
    std::optional<ServerMetadata> server = {};
    base::Checks checks = {};
    QList<base::ExchangeId> exchanges = {};
    std::optional<base::Error> problem = {}; ///< what would stop a sign-in here
};

/// Steps 1 and 2 of a sign-in on their own. `result()` is an error only when nothing at all was found
/// (OA-103) or the network failed; a rule broken by a document that was found is `problem`.
class Discovery : public base::ResultOperation<DiscoveryReport> {
    Q_OBJECT

public:
    Discovery(Services services, QByteArray url, QList<net::Challenge> challenges, QString connection,
        QObject *parent);
    ~Discovery() override;

protected:
    void run() override;
    void abort() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// POST to the revocation endpoint (RFC 7009), refresh token first. True when the server answered 200 for
/// each; false when the refresh token is revoked and the server cannot revoke access tokens, which then live
/// until they expire.
class Revocation : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    Revocation(Services services, Grant grant, QString connection, QObject *parent);
    ~Revocation() override;

protected:
    void run() override;
    void abort() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace authscope::oauth
