// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"
#include "net/certificates.h"
#include "oauth/compareclaims.h"
#include "oauth/deathproof.h"
#include "oauth/endsession.h"
#include "oauth/introspection.h"
#include "oauth/signinflow.h"
#include "oauth/tokenkeeper.h"
#include "oauth/tokenverdict.h"
#include "oauth/userinfo.h"
#include "session/callquestion.h"
#include "session/probe.h"
#include "session/tokenmemory.h"
#include "store/store.h"

#include <QPointer>

namespace authscope::session {

enum class ConnectionState {
    SignedOut,
    SigningIn,
    SignedIn,
    Attention, ///< signed in, but expired without refresh, or scopes missing
    Open, ///< an MCP server that asks for no sign-in
    Failed,
};

/// Asked before a tool is called that is not read-only, that changed since it was approved, or that the
/// person wants to be asked about each time.
class WriteConfirmer {
public:
    virtual ~WriteConfirmer() = default;
    /// `answer` is called once, later or at once. Where only yes and no are known, confirm() is asked.
    virtual void ask(const CallQuestion &question, std::function<void(const CallAnswer &)> answer)
    {
        confirm(question.connection, question.tool, question.arguments,
            [answer = std::move(answer)](bool yes) { answer({ .yes = yes }); });
    }
    /// `connection` is its id: names repeat. `answer` is called once, later or at once; false refuses.
    virtual void confirm(const QString &connection, const mcp::Tool &tool, const json::Object &arguments,
        std::function<void(bool)> answer)
        = 0;
};

class Features;
class InputRelay;
class SecretValues;
class ToolCall;
class ToolConsents;
class SignOut;

/// Three ways to end a sign-in; each does what the one before does.
enum class Undo {
    Forget, ///< the tokens go from this computer; the provider is told nothing
    Disconnect, ///< and the provider revokes them, which is then proved
    AtProvider, ///< and the browser is opened where the session there ends
};

/// What the server says about a token, beside what the token says itself.
struct IntrospectionReport {
    oauth::TokenKind kind = oauth::TokenKind::Access;
    oauth::Introspection answer = {};
    QList<oauth::ComparedClaim> rows = {}; ///< the first is “active”
    QString sentence = {};
};

/// What the provider says about the person, beside the ID token.
struct UserInfoReport {
    oauth::UserInfo answer = {};
    QList<oauth::ComparedClaim> rows = {};
    QString sentence = {};
};

/// Where a client secret that was typed in is kept.
QString clientSecretKey(const QString &connection);
/// Where the key of the client certificate is kept.
QString clientKeyKey(const QString &connection);

/// One connection as a window or a command line sees it, without widgets: who it is, how the sign-in stands,
/// its tokens, its tools, its history. Everything that waits is an Operation the caller may cancel.
class Connection : public QObject, private net::Authorizer {
    Q_OBJECT

public:
    Connection(oauth::Services services, oauth::KeySource *keys, store::Store *store,
        WriteConfirmer *confirmer, store::ConnectionRecord record, QObject *parent);
    ~Connection() override;

    // Who
    const QString &id() const { return m_record.id; }
    const QString &name() const
    {
        return m_record.name;
    } ///< not cleaned: the person's own words, or the server's name
    const QByteArray &url() const { return m_record.url; }
    const store::ConnectionRecord &record() const { return m_record; }
    EndpointKind kind() const;
    base::Result<void> rename(const QString &name);

    // How it stands
    ConnectionState state() const;
    QString stateText() const; ///< the second line of the sidebar: "Ada Demo · 41 min"
    oauth::Identity identity() const;
    const std::optional<base::Error> &lastError() const { return m_lastError; }
    QString keptWhere() const; ///< the status bar's sentence: "Refresh token kept in GNOME Keyring"

