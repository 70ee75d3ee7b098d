// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/directgrant.h"
#include "oauth/scopes.h"
#include "oauth/signinprivate.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

QString wordsFor(GrantKind kind)
{
    switch (kind) {
    case GrantKind::AuthorizationCode:
    case GrantKind::DeviceCode:
        break;
    case GrantKind::ClientCredentials:
        return u"This connection signs in as itself (client credentials): there is nobody to ask."_s;
    case GrantKind::EnterpriseManaged:
        return u"The enterprise's identity provider decides: there is nobody to ask."_s;
    case GrantKind::WorkloadIdentity:
        return u"This connection signs in with its workload's identity: there is nobody to ask."_s;
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

/// Rows 4 to 6 of a sign-in without a person.
void SignInFlow::Private::grantDirectly()
{
    begin(StepId::Consent).skipped(wordsFor(request.grantKind));
    begin(StepId::Browser).skipped(u"No browser is needed."_s);
    enter(StepId::Exchange, &Private::askDirectly);
}

void SignInFlow::Private::askDirectly()
{
    begin(StepId::Exchange);
    SignInRequest asked = request;
    asked.staySignedIn = false; // RFC 6749 §4.4.3: asking again costs nobody anything
    scopes = chooseScopes(asked, resource, *server);
    await(new DirectGrant(services,
              { .input = request.grant,
                  .server = *server,
                  .client = client,
                  .resource = resourceUri,
                  .scopes = scopes,
                  .dpop = dpop,
                  .connection = request.connection },
              q),
        [this](DirectGrant *direct) {
            StepWriter &writer = row(StepId::Exchange);
            writer.add(direct->exchanges());
            if (!direct->result()) {
                writer.add(direct->checks());
                return fail(direct->result().error());
            }
            tokensCame(*direct->result(), direct->checks());
        });
}

} // namespace authscope::oauth
