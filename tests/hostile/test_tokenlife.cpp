// SPDX-License-Identifier: GPL-3.0-or-later
// Part G of the catalogue, and what of parts E and F is about a token or a client that exists already: asking
// about it, renewing it, ending it. Row and function names carry the numbers.
//
// T145: no post_logout_redirect_uri is registered, so nobody comes back and no state is there to be compared;
// what is tested is where the browser is sent, with what, and that the tokens went before.
// T136: flow/refreshstress, with the real command line and a keyring. T137's deaths: there too.
// T142: nothing here waits by the wall clock; a lifetime is reckoned between two times of the server (T141).
// T146: unit/secrets and flow/commandline. T148, T149: hostile/canaries. T151: the window's clipboard.
// T154: flow/reauthorization (the token of one resource is never offered to another address).
#include "base/errorcodes.h"
#include "jose/jws.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
#include "support/stubidp.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using test::Engine;
using test::jsonAnswer;
using test::ProtectedMcp;

namespace {

/// A busy machine may take its time.
constexpr int patience = 120000;

template <class T>
base::Result<T> finished(base::ResultOperation<T> *operation)
{
    return test::outcome(operation, patience);
}

template <class T>
const char *why(const base::Result<T> &result)
{
    static QByteArray words;
    words = result ? QByteArray("it worked") : base::oneLine(result.error()).toUtf8();
    return words.constData();
}

QByteArray formValue(const net::ServerRequest &request, const QByteArray &name)
{
    for (const base::FormPair &pair : base::decodeForm(request.body).value_or(QList<base::FormPair>())) {
        if (pair.name == name)
            return pair.value;
    }
    return {};
}

} // namespace

class TestTokenLife : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void t144RevokesTheRefreshTokenFirstAndLooksUntilItIsDead();
    void t144ForgetsHereWhateverTheProviderSays_data();
    void t144ForgetsHereWhateverTheProviderSays();
    void t144SaysWhatIsStillAlive();
    void t144AsksTheIssuerWhereItMay();
    void t144EndsWhatAnotherProcessRotated();
    void t145SendsTheBrowserOnlyToTheIssuer_data();
    void t145SendsTheBrowserOnlyToTheIssuer();
    void t156TakesNoAnswerForAnotherOne_data();
    void t156TakesNoAnswerForAnotherOne();
    void t156LaysContradictionsSideBySide();
    void t157ProvesItselfAsTheClientUnlessToldOtherwise();
    void t155SendsTheTokenInTheHeaderOnly();
    void t119DiscardsUserinfoAboutAnother_data();
    void t119DiscardsUserinfoAboutAnother();
    void believesUserinfoWhereNoIdTokenNamesAnybody();
    void t081ManagesAClientOnlyWhereItRegistered();
    void t082ForgetsAClientWhateverTheServerSays_data();
    void t082ForgetsAClientWhateverTheServerSays();
    void t083ListsEveryClientOnce();
    void t139SaysWhyTheRefreshTokenEnded_data();
    void t139SaysWhyTheRefreshTokenEnded();
    void t137ExplainsALostAnswerAndDoesNotLoop();
    void t137GoesOnWhereTheServerAllowsTheOldToken();
    void t135FiftyAtOnceRefreshOnce();
    void t138KeepsWhatTheServerDoesNotRotate();
    void t140KeepsTheSignInThroughTrouble_data();
    void t140KeepsTheSignInThroughTrouble();
    void t141ReckonsTheEndByTheServersClock_data();
    void t141ReckonsTheEndByTheServersClock();
    void t143OpensNoBrowserUnasked();
    void t147KeepsKeysOfTwoIssuersApart();
    void t152RemembersNoTokenOfThePast();
    void t158MakesAKeyForEachIssuer();
    void t160LeavesNothingWhenAConnectionGoes();
    void noticesFewerScopes();

private:
    base::Result<oauth::Grant> signIn();
    base::Result<session::SignOutReport> undo(session::Undo how, std::chrono::milliseconds wait = 60s);
    void offer(const char *member, const QByteArray &url)
    {
        m_idp->serverMembers[member] = json::string(url);
    }
    QByteArray accessToken() const { return m_connection->tokens().grant().tokens.accessToken.reveal(); }
    QByteArray refreshToken() const { return m_connection->tokens().grant().tokens.refreshToken.reveal(); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<test::FollowingBrowser> m_browser;
    std::unique_ptr<test::StubIdp> m_idp;
    std::unique_ptr<test::ScriptedServer> m_asked; ///< introspection, userinfo, management
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
};

void TestTokenLife::init()
{
    m_dir = std::make_unique<QTemporaryDir>();
    m_secrets = std::make_unique<secrets::MemorySecretStore>();
    m_browser = std::make_unique<test::FollowingBrowser>();
    m_idp = std::make_unique<test::StubIdp>();
    m_asked = std::make_unique<test::ScriptedServer>();
    m_mcp = std::make_unique<ProtectedMcp>();
    m_mcp->issuer = m_idp->issuer();
    m_mcp->members["scopes_supported"] = json::Array{ "openid", "boards.read" };
    m_engine = std::make_unique<Engine>(m_dir->path(), m_secrets.get(), m_browser.get());
    const auto added = m_engine->workspace->add(m_mcp->resource());
    QVERIFY(added);
    m_connection = *added;
}

void TestTokenLife::cleanup()
{
    m_engine.reset();
    m_mcp.reset();
    m_asked.reset();
    m_idp.reset();
    m_browser.reset();
    m_secrets.reset();
    m_dir.reset();
}

