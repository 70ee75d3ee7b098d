// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/random.h"
#include "base/text.h"
#include "net/strictnetworkaccessmanager.h"
#include "net/wwwauthenticate.h"
#include "oauth/browserlauncher.h"
#include "oauth/grant.h"
#include "oauth/grantinput.h"
#include "oauth/pendingsignins.h"
#include "oauth/signinquestion.h"
#include "secrets/secretstore.h"

namespace authscope::oauth {

/// Seams and services, owned elsewhere, outliving every flow.
struct Services {
    net::StrictNetworkAccessManager *network = nullptr;
    secrets::SecretStore *secrets = nullptr;
    ClientRegistry *clients = nullptr;
    BrowserLauncher *browser = nullptr;
    const base::Clock *clock = nullptr;
    base::RandomSource *random = nullptr;
    QString lockDir = {}; ///< where the lock files of refreshes live
    std::shared_ptr<PendingSignIns> pending = std::make_shared<PendingSignIns>(); ///< shared by every copy

    base::Redactor *redactor() const { return network->log()->redactor(); }
};

struct SignInRequest {
    QString connection = {};
    QByteArray url = {}; ///< MCP server or issuer, guarded
    QList<net::Challenge> challenges = {}; ///< of the 401 that made us ask, when there was one
    bool isResource = false; ///< known to be an MCP server: tokens are asked for it also without metadata
    QByteArray rememberedIssuer = {}; ///< the choice made before among several
    bool acceptServerSpelling = false; ///< T002's override, per connection
    /// MCP 2025-03-26: without resource metadata the origin of the MCP server is the authorization server.
    /// False once the server is known to be of the modern era, where there is no such rule.
    bool allowsOriginFallback = true;
    QByteArray clientId = {}; ///< typed in; empty: find one
    base::Secret clientSecret = {};
    QByteArray clientIssuer = {}; ///< the only issuer the typed client may be used at; empty: any
    QByteArray clientMetadataUrl = {}; ///< our client id at servers that take metadata documents
    /// How the typed client was registered: client_secret_basic, client_secret_post, none; empty: as the
    /// server lists.
    QByteArray clientAuthMethod = {};
    GrantKind grantKind = GrantKind::AuthorizationCode;
    GrantInput grant = {}; ///< of that kind
    QList<QByteArray> scopes = {}; ///< typed in; empty: by the rule of stytch.md E.3.3
    /// Asked for before at rememberedIssuer: kept in the request (step-up is a union).
    QList<QByteArray> heldScopes = {};
    bool staySignedIn = true; ///< ask for offline_access where it is offered
    QString reason = {}; ///< why now: "First sign-in", "create_board needs boards.write"
    QByteArray prompt = {}; ///< OIDC Core §3.1.2.1, blank-separated; empty: ours
    QByteArray loginHint = {};
    std::optional<std::chrono::seconds> maxAge = {}; ///< then the ID token must say when the person signed in
    /// Sent along, neither ours nor twice: checkExtraParameters().
    QList<base::FormPair> extraParameters = {};
    bool alwaysPush = false; ///< RFC 9126 wherever it is offered, not only where it is needed
    SignInDecisions decisions = {}; ///< of earlier sign-ins of this connection
    bool stepThrough = false; ///< asks NextStep before each row
    /// A sign-in to be thrown away: the code is redeemed with a verifier it was not asked with, and whatever
    /// comes of it is kept nowhere. Ends with OA-174 where that is refused, OA-175 where it is not (T075).
    bool triesPkce = false;
    std::chrono::milliseconds browserDeadline{ std::chrono::minutes(5) };
};

/// One scope of the consent table.
struct ConsentScope {
    QByteArray scope = {};
    QString meaning = {}; ///< of the standard ones; empty: ask the server's documentation
    bool isHeld = false;
    /// Ticked before the person looks. A scope a challenge demands beyond what is held, and neither the
    /// resource nor the server publishes, is left to the person (T186).
    bool isSelected = true;
};

/// Shown before any browser opens.
struct ConsentRequest {
    QString clientName = {};
    QByteArray clientId = {};
    QByteArray redirectUri = {};
    QByteArray issuer = {};
    QString authorizationHost = {}; ///< host and port as the address bar will show them, ASCII
    QByteArray resource = {};
    QString resourceName = {};
    QList<ConsentScope> scopes = {}; ///< by the rule of scopes.h
    QList<ConsentScope> offered = {}; ///< the others the resource or the server publishes; not selected
    QString keptIn = {}; ///< "GNOME Keyring", "memory, until you close the program"
    QString reason = {};
};

/// One parameter of the authorization URL, for row 5.
struct ExplainedParameter {
    QByteArray name = {};
    QByteArray value = {}; ///< redacted
    QString purpose = {};
};

/// The eight steps, one after the other. Nothing is sent to an authorization server before step 4 was agreed
/// to, except discovery and registration; nothing at all goes to another host than the issuer's before
/// somebody accepted that host. Ends with a Grant that is already kept (or known not to be:
/// keepState()). Everything of one attempt is one immutable record; every answer is checked against that
/// record only.
class SignInFlow : public base::ResultOperation<Grant> {
    Q_OBJECT

public:
    SignInFlow(Services services, SignInRequest request, QObject *parent);
    ~SignInFlow() override;

