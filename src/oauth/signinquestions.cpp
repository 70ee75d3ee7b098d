// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/urlguard.h"
#include "oauth/endpoints.h"
#include "oauth/findserver.h"
#include "oauth/requestpreview.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

#include <QMetaMethod>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using Kind = SignInQuestion::Kind;

bool SignInFlow::Private::isWatched() const
{
    return q->isSignalConnected(QMetaMethod::fromSignal(&SignInFlow::questionAsked));
}

void SignInFlow::Private::ask(SignInQuestion asked, Answered then)
{
    if (!isWatched())
        return then(asked.safeChoice);
    asked.step = current;
    asked.title = services.redactor()->redactText(asked.title);
    asked.text = services.redactor()->redactText(asked.text);
    question = std::move(asked);
    whenAnswered = std::move(then);
    row(current).awaitPerson(question->title);
    Q_EMIT q->questionAsked();
}

void SignInFlow::Private::dropQuestion()
{
    question.reset();
    whenAnswered = {};
}

QString SignInFlow::Private::preview(StepId id) const
{
    return previewOf(id,
        { .request = request,
            .resource = resource,
            .server = server,
            .client = client,
            .resourceUri = resourceUri,
            .scopes = scopes,
            .record = record,
            .sendsProof = dpop != nullptr,
            .hasIdToken = !grant.tokens.idToken.isEmpty(),
            .hasRefreshToken = !grant.tokens.refreshToken.isEmpty(),
            .keptIn = services.secrets->displayName() },
        *services.redactor());
}

void SignInFlow::Private::enter(StepId id, void (Private::*go)())
{
    if (!isStepping || !isWatched())
        return (this->*go)();
    current = id;
    ask({ .kind = Kind::NextStep,
            .title = u"Next: %1"_s.arg(q->step(id)->title()),
            .text = preview(id),
            .choices = { { "next", u"Next step"_s }, { "run", u"Run to the end"_s },
                { "cancel", u"Cancel the sign-in"_s } },
            .safeChoice = "cancel" },
        [this, go](const QByteArray &choice) {
            if (choice == "cancel")
                return q->cancel();
            isStepping = choice == "next";
            (this->*go)();
        });
}

/// RFC 9728 §7.6: which one is for the person to say; remembered once the sign-in has succeeded there.
void SignInFlow::Private::chooseServer()
{
    begin(StepId::Server);
    const QList<QByteArray> servers = serversToChooseFrom(request, resource);
    if (servers.isEmpty())
        return findServer();
    SignInQuestion asked{ .kind = Kind::ChooseServer,
        .title = u"Where do you want to sign in?"_s,
        .text = u"%1 lets you sign in at any of these servers. What you choose is remembered with this "
                "connection."_s.arg(quoted(resource->resource)),
        .safeChoice = servers.first() };
    for (const QByteArray &issuer : servers) {
        const auto url = base::guardUrl(issuer, u"The issuer"_s);
        asked.choices.append({ issuer, url->host, base::cleaned(issuer) });
    }
    if (!isWatched())
        return findServer(); // which then says that it took the first usable one
    ask(std::move(asked), [this](const QByteArray &choice) {
        chosenIssuer = choice;
        findServer();
    });
}

/// T008: nothing goes to a foreign host before somebody accepted it.
void SignInFlow::Private::acceptEndpoints()
{
    row(StepId::Server).add(endpointChecks(*server));
    const QList<QByteArray> origins = originsToAccept(*server, decisions);
    if (origins.isEmpty())
        return serverFound();
    ask(endpointQuestion(*server, origins), [this, origins](const QByteArray &choice) {
        if (choice != "accept")
            return fail(endpointsDeclined(*server, origins));
        for (const QByteArray &origin : origins)
            decisions.endpoints.append({ server->issuer, origin });
        Q_EMIT q->decided();
        serverFound();
    });
}

const std::optional<SignInQuestion> &SignInFlow::question() const
{
    return d->question;
}

void SignInFlow::answerQuestion(const QByteArray &choice)
{
    if (!isRunning() || !d->question)
        return;
    const bool isOffered = std::any_of(d->question->choices.begin(), d->question->choices.end(),
        [&choice](const SignInQuestion::Choice &one) { return one.id == choice; });
    if (!isOffered)
        return;
    const QByteArray chosen = choice; // which may be a part of the question that goes now
    const Private::Answered then = std::move(d->whenAnswered);
    d->dropQuestion();
    d->row(d->current).goOn();
    then(chosen);
}

const SignInDecisions &SignInFlow::decisions() const
{
    return d->decisions;
}

} // namespace authscope::oauth
