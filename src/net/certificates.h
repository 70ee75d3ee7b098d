// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/secret.h"

#include <QDateTime>
#include <QSslCertificate>
#include <QStringList>

namespace authscope::net {

/// What a person compares when a certificate has to be believed. Nothing in here is cleaned.
struct CertificateFacts {
    QString subject = {}; ///< common name, else the whole name
    QString issuer = {};
    QStringList names = {}; ///< subject alternative names: host names, addresses, mail addresses
    QDateTime notBefore = {};
    QDateTime notAfter = {};
    QString fingerprint = {}; ///< SHA-256, "AB:CD:…"
    bool isSelfSigned = false;
};
CertificateFacts factsOf(const QSslCertificate &certificate);
/// One paragraph of them for errors and settings, cleaned.
QString describe(const CertificateFacts &facts);

/// PEM of every certificate in the file (PEM, or one DER). Errors, OA-002: too large, no certificate, more
/// than a hundred, a private key inside. `what` names the file.
base::Result<QByteArray> readCertificates(const QByteArray &file, const QString &what);

/// Who we are to a server that asks for a certificate (RFC 8446 §4.4.2).
struct ClientIdentity {
    QByteArray certificate = {}; ///< PEM, its own first, then those it was issued by
    base::Secret key = {}; ///< PEM, without a passphrase: lives in the keychain only
    bool isEmpty() const { return certificate.isEmpty(); }
};

/// Whether a passphrase is needed to read it: a PKCS#12 file always has one, though it may be empty.
bool needsPassphrase(const QByteArray &file);
/// From a PEM certificate and a PEM key, or from one PKCS#12 file (`keyFile` empty). Errors, OA-002: nothing
/// usable inside, a wrong or missing passphrase; the error holds nothing of the key.
base::Result<ClientIdentity> readClientIdentity(
    const QByteArray &certificateFile, const QByteArray &keyFile, const base::Secret &passphrase);

} // namespace authscope::net
