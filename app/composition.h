// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/redactinglog.h"
#include "base/random.h"
#include "base/redactor.h"
#include "demo/demo.h"
#include "session/workspace.h"

#include <functional>
#include <memory>

namespace authscope::app {

/// Every object of the engine, built once and taken down in the reverse order. The window and the command
/// line both start here; there is no other global state.
class Composition {
public:
    /// The only thing the two faces do differently below the surface. Null: sign-ins cannot open a browser.
    using MakeBrowser
        = std::function<std::unique_ptr<oauth::BrowserLauncher>(net::StrictNetworkAccessManager *)>;

    struct Options {
        QString dataDir = {}; ///< empty: AUTHSCOPE_DATA_DIR, else the platform's place
        bool keepSecretsInMemory = false; ///< --secrets memory
        bool keepNothing = false; ///< no store on disk either: gone with this object
        MakeBrowser makeBrowser = {};
        session::WriteConfirmer *confirmer = nullptr; ///< not owned, outlives this
    };

    /// Opens the data folder and the store; loads nothing yet (workspace().load()). Errors: OA-020, OA-021.
    static base::Result<std::unique_ptr<Composition>> build(const Options &options);
    ~Composition();
    Composition(const Composition &) = delete;
    Composition &operator=(const Composition &) = delete;

    const QString &dataDir() const { return m_dataDir; }
    session::Workspace &workspace() { return *m_workspace; }
    net::StrictNetworkAccessManager &network() { return m_network; }
    secrets::SecretStore &secrets() { return *m_secrets; }
    oauth::BrowserLauncher *browser() { return m_browser.get(); }
    /// Takes leave of every server; workspace() is gone afterwards. What is still to be said travels on the
    /// network, whose log tells when it has arrived.
    void close() { m_workspace.reset(); }
    const base::Clock &clock() const { return m_clock; }
    base::Redactor &redactor() { return m_redactor; }

    /// The demo's servers, keeping their things in the data folder (options.dataDir is filled in). Must not
    /// outlive this.
    std::unique_ptr<demo::DemoServers> makeDemo(demo::DemoOptions options = {});

private:
    Composition(QString dataDir, const Options &options);

    const QString m_dataDir;
    base::SystemClock m_clock;
    base::SystemRandom m_random;
    base::Redactor m_redactor;
    RedactingLog m_messages;
    net::ExchangeLog m_log;
    net::StrictNetworkAccessManager m_network;
    std::unique_ptr<secrets::SecretStore> m_secrets;
    std::unique_ptr<oauth::BrowserLauncher> m_browser;
    std::unique_ptr<session::Workspace> m_workspace;
};

} // namespace authscope::app
