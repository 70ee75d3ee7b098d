// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jose: X.509 certificates as carriers of keys. Nobody's trust is checked here.
#pragma once

#include "jose/keyfile.h"
#include "jose/keyhandle.h"

#include <openssl/x509.h>

namespace authscope::jose {

using CertificatePtr = std::unique_ptr<X509, Freer<X509_free>>;

/// Exactly one certificate in DER form; nothing otherwise.
CertificatePtr certificateFromDer(QByteArrayView der);
CertificateFacts factsOf(X509 *certificate);
PkeyPtr keyOf(X509 *certificate);

/// Certificates that vouch for each other, the one that vouches for none first; `notes` say what is wrong
/// with the order and with the signatures between them.
struct CertificateChain {
    QList<X509 *> certificates; ///< owned by the list they were found in
    QList<QString> notes;
};
QList<CertificateChain> chainsOf(const std::vector<CertificatePtr> &certificates);

/// The certificates of a JWK's x5c, in their order; a sentence when one cannot be read.
tl::expected<std::vector<CertificatePtr>, QString> certificatesOf(const json::Object &jwk, int most);

} // namespace authscope::jose