base::Result<oauth::Grant> TestTokenLife::signIn()
{
    oauth::SignInFlow *flow = m_connection->signIn(u"test"_s);
    connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
        QList<QByteArray> scopes;
        for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
            scopes.append(scope.scope);
        flow->agree(scopes);
    });
    QSignalSpy ended(flow, &base::Operation::finished); // hears it after the connection did
    if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }, patience))
        qWarning("the sign-in did not end");
    return flow->result();
}

base::Result<session::SignOutReport> TestTokenLife::undo(session::Undo how, std::chrono::milliseconds wait)
{
    session::SignOut *out = m_connection->undo(how, nullptr);
    out->setPatience(wait);
    return finished(static_cast<base::ResultOperation<session::SignOutReport> *>(out));
}

void TestTokenLife::t144RevokesTheRefreshTokenFirstAndLooksUntilItIsDead()
{
    QVERIFY2(signIn(), "sign-in");
    const QByteArray access = accessToken(), refresh = refreshToken();
    int pings = 0;
    m_mcp->guard = [&](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        if (one.method == "ping")
            ++pings;
        if (one.method == "ping" && one.authorization == "Bearer " + access && pings == 3)
            return m_mcp->refuse(401, R"(error="invalid_token")");
        return std::nullopt;
    };
    bool wasGoneFirst = false;
    connect(m_idp.get(), &test::StubIdp::requested, this, [&](const QByteArray &path) {
        if (path == "/revoke")
            wasGoneFirst = !m_secrets->contents().contains(oauth::refreshTokenKey(m_connection->id()))
                && !m_connection->tokens().hasGrant();
    });
    const auto report = undo(session::Undo::Disconnect);
    QVERIFY2(report, why(report));
    const QList<test::StubRequest> revoked = m_idp->requests("/revoke");
    QCOMPARE(revoked.size(), 2);
    QCOMPARE(revoked[0].parameter("token"), refresh);
    QCOMPARE(revoked[0].parameter("token_type_hint"), QByteArray("refresh_token"));
    QCOMPARE(revoked[1].parameter("token"), access);
    QVERIFY(wasGoneFirst);
    QVERIFY(report->revokedAtProvider);
    QVERIFY(report->proof);
    QCOMPARE(int(report->proof->seen), int(oauth::DeathProof::Seen::Dead));
    QCOMPARE(int(report->proof->asked), int(oauth::DeathProof::Asked::Resource));
    QCOMPARE(report->proof->tries, 3);
    QVERIFY(report->lines.last().contains(u"refused after"_s));
    QCOMPARE(m_connection->state(), session::ConnectionState::SignedOut);
    QCOMPARE(m_connection->consentHistory().first().what, QByteArray("revoked"));
}

void TestTokenLife::t144ForgetsHereWhateverTheProviderSays_data()
{
    QTest::addColumn<int>("status"); // 0: the connection breaks; -1: not offered
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("401") << 401 << QByteArray("{\"error\":\"invalid_client\"}");
    QTest::newRow("503") << 503 << QByteArray();
    QTest::newRow("unsupported_token_type") << 400 << QByteArray("{\"error\":\"unsupported_token_type\"}");
    QTest::newRow("302") << 302 << QByteArray();
    QTest::newRow("dropped") << 0 << QByteArray();
    QTest::newRow("not offered") << -1 << QByteArray();
}

void TestTokenLife::t144ForgetsHereWhateverTheProviderSays()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    if (status == -1)
        m_idp->serverRemoved = { "revocation_endpoint" };
    else if (status == 0)
        m_idp->dropped = { "/revoke" };
    else {
        m_idp->statuses["/revoke"] = status;
        m_idp->bodies["/revoke"] = body;
    }
    QVERIFY2(signIn(), "sign-in");
    const QByteArray refresh = refreshToken();
    const auto report = undo(session::Undo::Disconnect);
    QVERIFY2(report, why(report));
    QVERIFY(!report->revokedAtProvider);
    QVERIFY(!report->note.isEmpty());
    QVERIFY(!report->proof); // nothing was revoked, so nothing is proved
    QVERIFY(!report->lines.join(u' ').contains(QString::fromUtf8(refresh)));
    QVERIFY(!m_secrets->contents().contains(oauth::refreshTokenKey(m_connection->id())));
    QVERIFY(!m_connection->tokens().hasGrant());
    QCOMPARE(m_connection->consentHistory().first().what, QByteArray("forgotten"));
    QVERIFY(m_connection->consentHistory().first().note.contains(report->note.left(40)));
}

void TestTokenLife::t144SaysWhatIsStillAlive()
{
    QVERIFY2(signIn(), "sign-in");
    const auto report = undo(session::Undo::Disconnect, 0ms);
    QVERIFY2(report, why(report));
    QVERIFY(report->revokedAtProvider);
    QCOMPARE(int(report->proof->seen), int(oauth::DeathProof::Seen::Alive));
    QVERIFY(report->proof->livesUntil);
    QVERIFY(report->lines.last().contains(u"still accepted"_s));
}

