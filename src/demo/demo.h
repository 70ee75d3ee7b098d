// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"

#include <QObject>

namespace authscope::demo {

struct DemoOptions {
    QString dataDir = {}; ///< keys, clients, consents, refresh-token families and boards live here;
                          ///< 0700/0600, one demo at a time. Empty: nothing is kept
    quint16 idpPort = 47101, appPort = 47102,
            mcpPort = 47103; ///< 0: any free one; a taken one: any free one, said by notices()
    QString autoConsentUser
        = {}; ///< "ada": /idp answers by redirect, without a page; for tests and headless runs
};

/// The embedded demo: an identity provider, the Boards app and its MCP server on three loopback origins. To
/// everything else it is just another URL.
class DemoServers : public QObject {
    Q_OBJECT

public:
    DemoServers(
        DemoOptions options, const base::Clock *clock, base::RandomSource *random, QObject *parent = nullptr);
    ~DemoServers() override;

    /// Errors: OA-006 (the folder is in use), OA-020 (it cannot be read), OA-002 (nobody of that name),
    /// OA-129. The first start in a folder makes two RSA keys, which takes a moment.
    base::Result<void> start();
    void stop();

    QByteArray issuer() const; ///< "http://127.0.0.1:47101"
    QByteArray appUrl() const;
    QByteArray mcpUrl() const; ///< "http://127.0.0.1:47103/mcp"
    QStringList notices() const; ///< "Port 47101 was taken; the demo uses 40123."

    /// For tests and the control panel.
    void expireAccessTokens(); ///< those given out so far
    void rotateKeys();
    void setAccessTokenLifetime(std::chrono::seconds lifetime);
    base::Result<void> reset(); ///< everything forgotten, new keys, same ports

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace authscope::demo
