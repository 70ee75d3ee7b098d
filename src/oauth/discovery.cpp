// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/discovery.h"

#include "base/errorcodes.h"
#include "oauth/endpoints.h"
#include "oauth/fetchresource.h"
#include "oauth/findserver.h"
#include "oauth/learn.h"

#include <QPointer>

namespace authscope::oauth {

class Discovery::Private {
public:
    Services services;
    SignInRequest request;
    DiscoveryReport report;
    QPointer<base::Operation> current;
};

Discovery::Discovery(
    Services services, QByteArray url, QList<net::Challenge> challenges, QString connection, QObject *parent)
    : ResultOperation(parent), d(std::make_unique<Private>())
{
    d->services = std::move(services);
    d->request.url = std::move(url);
    d->request.challenges = std::move(challenges);
    d->request.connection = std::move(connection);
}

Discovery::~Discovery() = default;

void Discovery::run()
{
    const auto end = [this](const base::Result<void> &problem) {
        if (!problem)
            d->report.problem = redacted(problem.error(), *d->services.redactor());
        finishWith(std::move(d->report));
    };
    const auto serverFound = [this, end](FindServer *find) {
        find->deleteLater();
        d->report.checks += find->checks();
        d->report.exchanges += find->exchanges();
        if (!find->result()) {
            const base::Error &error = find->result().error();
            const bool isNothing
                = error.code == base::code::noMetadata || error.kind == base::ErrorKind::Network;
            if (isNothing && !d->report.resource)
                return finishWith(redacted(error, *d->services.redactor()));
            return end(base::fail(error));
        }
        d->report.server = find->result()->server;
        d->report.checks += endpointChecks(*d->report.server);
        end(requireS256(*d->report.server, &d->report.checks));
    };
    auto *resource = new FetchResource(
        d->services.network, d->request.url, d->request.challenges, d->request.connection, this);
    d->current = resource;
    connect(resource, &Operation::finished, this, [this, resource, end, serverFound] {
        resource->deleteLater();
        if (!isRunning())
            return;
        d->report.checks += resource->checks();
        d->report.exchanges += resource->exchanges();
        if (!resource->result()) {
            const base::Error &error = resource->result().error();
            if (error.kind == base::ErrorKind::Network)
                return finishWith(redacted(error, *d->services.redactor()));
            return end(base::fail(error));
        }
        d->report.resource = resource->result()->resource;
        auto *find = new FindServer(d->services.network, d->request, d->report.resource, this);
        d->current = find;
        connect(find, &Operation::finished, this, [this, find, serverFound] {
            if (isRunning())
                serverFound(find);
        });
        find->start();
    });
    resource->start();
}

void Discovery::abort()
{
    if (d->current)
        d->current->cancel();
}

} // namespace authscope::oauth