void TestTokenLife::t144AsksTheIssuerWhereItMay()
{
    offer("introspection_endpoint", m_asked->url("/introspect"));
    m_asked->onEach("POST", "/introspect",
        { jsonAnswer("{\"active\":true}"), jsonAnswer("{\"active\":true}"),
            jsonAnswer("{\"active\":false}") });
    QVERIFY2(signIn(), "sign-in");
    const QByteArray access = accessToken();
    const auto report = undo(session::Undo::Disconnect);
    QVERIFY2(report, why(report));
    QCOMPARE(int(report->proof->asked), int(oauth::DeathProof::Asked::Introspection));
    QCOMPARE(int(report->proof->seen), int(oauth::DeathProof::Seen::Dead));
    QCOMPARE(report->proof->tries, 3);
    QCOMPARE(formValue(m_asked->requests("POST", "/introspect").last(), "token"), access);
    QCOMPARE(m_mcp->count("ping"), 0);
}

/// The newest refresh token is the one that has to be revoked.
void TestTokenLife::t144EndsWhatAnotherProcessRotated()
{
    QVERIFY2(signIn(), "sign-in");
    oauth::TokenKeeper other(m_engine->services, m_connection->id(), nullptr);
    QVERIFY(finished(other.restore(nullptr)));
    QVERIFY(finished(other.refresh(nullptr)));
    const QByteArray newest = other.grant().tokens.refreshToken.reveal();
    QVERIFY(newest != refreshToken());
    QVERIFY(undo(session::Undo::Disconnect, 0ms));
    QCOMPARE(m_idp->requests("/revoke").first().parameter("token"), newest);
    QVERIFY(!m_secrets->contents().contains(oauth::refreshTokenKey(m_connection->id())));
}

void TestTokenLife::t145SendsTheBrowserOnlyToTheIssuer_data()
{
    QTest::addColumn<QByteArray>("endpoint"); // a path is the issuer's; empty: not offered
    QTest::addColumn<bool>("isOpened");
    QTest::newRow("the issuer's") << QByteArray("/logout") << true;
    QTest::newRow("another's") << QByteArray("https://evil.example/logout") << false;
    QTest::newRow("not offered") << QByteArray() << false;
}

void TestTokenLife::t145SendsTheBrowserOnlyToTheIssuer()
{
    QFETCH(QByteArray, endpoint);
    QFETCH(bool, isOpened);
    if (!endpoint.isEmpty())
        offer("end_session_endpoint", endpoint.startsWith('/') ? m_idp->origin() + endpoint : endpoint);
    QVERIFY2(signIn(), "sign-in");
    const QByteArray idToken = m_connection->tokenValue(oauth::TokenKind::Id).reveal();
    QVERIFY(!idToken.isEmpty());
    const qsizetype before = m_browser->opened().size();
    const auto report = undo(session::Undo::AtProvider, 0ms);
    QVERIFY2(report, why(report));
    QCOMPARE(report->browserOpened, isOpened);
    QVERIFY(report->revokedAtProvider);
    QCOMPARE(m_browser->opened().size(), before + (isOpened ? 1 : 0));
    QVERIFY(!m_connection->tokens().hasGrant());
    if (isOpened) {
        QVERIFY(m_browser->opened().last().startsWith(m_idp->origin() + "/logout?id_token_hint="));
        QVERIFY(m_browser->opened().last().contains(idToken));
    }
    QVERIFY(!report->lines.join(u' ').contains(QString::fromUtf8(idToken)));
}

void TestTokenLife::t156TakesNoAnswerForAnotherOne_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("active as a text") << 200 << QByteArray("{\"active\":\"true\"}");
    QTest::newRow("active missing") << 200 << QByteArray("{\"sub\":\"user-stub-1\"}");
    QTest::newRow("HTML") << 200 << QByteArray("<html>active: true</html>");
    QTest::newRow("401") << 401 << QByteArray("{\"error\":\"invalid_client\"}");
    QTest::newRow("500") << 500 << QByteArray("{\"active\":true}");
    QTest::newRow("201") << 201 << QByteArray("{\"active\":true}");
}

void TestTokenLife::t156TakesNoAnswerForAnotherOne()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    offer("introspection_endpoint", m_asked->url("/introspect"));
    QVERIFY2(signIn(), "sign-in");
    const QByteArray access = accessToken();
    // What came back repeats the token: no word of ours may.
    m_asked->on(
        "POST", "/introspect", jsonAnswer(body.replace("}", ",\"echo\":\"" + access + "\"}"), status));
    const auto answer = finished(m_connection->introspect(oauth::TokenKind::Access, nullptr));
    QVERIFY(!answer);
    QVERIFY(!answer.error().message.isEmpty());
    QVERIFY(!base::oneLine(answer.error()).contains(QString::fromUtf8(access)));
    QVERIFY(m_connection->tokens().hasAccessToken());
    QCOMPARE(accessToken(), access);
    QCOMPARE(m_asked->count("POST", "/introspect"), 1);
}

void TestTokenLife::t156LaysContradictionsSideBySide()
{
    offer("introspection_endpoint", m_asked->url("/introspect"));
    QVERIFY2(signIn(), "sign-in");
    m_asked->on("POST", "/introspect", jsonAnswer("{\"active\":false}"));
    const auto dead = finished(m_connection->introspect(oauth::TokenKind::Access, nullptr));
    QVERIFY2(dead, why(dead));
    QVERIFY(!dead->answer.isActive);
    QVERIFY(dead->rows.first().differs);
    QVERIFY(dead->sentence.contains(u"not active"_s) && dead->sentence.contains(u"it ends at"_s));
    m_asked->on("POST", "/introspect",
        jsonAnswer("{\"active\":true,\"sub\":\"somebody else\",\"scope\":\"boards.read\"}"));
    const auto alive = finished(m_connection->introspect(oauth::TokenKind::Access, nullptr));
    QVERIFY2(alive, why(alive));
    QVERIFY(!alive->rows.first().differs);
    const auto subject = std::find_if(alive->rows.begin(), alive->rows.end(),
        [](const oauth::ComparedClaim &row) { return row.name == "sub"; });
    QVERIFY(subject != alive->rows.end() && subject->differs);
    QCOMPARE(subject->here, u"user-stub-1"_s);
    QCOMPARE(subject->there, u"somebody else"_s);
    QVERIFY(alive->sentence.contains(u"sub"_s));
}