    // Sign-in
    oauth::SignInFlow *signInFlow() const; ///< running or last; null before the first
    /// Starts (a running one is returned as it is). `extraScopes` are added to those held before.
    oauth::SignInFlow *signIn(const QString &reason, const QList<QByteArray> &extraScopes = {});
    /// Sign-ins that start from now on ask before each row; as long as this object lives.
    void setStepThrough(bool on) { m_stepThrough = on; }
    /// What is typed in under Advanced, kept with the connection.
    struct Settings {
        QByteArray clientId = {};
        QByteArray clientIssuer = {}; ///< the only issuer that id may be used at; empty: any
        QByteArray clientMetadataUrl = {}; ///< our id where the server reads client metadata documents
        /// How that id was registered: client_secret_basic, client_secret_post, none; empty: as the server
        /// lists.
        QByteArray clientAuthMethod = {};
        QByteArray prompt = {}; ///< what the provider is to show: "login", "select_account", "none" …
        QByteArray loginHint = {};
        std::optional<std::chrono::seconds> maxAge = {}; ///< of the person's sign-in at the provider
        QList<base::FormPair> extraParameters = {}; ///< of the authorization request; none of ours
        bool alwaysPush = false; ///< send the request beforehand wherever that is offered (RFC 9126)
        oauth::SignInDecisions decisions = {}; ///< what was accepted on the way; removed here, asked again
        oauth::GrantKind grantKind = oauth::GrantKind::AuthorizationCode; ///< changed by setGrantInput() only
        QList<QByteArray> scopes = {};
        bool staySignedIn = true;
        bool acceptServerSpelling = false;
        mcp::EraChoice era = mcp::EraChoice::Automatic;
        std::chrono::seconds timeout{ 60 }; ///< of one request
        /// Legacy: after so much silence the server is asked whether it is still there, while it is listened
        /// to and nothing else is under way. Sparing, so minutes; zero: never.
        std::chrono::seconds pingEvery{ 300 };
        mcp::Limits limits = {}; ///< see limitsettings.h for their names
        /// Of the fields sent with every request; the values are secret. Changed by setHeaders() only.
        QList<QByteArray> headerNames = {};
        QByteArray extraCa = {}; ///< PEM, trusted beside the system's; see net/certificates.h
        /// PEM; shown to servers that ask for one. Changed by setClientIdentity() only.
        QByteArray clientCertificate = {};
        bool allowSampling = false;
        QStringList roots = {}; ///< folders the server may be told about; none: roots are not announced
    };
    Settings settings() const;
    base::Result<void> setSettings(const Settings &settings, const base::Secret &clientSecret = {});
    /// Name and value of each field sent with every request to the server, in place of those before. The
    /// values go to the keychain. Error: a name or value that may not stand in a request, or a name of the
    /// protocol's own. True when the keychain has them, false when they last until the program ends.
    base::ResultOperation<bool> *setHeaders(
        const QList<std::pair<QByteArray, base::Secret>> &headers, QObject *parent);
    /// Settings and header fields in place of those kept, as long as this object lives; nothing of it is
    /// written down. No headers, no key: those kept stay in use. Error: as setHeaders().
    base::Result<void> useForNow(const Settings &settings,
        const QList<std::pair<QByteArray, base::Secret>> &headers, const base::Secret &clientKey = {});
    /// Who this connection is to servers that ask for a certificate; an empty one takes it away. The key goes
    /// to the keychain: true when it is there, false when it lasts until the program ends.
    base::ResultOperation<bool> *setClientIdentity(const net::ClientIdentity &identity, QObject *parent);
    /// What this connection signs in with when it does so without a person; decides settings().grantKind.
    /// Goes to the keychain whole. An empty one means browser and consent again.
    base::Result<void> setGrantInput(const oauth::GrantInput &input);
    /// As far as it is here: restore() reads it from the keychain.
    const oauth::GrantInput &grantInput() const { return m_grantInput; }
    base::ResultOperation<bool> *restore(
        QObject *parent); ///< from the keychain, then a silent refresh; true when signed in
    oauth::TokenKeeper::RefreshOperation *refresh(QObject *parent);
    /// `revoke`: tell the provider first; the local wipe happens also when it fails, and the result says so.
    SignOut *signOut(bool revoke, QObject *parent);
    /// signOut() is Forget or Disconnect. AtProvider opens the browser: only on a person's gesture.
    SignOut *undo(Undo how, QObject *parent);
    QList<store::ConsentEvent> consentHistory() const;

