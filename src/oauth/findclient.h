// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/awaiting.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

/// Who we are at this server: the id that was typed in, else our metadata document where the server takes
/// such, else the registration remembered, else a new one, else OA-117. A grant without a person needs the
/// typed one. What is registered is remembered at once, so that a sign-in that is given up does not leave
/// another client behind (T083).
class FindClient : public Awaiting<ClientIdentity> {
    Q_OBJECT

public:
    FindClient(Services services, ServerMetadata server, const SignInRequest &request, QObject *parent);

    const base::Checks &checks() const { return m_checks; }
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    void useTyped();
    void useMetadataDocument();
    bool useRemembered();
    void registerNow();
    void nothingFound();

    Services m_services;
    ServerMetadata m_server;
    SignInRequest m_request;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
};

} // namespace authscope::oauth
