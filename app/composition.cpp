// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"

#include "app/pacengine.h"
#include "base/datadir.h"
#include "secrets/keychainsecretstore.h"
#include "secrets/memorysecretstore.h"

#include <QDir>

using namespace Qt::StringLiterals;

namespace authscope::app {

namespace {

std::unique_ptr<secrets::SecretStore> makeSecretStore(const QString &dataDir, bool inMemory)
{
    if (inMemory)
        return std::make_unique<secrets::MemorySecretStore>();
    return std::make_unique<secrets::KeychainSecretStore>(dataDir + u"/keychain-index.json"_s);
}

} // namespace

base::Result<std::unique_ptr<Composition>> Composition::build(const Options &options)
{
    const base::Result<QString> dataDir = base::openDataDir(options.dataDir);
    if (!dataDir)
        return base::fail(dataDir.error());
    base::Result<std::unique_ptr<store::Store>> store
        = store::Store::open(options.keepNothing ? u":memory:"_s : QString(*dataDir + u"/authscope.db"_s));
    if (!store)
        return base::fail(store.error());

    std::unique_ptr<Composition> all(new Composition(*dataDir, options));
    const oauth::Services services{ .network = &all->m_network,
        .secrets = all->m_secrets.get(),
        .browser = all->m_browser.get(),
        .clock = &all->m_clock,
        .random = &all->m_random,
        .lockDir = *dataDir,
        .pending = std::make_shared<oauth::PendingSignIns>(*dataDir) };
    all->m_workspace = std::make_unique<session::Workspace>(services, std::move(*store), options.confirmer);
    return all;
}

Composition::Composition(QString dataDir, const Options &options)
    : m_dataDir(std::move(dataDir))
    , m_messages(&m_redactor)
    , m_log(&m_redactor, &m_clock)
    , m_network(&m_log)
    , m_secrets(makeSecretStore(m_dataDir, options.keepSecretsInMemory))
    , m_browser(options.makeBrowser ? options.makeBrowser(&m_network) : nullptr)
{
}

Composition::~Composition()
{
    keepPacEngine();
}

std::unique_ptr<demo::DemoServers> Composition::makeDemo(demo::DemoOptions options)
{
    options.dataDir = m_dataDir + u"/demo"_s;
    return std::make_unique<demo::DemoServers>(std::move(options), &m_clock, &m_random);
}

} // namespace authscope::app
