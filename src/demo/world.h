// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demo/boards.h"
#include "demo/clients.h"
#include "demo/consents.h"
#include "demo/grants.h"
#include "demo/keyring.h"
#include "demo/people.h"

#include <QLockFile>

#include <memory>

namespace authscope::demo {

/// Where the three servers listen: "http://127.0.0.1:47101" and so on.
struct Origins {
    QByteArray idp, app, mcp;

    QByteArray mcpUrl() const { return mcp + "/mcp"; }
    QByteArray resourceMetadataUrl() const { return mcp + "/.well-known/oauth-protected-resource/mcp"; }
    QByteArray authorizeUrl() const { return app + "/idp"; }
};

/// Everything the three servers share, and where it is kept.
class World {
public:
    World(const base::Clock *clock, base::RandomSource *random);

    /// Takes the folder for itself and reads what is there. An empty `dir` keeps nothing.
    base::Result<void> open(const QString &dir);
    void close();
    /// Forgets everything and starts as on the first day, in the same folder.
    base::Result<void> reset();
    /// False when the disk refused; that is said in the log.
    bool save() const;
    base::Result<void> rotateKeys();

    base::Time now() const { return m_clock->now(); }
    base::RandomSource &random() const { return *m_random; }
    QByteArray newRequestId() const { return "request-id-test-" + m_random->uuid(); }

    Origins origins;
    QByteArray autoConsentUser;
    std::chrono::seconds accessTokenLifetime{ 3600 };

    Keyring keys;
    People people;
    Clients clients;
    Consents consents;
    Grants grants;
    BoardShelf boards;

private:
    QString statePath() const { return m_dir + QStringLiteral("/demo.json"); }
    void forget();
    base::Result<void> write() const;
    base::Result<QList<QByteArray>> readState(); ///< the ids of the keys

    const base::Clock *m_clock;
    base::RandomSource *m_random;
    QString m_dir;
    std::unique_ptr<QLockFile> m_lock;
};

} // namespace authscope::demo
