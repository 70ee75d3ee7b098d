// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "oauth/issexception.h"
#include "oauth/learn.h"
#include "oauth/pushrequest.h"
#include "oauth/registration.h"
#include "oauth/signinprivate.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using Disposition = LoopbackReceiver::Disposition;

namespace {

/// One nobody listens on now.
quint16 freePort()
{
    net::HttpServer probe;
    return probe.listen(QHostAddress(QHostAddress::LocalHost), 0) ? probe.port() : quint16(0);
}

base::Error pasteError(const QString &what)
{
    return { .kind = base::ErrorKind::Usage,
        .code = base::code::pasteRefused,
        .message = what + u" It was not used; the sign-in goes on waiting."_s,
        .nextStep = u"Paste the whole address the browser ended at."_s };
}

} // namespace

void SignInFlow::Private::openBrowser()
{
    begin(StepId::Browser);
    const PendingSignIns::Entry entry = services.pending->enter(server->issuer, attempt);
    if (entry != PendingSignIns::Entry::Entered)
        return fail({ .kind = base::ErrorKind::Usage,
            .code = base::code::signInPending,
            .message
            = u"Another sign-in at %1 is waiting for its browser%2. Two at once could not tell their "
              "answers apart; this one opened no browser."_s.arg(quoted(server->issuer),
                  entry == PendingSignIns::Entry::HeldHere ? QString()
                                                           : u" in another copy of this program"_s),
            .nextStep = u"Finish or cancel the other one first."_s });
    // RFC 8252 §8.3: the answer must find somebody listening, so listen first.
    if (!listen())
        return;
    record
        = makeAuthorizationRequest(services, *server, client, receiver->redirectUri(), resourceUri, scopes);
    record->dpop = dpop;
    record->prompt = request.prompt;
    record->loginHint = request.loginHint;
    record->maxAge = request.maxAge;
    record->extraParameters = request.extraParameters;
    for (const SignInDecisions::PinnedIss &pin : std::as_const(decisions.pinnedIss)) {
        if (pin.issuer == server->issuer)
            record->pinnedIss = pin.iss;
    }
    adapter = new CodeFlowAdapter(services.network, services.clock, request.connection, q);
    const QString why = whyPush(*record, request.alwaysPush);
    if (why.isEmpty())
        return openAddress();
    row(StepId::Browser).goOn(u"Sending the request beforehand: %1."_s.arg(why));
    push();
}

/// RFC 9126. Also each time the browser is opened again: such an address may be good for once only.
void SignInFlow::Private::push()
{
    await(new PushRequest(services, *record, request.connection, q), [this](PushRequest *push) {
        if (answer)
            return; // of the browser that was opened before
        StepWriter &writer = row(StepId::Browser);
        writer.add(push->exchanges());
        writer.add(push->checks());
        if (push->result()) {
            pushed = *push->result();
            return openAddress();
        }
        if (mayReRegister(push->serverCode()))
            return reRegister(push->result().error().exchange);
        fail(explainedTokenError(push->result().error(), push->serverCode()));
    });
}

void SignInFlow::Private::openAddress()
{
    const bool isAgain = !authorizationUrl.isEmpty();
    const auto url = adapter->authorizationUrl(*record, pushed ? pushed->requestUri : base::Secret());
    if (!url)
        return fail(url.error());
    authorizationUrl = *url;
    if (isAgain)
        return launch();
    StepWriter &writer = row(StepId::Browser);
    if (authorizationUrl.size() > longestAddress)
        writer.add({ .state = CheckState::Noted,
            .title
            = u"%1 The address for the browser has %2 characters; the server or the browser may cut it"_s
                  .arg(base::code::addressTooLong)
                  .arg(authorizationUrl.size()),
            .found = u"%1 characters"_s.arg(authorizationUrl.size()),
            .expected = u"at most %1"_s.arg(longestAddress) });
    writer.add(
        { .title = u"The authorization address is encrypted or on this computer, and carries a fresh state "
                   "and S256 challenge"_s,
            .found = base::cleaned(server->authorizationEndpoint),
            .rule = u"RFC 9700 §2.1"_s });
    deadline = services.clock->now() + request.browserDeadline;
    deadlineTimer.start(request.browserDeadline);
    launch();
}

bool SignInFlow::Private::listen()
{
    const bool isPlain = client.hasPlainCallback();
    const QByteArray path = isPlain ? QByteArray("/callback") : callbackPath(server->issuer);
    RegisteredPorts registered{ preferredPorts(), true };
    if (!isPlain && !client.redirectUris.isEmpty())
        registered = registeredPorts(client.redirectUris, path);
    if (registered.ports.isEmpty())
        registered.isPortless = true; // nothing better is known
    receiver = new LoopbackReceiver([this](const base::Result<AuthorizationResponse> &response,
                                        const QByteArray &state) { return answerCame(response, state); },
        q);
    QObject::connect(receiver, &LoopbackReceiver::foreignAnswer, q, [this](int count) {
        foreignAnswers = count;
        row(StepId::Browser)
            .add({ .state = CheckState::Noted,
                .title = u"%1 %2 ignored; the sign-in goes on waiting"_s.arg(base::code::foreignAnswer,
                    count == 1 ? u"1 foreign answer was"_s : u"%1 foreign answers were"_s.arg(count)),
                .found = u"another state, or none"_s,
                .expected = u"the state we sent"_s,
                .rule = u"RFC 6749 §10.12"_s });
        Q_EMIT q->foreignAnswerIgnored(count);
    });
    QObject::connect(receiver, &LoopbackReceiver::accepted, q, [this] { answerTaken(); });
    auto listening = receiver->listen(registered.ports, path,
        registered.isPortless ? LoopbackReceiver::OtherPorts::Allowed
                              : LoopbackReceiver::OtherPorts::Refused);
    if (!listening && !isPlain && !hasReRegistered && !server->registrationEndpoint.isEmpty()) {
        if (const quint16 port = freePort()) { // T052
            reRegister(0, port);
            return false;
        }
    }
    if (!listening) {
        fail(listening.error());
        return false;
    }
    const bool isPreferred = registered.ports.contains(receiver->port());
    row(StepId::Browser)
        .add({ .state = isPreferred ? CheckState::Passed : CheckState::Noted,
            .title = isPreferred
                ? u"Listening before the browser opens, on this computer only"_s
                : u"Listening on a port of its own; the server must accept any port of 127.0.0.1"_s,
            .found = base::cleaned(receiver->redirectUri()),
            .rule = u"RFC 8252 §7.3"_s });
    return true;
}

