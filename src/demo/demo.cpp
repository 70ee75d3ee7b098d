// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/demo.h"

#include "demo/app/appserver.h"
#include "demo/idp/idpserver.h"
#include "demo/log.h"
#include "demo/mcp/mcpserver.h"

#include "base/errorcodes.h"
#include "net/httpserver.h"

using namespace Qt::StringLiterals;

namespace authscope::demo {

class DemoServers::Private {
public:
    Private(DemoOptions given, const base::Clock *clock, base::RandomSource *random)
        : options(std::move(given)), world(clock, random), idp(world), app(world), mcp(world)
    {
    }

    /// The port asked for, or any free one.
    base::Result<void> listen(net::HttpServer &server, quint16 port)
    {
        auto listening = server.listen(QHostAddress(QHostAddress::LocalHost), port);
        if (!listening && port != 0) {
            listening = server.listen(QHostAddress(QHostAddress::LocalHost), 0);
            if (listening)
                notices.append(u"Port %1 was taken; the demo uses %2."_s.arg(port).arg(server.port()));
        }
        return listening;
    }

    template <class Server>
    void serve(net::HttpServer &http, Server &server, const char *name)
    {
        http.setHandler([&server, name](const net::ServerRequest &request, const auto &reply) {
            const net::ServerAnswer answer = server.answer(request);
            qCInfo(demoLog) << name << request.method << request.path << answer.status;
            reply->send(answer);
        });
    }

    DemoOptions options;
    World world;
    IdpServer idp;
    AppServer app;
    McpServer mcp;
    net::HttpServer idpHttp, appHttp, mcpHttp;
    QStringList notices;
};

DemoServers::DemoServers(
    DemoOptions options, const base::Clock *clock, base::RandomSource *random, QObject *parent)
    : QObject(parent), d(std::make_unique<Private>(std::move(options), clock, random))
{
    d->serve(d->idpHttp, d->idp, "idp");
    d->serve(d->appHttp, d->app, "app");
    d->mcpHttp.setHandler([this](const net::ServerRequest &request, const auto &reply) {
        const auto answer = d->mcp.answer(request, reply);
        qCInfo(demoLog) << "mcp" << request.method << request.path << (answer ? answer->status : 200);
        if (answer)
            reply->send(*answer);
    });
}

DemoServers::~DemoServers()
{
    stop();
}

base::Result<void> DemoServers::start()
{
    stop();
    d->notices.clear();
    if (auto opened = d->world.open(d->options.dataDir); !opened)
        return opened;
    d->world.autoConsentUser = d->options.autoConsentUser.toUtf8();
    if (!d->world.autoConsentUser.isEmpty() && !d->world.people.byKey(d->world.autoConsentUser)) {
        stop();
        return base::fail({ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message
            = u"The demo knows nobody called “%1”. It was not started."_s.arg(d->options.autoConsentUser),
            .nextStep = u"Use ada, grace or sam."_s });
    }
    for (auto [server, port] : { std::pair(&d->idpHttp, d->options.idpPort),
             std::pair(&d->appHttp, d->options.appPort), std::pair(&d->mcpHttp, d->options.mcpPort) }) {
        if (auto listening = d->listen(*server, port); !listening) {
            stop();
            return listening;
        }
    }
    d->world.origins = { d->idpHttp.origin(), d->appHttp.origin(), d->mcpHttp.origin() };
    return {};
}

void DemoServers::stop()
{
    d->idpHttp.close();
    d->appHttp.close();
    d->mcpHttp.close();
    d->app.forgetBrowsers();
    d->mcp.forgetSessions();
    d->world.close();
}

QByteArray DemoServers::issuer() const
{
    return d->world.origins.idp;
}

QByteArray DemoServers::appUrl() const
{
    return d->world.origins.app;
}

QByteArray DemoServers::mcpUrl() const
{
    return d->world.origins.mcpUrl();
}

QStringList DemoServers::notices() const
{
    return d->notices;
}

void DemoServers::expireAccessTokens()
{
    d->world.grants.expireAccessTokens();
    d->world.save();
}

void DemoServers::rotateKeys()
{
    if (const auto rotated = d->world.rotateKeys(); !rotated)
        qCWarning(demoLog).noquote() << base::oneLine(rotated.error());
}

void DemoServers::setAccessTokenLifetime(std::chrono::seconds lifetime)
{
    d->world.accessTokenLifetime = lifetime;
}

base::Result<void> DemoServers::reset()
{
    d->app.forgetBrowsers();
    d->mcp.forgetSessions();
    return d->world.reset();
}

} // namespace authscope::demo
