// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/pushrequest.h"

#include "base/errorcodes.h"
#include "oauth/providererrors.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::FormPair;

namespace {

const QString rule = u"RFC 9126 §2.2"_s;
constexpr qsizetype longestRequestUri = 2048;

bool isFit(const QByteArray &requestUri)
{
    return !requestUri.isEmpty() && requestUri.size() <= longestRequestUri
        && std::all_of(requestUri.begin(), requestUri.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

} // namespace

QString whyPush(const AuthorizationRequest &request, bool always)
{
    const ServerMetadata &server = request.server;
    if (server.requiresPushedRequests)
        return u"the server requires it"_s;
    if (server.pushedRequestEndpoint.isEmpty())
        return {};
    if (always)
        return u"the connection's settings say so"_s;
    const qsizetype length
        = server.authorizationEndpoint.size() + base::encodeForm(authorizationParameters(request)).size() + 1;
    return length > longestAddress
        ? u"its address would have %1 characters, and browsers and servers may cut it"_s.arg(length)
        : QString();
}

PushRequest::PushRequest(Services services, AuthorizationRequest request, QString connection, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_request(std::move(request))
    , m_connection(std::move(connection))
{
}

void PushRequest::run()
{
    const QByteArray &endpoint = m_request.server.pushedRequestEndpoint;
    if (endpoint.isEmpty()) {
        base::Error error = serverBroke(base::code::pushRefused,
            u"%1 takes only requests that are sent to it beforehand (require_pushed_authorization_requests), "
            "and names no address for them. No browser was opened."_s.arg(quoted(m_request.server.issuer)),
            u"RFC 9126 §5"_s, m_request.server.exchange);
        error.nextStep = u"Ask the server's administrator."_s;
        return finishWith(std::move(error));
    }
    TokenRequest pushed{ .purpose = u"Request sent beforehand"_s,
        .endpoint = endpoint,
        .form = authorizationParameters(m_request),
        .client = m_request.client,
        .audience = m_request.server.issuer,
        .dpop = m_request.dpop,
        .connection = m_connection };
    pushed.form.removeIf([](const FormPair &pair) { return pair.name == "client_id"; }); // is in the proof
    await(new TokenPost(m_services, pushed, this), [this](TokenPost *post) {
        m_exchanges += post->exchanges();
        answered(post->result());
    });
}

base::Error PushRequest::refusal(const TokenReply &reply)
{
    const ServerError said = readServerError(m_services.redactor()->redactValues(reply.body));
    m_serverCode = said.code;
    if (reply.status >= 300 && reply.status < 400)
        return serverBroke(base::code::pushRefused,
            u"%1 tried to send the request to %2 (status %3). It was not followed and no browser was opened."_s
                .arg(quoted(m_request.server.pushedRequestEndpoint), quoted(reply.location))
                .arg(reply.status),
            u"RFC 9700 §4.12"_s, reply.exchange);
    base::Error error = serverBroke(base::code::pushRefused,
        u"%1 answered the request that was sent beforehand with status %2%3; expected was 201 and an address "
        "that stands for it. No browser was opened."_s.arg(quoted(m_request.server.pushedRequestEndpoint))
            .arg(reply.status)
            .arg(said.code.isEmpty() ? QString() : u" and the error "_s + quoted(said.code)),
        u"RFC 9126 §2.3"_s, reply.exchange);
    if (reply.status >= 500 || reply.status == 429)
        error.kind = base::ErrorKind::Network;
    explainWith(error, said.code);
    error.serverSays = said.words;
    error.requestId = said.requestId;
    return error;
}

void PushRequest::answered(const base::Result<TokenReply> &reply)
{
    if (!reply)
        return finishWith(reply.error());
    if (reply->status != 201 && reply->status != 200)
        return finishWith(refusal(*reply));
    const auto object = json::parseObject(reply->body, u"The answer to the pushed request"_s);
    const QByteArray requestUri
        = object ? json::stringMember(*object, "request_uri").value_or(QByteArray()) : QByteArray();
    m_services.redactor()->learn(base::SecretKind::Other, requestUri);
    const double lifetime = object ? json::numberMember(*object, "expires_in").value_or(0) : 0;
    if (!isFit(requestUri))
        return finishWith(serverBroke(base::code::pushRefused,
            u"%1 answered with status %2 and no request_uri that can be used; expected was a text of visible "
            "characters, at most %3. No browser was opened."_s
                .arg(quoted(m_request.server.pushedRequestEndpoint))
                .arg(reply->status)
                .arg(longestRequestUri),
            rule, reply->exchange));
    const bool isPlain = reply->status == 201 && lifetime >= 1;
    PushedRequest out{ .requestUri = base::Secret(requestUri),
        .lifetime = std::chrono::seconds(qint64(std::clamp(lifetime, 0.0, 86400.0))),
        .exchange = reply->exchange };
    m_checks.append({ .state = isPlain ? base::CheckState::Passed : base::CheckState::Noted,
        .title = isPlain
            ? u"The server took the request beforehand; only its reference goes through the browser"_s
            : u"The server took the request beforehand, and answered in another way than it should"_s,
        .found = u"status %1, expires_in %2"_s.arg(reply->status).arg(lifetime),
        .expected = u"status 201, expires_in above 0"_s,
        .rule = rule,
        .exchange = reply->exchange });
    finishWith(std::move(out));
}

} // namespace authscope::oauth
