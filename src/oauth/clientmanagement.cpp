// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/clientmanagement.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/learn.h"
#include "oauth/registration.h"
#include "oauth/servererror.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

const QString rule = u"RFC 7592 §2"_s;

QByteArray methodOf(ClientAction action)
{
    switch (action) {
    case ClientAction::Read:
        return "GET";
    case ClientAction::Update:
        return "PUT";
    case ClientAction::Delete:
        return "DELETE";
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

ManageClient::ManageClient(Services services, ClientIdentity client, ClientAction action, QObject *parent)
    : Awaiting(parent), m_services(std::move(services)), m_client(std::move(client)), m_action(action)
{
}

void ManageClient::run()
{
    if (m_client.managementUri.isEmpty() || m_client.managementToken.isEmpty())
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::clientNotDeleted,
            .message = u"%1 gave no way to manage the client %2, so nothing was sent to it."_s.arg(
                quoted(m_client.issuer), quoted(m_client.clientId)),
            .nextStep = u"Ask its administrator."_s,
            .rule = rule });
    m_services.redactor()->learn(base::SecretKind::RegistrationToken, m_client.managementToken.reveal());
    m_services.redactor()->learn(base::SecretKind::ClientSecret, m_client.clientSecret.reveal());
    net::Request request;
    request.purpose = m_action == ClientAction::Read ? u"Read the registration"_s
        : m_action == ClientAction::Update           ? u"Change the registration"_s
                                                     : u"Delete the registration"_s;
    request.method = methodOf(m_action);
    request.url = m_client.managementUri;
    request.headers = { { "Accept", "application/json" },
        { "Authorization", "Bearer " + m_client.managementToken.reveal() } };
    if (m_action == ClientAction::Update) {
        request.headers.append("Content-Type", "application/json");
        request.body = updateBody();
    }
    await(new net::HttpCall(request, m_services.network, this), [this](net::HttpCall *call) {
        if (!call->result())
            return finishWith(redacted(call->result().error(), *m_services.redactor()));
        answered(*call->result());
    });
}

/// RFC 7592 §2.2: the whole metadata, with what names the client and without what the server adds.
QByteArray ManageClient::updateBody() const
{
    ServerMetadata server;
    server.issuer = m_client.issuer;
    server.tokenEndpointAuthMethods = { m_client.authMethod };
    auto body = json::parseObject(registrationBody(server, false), u"The registration"_s);
    if (!body)
        return {};
    (*body)["client_id"] = json::string(m_client.clientId);
    if (!m_client.clientSecret.isEmpty())
        (*body)["client_secret"] = json::string(m_client.clientSecret.reveal());
    return json::compact(*body);
}

void ManageClient::answered(const net::Response &response)
{
    // Any other status, 404 too, leaves open what the server still has (T082).
    if (m_action == ClientAction::Delete && (response.status == 204 || response.status == 200))
        return finishWith(
            ManagedClient{ .client = m_client, .isDeleted = true, .exchange = response.exchange });
    if (m_action != ClientAction::Delete && response.status == 200)
        return readAnswer(response);
    const ServerError said = readServerError(m_services.redactor()->redactValues(response.body));
    base::Error error = serverBroke(base::code::clientNotDeleted,
        u"%1 at %2 was answered with status %3, expected %4. %5"_s
            .arg(QString::fromLatin1(methodOf(m_action)), quoted(m_client.managementUri))
            .arg(response.status)
            .arg(m_action == ClientAction::Delete ? u"204"_s : u"200"_s,
                m_action == ClientAction::Delete
                    ? u"The server may still list the client %1."_s.arg(quoted(m_client.clientId))
                    : u"What is kept here of the client %1 is unchanged."_s.arg(quoted(m_client.clientId))),
        rule, response.exchange);
    if (response.status >= 500)
        error.kind = base::ErrorKind::Network;
    else if (response.status >= 400)
        error.kind = base::ErrorKind::Refused;
    error.serverSays = said.words;
    error.requestId = said.requestId;
    finishWith(std::move(error));
}

void ManageClient::readAnswer(const net::Response &response)
{
    auto document = json::parseObject(response.body, u"The registration"_s);
    if (!document) {
        base::Error error = redacted(document.error(), *m_services.redactor());
        error.exchange = response.exchange;
        return finishWith(std::move(error));
    }
    const QByteArray id = json::stringMember(*document, "client_id").value_or(QByteArray());
    if (id != m_client.clientId)
        return finishWith(serverBroke(base::code::registrationInvalid,
            u"The registration that was read is of the client %1, expected %2. Nothing of it was used."_s.arg(
                quoted(id), quoted(m_client.clientId)),
            u"RFC 7592 §3"_s, response.exchange));
    // RFC 7592 §3: both may be new with every answer; the old ones are then of no use.
    if (const auto token = json::stringMember(*document, "registration_access_token");
        token && !token->isEmpty())
        m_client.managementToken = base::Secret(*token);
    if (const auto secret = json::stringMember(*document, "client_secret");
        secret && !secret->isEmpty() && m_client.authMethod != "none")
        m_client.clientSecret = base::Secret(*secret);
    m_services.redactor()->learn(base::SecretKind::RegistrationToken, m_client.managementToken.reveal());
    m_services.redactor()->learn(base::SecretKind::ClientSecret, m_client.clientSecret.reveal());
    const QByteArray uri = json::stringMember(*document, "registration_client_uri").value_or(QByteArray());
    const auto ours = base::guardUrl(m_client.managementUri, u"registration_client_uri"_s);
    const auto theirs = base::guardUrl(uri, u"registration_client_uri"_s);
    if (theirs && ours && theirs->origin() == ours->origin())
        m_client.managementUri = uri; // T081: another origin never gets the token
    if (const auto redirects = json::stringList(*document, "redirect_uris");
        redirects && m_action == ClientAction::Update) {
        const QList<QByteArray> sent = redirectUris(m_client.issuer);
        QList<QByteArray> accepted = *redirects;
        accepted.removeIf([&sent](const QByteArray &one) { return !sent.contains(one); });
        if (!accepted.isEmpty())
            m_client.redirectUris = accepted;
    }
    m_client.logoutUris = acceptedLogoutUris(*document);
    document->erase("client_secret");
    document->erase("registration_access_token");
    m_client.document = m_services.redactor()->redactValues(json::compact(*document));
    document = json::parseObject(m_client.document, u"The registration"_s);
    if (!document)
        return finishWith(document.error());
    finishWith(
        ManagedClient{ .client = m_client, .document = std::move(*document), .exchange = response.exchange });
}

} // namespace authscope::oauth
