// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/oautherror.h"

#include "base/clock.h"
#include "base/random.h"
#include "json/json.h"

namespace authscope::demo {

enum class ClientType { FirstPartyPublic, ThirdPartyPublic, ThirdParty };

/// A connected app.
struct Client {
    QByteArray id; ///< "connected-app-test-…"
    QByteArray name = {}; ///< may be empty
    ClientType type = ClientType::ThirdPartyPublic;
    QList<QByteArray> redirectUris = {};
    QList<QByteArray> logoutUris = {};
    bool isFullAccessAllowed = false;
    bool wasRegisteredByItself = false; ///< by dynamic registration: nobody has looked at it
    QByteArray authMethod = "none";
    QByteArray secretHash = {}; ///< SHA-256, confidential clients only
    json::Object metadata = {}; ///< what it registered and we keep, in canonical order
    base::Time created = {};

    bool isPublic() const { return type != ClientType::ThirdParty; }
    bool isFirstParty() const { return type == ClientType::FirstPartyPublic; }
};

/// A new client, or the one that had registered the same metadata before.
struct Registration {
    const Client *client = nullptr;
    QByteArray secret = {}; ///< shown once; empty for public clients
};

class Clients {
public:
    Clients();

    const QList<Client> &all() const { return m_clients; }
    const Client *byId(QByteArrayView id) const;
    /// RFC 7591. Public clients with the same metadata are one client.
    OAuthResult<Registration> add(const json::Object &request, base::Time now, base::RandomSource &random);

    json::Array toJson() const; ///< the registered ones
    bool restore(const json::Array &array);

private:
    QList<Client> m_clients;
};

} // namespace authscope::demo
