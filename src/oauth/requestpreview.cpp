// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/requestpreview.h"

#include "oauth/clientauth.h"
#include "oauth/registration.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::FormPair;

namespace {

constexpr qsizetype longest = 2000; ///< of one line: an address or a value

QString line(const char *method, const QByteArray &url)
{
    return QLatin1StringView(method) + u' ' + base::cleaned(url, longest);
}

QString gets(const QList<QByteArray> &urls)
{
    QStringList lines;
    for (const QByteArray &url : urls)
        lines.append(line("GET", url));
    return lines.size() < 2 ? lines.join(u'\n')
                            : u"One after the other, until one answers:\n"_s + lines.join(u'\n');
}

QString withForm(const QString &head, const QList<FormPair> &form, const base::Redactor &redactor)
{
    QStringList lines{ head };
    for (const FormPair &pair : form)
        lines.append(u"    %1 = %2"_s.arg(
            base::cleaned(pair.name), base::cleaned(redactor.redactValues(pair.value), longest)));
    return lines.join(u'\n');
}

QString resourceRow(const PreviewState &state)
{
    const auto challenge = net::bearerChallenge(state.request.challenges);
    if (const auto named = challenge ? challenge->value("resource_metadata") : std::nullopt)
        return gets({ *named });
    return gets(resourceMetadataUrls(state.request.url));
}

QString serverRow(const PreviewState &state)
{
    QByteArray issuer = state.request.url;
    if (state.resource) {
        const QList<QByteArray> &named = state.resource->authorizationServers;
        if (named.size() > 1 && !named.contains(state.request.rememberedIssuer))
            return u"Nothing yet: several servers are named, and the choice comes first."_s;
        issuer = named.contains(state.request.rememberedIssuer) ? state.request.rememberedIssuer
                                                                : named.value(0);
    }
    return gets(serverMetadataUrls(issuer));
}

QString clientRow(const PreviewState &state)
{
    if (!state.request.clientId.isEmpty())
        return u"Nothing is sent: the client id that was typed in is used."_s;
    if (!state.request.clientMetadataUrl.isEmpty() && state.server->takesMetadataDocuments)
        return u"Nothing is sent: the server reads %1 by itself."_s.arg(
            base::cleaned(state.request.clientMetadataUrl));
    if (state.server->registrationEndpoint.isEmpty())
        return u"Nothing is sent: the server offers no registration."_s;
    const auto body
        = json::parse(registrationBody(*state.server, false), u"The registration"_s).value_or(json::Value());
    return u"Unless a registration is at hand from before:\n"_s
        + line("POST", state.server->registrationEndpoint) + u'\n' + QString::fromUtf8(json::pretty(body));
}

QString browserRow(const PreviewState &state, const base::Redactor &redactor)
{
    AuthorizationRequest coming{ .server = *state.server,
        .client = state.client,
        .redirectUri = "http://127.0.0.1:‹port›" + callbackPath(state.server->issuer),
        .resource = state.resourceUri,
        .scopes = state.scopes,
        .state = base::Secret("‹fresh random value›"),
        .nonce = base::Secret(state.scopes.contains("openid") ? "‹fresh random value›" : "") };
    if (state.client.hasPlainCallback())
        coming.redirectUri = "http://127.0.0.1:‹port›/callback";
    QList<FormPair> form = authorizationParameters(coming);
    for (FormPair &pair : form) {
        if (pair.name == "code_challenge")
            pair.value = "‹hash of a fresh secret›";
    }
    return withForm(
        u"Your browser opens:\n"_s + line("GET", state.server->authorizationEndpoint), form, redactor);
}

QString exchangeRow(const PreviewState &state, const base::Redactor &redactor)
{
    QList<FormPair> form = state.record
        ? exchangeParameters(*state.record, "‹the code that came›")
        : QList<FormPair>{ { "grant_type", grantKindName(state.request.grantKind) } };
    form += clientParameters(state.client);
    QString head = line("POST", state.server->tokenEndpoint);
    if (!basicCredentials(state.client).isEmpty())
        head += u"\n    Authorization: Basic ‹client id and secret›"_s;
    if (state.sendsProof)
        head += u"\n    DPoP: ‹proof of the key›"_s;
    return withForm(head, form, redactor);
}

} // namespace

QString previewOf(StepId row, const PreviewState &state, const base::Redactor &redactor)
{
    switch (row) {
    case StepId::Resource:
        return resourceRow(state);
    case StepId::Server:
        return serverRow(state);
    case StepId::Client:
        return clientRow(state);
    case StepId::Consent:
        return u"Nothing is sent: you are asked what may be asked for."_s;
    case StepId::Browser:
        return browserRow(state, redactor);
    case StepId::Exchange:
        return exchangeRow(state, redactor);
    case StepId::IdToken:
        if (!state.hasIdToken)
            return u"Nothing is sent: no ID token came."_s;
        return state.server->jwksUri.isEmpty() ? u"Nothing is sent: the server publishes no keys."_s
                                               : line("GET", state.server->jwksUri);
    case StepId::Keep:
        return state.hasRefreshToken
            ? u"Nothing is sent: the refresh token is written to %1."_s.arg(state.keptIn)
            : u"Nothing is sent: there is nothing to keep."_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace authscope::oauth
