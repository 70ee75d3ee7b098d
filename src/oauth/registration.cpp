// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/registration.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "jose/algorithm.h"
#include "oauth/clientauth.h"
#include "oauth/memberreader.h"
#include "oauth/providererrors.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::CheckState;
using base::fail;
using base::Result;

namespace {

const QString rule = u"RFC 7591 §3.2.1"_s;

base::Error invalid(const QString &message)
{
    return serverBroke(base::code::registrationInvalid, message + u" The registration was not used."_s, rule);
}

/// The portless one first (RFC 8252 §7.3).
QList<QByteArray> loopbackUris(const QByteArray &path, const QList<quint16> &ports)
{
    QList<QByteArray> out{ "http://127.0.0.1" + path };
    for (const quint16 port : ports)
        out.append("http://127.0.0.1:" + QByteArray::number(port) + path);
    return out;
}

const QList<QByteArray> &ourMethods()
{
    static const QList<QByteArray> ours{ "client_secret_basic", "client_secret_post", "none" };
    return ours;
}

/// Those a sign-in of a person may need there; the device flow only where it is offered.
QList<QByteArray> grantTypes(const ServerMetadata &server)
{
    QList<QByteArray> out{ "authorization_code", "refresh_token" };
    if (!server.deviceEndpoint.isEmpty())
        out.append("urn:ietf:params:oauth:grant-type:device_code");
    return out;
}

/// None where the server lets a public client be one; else the first we can do.
QByteArray wantedMethod(const ServerMetadata &server)
{
    const QList<QByteArray> &listed = server.tokenEndpointAuthMethods;
    if (listed.isEmpty() || listed.contains("none"))
        return "none";
    for (const QByteArray &method : ourMethods()) {
        if (listed.contains(method))
            return method;
    }
    return "none";
}

/// The reply decides; without a word from it, what the server lists (mcp.md 1.6, 4).
Result<QByteArray> authMethod(const MemberReader &reader, bool hasSecret, const ServerMetadata &server)
{
    if (const auto said = reader.optionalText("token_endpoint_auth_method")) {
        if (!ourMethods().contains(*said))
            return fail(invalid(
                u"The server registered us for the authentication method %1, asked was "
                "%2; this program cannot do that one."_s.arg(quoted(*said), quoted(wantedMethod(server)))));
        if (*said != "none" && !hasSecret)
            return fail(invalid(u"The server registered us for %1 and sent no secret."_s.arg(quoted(*said))));
        return *said;
    }
    return chooseAuthMethod({}, { .hasSecret = hasSecret }, server);
}

Result<QList<QByteArray>> acceptedRedirects(
    const json::Object &reply, const QList<QByteArray> &sent, base::Checks *checks)
{
    const auto received = json::stringList(reply, "redirect_uris");
    if (!received || received->isEmpty()) {
        checks->append({ .state = CheckState::Noted,
            .title = u"The server did not repeat our redirect addresses; ours are taken as registered"_s,
            .rule = rule });
        return sent;
    }
    for (const QByteArray &uri : *received) {
        if (!sent.contains(uri))
            return fail(serverBroke(base::code::registrationRedirect,
                u"The server registered %1 as a redirect address; asked was %2. Codes could go to a place "
                "that is not ours. The registration was not used and no browser was opened."_s.arg(
                    quoted(uri), quoted(sent.join(", "))),
                rule));
    }
    checks->append({ .state = received->size() == sent.size() ? CheckState::Passed : CheckState::Noted,
        .title = u"The redirect addresses registered are ours"_s,
        .found = base::cleaned(received->join(", ")),
        .expected = base::cleaned(sent.join(", ")),
        .rule = rule });
    return *received;
}

void noteDifference(
    const json::Object &reply, const char *name, const QByteArray &asked, base::Checks *checks)
{
    const json::Value *value = reply.if_contains(name);
    if (!value || value->is_null())
        return;
    const QByteArray got = value->is_string() ? json::bytes(value->get_string()) : json::compact(*value);
    if (got != asked)
        checks->append({ .state = CheckState::Noted,
            .title = u"The server registered another %1 than asked"_s.arg(QLatin1StringView(name)),
            .found = base::cleaned(got),
            .expected = base::cleaned(asked),
            .rule = rule });
}

/// RFC 7592 §3: both or neither. The token goes to the origin that registered us and nowhere else (T081).
void readManagement(
    const MemberReader &reader, const ServerMetadata &server, base::Checks *checks, ClientIdentity *client)
{
    const auto token = reader.optionalText("registration_access_token");
    const QByteArray uri = reader.optionalUrl("registration_client_uri");
    if (!token || token->isEmpty() || uri.isEmpty())
        return;
    const auto theirs = base::guardUrl(uri, u"registration_client_uri"_s);
    const auto registrar = base::guardUrl(server.registrationEndpoint, u"registration_endpoint"_s);
    if (!theirs || !registrar || theirs->origin() != registrar->origin()) {
        checks->append({ .state = CheckState::Noted,
            .title = u"%1 The registration would be managed at another origin than the one that registered "
                     "us; its token was dropped and goes nowhere"_s.arg(base::code::managementForeign),
            .found = base::cleaned(uri),
            .expected = base::cleaned(server.registrationEndpoint),
            .rule = u"RFC 7592 §3"_s });
        return;
    }
    client->managementUri = uri;
    client->managementToken = base::Secret(*token);
}

} // namespace

