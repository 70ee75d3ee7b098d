// SPDX-License-Identifier: GPL-3.0-or-later
// Private to oauth: the state of one sign-in. Rows 1 to 4 are in signinflow.cpp, 5 and 6 in
// signinbrowser.cpp, 7 and 8 in signinkeep.cpp.
#pragma once

#include "oauth/answercheck.h"
#include "oauth/codeflowadapter.h"
#include "oauth/signinflow.h"
#include "oauth/stepwriter.h"
#include "oauth/tokenverdict.h"

#include <QPointer>
#include <QTimer>

namespace authscope::oauth {

class SignInFlow::Private {
public:
    Private(SignInFlow *flow, Services s, SignInRequest r);

    StepWriter &row(StepId id) { return writers[size_t(id)]; }
    /// The next row begins.
    StepWriter &begin(StepId id);
    /// The current row fails, and the sign-in with it.
    void fail(const base::Error &error);
    template <class Op, class Then>
    void await(Op *operation, Then then);

    void findResource();
    void findServer();
    void findClient();
    void askConsent();
    void agreed(const QList<QByteArray> &agreedScopes);

    void openBrowser();
    bool listen();
    void launch();
    LoopbackReceiver::Disposition answerCame(
        const base::Result<AuthorizationResponse> &response, const QByteArray &state);
    void answerTaken();
    void noAnswer();
    void exchangeCode();
    void codeExchanged(const base::Result<TokenReply> &reply);
    void tokensCame(const TokenSet &tokens, base::Checks checks);
    bool isDirect() const { return request.grantKind != GrantKind::AuthorizationCode; }
    void grantDirectly();
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
    QPointer<base::Operation> operation;

    std::optional<ResourceMetadata> resource;
    std::optional<ServerMetadata> server;
    QByteArray resourceUri;
    ClientIdentity client;
    std::shared_ptr<DpopKey> dpop;
    std::optional<ConsentRequest> consent;
    QList<QByteArray> scopes;

    LoopbackReceiver *receiver = nullptr;
    CodeFlowAdapter *adapter = nullptr;
    std::optional<AuthorizationRequest> record;
    QByteArray authorizationUrl;
    QTimer deadlineTimer;
    base::Time deadline = {};
    int foreignAnswers = 0;
    std::optional<JudgedAnswer> answer;

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
        operation = nullptr;
        started->deleteLater();
        if (q->isRunning())
            then(started);
    });
    started->start();
}

} // namespace authscope::oauth
