// SPDX-License-Identifier: GPL-3.0-or-later
// Many who share one sign-in, and programs that die: with a GNOME Keyring of its own and the real command
// line. AUTHSCOPE_STRESS=full makes 200 expiries and 50 deaths of it.
#include "oauth/keptgrant.h"
#include "secrets/keychainsecretstore.h"
#include "support/cliprocess.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
#include "support/stubidp.h"

#include <QElapsedTimer>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Cli;
using test::CliRun;
using test::Engine;
using test::ProtectedMcp;

class TestRefreshStress : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void oneRefreshForEachExpiryAndNoCallLost();
    void allExpireAtOnce();
    void withoutTheLockTheyCollide();
    void diesAtAnyMomentAndGoesOn_data();
    void diesAtAnyMomentAndGoesOn();

private:
    /// One holder of the sign-in: a program of its own, as far as lock, keychain and disk go.
    struct Holder {
        Holder(const QString &folder, oauth::BrowserLauncher *browser, bool isLocking)
            : keychain(folder + u"/keychain-index.json"_s), engine(folder, &keychain, browser)
        {
            auto store = store::Store::open(folder + u"/authscope.db"_s); // the command line's
            if (!store)
                qFatal("%s", qPrintable(store.error().message));
            if (!isLocking)
                engine.services.lockDir.clear();
            engine.workspace
                = std::make_unique<session::Workspace>(engine.services, std::move(*store), &engine.confirmer);
        }
        session::Connection *connection = nullptr;
        secrets::KeychainSecretStore keychain;
        Engine engine;
    };
    std::unique_ptr<Holder> holder(bool isLocking = true);
    bool callAll(const QList<session::Connection *> &connections, int each);
    void kill(const session::Connection *connection)
    {
        m_dead.insert("Bearer " + connection->tokens().grant().tokens.accessToken.reveal());
    }
    QList<QByteArray> refreshesSent() const;
    QByteArray keptToken();
    void checkNothingSpentIsKept(int round);

    bool m_isFull = qEnvironmentVariable("AUTHSCOPE_STRESS") == u"full"_s;
    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<test::FollowingBrowser> m_browser;
    std::unique_ptr<test::StubIdp> m_idp;
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Cli> m_cli;
    QSet<QByteArray> m_dead; ///< access tokens the resource refuses
    QSet<QByteArray> m_seen; ///< access tokens the resource was shown
    QString m_id;
};

namespace {

constexpr int patience = 120000;

} // namespace

void TestRefreshStress::initTestCase()
{
    if (!qEnvironmentVariableIsSet("AUTHSCOPE_SCRATCH_KEYRING"))
        QFAIL("needs tests/support/keyring.sh: it would write into your own keyring");
}

void TestRefreshStress::init()
{
    m_dead.clear();
    m_seen.clear();
    m_dir = std::make_unique<QTemporaryDir>();
    m_browser = std::make_unique<test::FollowingBrowser>();
    m_idp = std::make_unique<test::StubIdp>();
    m_idp->idToken.isIssued = false; // then what is issued is a code, an access token, a refresh token
    m_mcp = std::make_unique<ProtectedMcp>();
    m_mcp->issuer = m_idp->issuer();
    m_mcp->members["scopes_supported"] = json::Array{ "boards.read", "offline_access" };
    m_mcp->guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
        m_seen.insert(one.authorization);
        if (one.authorization.isEmpty())
            return m_mcp->refuse(401);
        if (m_dead.contains(one.authorization))
            return m_mcp->refuse(401, R"(error="invalid_token")");
        return std::nullopt;
    };
    m_cli = std::make_unique<Cli>(QStringList{ u"--data-dir"_s, m_dir->path() });
    const CliRun run
        = m_cli->json({ u"login"_s, QString::fromUtf8(m_mcp->resource()), u"--browser"_s, u"headless"_s });
    QVERIFY2(run.exitCode == 0, run.told());
}

void TestRefreshStress::cleanup()
{
    m_cli.reset();
    m_mcp.reset();
    m_idp.reset();
    m_browser.reset();
    m_dir.reset();
}

std::unique_ptr<TestRefreshStress::Holder> TestRefreshStress::holder(bool isLocking)
{
    auto out = std::make_unique<Holder>(m_dir->path(), m_browser.get(), isLocking);
    if (!out->engine.workspace->load(false) || out->engine.workspace->connections().size() != 1)
        return nullptr;
    out->connection = out->engine.workspace->connections().first();
    m_id = out->connection->id();
    const auto restored = test::outcome(out->connection->restore(nullptr), patience);
    return restored && *restored ? std::move(out) : nullptr;
}

