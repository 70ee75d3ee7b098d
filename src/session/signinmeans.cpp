// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/signinmeans.h"

#include "base/errorcodes.h"
#include "oauth/authorizationrequest.h"
#include "oauth/directgrant.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using oauth::GrantKind;

constexpr double longestMaxAge = 10.0 * 365 * 24 * 3600; ///< seconds

namespace {

/// [["a", "b"], …]
json::Array writePairs(const auto &list, auto first, auto second)
{
    json::Array out;
    for (const auto &one : list)
        out.push_back(json::Array{ json::string(one.*first), json::string(one.*second) });
    return out;
}

template <class Pair>
QList<Pair> readPairs(const json::Object &object, std::string_view name)
{
    QList<Pair> out;
    const json::Value *list = object.if_contains(name);
    if (!list || !list->is_array())
        return out;
    for (const json::Value &one : list->get_array()) {
        if (one.is_array() && one.get_array().size() == 2 && one.get_array()[0].is_string()
            && one.get_array()[1].is_string())
            out.append(Pair{
                json::bytes(one.get_array()[0].get_string()), json::bytes(one.get_array()[1].get_string()) });
    }
    return out;
}

} // namespace

QString grantInputKey(const QString &connection)
{
    return u"authscope/grant-input/"_s + connection;
}

void readSignInMeans(const json::Object &object, Connection::Settings *settings)
{
    const auto text
        = [&object](const char *name) { return json::stringMember(object, name).value_or(QByteArray()); };
    settings->clientId = text("client_id");
    settings->clientIssuer = text("client_issuer");
    settings->clientMetadataUrl = text("client_metadata_url");
    for (const GrantKind kind : { GrantKind::ClientCredentials, GrantKind::EnterpriseManaged,
             GrantKind::WorkloadIdentity, GrantKind::DeviceCode }) {
        if (text("grant") == oauth::grantKindName(kind))
            settings->grantKind = kind;
    }
    settings->clientAuthMethod = text("client_auth_method");
    settings->prompt = text("prompt");
    settings->loginHint = text("login_hint");
    if (const auto seconds = json::numberMember(object, "max_age_s"))
        settings->maxAge = std::chrono::seconds(qint64(std::clamp(*seconds, 0.0, longestMaxAge)));
    settings->extraParameters = readPairs<base::FormPair>(object, "parameters");
    settings->alwaysPush = json::boolMember(object, "always_push").value_or(false);
    settings->decisions.endpoints = readPairs<oauth::SignInDecisions::Endpoint>(object, "accepted_endpoints");
    settings->decisions.pinnedIss = readPairs<oauth::SignInDecisions::PinnedIss>(object, "pinned_iss");
}

void writeSignInMeans(const Connection::Settings &settings, json::Object *object)
{
    (*object)["client_id"] = json::string(settings.clientId);
    (*object)["client_issuer"] = json::string(settings.clientIssuer);
    (*object)["client_metadata_url"] = json::string(settings.clientMetadataUrl);
    (*object)["grant"] = json::string(oauth::grantKindName(settings.grantKind));
    (*object)["client_auth_method"] = json::string(settings.clientAuthMethod);
    (*object)["prompt"] = json::string(settings.prompt);
    (*object)["login_hint"] = json::string(settings.loginHint);
    if (settings.maxAge)
        (*object)["max_age_s"] = qint64(settings.maxAge->count());
    else
        object->erase("max_age_s");
    (*object)["parameters"]
        = writePairs(settings.extraParameters, &base::FormPair::name, &base::FormPair::value);
    (*object)["always_push"] = settings.alwaysPush;
    writeDecisions(settings.decisions, object);
}

void writeDecisions(const oauth::SignInDecisions &decisions, json::Object *object)
{
    using Endpoint = oauth::SignInDecisions::Endpoint;
    using PinnedIss = oauth::SignInDecisions::PinnedIss;
    (*object)["accepted_endpoints"] = writePairs(decisions.endpoints, &Endpoint::issuer, &Endpoint::origin);
    (*object)["pinned_iss"] = writePairs(decisions.pinnedIss, &PinnedIss::issuer, &PinnedIss::iss);
}

base::Result<void> checkSignInMeans(const Connection::Settings &settings)
{
    static const QList<QByteArray> methods{ "", "none", "client_secret_basic", "client_secret_post",
        "private_key_jwt" };
    const auto refuse = [](const QString &message) {
        return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::usage,
            .message = message + u" Nothing was changed."_s });
    };
    if (!methods.contains(settings.clientAuthMethod))
        return refuse(
            u"The client's way of authenticating is “%1”; it can be client_secret_basic, "
            "client_secret_post, private_key_jwt or none."_s.arg(base::cleaned(settings.clientAuthMethod)));
    if (settings.maxAge && (settings.maxAge->count() < 0 || double(settings.maxAge->count()) > longestMaxAge))
        return refuse(u"The sign-in at the provider may be %1 s old; that can be 0 to %2 s."_s
                          .arg(settings.maxAge->count())
                          .arg(qint64(longestMaxAge)));
    if (auto checked = oauth::checkPrompt(settings.prompt); !checked)
        return checked;
    return oauth::checkExtraParameters(settings.extraParameters);
}

void Connection::keepDecisions(const oauth::SignInDecisions &decisions)
{
    if (m_forNow)
        m_forNow->decisions = decisions;
    json::Object object = settingsObject();
    writeDecisions(decisions, &object);
    if (const auto saved = saveSettings(object); !saved)
        setLastError(saved.error());
}

void Connection::takeGrantInput(const oauth::GrantInput &input)
{
    m_grantInput = input;
    m_directFailure.reset();
    oauth::learnSecrets(*m_services.redactor(), input);
}

base::Result<void> Connection::setGrantInput(const oauth::GrantInput &input)
{
    takeGrantInput(input);
    const QString key = grantInputKey(m_record.id);
    const base::Secret entry = oauth::writeGrantInput(input);
    const auto ended = [this](auto *operation) {
        connect(operation, &base::Operation::finished, this, [this, operation] {
            operation->deleteLater();
            if (!operation->result())
                setLastError(operation->result().error());
        });
        operation->start();
    };
    if (!entry.isEmpty())
        ended(m_services.secrets->write(key, entry, this));
    else if (m_services.secrets->wasKept(key))
        ended(m_services.secrets->remove(key, this));
    Settings changed = settings();
    changed.grantKind = oauth::kindOf(input);
    return setSettings(changed);
}

} // namespace authscope::session
