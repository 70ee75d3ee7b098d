// SPDX-License-Identifier: GPL-3.0-or-later
// Rows 5 and 6 of a sign-in with a browser elsewhere.
#include "base/errorcodes.h"
#include "oauth/devicegrant.h"
#include "oauth/learn.h"
#include "oauth/providererrors.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

DeviceRequest SignInFlow::Private::deviceRequest() const
{
    return { .server = *server,
        .client = client,
        .resource = resourceUri,
        .scopes = scopes,
        .dpop = dpop,
        .connection = request.connection };
}

void SignInFlow::Private::askForDeviceCode()
{
    begin(StepId::Browser);
    await(new DeviceAuthorization(services, deviceRequest(), q), [this](DeviceAuthorization *asked) {
        StepWriter &writer = row(StepId::Browser);
        writer.add(asked->checks());
        writer.add(asked->exchanges());
        if (asked->result())
            return waitForDevice(*asked->result());
        if (mayReRegister(asked->serverCode()))
            return reRegister(asked->result().error().exchange);
        fail(asked->result().error());
    });
}

void SignInFlow::Private::waitForDevice(const DeviceCode &code)
{
    device = code.prompt;
    deadline = code.prompt.expires;
    row(StepId::Browser)
        .awaitPerson(u"Open %1 on any device and type %2."_s.arg(
            base::cleaned(code.prompt.verificationUri), code.prompt.userCode));
    Q_EMIT q->deviceCodeShown();
    await(new DevicePoll(services, deviceRequest(), code, q), [this](DevicePoll *poll) {
        row(StepId::Exchange).add(poll->exchanges());
        deviceAnswered(poll->result());
    });
}

void SignInFlow::Private::deviceAnswered(const base::Result<TokenReply> &reply)
{
    const QString host = device->host;
    device.reset();
    if (!reply)
        return fail(reply.error());
    const bool isAgreed = reply->status < 300;
    base::Checks checks;
    const auto tokens = readTokenReply(withoutSecretsInErrors(*reply, *services.redactor()), TokenUse::Device,
        server->tokenEndpoint, &checks, dpop != nullptr);
    if (!isAgreed && !tokens && readServerError(reply->body).code == "access_denied")
        return fail({ .kind = base::ErrorKind::Refused,
            .code = base::code::consentRefused,
            .message = u"The sign-in was refused at the provider (“access_denied”). No token was issued."_s,
            .nextStep = u"Sign in again if that was not meant."_s,
            .rule = u"RFC 8628 §3.5"_s,
            .exchange = reply->exchange });
    if (!isAgreed && !tokens)
        return fail(tokens.error());
    row(StepId::Browser).done(u"somebody agreed at %1"_s.arg(host));
    StepWriter &writer = begin(StepId::Exchange);
    if (!tokens) {
        writer.add(checks);
        return fail(tokens.error());
    }
    learnSecrets(*services.redactor(), *tokens);
    noteServerClock(*reply);
    tokensCame(*tokens, std::move(checks));
}

const std::optional<DevicePrompt> &SignInFlow::devicePrompt() const
{
    return d->device;
}

} // namespace authscope::oauth
