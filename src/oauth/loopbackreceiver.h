// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/httpserver.h"
#include "oauth/authorizationresponse.h"

#include <QTimer>

namespace authscope::oauth {

/// Waits on 127.0.0.1 for the browser to bring the authorization response (RFC 8252 §7.3). Listens before the
/// browser opens; offers every plausible answer to the check; after the one that counts it stays just long
/// enough to show a page without the code in its address, then closes by itself. Nothing of what a browser
/// sends is ever shown on a page.
class LoopbackReceiver : public QObject {
    Q_OBJECT

public:
    /// What the check makes of an answer. All but Ignore end the waiting.
    enum class Disposition {
        Ignore, ///< not ours (wrong state): page 400, keep waiting
        Success, ///< taken; the page says no more than that it arrived
        Refused, ///< the person or the provider said no
        Failed, ///< ours, but it breaks a rule
    };
    /// Called for every callback, maybe several times; must return at once, and not delete the receiver.
    /// `state` is the one that came, also when the response is an error, so that a broken answer of a
    /// stranger cannot end the sign-in.
    using Check = std::function<Disposition(
        const base::Result<AuthorizationResponse> &response, const QByteArray &state)>;

    /// Whether any free port will do when none of the preferred ones is free. A server that compares the
    /// whole redirect URI insists on the registered one.
    enum class OtherPorts { Allowed, Refused };

    explicit LoopbackReceiver(Check check, QObject *parent = nullptr);
    ~LoopbackReceiver() override;

    /// Binds the first free one of `preferredPorts`, in order, never sharing it. `path` begins with a slash:
    /// "/callback/k3n…". Errors: OA-129.
    base::Result<void> listen(const QList<quint16> &preferredPorts, const QByteArray &path,
        OtherPorts others = OtherPorts::Allowed);
    /// Ends it now; answers on their way are still written. closed() comes later.
    void close();

    bool isListening() const;
    quint16 port() const { return m_port; } ///< stays known after closing
    QByteArray redirectUri() const { return m_redirectUri; } ///< "http://127.0.0.1:47101/callback/k3n…"
    int foreignAnswers() const { return m_foreignAnswers; }

Q_SIGNALS:
    /// An answer was ignored; how many so far. From the event loop.
    void foreignAnswer(int count);
    /// The answer that counts was taken; from the event loop, after the check returned.
    void accepted();
    /// The port is free again: within 1 s after the page was shown, and at most 2 s after accepted().
    void closed();

private:
    void serve(const net::ServerRequest &request, net::ServerReply &reply);
    void serveCallback(const net::ServerRequest &request, net::ServerReply &reply);
    void takeAnswer(const net::ServerRequest &request, net::ServerReply &reply);
    bool isOurHost(const net::ServerRequest &request) const;

    Check m_check;
    net::HttpServer m_server;
    QTimer m_linger;
    QByteArray m_path;
    QByteArray m_redirectUri;
    QByteArray m_resultPath; ///< of the page to show; empty until an answer was accepted
    quint16 m_port = 0;
    int m_foreignAnswers = 0;
};

} // namespace authscope::oauth