QString clientName()
{
    return u"Authscope"_s;
}

const QList<quint16> &preferredPorts()
{
    static const QList<quint16> ports{ 47950, 47951, 47952 };
    return ports;
}

QByteArray callbackPath(const QByteArray &issuer)
{
    return "/callback/" + jose::sha256(issuer).toHex().left(12);
}

QList<QByteArray> redirectUris(const QByteArray &issuer, quint16 otherPort)
{
    QList<quint16> ports = preferredPorts();
    if (otherPort != 0)
        ports.append(otherPort);
    return loopbackUris(callbackPath(issuer), ports);
}

QList<QByteArray> logoutUris()
{
    return loopbackUris(logoutPath, preferredPorts());
}

RegisteredPorts registeredPorts(const QList<QByteArray> &redirects, const QByteArray &path)
{
    RegisteredPorts out;
    for (const QByteArray &redirect : redirects) {
        const QUrl url = QUrl::fromEncoded(redirect, QUrl::StrictMode);
        if (url.host() != "127.0.0.1"_L1 || url.path(QUrl::FullyEncoded).toLatin1() != path)
            continue;
        if (url.port() > 0)
            out.ports.append(static_cast<quint16>(url.port()));
        else
            out.isPortless = true;
    }
    return out;
}

QByteArray registrationBody(const ServerMetadata &server, bool minimal, quint16 otherPort)
{
    json::Object body;
    body["client_name"] = json::string(clientName());
    body["redirect_uris"] = json::stringArray(redirectUris(server.issuer, otherPort));
    if (!minimal) {
        body["application_type"] = "native";
        body["grant_types"] = json::stringArray(grantTypes(server));
        body["response_types"] = json::stringArray({ "code" });
        body["token_endpoint_auth_method"] = json::string(wantedMethod(server));
        if (!server.endSessionEndpoint.isEmpty())
            body["post_logout_redirect_uris"] = json::stringArray(logoutUris());
    }
    return json::compact(body);
}

QByteArray registrationProfile(const ServerMetadata &server)
{
    return jose::sha256(registrationBody(server, false)).toHex().left(16);
}

Result<void> checkClientMetadataUrl(const QByteArray &text)
{
    const auto url = base::guardUrl(text, u"The client metadata address"_s);
    if (url && url->isEncrypted && url->url.path(QUrl::FullyEncoded).size() > 1 && !text.contains("/../")
        && !text.contains("/./"))
        return {};
    return fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = u"The client metadata address is %1; it must be an https address with a path. No "
                   "browser was opened."_s.arg(quoted(text)),
        .nextStep = u"Correct it in the settings, or leave it empty."_s,
        .rule = u"OAuth Client ID Metadata Document §3"_s });
}

Result<json::Object> clientMetadataDocument(const QByteArray &url)
{
    if (const auto usable = checkClientMetadataUrl(url); !usable)
        return fail(usable.error());
    // Servers were seen to compare these exactly, so the ports stand there as well (stytch.md E.3.2).
    QList<QByteArray> redirects{ "http://127.0.0.1/callback", "http://[::1]/callback" };
    for (const quint16 port : preferredPorts())
        redirects.append("http://127.0.0.1:" + QByteArray::number(port) + "/callback");
    return json::Object{ { "client_id", json::string(url) }, { "client_name", json::string(clientName()) },
        { "application_type", "native" }, { "redirect_uris", json::stringArray(redirects) },
        { "grant_types",
            json::stringArray(
                { "authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code" }) },
        { "response_types", json::stringArray({ "code" }) }, { "token_endpoint_auth_method", "none" } };
}

Result<void> checkClientId(const QByteArray &clientId)
{
    const QString text = QString::fromUtf8(clientId);
    const bool hasControl
        = std::any_of(text.begin(), text.end(), [](QChar c) { return c.category() == QChar::Other_Control; });
    if (!clientId.trimmed().isEmpty() && clientId.size() <= 4096 && !hasControl)
        return {};
    return fail(invalid(u"The client id %1 (%2 bytes) was checked: it must not be empty, longer than 4096 "
                        "bytes or hold control characters."_s.arg(quoted(clientId))
                            .arg(clientId.size())));
}

QList<QByteArray> acceptedLogoutUris(const json::Object &reply)
{
    QList<QByteArray> out
        = json::stringList(reply, "post_logout_redirect_uris").value_or(QList<QByteArray>());
    out.removeIf([](const QByteArray &one) { return !logoutUris().contains(one); });
    return out;
}

