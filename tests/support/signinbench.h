// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/signinflow.h"
#include "oauth/tokenkeeper.h"
#include "secrets/memorysecretstore.h"
#include "support/followingbrowser.h"
#include "support/stubidp.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace authscope::test {

/// A clock that can be set forward.
class MovableClock : public base::Clock {
public:
    base::Time now() const override { return m_real.now() + offset; }
    std::chrono::milliseconds offset{ 0 };

private:
    base::SystemClock m_real;
};

/// Remembers registrations as session does, without a disk.
class MemoryClients : public oauth::ClientRegistry {
public:
    base::Result<std::optional<oauth::ClientIdentity>> find(
        const QByteArray &issuer, const QByteArray &profile) override
    {
        for (const auto &[client, known] : clients) {
            if (client.issuer == issuer && known == profile)
                return client;
        }
        return std::nullopt;
    }
    base::Result<void> remember(const oauth::ClientIdentity &client, const QByteArray &profile) override
    {
        clients.append({ client, profile });
        return {};
    }
    void forget(const QByteArray &issuer, const QByteArray &clientId) override
    {
        clients.removeIf([&](const auto &entry) {
            return entry.first.issuer == issuer && entry.first.clientId == clientId;
        });
    }

    QList<std::pair<oauth::ClientIdentity, QByteArray>> clients;
};

/// Everything a sign-in needs, as composition builds it, against a stub provider and a browser that obeys.
class SignInBench {
public:
    SignInBench() : log(&redactor, &clock), network(&log) { }

    oauth::Services services()
    {
        return { .network = &network,
            .secrets = &secrets,
            .clients = &clients,
            .browser = &browser,
            .clock = &clock,
            .random = &random,
            .lockDir = folder.path() };
    }
    oauth::SignInRequest request(const QByteArray &url = {}) const
    {
        return { .connection = QStringLiteral("stub"), .url = url.isEmpty() ? idp.resource() : url };
    }
    /// Agrees to everything, or to what `choose` leaves.
    std::unique_ptr<oauth::SignInFlow> flow(const oauth::SignInRequest &asked)
    {
        auto out = std::make_unique<oauth::SignInFlow>(services(), asked, nullptr);
        oauth::SignInFlow *raw = out.get();
        QObject::connect(raw, &oauth::SignInFlow::consentNeeded, raw, [raw] {
            QList<QByteArray> scopes;
            for (const oauth::ConsentScope &scope : raw->consentRequest()->scopes)
                scopes.append(scope.scope);
            raw->agree(scopes);
        });
        return out;
    }
    /// Answers every question of `flow` with what `choose` says; they are kept in `questions`. Nothing chosen
    /// leaves it open.
    void answerWith(oauth::SignInFlow *flow, std::function<QByteArray(const oauth::SignInQuestion &)> choose)
    {
        QObject::connect(flow, &oauth::SignInFlow::questionAsked, flow, [this, flow, choose] {
            const oauth::SignInQuestion asked = *flow->question();
            questions.append(asked);
            if (const QByteArray choice = choose(asked); !choice.isEmpty())
                flow->answerQuestion(choice);
        });
    }
    /// Starts and waits for the end; a busy machine may take its time.
    static bool finish(oauth::SignInFlow *flow, int timeoutMs = 120000)
    {
        QSignalSpy finished(flow, &base::Operation::finished);
        flow->start();
        return finished.wait(timeoutMs) && finished.count() == 1;
    }
    base::Result<oauth::Grant> signIn() { return signIn(request()); }
    base::Result<oauth::Grant> signIn(const oauth::SignInRequest &asked)
    {
        last = flow(asked);
        if (!finish(last.get())) {
            for (const oauth::SignInStep *step : last->steps())
                qWarning("the sign-in did not end: %s, %d, %s", qPrintable(step->title()), int(step->state()),
                    qPrintable(step->outcome()));
        }
        return last->result();
    }

    QTemporaryDir folder;
    MovableClock clock;
    base::SystemRandom random;
    base::Redactor redactor;
    net::ExchangeLog log;
    net::StrictNetworkAccessManager network;
    secrets::MemorySecretStore secrets;
    MemoryClients clients;
    FollowingBrowser browser;
    StubIdp idp;
    QList<oauth::SignInQuestion> questions;
    std::unique_ptr<oauth::SignInFlow> last;
};

/// For QVERIFY2: why there is no value.
template <class T>
QByteArray why(const base::Result<T> &result)
{
    return result ? QByteArray() : base::oneLine(result.error()).toUtf8();
}

} // namespace authscope::test
