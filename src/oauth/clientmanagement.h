// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/http.h"
#include "oauth/awaiting.h"
#include "oauth/signinflow.h"

namespace authscope::oauth {

enum class ClientAction { Read, Update, Delete };

/// What the provider has on file, or that it has nothing any more.
struct ManagedClient {
    ClientIdentity client = {}; ///< with the management token as it is now: a server may replace it
    json::Object document = {}; ///< its answer without secrets; empty after Delete
    bool isDeleted = false;
    base::ExchangeId exchange = 0;
};

/// Reads, changes or deletes a registration at the provider. RFC 7592 §2. Update sends the metadata this
/// program would register now. The token goes to the kept address and nowhere else; no redirect is followed.
/// Errors: OA-182 with what the server answered; kind Usage when the provider gave us no way.
class ManageClient : public Awaiting<ManagedClient> {
    Q_OBJECT

public:
    ManageClient(Services services, ClientIdentity client, ClientAction action, QObject *parent);

protected:
    void run() override;

private:
    void answered(const net::Response &response);
    void readAnswer(const net::Response &response);
    QByteArray updateBody() const;

    Services m_services;
    ClientIdentity m_client;
    ClientAction m_action;
};

} // namespace authscope::oauth