void TestTokenLife::t157ProvesItselfAsTheClientUnlessToldOtherwise()
{
    offer("introspection_endpoint", m_asked->url("/introspect"));
    m_asked->on("POST", "/introspect", jsonAnswer("{\"active\":true}"));
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(finished(m_connection->introspect(oauth::TokenKind::Refresh, nullptr)));
    const net::ServerRequest plain = m_asked->requests("POST", "/introspect").last();
    QVERIFY(!plain.headers.contains("Authorization"));
    QCOMPARE(formValue(plain, "client_id"), m_connection->tokens().grant().client.clientId);
    QCOMPARE(formValue(plain, "token_type_hint"), QByteArray("refresh_token"));
    QCOMPARE(formValue(plain, "token"), refreshToken());
    QVERIFY(plain.query.isEmpty());
    QVERIFY(finished(m_connection->introspect(
        oauth::TokenKind::Access, nullptr, oauth::IntrospectionCredential::AccessToken)));
    const net::ServerRequest chosen = m_asked->requests("POST", "/introspect").last();
    QCOMPARE(chosen.headers.value("Authorization"), std::optional("Bearer " + accessToken()));
}

void TestTokenLife::t155SendsTheTokenInTheHeaderOnly()
{
    m_idp->openidMembers["userinfo_endpoint"] = json::string(m_asked->url("/userinfo"));
    m_asked->on("GET", "/userinfo", jsonAnswer("{\"sub\":\"user-stub-1\",\"name\":\"Ada King\",\"age\":36}"));
    QVERIFY2(signIn(), "sign-in");
    const auto report = finished(m_connection->userInfo(nullptr));
    QVERIFY2(report, why(report));
    const net::ServerRequest request = m_asked->requests("GET", "/userinfo").last();
    QCOMPARE(request.headers.value("Authorization"), std::optional("Bearer " + accessToken()));
    QVERIFY(request.query.isEmpty() && request.body.isEmpty());
    const auto name = std::find_if(report->rows.begin(), report->rows.end(),
        [](const oauth::ComparedClaim &row) { return row.name == "name"; });
    QVERIFY(name != report->rows.end() && name->differs);
    QCOMPARE(name->here, u"Ada Stub"_s);
    QCOMPARE(name->there, u"Ada King"_s);
    QCOMPARE(m_connection->identity().name, u"Ada Stub"_s); // the ID token named her first
}

void TestTokenLife::t119DiscardsUserinfoAboutAnother_data()
{
    QTest::addColumn<QByteArray>("claims");
    QTest::addColumn<bool>("isSigned");
    QTest::addColumn<QString>("code");
    QTest::newRow("another person") << QByteArray("{\"sub\":\"mallory\",\"name\":\"M\"}") << false
                                    << base::code::subjectChanged;
    QTest::newRow("nobody") << QByteArray("{\"name\":\"M\"}") << false << base::code::answerAboutToken;
    QTest::newRow("another person, signed")
        << QByteArray("{\"sub\":\"mallory\"}") << true << base::code::subjectChanged;
    QTest::newRow("of another issuer")
        << QByteArray("{\"sub\":\"user-stub-1\",\"iss\":\"https://evil.example\"}") << true
        << base::code::answerAboutToken;
    QTest::newRow("for another client")
        << QByteArray("{\"sub\":\"user-stub-1\",\"aud\":\"other\"}") << true << base::code::answerAboutToken;
    QTest::newRow("right, signed") << QByteArray("{\"sub\":\"user-stub-1\"}") << true << QString();
}

void TestTokenLife::t119DiscardsUserinfoAboutAnother()
{
    QFETCH(QByteArray, claims);
    QFETCH(bool, isSigned);
    QFETCH(QString, code);
    m_idp->openidMembers["userinfo_endpoint"] = json::string(m_asked->url("/userinfo"));
    net::ServerAnswer answer = jsonAnswer(claims);
    if (isSigned)
        answer = { .status = 200,
            .headers = { { "Content-Type", "application/jwt" } },
            .body = jose::signCompact(m_idp->key(), {}, claims) };
    m_asked->on("GET", "/userinfo", answer);
    QVERIFY2(signIn(), "sign-in");
    const oauth::Identity before = m_connection->identity();
    const auto report = finished(m_connection->userInfo(nullptr));
    QCOMPARE(report ? QString() : report.error().code, code);
    QCOMPARE(m_connection->identity().name, before.name);
    QCOMPARE(m_connection->identity().subject, before.subject);
    QVERIFY(m_connection->tokens().hasAccessToken());
    if (report)
        QVERIFY(report->answer.isSigned);
    if (isSigned && report) { // the negative control: another key's signature is no signature
        const jose::KeyPair other = jose::KeyPair::generate(jose::Algorithm::RS256, "stub-key-1");
        answer.body = jose::signCompact(other, {}, claims);
        m_asked->on("GET", "/userinfo", answer);
        const auto forged = finished(m_connection->userInfo(nullptr));
        QCOMPARE(forged ? QString() : forged.error().code, base::code::signature);
    }
}

