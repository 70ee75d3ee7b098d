// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/keyhandle.h"

namespace authscope::jose {

struct BuiltKey {
    PkeyPtr key;
    QByteArray curve; ///< empty for RSA
    int bits = 0;
};

/// A key, or why not, as the end of a sentence that begins with "The key".
template <class T>
using OrReason = tl::expected<T, QString>;
using Reason = tl::unexpected<QString>;

OrReason<BuiltKey> buildRsa(const json::Object &object);
OrReason<BuiltKey> buildEc(const json::Object &object);
OrReason<BuiltKey> buildOkp(const json::Object &object);

/// The decoded bytes of a base64url member.
OrReason<QByteArray> octetsMember(const json::Object &object, std::string_view name);
/// EVP_PKEY_fromdata; nothing when OpenSSL refuses.
PkeyPtr publicKeyFromParams(const char *type, OSSL_PARAM_BLD *builder);

} // namespace authscope::jose
