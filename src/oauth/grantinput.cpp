// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/grantinput.h"

#include "base/errorcodes.h"
#include "json/json.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

QByteArray textOf(const json::Object &object, const char *name)
{
    return json::stringMember(object, name).value_or(QByteArray());
}

base::Secret secretOf(const json::Object &object, const char *name)
{
    return base::Secret(textOf(object, name));
}

} // namespace

QByteArray grantKindName(GrantKind kind)
{
    switch (kind) {
    case GrantKind::AuthorizationCode:
        return "authorization_code";
    case GrantKind::ClientCredentials:
        return "client_credentials";
    case GrantKind::EnterpriseManaged:
        return "enterprise_managed";
    case GrantKind::WorkloadIdentity:
        return "workload_identity";
    case GrantKind::DeviceCode:
        return "device_code";
    }
    Q_UNREACHABLE();
    return {};
}

base::Secret writeGrantInput(const GrantInput &input)
{
    json::Object out{ { "kind", json::string(grantKindName(kindOf(input))) } };
    std::visit(
        Overloaded{ [](const std::monostate &) {}, [](const DeviceInput &) {},
            [&out](const ClientCredentialsInput &one) {
                out["signing_algorithm"] = json::string(one.signingAlgorithm);
                out["key_id"] = json::string(one.keyId);
                out["private_key"] = json::string(one.privateKey.reveal());
            },
            [&out](const EnterpriseInput &one) {
                out["idp_token_endpoint"] = json::string(one.idpTokenEndpoint);
                out["idp_client_id"] = json::string(one.idpClientId);
                out["idp_client_secret"] = json::string(one.idpClientSecret.reveal());
                out["id_token"] = json::string(one.idToken.reveal());
            },
            [&out](const WorkloadInput &one) { out["assertion"] = json::string(one.assertion.reveal()); } },
        input);
    if (needsPerson(kindOf(input)))
        return {};
    return base::Secret(json::compact(out));
}

base::Result<GrantInput> readGrantInput(const base::Secret &entry)
{
    const auto object = json::parseObject(entry.reveal(), u"The entry"_s);
    const QByteArray kind
        = object ? textOf(*object, "kind") : QByteArray(); // the parser's words may quote it
    if (kind == grantKindName(GrantKind::ClientCredentials))
        return ClientCredentialsInput{ textOf(*object, "signing_algorithm"), textOf(*object, "key_id"),
            secretOf(*object, "private_key") };
    if (kind == grantKindName(GrantKind::EnterpriseManaged))
        return EnterpriseInput{ textOf(*object, "idp_token_endpoint"), textOf(*object, "idp_client_id"),
            secretOf(*object, "idp_client_secret"), secretOf(*object, "id_token") };
    if (kind == grantKindName(GrantKind::WorkloadIdentity))
        return WorkloadInput{ secretOf(*object, "assertion") };
    return base::fail(base::Error{ .kind = base::ErrorKind::Keychain,
        .code = base::code::keptEntryWrong,
        .message = u"What this connection signs in with was read from the keychain, but it is not what this "
                   "program writes. It was not used and nothing was sent."_s,
        .nextStep = u"Enter it again in the connection's settings."_s });
}

} // namespace authscope::oauth
