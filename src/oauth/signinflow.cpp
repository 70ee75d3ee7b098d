// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/signinflow.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/dpop.h"
#include "oauth/fetchresource.h"
#include "oauth/findclient.h"
#include "oauth/findserver.h"
#include "oauth/learn.h"
#include "oauth/registration.h"
#include "oauth/scopes.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

QString titleOf(StepId id)
{
    switch (id) {
    case StepId::Resource:
        return u"Protected resource"_s;
    case StepId::Server:
        return u"Authorization server"_s;
    case StepId::Client:
        return u"Client identity"_s;
    case StepId::Consent:
        return u"Consent"_s;
    case StepId::Browser:
        return u"Browser and loopback"_s;
    case StepId::Exchange:
        return u"Code for tokens"_s;
    case StepId::IdToken:
        return u"ID token checks"_s;
    case StepId::Keep:
        return u"Kept in the keychain"_s;
    }
    Q_UNREACHABLE();
    return {};
}

QString originWords(const ClientIdentity &client)
{
    if (client.origin == "typed")
        return u"typed in"_s;
    if (client.origin == "metadata document")
        return u"by its metadata document"_s;
    return client.origin == "registered" ? u"registered now"_s : u"registered before"_s;
}

base::Error noDeviceEndpoint(const ServerMetadata &server)
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::deviceRefused,
        .message = u"%1 was checked for signing in with a browser on another device and does not offer it "
                   "(device_authorization_endpoint is missing). Nothing was registered and no code was asked "
                   "for."_s.arg(quoted(server.issuer)),
        .nextStep = u"Sign in with a browser on this computer."_s,
        .rule = u"RFC 8628 §4"_s,
        .exchange = server.exchange };
}

QString countWords(qsizetype servers)
{
    return servers == 1 ? u"1 authorization server"_s : u"%1 authorization servers"_s.arg(servers);
}

} // namespace

SignInFlow::Private::Private(SignInFlow *flow, Services s, SignInRequest r)
    : q(flow), services(std::move(s)), request(std::move(r))
{
    decisions = request.decisions;
    isStepping = request.stepThrough;
    attempt = QString::fromLatin1(services.random->uuid());
    for (const StepId id : { StepId::Resource, StepId::Server, StepId::Client, StepId::Consent,
             StepId::Browser, StepId::Exchange, StepId::IdToken, StepId::Keep }) {
        auto *step = new SignInStep(id, titleOf(id), flow);
        QObject::connect(step, &SignInStep::changed, flow, [flow, step] { Q_EMIT flow->stepChanged(step); });
        steps.append(step);
        writers.emplace_back(step, services.redactor());
    }
    deadlineTimer.setSingleShot(true);
    QObject::connect(&deadlineTimer, &QTimer::timeout, flow, [this] { noAnswer(); });
}

StepWriter &SignInFlow::Private::begin(StepId id)
{
    current = id;
    StepWriter &writer = row(id);
    writer.begin();
    return writer;
}

void SignInFlow::Private::fail(const base::Error &error)
{
    deadlineTimer.stop();
    dropQuestion();
    device.reset();
    services.pending->leave(attempt);
    if (receiver && !answer)
        receiver->close();
    base::Error shown = redacted(error, *services.redactor());
    row(current).failed(shown);
    q->finishWith(std::move(shown));
}

void SignInFlow::Private::findResource()
{
    begin(StepId::Resource);
    await(new FetchResource(services.network, request.url, request.challenges, request.connection, q),
        [this](FetchResource *fetch) {
            StepWriter &writer = row(StepId::Resource);
            writer.add(fetch->checks());
            writer.add(fetch->exchanges());
            if (!fetch->result())
                return fail(fetch->result().error());
            resource = fetch->result()->resource;
            if (resource)
                writer.done(u"%1 · %2"_s.arg(
                    base::cleaned(resource->resource), countWords(resource->authorizationServers.size())));
            else
                writer.skipped(u"The address publishes no resource metadata; it is taken as an issuer."_s);
            enter(StepId::Server, &Private::chooseServer);
        });
}