void SignInFlow::Private::launch()
{
    StepWriter &writer = row(StepId::Browser);
    const auto opened = services.browser->open(authorizationUrl);
    if (opened) {
        const QString words = u"Finish in %1."_s.arg(services.browser->displayName());
        writer.awaitPerson(pushed
                ? u"%1 The address is good for %2 seconds."_s.arg(words).arg(pushed->lifetime.count())
                : words);
    } else {
        writer.add({ .state = CheckState::Noted,
            .title = u"%1 %2"_s.arg(base::code::browserFailed, opened.error().message) });
        writer.awaitPerson(u"The browser could not be opened. Copy the link and open it yourself."_s);
    }
    Q_EMIT q->browserOpened();
}

Disposition SignInFlow::Private::answerCame(
    const base::Result<AuthorizationResponse> &response, const QByteArray &state)
{
    if (!q->isRunning() || answer)
        return Disposition::Ignore;
    JudgedAnswer judged
        = judgeAnswer(withoutSecretsInWords(response, server->issuer, *services.redactor()), state, *record);
    if (judged.disposition == Disposition::Ignore)
        return Disposition::Ignore;
    services.redactor()->learn(base::SecretKind::AuthorizationCode, judged.code.reveal());
    answer = std::move(judged);
    return answer->disposition;
}

void SignInFlow::Private::answerTaken()
{
    if (!q->isRunning())
        return;
    deadlineTimer.stop();
    StepWriter &writer = row(StepId::Browser);
    writer.add(answer->checks);
    if (answer->error)
        return fail(*answer->error);
    services.pending->leave(attempt);
    usedPin = answer->usedPin;
    if (answer->issToAccept.isEmpty())
        return answerAccepted();
    ask(issQuestion(*server, answer->issToAccept), [this](const QByteArray &choice) {
        const QByteArray iss = answer->issToAccept;
        if (choice != "accept")
            return fail(issDeclined(*server, iss));
        decisions.pinnedIss.removeIf(
            [this](const SignInDecisions::PinnedIss &pin) { return pin.issuer == server->issuer; });
        decisions.pinnedIss.append({ server->issuer, iss });
        Q_EMIT q->decided();
        answerAccepted();
    });
}

void SignInFlow::Private::answerAccepted()
{
    if (usedPin && !answer->issToAccept.isEmpty())
        record->pinnedIss = answer->issToAccept;
    StepWriter &writer = row(StepId::Browser);
    writer.done(u"answer on %1 · %2"_s.arg(QUrl::fromEncoded(record->redirectUri).authority(),
        usedPin                ? u"state matches, the sender's name is the one you accepted"_s
            : server->sendsIss ? u"state and issuer match"_s
                               : u"state matches"_s));
    enter(StepId::Exchange, &Private::exchangeCode);
}

void SignInFlow::Private::noAnswer()
{
    if (!q->isRunning() || answer)
        return;
    fail({ .kind = base::ErrorKind::Network,
        .code = base::code::noAnswer,
        .message
        = u"No answer came back within %1 seconds. If the page showed an error, that is the server's. "
          "This program stopped listening; no token was asked for."_s.arg(
              request.browserDeadline.count() / 1000),
        .nextStep = u"Sign in again."_s });
}

base::Result<void> SignInFlow::pasteAnswer(const QString &address)
{
    if (!d->awaitsBrowser())
        return base::fail(pasteError(u"No sign-in is waiting for an address."_s));
    const QByteArray text = address.trimmed().toUtf8();
    if (text.size() > 16 * 1024)
        return base::fail(
            pasteError(u"What was pasted has %1 bytes; an answer has at most 16384."_s.arg(text.size())));
    const QByteArray start = d->record->redirectUri + '?';
    if (!text.startsWith(start) || text.contains('#') || text.contains('\n') || text.contains('\r')) {
        // T050: what was pasted may hold a code, so it is not repeated.
        const bool isAddress = text.startsWith("http://") || text.startsWith("https://");
        return base::fail(pasteError((isAddress
                ? u"What was pasted is the address of another page; expected was one that begins with %1."_s
                : u"What was pasted is no address; expected was one that begins with %1."_s)
                                         .arg(quoted(start))));
    }
    const QByteArrayView query = QByteArrayView(text).sliced(start.size());
    const auto disposition = d->answerCame(parseAuthorizationResponse(query), onlyState(query));
    if (disposition == Disposition::Ignore)
        return base::fail(
            pasteError(u"The address belongs to another sign-in: its state is not the one that was sent."_s));
    d->receiver->close();
    QMetaObject::invokeMethod(
        this, [this] { d->answerTaken(); }, Qt::QueuedConnection);
    return {};
}

} // namespace authscope::oauth
