// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/signinmeans.h"

#include "oauth/directgrant.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

using oauth::GrantKind;

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
    for (const GrantKind kind :
        { GrantKind::ClientCredentials, GrantKind::EnterpriseManaged, GrantKind::WorkloadIdentity }) {
        if (text("grant") == oauth::grantKindName(kind))
            settings->grantKind = kind;
    }
}

void writeSignInMeans(const Connection::Settings &settings, json::Object *object)
{
    (*object)["client_id"] = json::string(settings.clientId);
    (*object)["client_issuer"] = json::string(settings.clientIssuer);
    (*object)["client_metadata_url"] = json::string(settings.clientMetadataUrl);
    (*object)["grant"] = json::string(oauth::grantKindName(settings.grantKind));
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
