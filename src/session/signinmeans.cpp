// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/signinmeans.h"

namespace authscope::session {

void readSignInMeans(const json::Object &object, Connection::Settings *settings)
{
    const auto text
        = [&object](const char *name) { return json::stringMember(object, name).value_or(QByteArray()); };
    settings->clientId = text("client_id");
    settings->clientIssuer = text("client_issuer");
    settings->clientMetadataUrl = text("client_metadata_url");
}

void writeSignInMeans(const Connection::Settings &settings, json::Object *object)
{
    (*object)["client_id"] = json::string(settings.clientId);
    (*object)["client_issuer"] = json::string(settings.clientIssuer);
    (*object)["client_metadata_url"] = json::string(settings.clientMetadataUrl);
}

} // namespace authscope::session
