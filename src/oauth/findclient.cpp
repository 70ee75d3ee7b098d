// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/findclient.h"

#include "base/errorcodes.h"
#include "oauth/registration.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

FindClient::FindClient(
    Services services, ServerMetadata server, const SignInRequest &request, QObject *parent)
    : Awaiting(parent)
    , m_services(std::move(services))
    , m_server(std::move(server))
    , m_typedId(request.clientId)
    , m_typedSecret(request.clientSecret)
    , m_connection(request.connection)
{
}

void FindClient::run()
{
    if (!m_typedId.isEmpty())
        return useTyped();
    if (m_services.clients) {
        auto known = m_services.clients->find(m_server.issuer, registrationProfile(m_server.issuer));
        if (!known) {
            m_checks.append({ .state = CheckState::Noted,
                .title = u"Earlier registrations could not be read: %1"_s.arg(known.error().message) });
        } else if (*known && (*known)->issuer == m_server.issuer) {
            ClientIdentity client = std::move(**known);
            client.origin = "registered before";
            m_services.redactor()->learn(base::SecretKind::ClientSecret, client.clientSecret.reveal());
            m_checks.append({ .title = u"Registered at this issuer before; no new client is made"_s,
                .found = base::cleaned(client.clientId),
                .rule = u"RFC 7591 §3"_s });
            return finishWith(std::move(client));
        }
    }
    if (!m_server.registrationEndpoint.isEmpty())
        return registerNow();
    finishWith(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::noRegistration,
        .message
        = u"%1 offers no registration, and no client id was typed in for it. No browser was opened."_s.arg(
            quoted(m_server.issuer)),
        .nextStep = u"Ask its administrator for a client id with the redirect address "
                    "http://127.0.0.1/callback and type it in."_s,
        .rule = u"RFC 7591 §3"_s });
}

void FindClient::useTyped()
{
    if (const auto fine = checkClientId(m_typedId); !fine) {
        base::Error error = fine.error();
        error.kind = base::ErrorKind::Usage;
        return finishWith(std::move(error));
    }
    ClientIdentity client;
    client.issuer = m_server.issuer;
    client.clientId = m_typedId;
    client.origin = "typed";
    client.clientSecret = m_typedSecret;
    const QList<QByteArray> &methods = m_server.tokenEndpointAuthMethods;
    if (!m_typedSecret.isEmpty()) {
        m_services.redactor()->learn(base::SecretKind::ClientSecret, m_typedSecret.reveal());
        const bool onlyPost
            = methods.contains("client_secret_post") && !methods.contains("client_secret_basic");
        client.authMethod = onlyPost ? "client_secret_post" : "client_secret_basic";
    }
    m_checks.append(
        { .title = u"The client id that was typed in is used"_s, .found = base::cleaned(client.clientId) });
    if (!methods.isEmpty() && !methods.contains(client.authMethod))
        m_checks.append({ .state = CheckState::Noted,
            .title = u"The server does not list this way of authenticating"_s,
            .found = base::cleaned(methods.join(", ")),
            .expected = base::cleaned(client.authMethod),
            .rule = u"RFC 8414 §2"_s });
    finishWith(std::move(client));
}

void FindClient::registerNow()
{
    auto *registration = new RegisterClient(m_services.network, m_server, m_connection, this);
    await(registration, [this](RegisterClient *done) {
        m_checks += done->checks();
        m_exchanges += done->exchanges();
        if (done->result() && m_services.clients) {
            const auto kept
                = m_services.clients->remember(*done->result(), registrationProfile(m_server.issuer));
            if (!kept)
                m_checks.append({ .state = CheckState::Noted,
                    .title = u"The registration could not be remembered: %1"_s.arg(kept.error().message) });
        }
        finishWith(done->result());
    });
}

} // namespace authscope::oauth
