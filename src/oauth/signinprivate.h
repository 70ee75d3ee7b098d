// SPDX-License-Identifier: GPL-3.0-or-later
// Private to oauth: the state of one sign-in. Rows 1 to 4 are in signinflow.cpp, 5 in signinbrowser.cpp or
// signindevice.cpp, 6 in signinexchange.cpp or signindirect.cpp, 7 and 8 in signinkeep.cpp; what is asked on
// the way in signinquestions.cpp.
#pragma once

#include "oauth/answercheck.h"
#include "oauth/codeflowadapter.h"
#include "oauth/pushrequest.h"
#include "oauth/signinflow.h"
#include "oauth/stepwriter.h"
#include "oauth/tokenverdict.h"

#include <QPointer>
#include <QTimer>

namespace authscope::oauth {

struct DeviceCode;
struct DeviceRequest;

class SignInFlow::Private {
public:
    Private(SignInFlow *flow, Services s, SignInRequest r);
    ~Private() { services.pending->leave(attempt); }

    StepWriter &row(StepId id) { return writers[size_t(id)]; }
    /// The next row begins.
    StepWriter &begin(StepId id);
    /// The current row fails, and the sign-in with it.
    void fail(const base::Error &error);
    template <class Op, class Then>
    void await(Op *operation, Then then);

    using Answered = std::function<void(const QByteArray &choice)>;
    bool isWatched() const; ///< somebody would answer a question
    /// Waits in the current row; `then` gets the choice, at once where nobody listens.
    void ask(SignInQuestion asked, Answered then);
    void dropQuestion();
    QString preview(StepId id) const; ///< what the row is about to send
    /// Goes on to a row, after the person's yes when every step is shown.
    void enter(StepId id, void (Private::*go)());

    void findResource();
    void chooseServer();
    void findServer();
    void acceptEndpoints();
    void serverFound();
    void findClient();
    void askConsent();
    bool awaitsConsent() const { return consent && awaitsPersonIn(StepId::Consent); }
    void agreed(const QList<QByteArray> &agreedScopes);
    bool awaitsBrowser() const { return record && !answer && awaitsPersonIn(StepId::Browser); }
    bool awaitsPersonIn(StepId id) const
    {
        return q->isRunning() && !question && q->step(id)->state() == StepState::AwaitingPerson;
    }

    void openBrowser();
    void push();
    void openAddress();
    bool listen();
    void launch();
    LoopbackReceiver::Disposition answerCame(
        const base::Result<AuthorizationResponse> &response, const QByteArray &state);
    void answerTaken();
    void answerAccepted();
    void noAnswer();
    void exchangeCode();
    void codeExchanged(const base::Result<TokenReply> &reply);
    void pkceHeld(const TokenReply &reply, const QByteArray &serverCode);
    void pkceIgnored(const TokenSet &tokens);
    void noteServerClock(const TokenReply &reply);
    bool mayReRegister(const QByteArray &serverCode) const;
    void reRegister(base::ExchangeId exchange, quint16 otherPort = 0);
    DeviceRequest deviceRequest() const;
    void askForDeviceCode();
    void waitForDevice(const DeviceCode &code);
    void deviceAnswered(const base::Result<TokenReply> &reply);
    void tokensCame(const TokenSet &tokens, base::Checks checks);
    bool isDirect() const { return !needsPerson(request.grantKind); }
    void grantDirectly();
    void askDirectly();
    base::Error explainedTokenError(base::Error error, const QByteArray &serverCode);

    void checkIdToken();
    void judge(const jose::JwkSet *keys, const QString &whyNoKeys);
    void keepTokens();
    void entryWritten(const secrets::SecretStore::WriteOperation *write);
    void dropOldEntry();

    SignInFlow *q;
    Services services;
    SignInRequest request;
    QString attempt;
    QList<SignInStep *> steps;
    std::vector<StepWriter> writers;
    StepId current = StepId::Resource;
    std::optional<SignInQuestion> question;
    Answered whenAnswered;
    SignInDecisions decisions;
    bool isStepping = false;
    QPointer<base::Operation> operation;

    std::optional<ResourceMetadata> resource;
    QByteArray chosenIssuer;
    std::optional<ServerMetadata> server;
    QByteArray resourceUri;
    ClientIdentity client;
    bool hasReRegistered = false;
    std::shared_ptr<DpopKey> dpop;
    std::optional<ConsentRequest> consent;
    QList<QByteArray> scopes;

    LoopbackReceiver *receiver = nullptr;
    CodeFlowAdapter *adapter = nullptr;
    std::optional<AuthorizationRequest> record;
    std::optional<PushedRequest> pushed;
    QByteArray authorizationUrl;
    std::optional<DevicePrompt> device;
    QTimer deadlineTimer;
    base::Time deadline = {};
    int foreignAnswers = 0;
    std::optional<JudgedAnswer> answer;
    bool usedPin = false;

    KeySource *keys = nullptr;
    std::optional<std::chrono::seconds> serverClockAhead;
    Grant grant;
    secrets::KeepState keepState = secrets::KeepState::InMemory;
    std::optional<base::Error> keepError;
};

template <class Op, class Then>
void SignInFlow::Private::await(Op *started, Then then)
{
    operation = started;
    QObject::connect(started, &base::Operation::finished, q, [this, started, then]() mutable {
        if (operation == started)
            operation = nullptr;
        started->deleteLater();
        if (q->isRunning())
            then(started);
    });
    started->start();
}

} // namespace authscope::oauth
