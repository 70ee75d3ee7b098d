// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "base/text.h"
#include "net/http.h"
#include "oauth/clientauth.h"
#include "oauth/discovery.h"
#include "oauth/introspection.h"
#include "oauth/learn.h"
#include "oauth/servererror.h"
#include "oauth/words.h"

#include <QPointer>

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

struct ToRevoke {
    base::Secret token;
    QByteArray hint;
};

} // namespace

class Revocation::Private {
public:
    void next();
    void answered(net::HttpCall *call, const QByteArray &hint);

    Revocation *q;
    Services services;
    Grant grant;
    QString connection;
    QList<ToRevoke> waiting;
    QPointer<net::HttpCall> call;
    std::optional<base::Error> problem;
    bool isRefreshTokenRevoked = false;
    bool outlives = false; ///< the access token, because the server cannot revoke such
};

Revocation::Revocation(Services services, Grant grant, QString connection, QObject *parent)
    : ResultOperation(parent)
    , d(new Private{
          this, std::move(services), std::move(grant), std::move(connection), {}, {}, {}, false, false })
{
}

Revocation::~Revocation() = default;

void Revocation::run()
{
    if (revocationEndpoint(d->grant.server).isEmpty())
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::revocationFailed,
            .message
            = u"%1 offers no revocation. Its tokens stay valid until they expire; nothing was sent."_s.arg(
                quoted(d->grant.server.issuer)),
            .rule = u"RFC 7009 §2"_s });
    // Refresh token first: it is the one that outlives everything (T144).
    if (!d->grant.tokens.refreshToken.isEmpty())
        d->waiting.append({ d->grant.tokens.refreshToken, "refresh_token" });
    if (!d->grant.tokens.accessToken.isEmpty())
        d->waiting.append({ d->grant.tokens.accessToken, "access_token" });
    d->next();
}

void Revocation::Private::next()
{
    if (waiting.isEmpty()) {
        if (problem)
            return q->finishWith(*problem);
        return q->finishWith(!outlives);
    }
    const ToRevoke item = waiting.takeFirst();
    const auto proof = authenticate(grant.client, grant.server.issuer, services);
    if (!proof)
        return q->finishWith(proof.error());
    QList<base::FormPair> form{ { "token", item.token.reveal() }, { "token_type_hint", item.hint } };
    form += proof->parameters;
    services.redactor()->learn(base::SecretKind::Other, item.token.reveal());
    net::Request request;
    request.purpose = u"Revocation"_s;
    request.method = "POST";
    request.url = revocationEndpoint(grant.server);
    request.headers
        = { { "Accept", "application/json" }, { "Content-Type", "application/x-www-form-urlencoded" } };
    if (!proof->authorization.isEmpty())
        request.headers.append("Authorization", proof->authorization.reveal());
    request.body = base::encodeForm(form);
    request.connection = connection;
    call = new net::HttpCall(request, services.network, q);
    QObject::connect(call, &base::Operation::finished, q, [this, done = call.data(), hint = item.hint] {
        done->deleteLater();
        if (q->isRunning())
            answered(done, hint);
    });
    call->start();
}

void Revocation::Private::answered(net::HttpCall *done, const QByteArray &hint)
{
    if (!done->result())
        return q->finishWith(redacted(done->result().error(), *services.redactor()));
    const net::Response &response = *done->result();
    const ServerError said = readServerError(services.redactor()->redactValues(response.body));
    if (response.status == 200) {
        isRefreshTokenRevoked = isRefreshTokenRevoked || hint == "refresh_token";
    } else if (said.code == "unsupported_token_type" && hint == "access_token" && isRefreshTokenRevoked) {
        outlives = true; // RFC 7009 §2.2.1: allowed, and without a refresh token it ends soon
    } else if (!problem) {
        problem = serverBroke(base::code::revocationFailed,
            u"Revocation at %1 was answered with status %2%3, expected 200. The provider may still honour "
            u"the "
            "tokens."_s.arg(quoted(revocationEndpoint(grant.server)))
                .arg(response.status)
                .arg(said.code.isEmpty() ? QString() : u" and %1"_s.arg(quoted(said.code))),
            u"RFC 7009 §2.2"_s, response.exchange);
        problem->serverSays = said.words;
        problem->requestId = said.requestId;
    }
    next();
}

void Revocation::abort()
{
    if (d->call)
        d->call->cancel();
}

} // namespace authscope::oauth