void TestTokenLife::believesUserinfoWhereNoIdTokenNamesAnybody()
{
    m_idp->idToken.isIssued = false;
    m_idp->openidMembers["userinfo_endpoint"] = json::string(m_asked->url("/userinfo"));
    m_asked->on("GET", "/userinfo", jsonAnswer("{\"sub\":\"user-stub-1\",\"name\":\"Ada King\"}"));
    QVERIFY2(signIn(), "sign-in");
    QTRY_VERIFY_WITH_TIMEOUT(m_connection->identity().isVerified, patience);
    QCOMPARE(m_connection->identity().name, u"Ada King"_s);
    QCOMPARE(m_connection->identity().source, QByteArray("userinfo"));
    // From now on it is known who this is: another answer is discarded (T159).
    m_asked->on("GET", "/userinfo", jsonAnswer("{\"sub\":\"bob\",\"name\":\"Bob\"}"));
    const auto other = finished(m_connection->userInfo(nullptr));
    QCOMPARE(other ? QString() : other.error().code, base::code::subjectChanged);
    QCOMPARE(m_connection->identity().name, u"Ada King"_s);
    // A refresh keeps it, in the keychain too.
    QVERIFY(finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_connection->identity().name, u"Ada King"_s);
    QVERIFY(m_secrets->contents()
                .value(oauth::refreshTokenKey(m_connection->id()))
                .reveal()
                .contains("\"source\":\"userinfo\""));
}

void TestTokenLife::t081ManagesAClientOnlyWhereItRegistered()
{
    const QByteArray foreign = m_asked->url("/register/stub-client-1"); // another port is another origin
    m_idp->registrationMembers = { { "registration_client_uri", json::string(foreign) },
        { "registration_access_token", "rat-0123456789abcdef" } };
    QVERIFY2(signIn(), "sign-in");
    const QList<session::KnownClient> clients = m_engine->workspace->clients();
    QCOMPARE(clients.size(), 1);
    QVERIFY(!clients.first().isManageable);
    const auto deleted = finished(
        m_engine->workspace->deleteClient(clients.first().issuer, clients.first().clientId, nullptr));
    QVERIFY2(deleted, why(deleted));
    QVERIFY(!deleted->deletedAtProvider);
    QVERIFY(m_asked->requests().isEmpty());
    QVERIFY(m_engine->workspace->clients().isEmpty());
}

void TestTokenLife::t082ForgetsAClientWhateverTheServerSays_data()
{
    QTest::addColumn<int>("status"); // 0: the connection breaks
    QTest::addColumn<bool>("isDeleted");
    QTest::newRow("204") << 204 << true;
    QTest::newRow("401") << 401 << false;
    QTest::newRow("403") << 403 << false;
    QTest::newRow("404") << 404 << false;
    QTest::newRow("405") << 405 << false;
    QTest::newRow("500") << 500 << false;
    QTest::newRow("nothing") << 0 << false;
}

void TestTokenLife::t082ForgetsAClientWhateverTheServerSays()
{
    QFETCH(int, status);
    QFETCH(bool, isDeleted);
    const QByteArray path = "/register/stub-client-1";
    m_idp->registrationMembers = { { "registration_client_uri", json::string(m_idp->origin() + path) },
        { "registration_access_token", "rat-0123456789abcdef" } };
    QVERIFY2(signIn(), "sign-in");
    const session::KnownClient client = m_engine->workspace->clients().value(0);
    QVERIFY(client.isManageable);
    QCOMPARE(client.clientId, QByteArray("stub-client-1"));
    const auto storeHas = [this](const QByteArray &what) {
        QFile file(m_dir->filePath(u"authscope.sqlite"_s));
        QFile wal(m_dir->filePath(u"authscope.sqlite-wal"_s));
        return (file.open(QIODevice::ReadOnly) && file.readAll().contains(what))
            || (wal.open(QIODevice::ReadOnly) && wal.readAll().contains(what));
    };
    QVERIFY(!storeHas("rat-0123456789abcdef"));

    // Reading brings a new token; only that one is good for what follows.
    m_idp->bodies[path] = "{\"client_id\":\"stub-client-1\",\"client_name\":\"Authscope\","
                          "\"registration_access_token\":\"rat-new-0123456789\"}";
    const auto read = finished(m_engine->workspace->readClient(client.issuer, client.clientId, nullptr));
    QVERIFY2(read, why(read));
    QVERIFY(!json::compact(read->document).contains("rat-new"));
    QCOMPARE(m_idp->requests(path).last().headers.value("Authorization"),
        std::optional<QByteArray>("Bearer rat-0123456789abcdef"));

    if (status == 0)
        m_idp->dropped = { path };
    m_idp->bodies[path] = "";
    m_idp->statuses[path] = status;
    const auto deleted = finished(m_engine->workspace->deleteClient(client.issuer, client.clientId, nullptr));
    QVERIFY2(deleted, why(deleted));
    QCOMPARE(deleted->deletedAtProvider, isDeleted);
    QCOMPARE(m_idp->requests(path).last().method, QByteArray("DELETE"));
    QCOMPARE(m_idp->requests(path).last().headers.value("Authorization"),
        std::optional<QByteArray>("Bearer rat-new-0123456789"));
    QCOMPARE(deleted->note.contains(u"may still list the client “stub-client-1”"_s), !isDeleted);
    QVERIFY(!deleted->note.contains(u"rat-"_s));
    QVERIFY(m_engine->workspace->clients().isEmpty());
    QTRY_VERIFY(m_secrets->contents().keys().filter(u"registration-token"_s).isEmpty());
}