void SignInFlow::Private::findServer()
{
    auto *finding = new FindServer(services.network, request, resource, q);
    finding->choose(chosenIssuer);
    await(finding, [this](FindServer *find) {
        StepWriter &writer = row(StepId::Server);
        writer.add(find->checks());
        writer.add(find->exchanges());
        if (!find->result())
            return fail(find->result().error());
        server = find->result()->server;
        resourceUri = find->result()->resource;
        if (!request.rememberedIssuer.isEmpty() && request.rememberedIssuer != server->issuer)
            request.heldScopes.clear(); // another issuer's names for things
        base::Checks checks;
        if (request.grantKind
            == GrantKind::AuthorizationCode) { // elsewhere there is no code that could be stolen
            const auto s256 = requireS256(*server, &checks);
            writer.add(checks);
            if (!s256)
                return fail(s256.error());
        }
        if (request.grantKind == GrantKind::DeviceCode && server->deviceEndpoint.isEmpty())
            return fail(noDeviceEndpoint(*server));
        acceptEndpoints();
    });
}

void SignInFlow::Private::serverFound()
{
    row(StepId::Server).done(summary(*server));
    enter(StepId::Client, &Private::findClient);
}

void SignInFlow::Private::findClient()
{
    begin(StepId::Client);
    await(new FindClient(services, *server, request, q), [this](FindClient *find) {
        StepWriter &writer = row(StepId::Client);
        writer.add(find->checks());
        writer.add(find->exchanges());
        if (!find->result())
            return fail(find->result().error());
        client = *find->result();
        base::Checks checks;
        if (takesProofs(resource ? &*resource : nullptr, request.challenges))
            dpop = makeDpopKey(*server, &checks);
        writer.add(checks);
        writer.done(u"%1 · %2"_s.arg(base::cleaned(client.clientId, 80), originWords(client)));
        if (isDirect())
            grantDirectly();
        else
            enter(StepId::Consent, &Private::askConsent);
    });
}

void SignInFlow::Private::askConsent()
{
    StepWriter &writer = begin(StepId::Consent);
    const bool isElsewhere = request.grantKind == GrantKind::DeviceCode;
    const auto endpoint = isElsewhere
        ? base::guardUrl(server->deviceEndpoint, u"device_authorization_endpoint"_s)
        : base::guardUrl(server->authorizationEndpoint, u"authorization_endpoint"_s);
    if (!endpoint)
        return fail(endpoint.error());
    ConsentRequest asked;
    asked.clientName = clientName();
    asked.clientId = client.clientId;
    if (!isElsewhere)
        asked.redirectUri = client.hasPlainCallback() ? QByteArray("http://127.0.0.1/callback")
                                                      : redirectUris(server->issuer).first();
    asked.issuer = server->issuer;
    asked.authorizationHost = endpoint->url.authority(QUrl::EncodeUnicode);
    asked.resource = resourceUri;
    asked.resourceName = resource ? resource->resourceName : QString();
    asked.scopes = consentScopes(request, resource, *server);
    asked.offered = offeredScopes(asked.scopes, resource, *server);
    asked.keptIn = services.secrets->isPersistent()
        ? services.secrets->displayName()
        : u"%1, until you close the program"_s.arg(services.secrets->displayName());
    asked.reason = request.reason;
    consent = asked;
    writer.awaitPerson(u"Continue to %1?"_s.arg(asked.authorizationHost));
    Q_EMIT q->consentNeeded();
}

