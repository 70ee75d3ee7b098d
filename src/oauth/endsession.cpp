// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/endsession.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

using base::fail;
using base::Result;

Result<QByteArray> endSessionUrl(const Grant &grant)
{
    const QString rule = u"OIDC RP-Initiated Logout §2"_s;
    const ServerMetadata &server = grant.server;
    if (server.endSessionEndpoint.isEmpty())
        return fail(base::Error{ .kind = base::ErrorKind::Usage,
            .code = base::code::logoutFailed,
            .message = u"%1 offers no sign-out (end_session_endpoint). No browser was opened."_s.arg(
                quoted(server.issuer)),
            .nextStep = u"Sign out in your browser, in the settings of your account there."_s,
            .rule = rule });
    const auto endpoint = base::guardUrl(server.endSessionEndpoint, u"end_session_endpoint"_s);
    if (!endpoint)
        return fail(endpoint.error());
    bool isTheirs = false;
    for (const QByteArray &known : { server.issuer, server.authorizationEndpoint }) {
        const auto url = base::guardUrl(known, u"The issuer"_s);
        isTheirs = isTheirs || (url && url->origin() == endpoint->origin());
    }
    if (!isTheirs)
        return fail(serverBroke(base::code::logoutFailed,
            u"The sign-out address %1 is on another origin than the issuer %2. The ID token was not sent "
            "there and no browser was opened."_s.arg(
                quoted(server.endSessionEndpoint), quoted(server.issuer)),
            rule));
    QList<base::FormPair> query;
    if (!grant.tokens.idToken.isEmpty())
        query.append({ "id_token_hint", grant.tokens.idToken.reveal() });
    query.append({ "client_id", grant.client.clientId });
    return server.endSessionEndpoint + (server.endSessionEndpoint.contains('?') ? '&' : '?')
        + base::encodeForm(query);
}

} // namespace authscope::oauth