void TestTokenLife::t083ListsEveryClientOnce()
{
    for (int i = 0; i < 3; ++i) {
        QVERIFY2(signIn(), "sign-in");
        QVERIFY(undo(session::Undo::Forget));
    }
    QVERIFY2(signIn(), "sign-in");
    QCOMPARE(m_idp->count("/register"), 1);
    const QList<session::KnownClient> clients = m_engine->workspace->clients();
    QCOMPARE(clients.size(), 1);
    QCOMPARE(clients.first().issuer, m_idp->issuer());
    QCOMPARE(clients.first().usedBy, QStringList{ m_connection->name() });
    QVERIFY(!clients.first().redirectUris.isEmpty());
}

void TestTokenLife::t139SaysWhyTheRefreshTokenEnded_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");
    QTest::newRow("used") << QByteArray(
        "{\"error_type\":\"idp_refresh_token_already_used\",\"status_code\":401}")
                          << u"already used"_s;
    QTest::newRow("expired") << QByteArray("{\"error_type\":\"idp_refresh_token_expired\"}")
                             << u"has expired"_s;
    QTest::newRow("not found") << QByteArray("{\"error_type\":\"idp_refresh_token_not_found\"}")
                               << u"does not know"_s;
    QTest::newRow("revoked") << QByteArray("{\"error_type\":\"connected_app_consent_revoked\"}")
                             << u"taken back"_s;
    QTest::newRow("unsaid") << QByteArray("{\"error\":\"invalid_grant\"}") << u"does not say why"_s;
}

void TestTokenLife::t139SaysWhyTheRefreshTokenEnded()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    QVERIFY2(signIn(), "sign-in");
    const QByteArray refresh = refreshToken();
    m_idp->forgetRequests();
    m_idp->statuses["/token"] = 400;
    m_idp->bodies["/token"] = body;
    const auto first = finished(m_connection->refresh(nullptr));
    QVERIFY(!first);
    QCOMPARE(first.error().code, base::code::refreshRefused);
    QVERIFY2(first.error().message.contains(words), qPrintable(first.error().message));
    QVERIFY(!base::oneLine(first.error()).contains(QString::fromUtf8(refresh)));
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_idp->count("/token"), 1); // no loop
    QVERIFY(!m_connection->tokens().hasGrant());
    QTRY_VERIFY(!m_secrets->contents().contains(oauth::refreshTokenKey(m_connection->id())));
    QCOMPARE(m_connection->state(), session::ConnectionState::Failed);
}

/// The server rotated, and its answer was lost: the next try with the old token says what happened.
void TestTokenLife::t137ExplainsALostAnswerAndDoesNotLoop()
{
    QVERIFY2(signIn(), "sign-in");
    m_idp->dropped = { "/token" };
    m_idp->forgetRequests();
    const auto lost = finished(m_connection->refresh(nullptr));
    QVERIFY(!lost);
    QCOMPARE(lost.error().kind, base::ErrorKind::Network);
    QVERIFY(m_connection->tokens().hasGrant());
    m_idp->dropped.clear();
    m_idp->revokeAll();
    // The program may have been closed meanwhile.
    const QString id = m_connection->id();
    m_engine = std::make_unique<Engine>(m_dir->path(), m_secrets.get(), m_browser.get());
    QVERIFY(m_engine->workspace->load(false));
    m_connection = m_engine->workspace->find(id);
    const auto restored = finished(m_connection->restore(nullptr));
    QVERIFY(!restored);
    QCOMPARE(restored.error().code, base::code::refreshRefused);
    QVERIFY2(
        restored.error().message.contains(u"the answer was lost"_s), qPrintable(restored.error().message));
    QCOMPARE(restored.error().nextStep, u"Sign in again."_s);
    QCOMPARE(m_idp->count("/token"), 2);
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_idp->count("/token"), 2);
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(finished(m_connection->refresh(nullptr)));
}

void TestTokenLife::t137GoesOnWhereTheServerAllowsTheOldToken()
{
    QVERIFY2(signIn(), "sign-in");
    m_idp->dropped = { "/token" };
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    m_idp->dropped.clear();
    const auto again = finished(m_connection->refresh(nullptr));
    QVERIFY2(again, why(again));
    QCOMPARE(m_connection->state(), session::ConnectionState::SignedIn);
    // What was lost has been dealt with: a refusal later has another reason.
    m_idp->revokeAll();
    const auto refused = finished(m_connection->refresh(nullptr));
    QVERIFY(!refused && !refused.error().message.contains(u"answer was lost:"_s));
}

void TestTokenLife::t135FiftyAtOnceRefreshOnce()
{
    QVERIFY2(signIn(), "sign-in");
    m_idp->forgetRequests();
    QObject owner;
    int ended = 0, worked = 0;
    for (int i = 0; i < 50; ++i) {
        auto *refresh = m_connection->refresh(&owner);
        connect(refresh, &base::Operation::finished, &owner, [&, refresh] {
            ++ended;
            worked += refresh->result() ? 1 : 0;
        });
        refresh->start();
    }
    QTRY_COMPARE_WITH_TIMEOUT(ended, 50, patience);
    QCOMPARE(worked, 50);
    QCOMPARE(m_idp->count("/token"), 1);
}

