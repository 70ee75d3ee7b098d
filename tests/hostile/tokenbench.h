// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/errorcodes.h"
#include "support/engine.h"
#include "support/followingbrowser.h"
#include "support/protectedmcp.h"
#include "support/stubidp.h"

namespace authscope::test {

/// A busy machine may take its time.
inline constexpr int patience = 120000;

template <class T>
base::Result<T> finished(base::ResultOperation<T> *operation)
{
    return outcome(operation, patience);
}

template <class T>
const char *why(const base::Result<T> &result)
{
    static QByteArray words;
    words = result ? QByteArray("it worked") : base::oneLine(result.error()).toUtf8();
    return words.constData();
}

inline QByteArray formValue(const net::ServerRequest &request, const QByteArray &name)
{
    for (const base::FormPair &pair : base::decodeForm(request.body).value_or(QList<base::FormPair>())) {
        if (pair.name == name)
            return pair.value;
    }
    return {};
}

/// One connection that signs in at a stub provider, to an MCP server behind a guard a test writes, and a
/// server beside them for whatever else a provider may be asked. Made anew for each test function.
class TokenBench : public QObject {
protected:
    void build()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        m_secrets = std::make_unique<secrets::MemorySecretStore>();
        m_browser = std::make_unique<FollowingBrowser>();
        m_idp = std::make_unique<StubIdp>();
        m_asked = std::make_unique<ScriptedServer>();
        m_mcp = std::make_unique<ProtectedMcp>();
        m_mcp->issuer = m_idp->issuer();
        m_mcp->members["scopes_supported"] = json::Array{ "openid", "boards.read" };
        m_engine = std::make_unique<Engine>(m_dir->path(), m_secrets.get(), m_browser.get());
        const auto added = m_engine->workspace->add(m_mcp->resource());
        if (!added)
            qFatal("%s", qPrintable(added.error().message));
        m_connection = *added;
    }

    void tearDown()
    {
        m_engine.reset();
        m_mcp.reset();
        m_asked.reset();
        m_idp.reset();
        m_browser.reset();
        m_secrets.reset();
        m_dir.reset();
    }

    base::Result<oauth::Grant> signIn()
    {
        oauth::SignInFlow *flow = m_connection->signIn(QStringLiteral("test"));
        connect(flow, &oauth::SignInFlow::consentNeeded, flow, [flow] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : flow->consentRequest()->scopes)
                scopes.append(scope.scope);
            flow->agree(scopes);
        });
        // What is asked about tokens stands on a host of its own here, which is accepted (T008).
        connect(flow, &oauth::SignInFlow::questionAsked, flow, [flow] { flow->answerQuestion("accept"); });
        QSignalSpy ended(flow, &base::Operation::finished); // hears it after the connection did
        if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }, patience))
            qWarning("the sign-in did not end");
        return flow->result();
    }

    base::Result<session::SignOutReport> undo(session::Undo how,
        std::chrono::milliseconds wait = std::chrono::seconds(60),
        std::chrono::milliseconds browserWait = std::chrono::seconds(60))
    {
        session::SignOut *out = m_connection->undo(how, nullptr);
        out->setPatience(wait);
        out->setBrowserPatience(browserWait);
        return finished(static_cast<base::ResultOperation<session::SignOutReport> *>(out));
    }

    void offer(const char *member, const QByteArray &url)
    {
        m_idp->serverMembers[member] = json::string(url);
    }
    QByteArray accessToken() const { return m_connection->tokens().grant().tokens.accessToken.reveal(); }
    QByteArray refreshToken() const { return m_connection->tokens().grant().tokens.refreshToken.reveal(); }

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<secrets::MemorySecretStore> m_secrets;
    std::unique_ptr<FollowingBrowser> m_browser;
    std::unique_ptr<StubIdp> m_idp;
    std::unique_ptr<ScriptedServer> m_asked; ///< introspection, userinfo, management
    std::unique_ptr<ProtectedMcp> m_mcp;
    std::unique_ptr<Engine> m_engine;
    session::Connection *m_connection = nullptr;
};

} // namespace authscope::test
