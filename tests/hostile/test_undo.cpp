// SPDX-License-Identifier: GPL-3.0-or-later
// Ending what exists: tokens at the provider and here (T144, T145, T160), registered clients (T081–T083,
// T147).
#include "hostile/tokenbench.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace std::chrono_literals;
using test::finished;
using test::formValue;
using test::jsonAnswer;
using test::ProtectedMcp;
using test::TokenBench;
using test::why;

class TestUndo : public TokenBench {
    Q_OBJECT

private Q_SLOTS:
    void init() { build(); }
    void cleanup() { tearDown(); }

    void t144RevokesTheRefreshTokenFirstAndLooksUntilItIsDead();
    void t144ForgetsHereWhateverTheProviderSays_data();
    void t144ForgetsHereWhateverTheProviderSays();
    void t144SaysWhatIsStillAlive();
    void t144AsksTheIssuerWhereItMay();
    void t144EndsWhatAnotherProcessRotated();
    void t145SendsTheBrowserOnlyToTheIssuer_data();
    void t145SendsTheBrowserOnlyToTheIssuer();
    void t145AwaitsTheBrowserWithItsState_data();
    void t145AwaitsTheBrowserWithItsState();
    void t145AsksToComeBackOnlyWhereRegistered();
    void t081ManagesAClientOnlyWhereItRegistered();
    void t082ForgetsAClientWhateverTheServerSays_data();
    void t082ForgetsAClientWhateverTheServerSays();
    void t083ListsEveryClientOnce();
    void t147KeepsKeysOfTwoIssuersApart();
    void t160LeavesNothingWhenAConnectionGoes();
};

void TestUndo::t144RevokesTheRefreshTokenFirstAndLooksUntilItIsDead()
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

void TestUndo::t144ForgetsHereWhateverTheProviderSays_data()
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

void TestUndo::t144ForgetsHereWhateverTheProviderSays()
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

void TestUndo::t144SaysWhatIsStillAlive()
{
    QVERIFY2(signIn(), "sign-in");
    const auto report = undo(session::Undo::Disconnect, 0ms);
    QVERIFY2(report, why(report));
    QVERIFY(report->revokedAtProvider);
    QCOMPARE(int(report->proof->seen), int(oauth::DeathProof::Seen::Alive));
    QVERIFY(report->proof->livesUntil);
    QVERIFY(report->lines.last().contains(u"still accepted"_s));
}

void TestUndo::t144AsksTheIssuerWhereItMay()
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
void TestUndo::t144EndsWhatAnotherProcessRotated()
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

void TestUndo::t145SendsTheBrowserOnlyToTheIssuer_data()
{
    QTest::addColumn<QByteArray>("endpoint"); // a path is the issuer's; empty: not offered
    QTest::addColumn<bool>("isOpened");
    QTest::newRow("the issuer's") << QByteArray("/logout") << true;
    QTest::newRow("another's") << QByteArray("https://evil.example/logout") << false;
    QTest::newRow("not offered") << QByteArray() << false;
}

void TestUndo::t145SendsTheBrowserOnlyToTheIssuer()
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

void TestUndo::t145AwaitsTheBrowserWithItsState_data()
{
    QTest::addColumn<std::optional<QByteArray>>("state"); // nothing: the one that was sent
    QTest::addColumn<bool>("isAbandoned");
    QTest::addColumn<bool>("returns");
    QTest::newRow("comes back") << std::optional<QByteArray>() << false << true;
    QTest::newRow("with another state") << std::optional<QByteArray>("not-ours") << false << false;
    QTest::newRow("without a state") << std::optional<QByteArray>(QByteArray()) << false << false;
    QTest::newRow("never") << std::optional<QByteArray>() << true << false;
}

void TestUndo::t145AwaitsTheBrowserWithItsState()
{
    QFETCH(std::optional<QByteArray>, state);
    QFETCH(bool, isAbandoned);
    QFETCH(bool, returns);
    offer("end_session_endpoint", m_idp->origin() + "/logout");
    QVERIFY2(signIn(), "sign-in");
    m_idp->logoutState = state;
    m_browser->isAbandoned = isAbandoned;
    const auto report = undo(session::Undo::AtProvider, 0ms, returns ? 60000ms : 1500ms);
    QVERIFY2(report, why(report));
    QVERIFY(report->browserOpened);
    QCOMPARE(report->cameBack, returns);
    QVERIFY(!m_connection->tokens().hasGrant()); // whatever the browser did
    const QString told = report->lines.join(u' ');
    QCOMPARE(told.contains(u"has ended."_s), returns);
    QCOMPARE(told.contains(u"is not known here"_s), !returns);
    QCOMPARE(told.contains(base::code::foreignAnswer), state.has_value());
    const QByteArray opened = m_browser->opened().last();
    QVERIFY(opened.contains("&post_logout_redirect_uri=http%3A%2F%2F127.0.0.1%3A"));
    if (returns) {
        QCOMPARE(m_browser->pages().last().status, 303); // and then a page without the state in its address
        const QByteArray came = m_browser->pages().last().url;
        QVERIFY(opened.contains(came.mid(came.indexOf("state="))));
    }
}

void TestUndo::t145AsksToComeBackOnlyWhereRegistered()
{
    offer("end_session_endpoint", m_idp->origin() + "/logout");
    m_idp->registrationRemoved = { "post_logout_redirect_uris" };
    QVERIFY2(signIn(), "sign-in");
    const auto report = undo(session::Undo::AtProvider, 0ms);
    QVERIFY2(report, why(report));
    QVERIFY(report->browserOpened);
    QVERIFY(!report->cameBack);
    QVERIFY(!m_browser->opened().last().contains("post_logout_redirect_uri"));
    QVERIFY(report->lines.last().contains(u"when the page there says so"_s));
}

void TestUndo::t081ManagesAClientOnlyWhereItRegistered()
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

void TestUndo::t082ForgetsAClientWhateverTheServerSays_data()
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

void TestUndo::t082ForgetsAClientWhateverTheServerSays()
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

void TestUndo::t083ListsEveryClientOnce()
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

void TestUndo::t147KeepsKeysOfTwoIssuersApart()
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

void TestUndo::t160LeavesNothingWhenAConnectionGoes()
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

QTEST_GUILESS_MAIN(TestUndo)
#include "test_undo.moc"