void TestTokenLife::t138KeepsWhatTheServerDoesNotRotate()
{
    QVERIFY2(signIn(), "sign-in");
    const QByteArray first = refreshToken();
    m_idp->rotates = false;
    m_idp->issuesRefreshToken = false;
    QVERIFY(finished(m_connection->refresh(nullptr)));
    QCOMPARE(refreshToken(), first);
    m_idp->rotates = true;
    m_idp->issuesRefreshToken = true;
    QVERIFY(finished(m_connection->refresh(nullptr)));
    QVERIFY(refreshToken() != first);
    QVERIFY(m_secrets->contents()
                .value(oauth::refreshTokenKey(m_connection->id()))
                .reveal()
                .contains(refreshToken()));
}

void TestTokenLife::t140KeepsTheSignInThroughTrouble_data()
{
    QTest::addColumn<int>("status"); // 0: the connection breaks
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("500") << 500 << QByteArray();
    QTest::newRow("502 HTML") << 502 << QByteArray("<html>bad gateway</html>");
    QTest::newRow("503") << 503 << QByteArray("{}");
    QTest::newRow("511 portal") << 511 << QByteArray("<html>sign in to the hotel</html>");
    QTest::newRow("404 while it boots") << 404 << QByteArray("<html>no</html>");
    QTest::newRow("200 portal") << 200 << QByteArray("<html>sign in to the hotel</html>");
    QTest::newRow("429") << 429 << QByteArray("{\"error_type\":\"too_many_requests\"}");
    QTest::newRow("dropped") << 0 << QByteArray();
}

void TestTokenLife::t140KeepsTheSignInThroughTrouble()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QVERIFY2(signIn(), "sign-in");
    const QByteArray refresh = refreshToken(), access = accessToken();
    const base::Secret entry = m_secrets->contents().value(oauth::refreshTokenKey(m_connection->id()));
    if (status == 0) {
        m_idp->dropped = { "/token" };
    } else {
        m_idp->statuses["/token"] = status;
        m_idp->bodies["/token"] = body;
        m_idp->types["/token"] = body.startsWith('<') ? "text/html" : "application/json";
    }
    for (int i = 0; i < 5; ++i)
        QVERIFY(!finished(m_connection->refresh(nullptr)));
    QCOMPARE(refreshToken(), refresh);
    QCOMPARE(accessToken(), access);
    QCOMPARE(
        m_secrets->contents().value(oauth::refreshTokenKey(m_connection->id())).reveal(), entry.reveal());
    m_idp->dropped.clear();
    m_idp->statuses.clear();
    m_idp->bodies.clear();
    const auto again = finished(m_connection->refresh(nullptr));
    QVERIFY2(again, why(again));
}

void TestTokenLife::t141ReckonsTheEndByTheServersClock_data()
{
    QTest::addColumn<int>("expiresIn"); // 0: not said
    QTest::addColumn<int>("ownLifetime"); // of the JWT, by its own account; 0: opaque
    QTest::addColumn<int>("expected"); // seconds, 0: no end is known
    QTest::newRow("said") << 3600 << 0 << 3600;
    QTest::newRow("said, and the token agrees") << 3600 << 3600 << 3600;
    QTest::newRow("the token says sooner") << 3600 << 600 << 600;
    QTest::newRow("the token says later") << 600 << 3600 << 600;
    QTest::newRow("only the token says") << 0 << 900 << 900;
    QTest::newRow("nobody says") << 0 << 0 << 0;
}

void TestTokenLife::t141ReckonsTheEndByTheServersClock()
{
    QFETCH(int, expiresIn);
    QFETCH(int, ownLifetime);
    QFETCH(int, expected);
    constexpr qint64 longAgo = 1000000; // the server's clock; ours is decades ahead
    oauth::TokenSet tokens;
    tokens.accessToken = base::Secret("opaque-0123456789");
    if (ownLifetime != 0)
        tokens.accessToken = base::Secret(jose::signCompact(
            m_idp->key(), {}, json::compact({ { "iat", longAgo - 5 }, { "exp", longAgo + ownLifetime } })));
    if (expiresIn != 0)
        tokens.expiresIn = std::chrono::seconds(expiresIn);
    tokens.received = m_engine->clock.now();
    tokens.serverDate = base::fromMillis(longAgo * 1000);
    oauth::Grant grant;
    grant.tokens = tokens;
    oauth::TokenKeeper keeper(m_engine->services, u"clock"_s, nullptr);
    keeper.adopt(grant, secrets::KeepState::InMemory);
    const auto end = keeper.grant().tokens.expires();
    QCOMPARE(end.has_value(), expected != 0);
    if (end)
        QCOMPARE(std::chrono::duration_cast<std::chrono::seconds>(*end - tokens.received).count(), expected);
    QVERIFY(keeper.hasAccessToken());
}

/// Both tokens are dead, and nobody pressed anything: what runs by itself opens nothing.
void TestTokenLife::t143OpensNoBrowserUnasked()
{
    QVERIFY2(signIn(), "sign-in");
    m_connection->setSignInOnDemand(true);
    const qsizetype before = m_browser->opened().size();
    m_mcp->guard = [this](const ProtectedMcp::Asked &) { return std::optional(m_mcp->refuse(401)); };
    m_idp->revokeAll();
    QVERIFY(!finished(m_connection->refresh(nullptr)));
    QVERIFY(!finished(m_connection->loadTools(nullptr))); // as a timer does
    QVERIFY(!finished(m_connection->userInfo(nullptr)));
    QCOMPARE(m_browser->opened().size(), before);
}

