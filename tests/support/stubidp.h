// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/text.h"
#include "jose/jwk.h"
#include "net/httpserver.h"

#include <QHash>
#include <QSet>

namespace authscope::test {

/// One request as the stub saw it.
struct StubRequest {
    QByteArray method = {};
    QByteArray path = {};
    net::Headers headers = {};
    QByteArray body = {};
    QList<base::FormPair> parameters = {}; ///< of the query, else of a form body; decoded
    QByteArray parameter(const QByteArray &name) const; ///< the first of that name
    qsizetype count(const QByteArray &name) const;
};

/// An identity provider and a protected resource on 127.0.0.1 that do everything right until a knob is
/// turned. The resource is at /mcp; the issuer is the origin and `issuerPath`.
class StubIdp : public QObject {
    Q_OBJECT

public:
    explicit StubIdp(QObject *parent = nullptr);

    QByteArray origin() const { return m_server.origin(); }
    QByteArray issuer() const { return origin() + issuerPath; }
    QByteArray resource() const { return origin() + "/mcp"; }
    void shutDown() { m_server.close(); }

    // Metadata
    QByteArray issuerPath = {};
    json::Object serverMembers = {}; ///< put over both documents
    QList<QByteArray> serverRemoved = {};
    json::Object openidMembers = {}; ///< put over the OpenID document only
    json::Object resourceMembers = {};
    QList<QByteArray> resourceRemoved = {};

    // Any path
    QHash<QByteArray, QByteArray> bodies = {}; ///< sent as they are
    QHash<QByteArray, QByteArray> types = {}; ///< Content-Type of it
    QHash<QByteArray, int> statuses = {};
    QHash<QByteArray, std::pair<int, QByteArray>> redirects = {};
    QHash<QByteArray, QByteArray> rawAnswers = {}; ///< bytes, then the end of the connection
    QSet<QByteArray> dropped = {}; ///< the connection ends without an answer, after the request was read
    QSet<QByteArray> silent = {}; ///< no answer, ever

    // The authorization endpoint
    bool sendsIss = true;
    std::optional<QByteArray> iss = {}; ///< another value
    QByteArray authorizationError = {}; ///< instead of a code
    QByteArray errorDescription = {};
    QByteArray authorizeElsewhere = {}; ///< passes the browser on, with the query as it came
    QByteArray fixedCode = {};

    std::optional<QByteArray> logoutState = {}; ///< sent back in place of the one that came

    // Requests sent beforehand (RFC 9126) and codes for other devices (RFC 8628)
    bool takesPushedRequests = false; ///< offered in the metadata
    bool requiresPushedRequests = false; ///< then a request that was not sent beforehand is refused
    json::Object pushMembers = {};
    QList<QByteArray> pushRemoved = {};
    bool offersDeviceFlow = false;
    json::Object deviceMembers = {};
    QList<QByteArray> deviceRemoved = {};
    QList<QByteArray> devicePollErrors = {}; ///< answered one after the other, before the tokens

    // Registration and tokens
    QSet<QByteArray> forgottenClients = {}; ///< invalid_client at the token and the push endpoint
    QByteArray clientGoneError = "invalid_client"; ///< how that is said
    json::Object registrationMembers = {};
    QList<QByteArray> registrationRemoved = {};
    int refuseFullRegistration = 0; ///< status for one that is more than the minimum
    QByteArray clientSecret = {}; ///< then it is demanded as well
    json::Object tokenMembers = {};
    QList<QByteArray> tokenRemoved = {};
    bool issuesRefreshToken = true;
    bool checksVerifier = true; ///< false: any verifier will do
    bool rotates = true;
    int expiresIn = 3600;
    QByteArray fixedRefreshToken = {};
    bool bindsTokens = false; ///< RFC 9449: a request with a proof gets a DPoP token
    QByteArray dpopNonce = {}; ///< then demanded in the proof
    QByteArray grantedScope = {}; ///< instead of what was asked

    struct IdTokenKnobs {
        enum class Sign { Right, Wrong, None, HsWithPublicKey };
        bool isIssued = true;
        Sign sign = Sign::Right;
        json::Object claims = {};
        QList<QByteArray> dropped = {};
    } idToken;

    const QList<StubRequest> &requests() const { return m_requests; }
    QList<StubRequest> requests(const QByteArray &path) const;
    qsizetype count(const QByteArray &path) const { return requests(path).size(); }
    void forgetRequests() { m_requests.clear(); }
    /// Every refresh token issued so far is refused from now on.
    void revokeAll() { m_refreshTokens.clear(); }
    const QList<QByteArray> &issuedSecrets() const { return m_issuedSecrets; }
    const jose::KeyPair &key() const;

Q_SIGNALS:
    void requested(const QByteArray &path);

private:
    struct Code {
        QByteArray clientId, redirectUri, challenge, nonce, scope, resource;
    };
    net::ServerAnswer answer(const StubRequest &request);
    net::ServerAnswer metadata(bool isOpenid) const;
    net::ServerAnswer resourceMetadata() const;
    net::ServerAnswer registration(const StubRequest &request);
    net::ServerAnswer authorization(const StubRequest &asked);
    net::ServerAnswer signOut(const StubRequest &request) const;
    net::ServerAnswer push(const StubRequest &request);
    net::ServerAnswer device(const StubRequest &request);
    net::ServerAnswer pollDevice(const StubRequest &request);
    net::ServerAnswer token(const StubRequest &request);
    bool lacksNonce(const StubRequest &request) const;
    net::ServerAnswer tokens(const Code &grant);
    net::ServerAnswer mcp(const StubRequest &request) const;
    bool isClient(const StubRequest &request, QByteArray *clientId) const;
    QByteArray idTokenFor(const Code &grant, const QByteArray &accessToken) const;
    QByteArray fresh(const QByteArray &prefix);

    net::HttpServer m_server;
    QList<StubRequest> m_requests;
    QList<std::shared_ptr<net::ServerReply>> m_held;
    QHash<QByteArray, Code> m_codes;
    QHash<QByteArray, Code> m_refreshTokens;
    QHash<QByteArray, QList<base::FormPair>> m_pushed;
    QHash<QByteArray, Code> m_devices;
    QSet<QByteArray> m_accessTokens;
    QList<QByteArray> m_issuedSecrets;
    int m_clients = 0;
};

} // namespace authscope::test
