// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
#include "support/stubidp.h"

#include <QDir>

namespace authscope::test {

/// A connection to a protected MCP server and its provider, with a person who agrees to everything unless a
/// test says otherwise.
class ConnectionBench : public QObject {
public:
    ConnectionBench()
    {
        mcp.issuer = idp.issuer();
        start();
    }
    /// As after a restart: the folder and the keychain are those of before.
    void start()
    {
        const QByteArray url = mcp.resource();
        engine.reset();
        engine = std::make_unique<Engine>(dir.path(), &secrets, &browser);
        const auto loaded = engine->workspace->load(false);
        const auto added = engine->workspace->add(url);
        if (!loaded || !added)
            qFatal("there is no connection");
        connection = *added;
        connection->setSignInOnDemand(true);
        connect(connection, &session::Connection::signInStarted, this,
            [this](oauth::SignInFlow *flow) { answer(flow); });
    }
    /// A busy machine may take its time.
    template <class T>
    static base::Result<T> finished(base::ResultOperation<T> *operation)
    {
        return outcome(operation, 120000);
    }
    base::Result<mcp::ToolResult> call(
        const QString &tool = QStringLiteral("read_board"), const json::Object &arguments = {})
    {
        return finished(connection->callTool(tool, arguments, this));
    }
    base::Result<oauth::Grant> signIn()
    {
        oauth::SignInFlow *flow = connection->signIn(QStringLiteral("test"));
        QSignalSpy ended(flow, &base::Operation::finished);
        if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }, 120000))
            qWarning("the sign-in did not end");
        return flow->result();
    }
    /// A guard: `token` is refused from now on, as expired.
    void expire(const QByteArray &token)
    {
        dead.insert("Bearer " + token);
        mcp.guard = [this](const ProtectedMcp::Asked &one) -> std::optional<net::ServerAnswer> {
            if (one.authorization.isEmpty())
                return mcp.refuse(401);
            if (dead.contains(one.authorization))
                return mcp.refuse(401, "error=\"invalid_token\"");
            return std::nullopt;
        };
    }
    QByteArray accessToken() const { return connection->tokens().grant().tokens.accessToken.reveal(); }
    QByteArray refreshToken() const { return connection->tokens().grant().tokens.refreshToken.reveal(); }
    /// What the keychain has for the connection now.
    QByteArray kept() const
    {
        return secrets.contents().value(oauth::refreshTokenKey(connection->id())).reveal();
    }
    /// Every byte of every file of the data folder.
    QByteArray everythingOnDisk() const
    {
        QByteArray out;
        for (const QFileInfo &info : QDir(dir.path()).entryInfoList(QDir::Files | QDir::Hidden)) {
            QFile file(info.filePath());
            if (file.open(QIODevice::ReadOnly))
                out += file.readAll();
        }
        return out;
    }

    QTemporaryDir dir;
    secrets::MemorySecretStore secrets;
    FollowingBrowser browser;
    StubIdp idp;
    ProtectedMcp mcp;
    std::unique_ptr<Engine> engine;
    session::Connection *connection = nullptr;
    bool agrees = true; ///< to what a sign-in asks for; else it is declined
    QList<QByteArray> consentedIssuers; ///< of every consent that was shown
    QSet<QByteArray> dead;

private:
    void answer(oauth::SignInFlow *flow)
    {
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [this, flow] {
            consentedIssuers.append(flow->consentRequest()->issuer);
            if (!agrees)
                return flow->decline();
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes.append(scope.scope);
            flow->agree(scopes);
        });
    }
};

/// For QVERIFY2: why there is no value.
template <class T>
QByteArray reason(const base::Result<T> &result)
{
    return result ? QByteArray("it worked") : base::oneLine(result.error()).toUtf8();
}

} // namespace authscope::test