void TestTokenLife::t147KeepsKeysOfTwoIssuersApart()
{
    auto store = store::Store::open(u":memory:"_s);
    QVERIFY(store);
    secrets::MemorySecretStore keychain;
    session::ClientStore clients(store->get(), &keychain, &m_engine->clock, nullptr);
    const QList<std::pair<QByteArray, QByteArray>> pairs{ { "https://a.example|b", "c" },
        { "https://a.example", "b|c" }, { "https://a.example|b|c", "" }, { "https://a.example", "b:c" } };
    int number = 0;
    for (const auto &[issuer, id] : pairs)
        QVERIFY(clients.remember(oauth::ClientIdentity{ .issuer = issuer,
                                     .clientId = id,
                                     .authMethod = "client_secret_post",
                                     .clientSecret = base::Secret("secret-" + QByteArray::number(++number)),
                                     .origin = "registered",
                                     .managementUri = "https://a.example/r",
                                     .managementToken = base::Secret("token-" + QByteArray::number(number)) },
            "p" + QByteArray::number(number)));
    QTRY_COMPARE(keychain.contents().size(), 8);
    number = 0;
    for (const auto &[issuer, id] : pairs) {
        session::ClientStore later(store->get(), &keychain, &m_engine->clock, nullptr);
        const auto client = finished(later.fetch(issuer, id, nullptr));
        QVERIFY2(client, why(client));
        QCOMPARE(client->clientSecret.reveal(), "secret-" + QByteArray::number(++number));
        QCOMPARE(client->managementToken.reveal(), "token-" + QByteArray::number(number));
    }
}

void TestTokenLife::t152RemembersNoTokenOfThePast()
{
    QVERIFY2(signIn(), "sign-in");
    for (int i = 0; i < 3; ++i)
        QVERIFY(finished(m_connection->refresh(nullptr)));
    QCOMPARE(m_connection->tokens().generations().size(), 4);
    const QList<QByteArray> issued = m_idp->issuedSecrets();
    QByteArray seen;
    for (const oauth::TokenGeneration &one : m_connection->tokens().generations())
        seen += one.how + one.changes.toUtf8() + one.notice.toUtf8() + oauth::joinScopes(one.scopes);
    for (const store::ConsentEvent &event : m_connection->consentHistory())
        seen += event.note.toUtf8() + event.granted + event.requested;
    m_engine.reset();
    for (const QFileInfo &info : QDir(m_dir->path()).entryInfoList(QDir::Files)) {
        QFile file(info.filePath());
        QVERIFY(file.open(QIODevice::ReadOnly));
        seen += file.readAll();
    }
    QVERIFY(seen.contains("refresh"));
    for (const QByteArray &secret : issued)
        QVERIFY2(!seen.contains(secret.left(20)), "a token was written down");
}

void TestTokenLife::t158MakesAKeyForEachIssuer()
{
    test::StubIdp other;
    m_idp->bindsTokens = true;
    other.bindsTokens = true;
    m_mcp->members["dpop_signing_alg_values_supported"] = json::Array{ "ES256" };
    QVERIFY2(signIn(), "sign-in");
    const auto keyOf = [](const test::StubIdp &idp) {
        const auto proof
            = jose::parseJws(idp.requests("/token").last().headers.value("DPoP").value_or(QByteArray()));
        return proof ? json::compact(proof->header.at("jwk")) : QByteArray();
    };
    const QByteArray first = keyOf(*m_idp);
    QVERIFY(!first.isEmpty());
    QVERIFY(undo(session::Undo::Forget));
    m_mcp->issuer = other.issuer();
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(!keyOf(other).isEmpty());
    QVERIFY(keyOf(other) != first);
}

void TestTokenLife::t160LeavesNothingWhenAConnectionGoes()
{
    const QByteArray path = "/register/stub-client-1";
    m_idp->registrationMembers = { { "registration_client_uri", json::string(m_idp->origin() + path) },
        { "registration_access_token", "rat-0123456789abcdef" } };
    m_idp->statuses[path] = 204;
    QVERIFY2(signIn(), "sign-in");
    QVERIFY(undo(session::Undo::Disconnect, 0ms));
    const session::KnownClient client = m_engine->workspace->clients().value(0);
    const auto deleted = finished(m_engine->workspace->deleteClient(client.issuer, client.clientId, nullptr));
    QVERIFY2(deleted && deleted->deletedAtProvider, why(deleted));
    QVERIFY(m_engine->workspace->remove(m_connection));
    QTRY_VERIFY(m_secrets->contents().isEmpty());
    QVERIFY(m_engine->workspace->clients().isEmpty());
    QVERIFY(m_engine->workspace->connections().isEmpty());
    QCOMPARE(m_idp->count("/revoke"), 2);
    QCOMPARE(m_idp->requests(path).last().method, QByteArray("DELETE"));
}

void TestTokenLife::noticesFewerScopes()
{
    QVERIFY2(signIn(), "sign-in");
    const int first = m_connection->tokens().generation();
    m_idp->grantedScope = "openid";
    QVERIFY(finished(m_connection->refresh(nullptr)));
    const oauth::TokenGeneration newest = m_connection->tokens().generations().first();
    QCOMPARE(newest.parent, first);
    QVERIFY(newest.lostScopes.contains("boards.read"));
    QVERIFY(newest.gainedScopes.isEmpty());
    QVERIFY(newest.notice.contains(u"boards.read"_s));
    QVERIFY(m_connection->consentHistory().first().note.contains(u"boards.read"_s));
    QCOMPARE(m_connection->state(), session::ConnectionState::Attention);
}

QTEST_GUILESS_MAIN(TestTokenLife)
#include "test_tokenlife.moc"