bool TestRefreshStress::callAll(const QList<session::Connection *> &connections, int each)
{
    QObject owner;
    int ended = 0, worked = 0, begun = 0;
    for (session::Connection *connection : connections) {
        for (int i = 0; i < each; ++i, ++begun) {
            auto *call = connection->callTool(u"read_board"_s, {}, &owner);
            connect(call, &base::Operation::finished, &owner, [&, call] {
                ++ended;
                if (call->result())
                    ++worked;
                else
                    qWarning("%s", qPrintable(base::oneLine(call->result().error())));
            });
            call->start();
        }
    }
    const bool isOver = QTest::qWaitFor([&] { return ended == begun; }, patience);
    return isOver && worked == begun;
}

QList<QByteArray> TestRefreshStress::refreshesSent() const
{
    QList<QByteArray> out;
    for (const test::StubRequest &request : m_idp->requests("/token")) {
        if (request.parameter("grant_type") == "refresh_token")
            out.append(request.parameter("refresh_token"));
    }
    return out;
}

/// Two holders in this process and the command line in others; one access token after the other dies.
void TestRefreshStress::oneRefreshForEachExpiryAndNoCallLost()
{
    const int rounds = m_isFull ? 200 : 30;
    const auto first = holder(), second = holder();
    QVERIFY(first && second);
    const QList<session::Connection *> both{ first->connection, second->connection };
    QVERIFY(callAll(both, 1));
    m_idp->forgetRequests();
    int expected = 0;
    std::unique_ptr<QProcess> process;
    for (int round = 0; round < rounds; ++round) {
        if (!process && round % 4 == 0) {
            // It has no access token when it starts: an expiry of its own.
            process = m_cli->start({ u"call"_s, u"1"_s, u"read_board"_s });
            ++expected;
        }
        kill(both[QRandomGenerator::global()->bounded(2)]);
        ++expected;
        QVERIFY2(callAll(both, 3), qPrintable(u"a call was lost in round %1"_s.arg(round)));
        if (process && (process->state() == QProcess::NotRunning || round % 4 == 3)) {
            const CliRun run = Cli::finish(*process, patience);
            QVERIFY2(run.exitCode == 0, run.told());
            process.reset();
        }
    }
    if (process) {
        const CliRun run = Cli::finish(*process, patience);
        QVERIFY2(run.exitCode == 0, run.told());
    }
    const QList<QByteArray> sent = refreshesSent();
    QCOMPARE(sent.size(), expected);
    QCOMPARE(QSet<QByteArray>(sent.begin(), sent.end()).size(), sent.size()); // none was used twice
    QCOMPARE(m_idp->count("/authorize"), 0);
    QVERIFY(first->connection->tokens().hasGrant() && second->connection->tokens().hasGrant());
}

/// Whoever holds an access token of their own renews it, one after the other, each with what the one before
/// left in the keychain.
void TestRefreshStress::allExpireAtOnce()
{
    const auto first = holder(), second = holder();
    QVERIFY(first && second);
    const QList<session::Connection *> both{ first->connection, second->connection };
    QVERIFY(callAll(both, 1));
    m_idp->forgetRequests();
    const int rounds = m_isFull ? 50 : 10;
    for (int round = 0; round < rounds; ++round) {
        kill(first->connection);
        kill(second->connection);
        QVERIFY(callAll(both, 5));
    }
    const QList<QByteArray> sent = refreshesSent();
    QCOMPARE(sent.size(), 2 * rounds);
    QCOMPARE(QSet<QByteArray>(sent.begin(), sent.end()).size(), sent.size());
}

QByteArray TestRefreshStress::keptToken()
{
    secrets::KeychainSecretStore keychain(m_dir->filePath(u"keychain-index.json"_s));
    const auto entry = test::outcome(static_cast<base::ResultOperation<base::Secret> *>(
                                         keychain.read(oauth::refreshTokenKey(m_id), nullptr)),
        patience);
    const auto kept = entry && !entry->isEmpty() ? oauth::readKeptGrant(*entry, m_id)
                                                 : base::Result<oauth::Grant>(oauth::Grant());
    return kept ? kept->tokens.refreshToken.reveal() : QByteArray("unreadable");
}