    // Tokens
    const oauth::TokenKeeper &tokens() const { return *m_keeper; }
    oauth::TokenVerdict verdict(oauth::TokenKind kind)
        const; ///< with the keys at hand; fetches them when missing: tokensChanged() follows
    /// Asks the issuer. Errors leave everything as it was.
    base::ResultOperation<IntrospectionReport> *introspect(oauth::TokenKind kind, QObject *parent,
        oauth::IntrospectionCredential credential = oauth::IntrospectionCredential::Client);
    /// Asks the issuer who signed in; renews an ended access token first. Verifies the identity where no ID
    /// token did. OA-219 when it is about somebody else: everything of it is discarded.
    base::ResultOperation<UserInfoReport> *userInfo(QObject *parent);
    /// As oauth::TokenKeeper::spoilAccessToken().
    bool spoilAccessToken();
    /// For Reveal and --raw; empty when there is none.
    base::Secret tokenValue(oauth::TokenKind kind) const;
    /// What earlier generations said.
    const TokenMemory &tokenMemory() const { return m_tokenMemory; }

    // Tools
    const QList<mcp::Tool> &tools() const { return m_tools; }
    /// What still comes for it, such as a list of tools, does not write its record again.
    void setRemoved() { m_isRemoved = true; }
    bool areToolsLoaded() const { return m_toolsLoaded; }
    const mcp::ServerInfo *serverInfo() const; ///< null before initialize
    /// `maySignIn`: a person asked for the list, so a 401 may start a sign-in (with setSignInOnDemand).
    base::ResultOperation<QList<mcp::Tool>> *loadTools(QObject *parent, bool maySignIn = false);
    /// Confirms a write first, signs in when the server asks for it (401), sends once more, records the call.
    ToolCall *callTool(const QString &tool, const json::Object &arguments, QObject *parent);
    QList<store::CallRecord> callHistory() const;
    /// Rules, lock, what was approved, what was learned. Never null.
    ToolConsents *consents() const { return m_consents; }
    QList<QByteArray> heldScopes() const; ///< granted; none without a sign-in
    store::Store *store() const { return m_store; } ///< what is kept of all connections

    /// Resources, prompts, completion, watching, log lines. Never null.
    Features *features() const { return m_features; }
    /// Set when the server is a program; there is no sign-in then.
    mcp::ServerCommand command() const;
    /// Of the variables its environment has beside ours; the values are secret.
    QList<QByteArray> environmentNames() const;
    mcp::Era era() const; ///< of the open session, else the one remembered

    net::ExchangeLog *exchangeLog() const;
    bool isTelling() const; ///< something nobody waits for is still on its way to the server

    /// May a 401 in the middle of a call start a sign-in? The window says yes (a person pressed Call), a
    /// command line only when it was given a browser.
    void setSignInOnDemand(bool allowed) { m_signInOnDemand = allowed; }
    /// Who answers what the server asks for; null refuses. Not owned.
    void setInputHandler(mcp::InputHandler *handler);
    /// Keys of the keychain that are about this connection alone, beside its tokens.
    QStringList secretKeys() const;
    /// What the environment of its program has beside ours; true when the keychain has it.
    base::ResultOperation<bool> *setEnvironment(
        const QList<std::pair<QByteArray, base::Secret>> &variables, QObject *parent);

Q_SIGNALS:
    void changed(); ///< name, state, identity, last error
    void signInStarted(authscope::oauth::SignInFlow *flow);
    void tokensChanged();
    void toolsChanged();
    void historyChanged(); ///< consent events or calls

private:
    // net::Authorizer
    QList<net::AuthorizationField> fields(const QByteArray &method, const QByteArray &url) const override;
    int generation() const override;
    base::ResultOperation<net::Verdict> *refused(
        const net::RefusedRequest &request, QObject *parent) override;
    void answered(const QByteArray &url, const net::Headers &headers, const QByteArray &operation) override;
    base::ResultOperation<bool> *prepare(QObject *parent) override;