void SignInFlow::Private::agreed(const QList<QByteArray> &agreedScopes)
{
    QStringList unticked;
    for (const ConsentScope &asked : std::as_const(consent->scopes)) {
        if (agreedScopes.contains(asked.scope))
            scopes.append(asked.scope);
        else
            unticked.append(base::cleaned(asked.scope, 80));
    }
    for (const ConsentScope &offered : std::as_const(consent->offered)) {
        if (agreedScopes.contains(offered.scope))
            scopes.append(offered.scope);
    }
    StepWriter &writer = row(StepId::Consent);
    writer.add({ .title = u"You agreed before anything was sent to the authorization page"_s,
        .found = base::cleaned(joinScopes(scopes)) });
    const QString agreedTo = scopes.isEmpty() ? u"you agreed; no scope is asked for"_s
        : scopes.size() == 1                  ? u"you agreed to 1 scope"_s
                                              : u"you agreed to %1 scopes"_s.arg(scopes.size());
    writer.done(unticked.isEmpty() ? agreedTo : u"%1, without %2"_s.arg(agreedTo, unticked.join(u", "_s)));
    enter(StepId::Browser,
        request.grantKind == GrantKind::DeviceCode ? &Private::askForDeviceCode : &Private::openBrowser);
}

SignInFlow::SignInFlow(Services services, SignInRequest request, QObject *parent)
    : ResultOperation(parent), d(std::make_unique<Private>(this, std::move(services), std::move(request)))
{
}

SignInFlow::~SignInFlow() = default;

void SignInFlow::run()
{
    for (const auto &usable :
        { checkPrompt(d->request.prompt), checkExtraParameters(d->request.extraParameters) }) {
        if (!usable) {
            d->begin(StepId::Resource);
            return d->fail(usable.error());
        }
    }
    d->enter(StepId::Resource, &Private::findResource);
}

void SignInFlow::abort()
{
    d->deadlineTimer.stop();
    d->dropQuestion();
    d->device.reset();
    d->services.pending->leave(d->attempt);
    if (d->operation)
        d->operation->cancel();
    if (d->receiver)
        d->receiver->close();
    d->row(d->current).cancelled();
}

const SignInRequest &SignInFlow::request() const
{
    return d->request;
}

const QList<SignInStep *> &SignInFlow::steps() const
{
    return d->steps;
}

SignInStep *SignInFlow::step(StepId id) const
{
    return d->steps.at(qsizetype(id));
}

const QString &SignInFlow::attempt() const
{
    return d->attempt;
}

const std::optional<ConsentRequest> &SignInFlow::consentRequest() const
{
    return d->consent;
}

void SignInFlow::agree(const QList<QByteArray> &scopes)
{
    if (d->awaitsConsent())
        d->agreed(scopes);
}

void SignInFlow::decline()
{
    if (!d->awaitsConsent())
        return;
    d->fail({ .kind = base::ErrorKind::Refused,
        .code = base::code::consentRefused,
        .message = u"You declined. No browser was opened and nothing was asked of %1."_s.arg(
            quoted(d->server->issuer)) });
}

QByteArray SignInFlow::authorizationUrl() const
{
    return d->authorizationUrl;
}

QList<ExplainedParameter> SignInFlow::explainedParameters() const
{
    return explain(d->authorizationUrl, *d->services.redactor(),
        d->pushed && d->record ? authorizationParameters(*d->record) : QList<base::FormPair>());
}

base::Time SignInFlow::browserDeadline() const
{
    return d->deadline;
}

int SignInFlow::foreignAnswers() const
{
    return d->foreignAnswers;
}

void SignInFlow::openBrowserAgain()
{
    if (d->device) {
        const QByteArray &whole = d->device->verificationUriComplete;
        d->services.browser->open(whole.isEmpty() ? d->device->verificationUri : whole);
    } else if (d->awaitsBrowser() && !d->operation) {
        if (d->pushed)
            d->push();
        else
            d->launch();
    }
}

secrets::KeepState SignInFlow::keepState() const
{
    return d->keepState;
}

std::optional<base::Error> SignInFlow::keepError() const
{
    return d->keepError;
}

const std::optional<ResourceMetadata> &SignInFlow::resourceMetadata() const
{
    return d->resource;
}

const std::optional<ServerMetadata> &SignInFlow::serverMetadata() const
{
    return d->server;
}

} // namespace authscope::oauth