/// What the tests above would see if nobody waited for anybody.
void TestRefreshStress::withoutTheLockTheyCollide()
{
    const auto first = holder(false), second = holder(false);
    QVERIFY(first && second);
    m_idp->forgetRequests();
    bool hasCollided = false;
    for (int round = 0; round < 100 && !hasCollided; ++round) {
        auto *one = first->connection->refresh(this);
        auto *other = second->connection->refresh(this);
        one->start();
        other->start();
        QTRY_VERIFY_WITH_TIMEOUT(one->isFinished() && other->isFinished(), patience);
        const QList<QByteArray> sent = refreshesSent();
        hasCollided = QSet<QByteArray>(sent.begin(), sent.end()).size() < sent.size();
    }
    QVERIFY(hasCollided);
}

/// Was an access token of a later answer shown to the resource, then that answer's refresh token had to be in
/// the keychain before.
void TestRefreshStress::checkNothingSpentIsKept(int round)
{
    const QByteArray kept = keptToken();
    QVERIFY2(kept != "unreadable", qPrintable(u"round %1"_s.arg(round)));
    const QList<QByteArray> &issued = m_idp->issuedSecrets();
    const qsizetype at = kept.isEmpty() ? -1 : issued.indexOf(kept);
    for (qsizetype i = at + 1; i < issued.size(); ++i) {
        if (issued[i].startsWith("at-"))
            QVERIFY2(!m_seen.contains("Bearer " + issued[i]),
                qPrintable(u"round %1: a newer token was in use, an older one is kept"_s.arg(round)));
    }
}

void TestRefreshStress::diesAtAnyMomentAndGoesOn_data()
{
    QTest::addColumn<bool>("isSignIn");
    QTest::addColumn<bool>("isWorst"); // the server has acted, and its answer finds nobody
    QTest::newRow("refreshing") << false << false;
    QTest::newRow("signing in") << true << false;
    QTest::newRow("refreshing, at the worst moment") << false << true;
    QTest::newRow("signing in, at the worst moment") << true << true;
}

void TestRefreshStress::diesAtAnyMomentAndGoesOn()
{
    QFETCH(bool, isSignIn);
    QFETCH(bool, isWorst);
    {
        const auto any = holder(); // for the id
        QVERIFY(any);
    }
    const QStringList login{ u"login"_s, QString::fromUtf8(m_mcp->resource()), u"--browser"_s,
        u"headless"_s };
    const QStringList call{ u"call"_s, u"1"_s, u"read_board"_s };
    const QStringList dying = isSignIn ? login : call;
    QElapsedTimer clock;
    clock.start();
    QVERIFY(m_cli->run(dying).exitCode == 0);
    const auto whole = quint32(std::max<qint64>(clock.elapsed(), 50));

    int signedIn = 0, told = 0;
    const int rounds = isWorst ? 3 : m_isFull ? 25 : 6;
    for (int round = 0; round < rounds; ++round) {
        const auto process = m_cli->start(dying);
        QVERIFY(process->waitForStarted());
        if (isWorst) {
            QObject listening;
            connect(m_idp.get(), &test::StubIdp::requested, &listening, [&process](const QByteArray &path) {
                if (path == "/token")
                    process->kill();
            });
            Cli::finish(*process, patience);
        } else {
            // Not a wait for something to have happened: any moment will do.
            QTest::qWait(int(QRandomGenerator::global()->bounded(whole)));
            process->kill();
            Cli::finish(*process);
        }
        checkNothingSpentIsKept(round);
        if (QTest::currentTestFailed())
            return;

        const CliRun next = m_cli->json(call);
        if (next.exitCode == 0) {
            ++signedIn;
            continue;
        }
        ++told;
        QVERIFY2(next.code() == "OA-239" || next.code() == "OA-005", next.told());
        const json::Object *error = json::objectMember(next.document, "error");
        QVERIFY2(error
                && json::stringMember(*error, "next_step")
                       .value_or(QByteArray())
                       .toLower()
                       .contains("sign in"),
            next.told());
        if (next.code() == "OA-239") // and it knows why
            QVERIFY2(next.out.contains("the answer was lost"), next.told());
        const CliRun again = m_cli->json(login);
        QVERIFY2(again.exitCode == 0, again.told());
    }
    qInfo("%d deaths: %d signed in afterwards, %d said what to do", rounds, signedIn, told);
    QVERIFY(!refreshesSent().isEmpty());
    if (isWorst) // the one thing that cannot be saved is said, and only that
        QCOMPARE(told, isSignIn ? 0 : rounds);
}

QTEST_GUILESS_MAIN(TestRefreshStress)
#include "test_refreshstress.moc"
