// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenpost.h"

namespace authscope::oauth {

/// What a grant without a browser is asked for.
struct DirectRequest {
    GrantInput input = {};
    ServerMetadata server = {};
    ClientIdentity client = {};
    QByteArray resource = {};
    QList<QByteArray> scopes = {};
    std::shared_ptr<DpopKey> dpop = {};
    QString connection = {};
};

/// Tokens without a browser and without a person: client credentials, an enterprise's identity provider, or
/// a workload's own assertion. Nothing is tried twice and no other grant is tried instead.
class DirectGrant : public Awaiting<TokenSet> {
    Q_OBJECT

public:
    DirectGrant(Services services, DirectRequest request, QObject *parent);

    const base::Checks &checks() const { return m_checks; } ///< also after an error
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }

protected:
    void run() override;

private:
    void askForAssertion(const EnterpriseInput &input);
    void assertionCame(const base::Result<TokenReply> &reply);
    void askForTokens(QList<base::FormPair> form);
    void tokensCame(const base::Result<TokenReply> &reply);

    Services m_services;
    DirectRequest m_request;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
};

/// The redactor learns every secret of an input, a key line by line.
void learnSecrets(base::Redactor &redactor, const GrantInput &input);

} // namespace authscope::oauth
