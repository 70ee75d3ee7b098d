// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/awaiting.h"
#include "oauth/signinflow.h"

#include <QTimer>

namespace authscope::oauth {

/// What was seen of a token after it was revoked. Nothing is claimed that was not seen.
struct DeathProof {
    enum class Asked { Nobody, Introspection, Resource, Userinfo };
    enum class Seen {
        Dead, ///< refused, or called inactive
        Alive, ///< still accepted when the waiting ended
        Unknown, ///< nobody can be asked, or nobody gave an answer that says so
    };
    Asked asked = Asked::Nobody;
    Seen seen = Seen::Unknown;
    std::chrono::milliseconds after{ 0 }; ///< from the revocation to this answer
    int tries = 0;
    int status = 0; ///< the last HTTP status; 0: none came
    std::optional<base::Time> livesUntil = {}; ///< by its own account
    base::ExchangeId exchange = 0; ///< the last one

    QString sentence() const;
};

/// Asks about a token that was revoked, at growing intervals, until it is dead or the patience ends: by
/// introspection where the server offers it, else by a call with the token to the resource, else to userinfo.
/// Never ends with an error but the one of being cancelled.
class ProveDead : public Awaiting<DeathProof> {
    Q_OBJECT

public:
    ProveDead(Services services, Grant grant, QString connection, QObject *parent);

    void setPatience(std::chrono::milliseconds limit) { m_patience = limit; }
    const DeathProof &soFar() const { return m_proof; }

Q_SIGNALS:
    void tried(int tries);

protected:
    void run() override;
    void abort() override;

private:
    void ask();
    void introspect();
    void call();
    void judged(bool isDead);
    void unclear();
    void again();

    Services m_services;
    Grant m_grant;
    QString m_connection;
    DeathProof m_proof;
    base::Time m_begun = {};
    QTimer m_timer;
    std::chrono::milliseconds m_pause{ 200 };
    std::chrono::milliseconds m_patience{ 30000 };
};

} // namespace authscope::oauth