    const SignInRequest &request() const;
    const QList<SignInStep *> &steps() const; ///< always eight
    SignInStep *step(StepId id) const;
    const QString &attempt() const; ///< unique: names this attempt

    /// Set while step 4 waits for a person.
    const std::optional<ConsentRequest> &consentRequest() const;
    void agree(const QList<QByteArray> &scopes); ///< goes on; the scopes are those left ticked
    void decline(); ///< ends with OA-166, kind Refused

    /// Set while a question waits; its row is AwaitingPerson. While nobody is connected to questionAsked(),
    /// the safe choice is taken at once and nothing waits.
    const std::optional<SignInQuestion> &question() const;
    void answerQuestion(const QByteArray &choice); ///< an id of the question's choices; others are ignored
    const SignInDecisions &decisions() const; ///< those of the request, and what was decided since

    /// Set from step 5 on. The URL holds no secret beyond the state, which the redactor knows.
    QByteArray authorizationUrl() const;
    QList<ExplainedParameter> explainedParameters() const;
    base::Time browserDeadline() const;
    int foreignAnswers() const; ///< answers ignored because they were not ours
    void openBrowserAgain();
    /// The whole address the browser ended at, for a browser on another computer; same checks as if it had
    /// come by itself. Error: not taken, and the waiting goes on.
    base::Result<void> pasteAnswer(const QString &address);
    /// True while row 5 waits with a client registered before, or by its metadata document: a server that does
    /// not know the one or does not take the other says so on its page only (T084).
    bool canRegisterAgain() const;
    void registerAgain(); ///< forgets that client, registers another, and opens the browser again
    /// Set while row 5 waits in the device flow; openBrowserAgain() then opens its page here.
    const std::optional<DevicePrompt> &devicePrompt() const;

    secrets::KeepState keepState() const; ///< after step 8
    std::optional<base::Error>
    keepError() const; ///< why the refresh token could not be kept; the sign-in still stands
    const std::optional<ResourceMetadata> &resourceMetadata() const;
    const std::optional<ServerMetadata> &serverMetadata() const;

Q_SIGNALS:
    void stepChanged(authscope::oauth::SignInStep *step);
    void consentNeeded(); ///< consentRequest() is set
    void questionAsked(); ///< question() is set
    void decided(); ///< decisions() changed: worth keeping, whatever becomes of this sign-in
    void browserOpened(); ///< authorizationUrl() is set and was handed to the launcher
    void deviceCodeShown(); ///< devicePrompt() is set; no browser was opened
    void foreignAnswerIgnored(int count);

protected:
    void run() override;
    void abort() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

/// Name of the keychain entry of a connection's refresh token.
QString refreshTokenKey(const QString &connection);

} // namespace authscope::oauth
