// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/findclient.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/clientauth.h"
#include "oauth/registration.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;

FindClient::FindClient(
    Services services, ServerMetadata server, const SignInRequest &request, QObject *parent)
    : Awaiting(parent), m_services(std::move(services)), m_server(std::move(server)), m_request(request)
{
}

void FindClient::run()
{
    if (m_request.grantKind != kindOf(m_request.grant))
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::keptEntryWrong,
            .message = u"What this connection signs in with (%1) is not at hand: the keychain has not given "
                       "it. No token was asked for and no browser was opened."_s.arg(
                           QString::fromLatin1(grantKindName(m_request.grantKind))),
            .nextStep = u"Unlock the keychain, or enter it again in the connection's settings."_s });
    if (!m_request.clientId.isEmpty())
        return useTyped();
    if (!needsPerson(m_request.grantKind))
        return nothingFound(); // registering is for people
    if (!m_request.clientMetadataUrl.isEmpty() && m_server.takesMetadataDocuments)
        return useMetadataDocument();
    if (useRemembered())
        return;
    if (!m_server.registrationEndpoint.isEmpty())
        return registerNow();
    nothingFound();
}

void FindClient::nothingFound()
{
    const bool isForPeople = needsPerson(m_request.grantKind);
    finishWith(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::noRegistration,
        .message = isForPeople
            ? u"%1 offers no registration, and no client id was typed in for it. No browser was opened."_s
                  .arg(quoted(m_server.issuer))
            : u"A sign-in without a person needs a client id that was registered at %1 beforehand, and none "
              "was typed in. No token was asked for."_s.arg(quoted(m_server.issuer)),
        .nextStep = isForPeople ? u"Ask its administrator for a client id with the redirect address "
                                  "http://127.0.0.1/callback and type it in."_s
                                : u"Type the client id in."_s,
        .rule = u"RFC 7591 §3"_s });
}

void FindClient::useTyped()
{
    if (const auto fine = checkClientId(m_request.clientId); !fine) {
        base::Error error = fine.error();
        error.kind = base::ErrorKind::Usage;
        return finishWith(std::move(error));
    }
    if (!m_request.clientIssuer.isEmpty() && m_request.clientIssuer != m_server.issuer)
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::clientOfAnother,
            .message
            = u"The client id %1 belongs to the issuer %2, but this server signs in at %3. The client "
              "id and its secret were not sent there."_s.arg(
                  quoted(m_request.clientId), quoted(m_request.clientIssuer), quoted(m_server.issuer)),
            .nextStep = u"Type in a client id of %1, or none."_s.arg(quoted(m_server.issuer)),
            .rule = u"MCP 2026-07-28, Authorization"_s });
    ClientIdentity client;
    client.issuer = m_server.issuer;
    client.clientId = m_request.clientId;
    client.origin = "typed";
    client.clientSecret = m_request.clientSecret;
    if (const auto *input = std::get_if<ClientCredentialsInput>(&m_request.grant)) {
        client.privateKey = input->privateKey;
        client.signingAlgorithm = input->signingAlgorithm;
        client.keyId = input->keyId;
    }
    m_services.redactor()->learn(base::SecretKind::ClientSecret, client.clientSecret.reveal());
    client.authMethod = chooseAuthMethod({},
        { .hasSecret = !client.clientSecret.isEmpty(), .hasKey = !client.privateKey.isEmpty() }, m_server);
    m_checks.append(
        { .title = u"The client id that was typed in is used"_s, .found = base::cleaned(client.clientId) });
    const QList<QByteArray> &methods = m_server.tokenEndpointAuthMethods;
    if (!methods.isEmpty() && !methods.contains(client.authMethod))
        m_checks.append({ .state = CheckState::Noted,
            .title = u"The server does not list this way of authenticating"_s,
            .found = base::cleaned(methods.join(", ")),
            .expected = base::cleaned(client.authMethod),
            .rule = u"RFC 8414 §2"_s });
    finishWith(std::move(client));
}

void FindClient::useMetadataDocument()
{
    const auto url = base::guardUrl(m_request.clientMetadataUrl, u"The client metadata address"_s);
    const bool isFit = url && url->isEncrypted && url->url.path(QUrl::FullyEncoded).size() > 1
        && !m_request.clientMetadataUrl.contains("/../") && !m_request.clientMetadataUrl.contains("/./");
    if (!isFit)
        return finishWith(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = u"The client metadata address is %1; it must be an https address with a path. No "
                       "browser was opened."_s.arg(quoted(m_request.clientMetadataUrl)),
            .nextStep = u"Correct it in the settings, or leave it empty."_s,
            .rule = u"OAuth Client ID Metadata Document §3"_s });
    m_checks.append({ .title = u"The server reads client metadata documents; nothing is registered"_s,
        .found = base::cleaned(m_request.clientMetadataUrl),
        .rule = u"OAuth Client ID Metadata Document §3"_s });
    finishWith(ClientIdentity{
        .issuer = m_server.issuer, .clientId = m_request.clientMetadataUrl, .origin = "metadata document" });
}

bool FindClient::useRemembered()
{
    if (!m_services.clients)
        return false;
    auto known = m_services.clients->find(m_server.issuer, registrationProfile(m_server));
    if (!known) {
        m_checks.append({ .state = CheckState::Noted,
            .title = u"Earlier registrations could not be read: %1"_s.arg(known.error().message) });
        return false;
    }
    if (!*known || (*known)->issuer != m_server.issuer)
        return false;
    ClientIdentity client = std::move(**known);
    client.origin = "registered before";
    m_services.redactor()->learn(base::SecretKind::ClientSecret, client.clientSecret.reveal());
    m_checks.append({ .title = u"Registered at this issuer before; no new client is made"_s,
        .found = base::cleaned(client.clientId),
        .rule = u"RFC 7591 §3"_s });
    finishWith(std::move(client));
    return true;
}

void FindClient::registerNow()
{
    auto *registration = new RegisterClient(m_services.network, m_server, m_request.connection, this);
    await(registration, [this](RegisterClient *done) {
        m_checks += done->checks();
        m_exchanges += done->exchanges();
        if (done->result() && m_services.clients) {
            const auto kept = m_services.clients->remember(*done->result(), registrationProfile(m_server));
            if (!kept)
                m_checks.append({ .state = CheckState::Noted,
                    .title = u"The registration could not be remembered: %1"_s.arg(kept.error().message) });
        }
        finishWith(done->result());
    });
}

} // namespace authscope::oauth
