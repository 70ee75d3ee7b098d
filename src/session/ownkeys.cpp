// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/ownkeys.h"

#include "inspect/keys.h"
#include "jose/sharedsecret.h"
#include "oauth/dpop.h"
#include "session/connection.h"

namespace authscope::session {

QList<QByteArray> ownKeys(const Connection &connection)
{
    QList<QByteArray> out;
    QList<QByteArray> texts{ connection.settings().clientCertificate };
    QList<base::Secret> clientSecrets;
    const oauth::TokenKeeper &keeper = connection.tokens();
    if (keeper.hasGrant()) {
        if (keeper.grant().dpop)
            out += keeper.grant().dpop->thumbprint();
        texts += keeper.grant().client.privateKey.reveal();
        clientSecrets += keeper.grant().client.clientSecret;
    }
    if (const auto *client = std::get_if<oauth::ClientCredentialsInput>(&connection.grantInput()))
        texts += client->privateKey.reveal();
    if (const auto *enterprise = std::get_if<oauth::EnterpriseInput>(&connection.grantInput()))
        clientSecrets += enterprise->idpClientSecret;
    for (const base::Secret &secret : std::as_const(clientSecrets)) {
        if (!secret.isEmpty())
            out += jose::SharedSecret(secret).thumbprint();
    }
    for (const QByteArray &text : std::as_const(texts)) {
        const auto keys = text.isEmpty() ? std::nullopt : std::optional(inspect::keysFromText(text, {}));
        if (!keys || !*keys || !(*keys)->set)
            continue;
        for (const jose::Jwk &key : (*keys)->set->keys())
            out += key.thumbprint();
    }
    return out;
}

} // namespace authscope::session
