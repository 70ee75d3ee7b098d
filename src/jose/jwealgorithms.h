// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace authscope::jose {

/// How the content's key is found: RFC 7518 §4.1.
enum class KeyManagement { Direct, AesWrap, AesGcmWrap, RsaOaep, Agreement, AgreementWrap };

struct KeyManagementTraits {
    const char *name;
    KeyManagement kind;
    int keyBytes; ///< of the AES key that wraps; 0 when none does
    const char *digest; ///< of RSA-OAEP, otherwise empty
};

/// RFC 7518 §5.1.
struct ContentTraits {
    const char *name;
    const char *cipher; ///< OpenSSL's name
    const char *digest; ///< of the HMAC; empty for GCM
    int keyBytes; ///< for both halves of CBC with HMAC
    int ivBytes;
    int tagBytes;
};

const KeyManagementTraits *keyManagement(QByteArrayView alg); ///< null for what is not opened
const ContentTraits *contentEncryption(QByteArrayView enc);

} // namespace authscope::jose
