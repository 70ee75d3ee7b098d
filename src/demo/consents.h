// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/clients.h"

namespace authscope::demo {

/// What somebody once allowed an app to have.
struct Consent {
    QByteArray subject;
    QByteArray clientId;
    QList<QByteArray> scopes;
    base::Time given = {};
    base::Time lastUsed = {};
};

class Consents {
public:
    const Consent *find(QByteArrayView subject, QByteArrayView clientId) const;
    QList<Consent> of(QByteArrayView subject) const;
    /// Adds to what was allowed before.
    void remember(const QByteArray &subject, const QByteArray &clientId, const QList<QByteArray> &scopes,
        base::Time now);
    void touch(QByteArrayView subject, QByteArrayView clientId, base::Time now);
    bool forget(QByteArrayView subject, QByteArrayView clientId);

    json::Array toJson() const;
    bool restore(const json::Array &array);

private:
    QList<Consent> m_consents;
};

/// Must the person be asked? `grantable` is what the person can give of what was asked. Always for
/// prompt=consent and for offline_access; never otherwise for our own apps; for others when something is new.
bool needsConsent(const Client &client, const QList<QByteArray> &grantable, const QByteArray &prompt,
    const Consent *earlier);

} // namespace authscope::demo
