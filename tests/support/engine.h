// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "demo/demo.h"
#include "secrets/memorysecretstore.h"
#include "session/workspace.h"
#include "support/outcome.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace authscope::test {

/// Says what a test told it to say, and remembers what it was asked.
class ScriptedConfirmer : public session::WriteConfirmer {
public:
    bool answer = true;
    QStringList asked;

    void confirm(const QString &, const mcp::Tool &tool, const json::Object &,
        std::function<void(bool)> reply) override
    {
        asked << tool.name;
        reply(answer);
    }
};

/// Everything from the network manager to the workspace, as composition builds it, on a folder and a keychain
/// that may outlive it: destroy one and build the next to play a restart.
class Engine {
public:
    Engine(const QString &dataDir, secrets::SecretStore *secrets, oauth::BrowserLauncher *browser)
        : log(&redactor, &clock), network(&log)
    {
        auto store = store::Store::open(dataDir + QStringLiteral("/authscope.sqlite"));
        if (!store)
            qFatal("%s", qPrintable(store.error().message));
        services = { .network = &network,
            .secrets = secrets,
            .browser = browser,
            .clock = &clock,
            .random = &random,
            .lockDir = dataDir };
        workspace = std::make_unique<session::Workspace>(services, std::move(*store), &confirmer);
    }

    base::SystemClock clock;
    base::SystemRandom random;
    base::Redactor redactor;
    net::ExchangeLog log;
    net::StrictNetworkAccessManager network;
    oauth::Services services;
    ScriptedConfirmer confirmer;
    std::unique_ptr<session::Workspace> workspace;
};

} // namespace authscope::test