    friend class Features;
    friend class HeaderSetting;
    friend class IdentitySetting;
    friend class Preparation;
    friend class PromptListing;
    friend class ResourceListing;
    friend class ToolCall;
    friend class ToolListing;
    friend class SignOut;
    friend class Refusal;
    friend class AskIntrospection;
    friend class AskUserInfo;
    friend class Restoring;
    /// Error: as checkHeaders(), or Authorization although the token of the sign-in stands there.
    base::Result<void> checkOwnFields(const QList<std::pair<QByteArray, base::Secret>> &headers) const;
    bool hasOwnAuthorization() const; ///< among the fields of one's own
    void takeGrantInput(const oauth::GrantInput &input);
    oauth::SignInFlow *signInAfter(const QList<net::Challenge> &challenges, const QString &reason);
    void signInFinished(oauth::SignInFlow *flow);
    void issuerMoved();
    void keepDecisions(const oauth::SignInDecisions &decisions);
    /// At most two for one operation in a row: a third would be asked for ever (mcp.md 1.6.10).
    bool takeReauthorization(const QByteArray &operation);
    void ensureKeys();
    void ensureIdentity(); ///< from userinfo, where no ID token names anybody
    void reloadTools();
    oauth::VerdictContext verdictContext() const;
    bool isDirect() const { return !oauth::needsPerson(settings().grantKind); }
    /// A grant without a person needs nobody's gesture, and is not tried again after it was refused.
    bool maySignIn() const { return isDirect() ? !m_directFailure : m_signInOnDemand && m_gestures > 0; }
    void setLastError(std::optional<base::Error> error);
    void recordConsent(const QByteArray &what, const QList<QByteArray> &requested,
        const QList<QByteArray> &granted, const QString &note);
    base::Result<void> saveRecord();
    void saveGrant();
    mcp::Session *mcpSession();
    void closeSession(); ///< leaves it; the next request opens another
    json::Object settingsObject() const;
    base::Result<void> saveSettings(const json::Object &object);
    void settleNetwork(); ///< tells the network what requests of this connection need
    void rememberEra(mcp::Era era);
    void toolsListed();
    base::ResultOperation<QProcessEnvironment> *environmentNow(QObject *parent);
    /// What runs because a person asked for it may start a sign-in.
    template <class Gesture>
    Gesture *asGesture(Gesture *gesture)
    {
        countGesture(gesture);
        return gesture;
    }
    void countGesture(base::Operation *gesture);

    oauth::Services m_services;
    oauth::KeySource *m_keys;
    store::Store *m_store;
    WriteConfirmer *m_confirmer;
    store::ConnectionRecord m_record;
    oauth::TokenKeeper *m_keeper;
    oauth::SignInFlow *m_flow = nullptr;
    mcp::Session *m_mcp = nullptr;
    Features *m_features;
    ToolConsents *m_consents;
    std::shared_ptr<mcp::ResultCache> m_discoveries; ///< of one session after the other
    std::optional<Settings> m_forNow;
    base::Secret m_clientKey; ///< while it is here; else the keychain may have it
    SecretValues *m_headers;
    SecretValues *m_environment;
    mcp::InputHandler *m_input = nullptr;
    std::unique_ptr<InputRelay> m_relay; ///< of m_mcp
    QPointer<base::Operation> m_toolsReload;
    bool m_toolsAreStale = false;
    int m_refusals = 0; ///< requests that wait for their 401 or 403 to be dealt with
    QList<mcp::Tool> m_tools;
    bool m_toolsLoaded = false;
    bool m_isRemoved = false;
    bool m_signInOnDemand = false;
    QList<ToolCall *> m_calls; ///< running or about to
    bool m_stepThrough = false;
    int m_gestures = 0; ///< running operations a person started
    base::Secret m_clientSecret;
    std::optional<store::GrantRecord> m_knownGrant;
    std::optional<base::Error> m_lastError;
    oauth::GrantInput m_grantInput;
    TokenMemory m_tokenMemory;
    std::optional<base::Error> m_directFailure; ///< until a person signs in or changes something
    QHash<QByteArray, int> m_reauthorizations; ///< by operation, since it was last let through
};

/// What a call was made of, by the clock of the exchange log.
struct CallTimes {
    base::Time pressed = {};
    std::optional<base::Time> agreed = {}; ///< the person's yes, the last one
    /// Of its connection while it ran, its own among them, in the order they began; at most 200.
    QList<base::ExchangeId> exchanges = {};
};

/// A tool call from the press of the button to its record.
class ToolCall : public base::ResultOperation<mcp::ToolResult> {
    Q_OBJECT

public:
    ToolCall(Connection *connection, QString tool, json::Object arguments, QObject *parent);
    ~ToolCall() override;
    const QString &tool() const { return m_tool; }
    const json::Object &arguments() const { return m_arguments; }
    const CallTimes &times() const { return m_times; }
    void proceed(); ///< see mcp::FeatureSignals
    /// Before start(): scopes to ask for first, in a sign-in of their own; the call is then made once.
    void setPermissions(const QList<QByteArray> &scopes) { m_permissions = scopes; }

Q_SIGNALS:
    void progressed(double progress, double total, const QString &message);
    void logged(const QString &level, const QString &message);
    void taskChanged(const authscope::mcp::Task &task);
    void phaseChanged(const QString &phase); ///< "waiting for your yes", "signing in", "calling"
    void visitAwaited(bool isAwaited);

protected:
    void run() override;
    void abort() override;

private:
    friend class Refusal;
    const mcp::Tool *listedTool(bool *isAmbiguous) const;
    void confirm();
    void getPermissions();
    std::optional<base::Error> passedOn() const; ///< T188
    std::optional<base::Error> refusal(const CallDecision &decision) const;
    void askPerson(const mcp::Tool &tool, const CallDecision &decision, std::function<void(bool)> then);
    /// A write is not sent again without a fresh yes when the last one is older than a minute, nothing when
    /// it is not what was agreed to any more; see Refusal.
    void beforeSendingAgain(std::function<void(bool)> then);
    void send();
    void answered(const base::Result<mcp::ToolResult> &result);
    bool dealWithChallenge(const mcp::ToolResult &result);
    QByteArray operation() const; ///< as requests are named
    void conclude(const base::Result<mcp::ToolResult> &result);
    void record(const base::Result<mcp::ToolResult> &result);

