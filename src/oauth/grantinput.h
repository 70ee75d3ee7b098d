// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <variant>

namespace authscope::oauth {

/// How tokens are come by.
enum class GrantKind {
    AuthorizationCode,
    ClientCredentials,
    EnterpriseManaged,
    WorkloadIdentity,
    DeviceCode
};

/// Somebody has to agree: in a browser here, or in one elsewhere. The others do without a person.
inline bool needsPerson(GrantKind kind)
{
    return kind == GrantKind::AuthorizationCode || kind == GrantKind::DeviceCode;
}

/// RFC 6749 §4.4, with the client's secret, or with a key of its own (RFC 7523 §2.2).
struct ClientCredentialsInput {
    QByteArray signingAlgorithm = {}; ///< "ES256"; empty with a secret
    QByteArray keyId = {}; ///< as the server knows the key; may be empty
    base::Secret privateKey = {}; ///< PKCS#8 in PEM form, not encrypted; empty: the client's secret is used
    bool operator==(const ClientCredentialsInput &) const = default;
};

/// An identity provider vouches for the person: RFC 8693 for an identity assertion grant, then RFC 7523 §2.1.
struct EnterpriseInput {
    QByteArray idpTokenEndpoint = {};
    QByteArray idpClientId = {};
    base::Secret idpClientSecret = {}; ///< empty: a public client there
    base::Secret idToken = {}; ///< the provider's ID token of the person
    bool operator==(const EnterpriseInput &) const = default;
};

/// RFC 7523 §2.1 with an assertion the platform gave this workload.
struct WorkloadInput {
    base::Secret assertion = {};
    bool operator==(const WorkloadInput &) const = default;
};

/// RFC 8628: nothing is kept for it.
struct DeviceInput {
    bool operator==(const DeviceInput &) const = default;
};

/// In the order of GrantKind.
using GrantInput
    = std::variant<std::monostate, ClientCredentialsInput, EnterpriseInput, WorkloadInput, DeviceInput>;

inline GrantKind kindOf(const GrantInput &input)
{
    return static_cast<GrantKind>(input.index());
}

/// "client_credentials": how a kind is written down, and read again.
QByteArray grantKindName(GrantKind kind);

/// For the keychain: everything of an input, secrets and all. Empty for AuthorizationCode.
base::Secret writeGrantInput(const GrantInput &input);
/// Error: OA-248, without the entry's words.
base::Result<GrantInput> readGrantInput(const base::Secret &entry);

} // namespace authscope::oauth
