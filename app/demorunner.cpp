// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demorunner.h"

#include "base/errorcodes.h"
#include "json/json.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::app {

namespace {

const QString key = u"demo.addresses"_s;

quint16 portOf(const QByteArray &url, quint16 otherwise)
{
    return static_cast<quint16>(QUrl::fromEncoded(url).port(otherwise));
}

json::Object readAddresses(const store::Store &store)
{
    const auto kept = store.setting(key);
    if (!kept || kept->isEmpty())
        return {};
    return json::parseObject(*kept, u"The kept addresses of the demo"_s).value_or(json::Object());
}

} // namespace

DemoRunner::DemoRunner(Composition &composition) : m_composition(composition) { }

DemoRunner::~DemoRunner() = default;

QByteArray DemoRunner::rememberedUrl() const
{
    return json::stringMember(readAddresses(*m_composition.workspace().store()), "mcp")
        .value_or(QByteArray());
}

bool DemoRunner::isWanted() const
{
    const QByteArray url = rememberedUrl();
    const auto connections = m_composition.workspace().store()->connections();
    return !url.isEmpty() && connections
        && std::any_of(connections->begin(), connections->end(),
            [&url](const store::ConnectionRecord &record) { return record.url == url; });
}

base::Result<QByteArray> DemoRunner::start()
{
    if (m_servers)
        return m_servers->mcpUrl();
    demo::DemoOptions options;
    const json::Object before = readAddresses(*m_composition.workspace().store());
    options.idpPort = portOf(json::stringMember(before, "issuer").value_or(QByteArray()), options.idpPort);
    options.appPort = portOf(json::stringMember(before, "app").value_or(QByteArray()), options.appPort);
    options.mcpPort = portOf(json::stringMember(before, "mcp").value_or(QByteArray()), options.mcpPort);
    std::unique_ptr<demo::DemoServers> servers = m_composition.makeDemo(options);
    if (const auto started = servers->start(); !started) {
        if (started.error().code == base::code::secondInstance && !rememberedUrl().isEmpty())
            return rememberedUrl();
        return base::fail(started.error());
    }
    m_servers = std::move(servers);
    remember();
    return m_servers->mcpUrl();
}

void DemoRunner::remember()
{
    const json::Object addresses{ { "issuer", json::string(m_servers->issuer()) },
        { "app", json::string(m_servers->appUrl()) }, { "mcp", json::string(m_servers->mcpUrl()) } };
    // Not being able to write it costs the same ports next time, no more.
    (void)m_composition.workspace().store()->setSetting(key, json::compact(addresses));
}

} // namespace authscope::app