Result<ClientIdentity> readRegistration(
    QByteArrayView document, const ServerMetadata &server, base::Checks *checks, quint16 otherPort)
{
    const QString what = u"The registration answer"_s;
    auto reply = json::parseObject(document, what);
    if (!reply)
        return fail(std::move(reply.error()));
    const MemberReader reader(*reply, what, rule, server.issuer, checks);
    const auto clientId = json::stringMember(*reply, "client_id");
    if (!clientId) {
        base::Error error = reader.missing("client_id", u"a text"_s);
        error.code = base::code::registrationInvalid;
        return fail(std::move(error));
    }
    if (const auto fine = checkClientId(*clientId); !fine)
        return fail(fine.error());
    const auto redirects = acceptedRedirects(*reply, redirectUris(server.issuer, otherPort), checks);
    if (!redirects)
        return fail(redirects.error());
    const QByteArray secret = reader.optionalText("client_secret").value_or(QByteArray());
    const auto method = authMethod(reader, !secret.isEmpty(), server);
    if (!method)
        return fail(method.error());
    if (*method != "none")
        checks->append({ .state = *method == wantedMethod(server) ? CheckState::Passed : CheckState::Noted,
            .title = u"The server made this a confidential client; its secret goes to the keychain"_s,
            .found = base::cleaned(*method),
            .expected = base::cleaned(wantedMethod(server)),
            .rule = rule });
    noteDifference(*reply, "client_name", clientName().toUtf8(), checks);
    noteDifference(
        *reply, "grant_types", json::compact(json::Value(json::stringArray(grantTypes(server)))), checks);
    noteDifference(*reply, "response_types", "[\"code\"]", checks);

    ClientIdentity out;
    out.issuer = server.issuer;
    out.clientId = *clientId;
    out.authMethod = *method;
    if (*method != "none")
        out.clientSecret = base::Secret(secret);
    out.origin = "registered";
    out.redirectUris = *redirects;
    out.logoutUris = acceptedLogoutUris(*reply);
    readManagement(reader, server, checks, &out);
    reply->erase("client_secret");
    reply->erase("registration_access_token");
    out.document = json::compact(*reply);
    return out;
}

RegisterClient::RegisterClient(
    net::StrictNetworkAccessManager *network, ServerMetadata server, QString connection, QObject *parent)
    : Awaiting(parent), m_network(network), m_server(std::move(server)), m_connection(std::move(connection))
{
}

void RegisterClient::run()
{
    send(false);
}

void RegisterClient::send(bool minimal)
{
    net::Request request;
    request.purpose = u"Client registration"_s;
    request.method = "POST";
    request.url = m_server.registrationEndpoint;
    request.headers = { { "Accept", "application/json" }, { "Content-Type", "application/json" } };
    request.body = registrationBody(m_server, minimal, m_otherPort);
    request.connection = m_connection;
    await(new net::HttpCall(request, m_network, this),
        [this, minimal](net::HttpCall *call) { answered(call, minimal); });
}

void RegisterClient::answered(net::HttpCall *call, bool minimal)
{
    if (!call->result()) {
        if (call->result().error().exchange)
            m_exchanges.append(call->result().error().exchange);
        return finishWith(call->result().error());
    }
    const net::Response &response = *call->result();
    m_exchanges.append(response.exchange);
    if (response.status == 400 && !minimal) {
        m_checks.append({ .state = CheckState::Noted,
            .title = u"The server refused the full registration; asked again with name and redirect "
                     "addresses only"_s,
            .found = u"400"_s,
            .expected = u"201"_s,
            .rule = u"RFC 7591 §3.2.2"_s,
            .exchange = response.exchange });
        return send(true);
    }
    if (response.status != 200 && response.status != 201) {
        const ServerError said = readServerError(response.body);
        base::Error error = serverBroke(base::code::registrationRefused,
            u"Registration at %1 was answered with status %2%3, expected 201. No client id was issued and "
            "nothing was kept."_s.arg(quoted(m_server.registrationEndpoint))
                .arg(response.status)
                .arg(said.code.isEmpty() ? QString() : u" and %1"_s.arg(quoted(said.code))),
            u"RFC 7591 §3.2.2"_s, response.exchange);
        if (response.status >= 400 && response.status < 500)
            error.kind = base::ErrorKind::Refused;
        error.serverSays = said.words;
        error.requestId = said.requestId;
        error.nextStep = u"Type a client id that the server's administrator gives you."_s;
        explainWith(error, said.code);
        return finishWith(std::move(error));
    }
    const qsizetype from = m_checks.size();
    auto client = readRegistration(response.body, m_server, &m_checks, m_otherPort);
    stamp(m_checks, from, response.exchange);
    if (!client) {
        client.error().exchange = response.exchange;
        return finishWith(client.error());
    }
    base::Redactor *redactor = m_network->log()->redactor();
    redactor->learn(base::SecretKind::ClientSecret, client->clientSecret.reveal());
    redactor->learn(base::SecretKind::RegistrationToken, client->managementToken.reveal());
    finishWith(std::move(*client));
}

} // namespace authscope::oauth