    QPointer<Connection> m_connection;
    QString m_tool;
    json::Object m_arguments;
    QPointer<base::Operation> m_step;
    QPointer<mcp::FeatureSignals> m_events; ///< from the moment it is sent
    base::Time m_started = {};
    CallTimes m_times;
    QList<QByteArray> m_permissions; ///< still to be asked for
    std::optional<mcp::Tool> m_agreed; ///< what may be called: a person said so, or a rule
    base::Time m_confirmed = {};
    int m_attempt = 1; ///< from the first sending on, those the transport repeats not counted
};

struct SignOutReport {
    bool revokedAtProvider = false;
    QString note = {}; ///< what the provider still holds, when revoking failed or was not offered
    std::optional<oauth::DeathProof> proof = {}; ///< absent: nothing was revoked
    bool browserOpened = false; ///< at the provider's sign-out
    bool cameBack = false; ///< and the provider sent it back: the session there has ended
    QStringList lines = {}; ///< all of it for people, in the order it was seen
};

/// The tokens go here first: whatever the provider then says, and also when this is cancelled, nothing is
/// kept. An error is the keychain's, or the store's; what the provider did is then in its message.
class SignOut : public base::ResultOperation<SignOutReport> {
    Q_OBJECT

public:
    SignOut(Connection *connection, Undo how, QObject *parent);

    void setPatience(std::chrono::milliseconds limit) { m_patience = limit; } ///< of the proof
    /// How long the browser is waited for, where the provider sends it back.
    void setBrowserPatience(std::chrono::milliseconds limit) { m_browserPatience = limit; }

Q_SIGNALS:
    void stepped(const QString &line); ///< one of the report's lines, as it is seen
    void waiting(int tries); ///< for the proof

protected:
    void run() override;
    void abort() override;

private:
    void wiped(const oauth::TakenGrant &taken);
    void revoke();
    void revoked(const base::Result<bool> &result);
    void prove();
    void openBrowser();
    void ended(const base::Result<oauth::SessionEnd> &end);
    void conclude();
    void say(const QString &line);
    void record();
    template <class Step, class Then>
    void await(Step *step, Then then);

    QPointer<Connection> m_connection;
    Undo m_how;
    oauth::Services m_services;
    QString m_id;
    oauth::Grant m_grant;
    bool m_hadGrant = false;
    bool m_isWiped = false;
    SignOutReport m_report;
    std::optional<base::Error> m_problem;
    std::chrono::milliseconds m_patience{ 30000 };
    std::chrono::milliseconds m_browserPatience{ 60000 };
    QPointer<base::Operation> m_step;
};

} // namespace authscope::session
