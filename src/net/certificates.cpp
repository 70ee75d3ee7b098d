// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/certificates.h"

#include "base/errorcodes.h"
#include "base/text.h"

#include <QBuffer>
#include <QSslKey>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr qsizetype maxFile = 1 << 20;
constexpr qsizetype maxCertificates = 100;
constexpr int maxNamesShown = 12;

base::Failure refuse(const QString &message, const QString &nextStep = {})
{
    return base::fail(base::Error{ .kind = base::ErrorKind::Usage,
        .code = base::code::usage,
        .message = message + u" Nothing was changed."_s,
        .nextStep = nextStep });
}

bool hasPrivateKey(const QByteArray &file)
{
    return file.contains("PRIVATE KEY-----");
}

QByteArray toPem(const QList<QSslCertificate> &certificates)
{
    QByteArray pem;
    for (const QSslCertificate &certificate : certificates)
        pem += certificate.toPem();
    return pem;
}

QString nameOf(const QStringList &commonName, const QStringList &organization, const QString &whole)
{
    if (!commonName.isEmpty())
        return commonName.join(u", "_s);
    return organization.isEmpty() ? whole : organization.join(u", "_s);
}

QSslKey readKey(const QByteArray &pem, const QByteArray &passphrase)
{
    for (const QSsl::KeyAlgorithm algorithm : { QSsl::Rsa, QSsl::Ec, QSsl::Dsa }) {
        const QSslKey key(pem, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase);
        if (!key.isNull())
            return key;
    }
    return {};
}

base::Result<ClientIdentity> readPkcs12(const QByteArray &file, const base::Secret &passphrase)
{
    QBuffer buffer;
    buffer.setData(file);
    buffer.open(QIODevice::ReadOnly);
    QSslKey key;
    QSslCertificate certificate;
    QList<QSslCertificate> others;
    if (!QSslCertificate::importPkcs12(&buffer, &key, &certificate, &others, passphrase.reveal())
        || key.isNull() || certificate.isNull())
        return refuse(u"The client certificate is neither PEM nor a PKCS#12 file that this passphrase opens. "
                      "It may also be encrypted in a way that is no longer considered safe (RC2)."_s,
            u"Check the passphrase, or give the certificate and the key as two PEM files."_s);
    return ClientIdentity{ toPem(QList{ certificate } + others), base::Secret(key.toPem()) };
}

} // namespace

CertificateFacts factsOf(const QSslCertificate &certificate)
{
    CertificateFacts facts{ .subject
        = nameOf(certificate.subjectInfo(QSslCertificate::CommonName),
            certificate.subjectInfo(QSslCertificate::Organization), certificate.subjectDisplayName()),
        .issuer = nameOf(certificate.issuerInfo(QSslCertificate::CommonName),
            certificate.issuerInfo(QSslCertificate::Organization), certificate.issuerDisplayName()),
        .names = certificate.subjectAlternativeNames().values(),
        .notBefore = certificate.effectiveDate().toUTC(),
        .notAfter = certificate.expiryDate().toUTC(),
        .fingerprint
        = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper()),
        .isSelfSigned = certificate.isSelfSigned() };
    facts.names.sort();
    return facts;
}

QString describe(const CertificateFacts &facts)
{
    const auto quoted = [](const QString &text) { return u"“%1”"_s.arg(base::cleaned(text, 120)); };
    QStringList names;
    for (const QString &name : facts.names.first(qMin<qsizetype>(facts.names.size(), maxNamesShown)))
        names << quoted(name);
    if (facts.names.size() > maxNamesShown)
        names << u"%1 more"_s.arg(facts.names.size() - maxNamesShown);
    const auto day = [](const QDateTime &time) { return time.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s); };
    return u"subject %1; names %2; issuer %3; valid from %4 to %5; SHA-256 %6"_s.arg(quoted(facts.subject),
        names.isEmpty() ? u"none"_s : names.join(u", "_s), quoted(facts.issuer), day(facts.notBefore),
        day(facts.notAfter), facts.fingerprint);
}

base::Result<QByteArray> readCertificates(const QByteArray &file, const QString &what)
{
    if (file.size() > maxFile)
        return refuse(u"%1 is larger than %2 bytes."_s.arg(what).arg(maxFile));
    if (hasPrivateKey(file))
        return refuse(u"%1 holds a private key; only certificates are wanted here."_s.arg(what));
    QList<QSslCertificate> certificates = QSslCertificate::fromData(file, QSsl::Pem);
    if (certificates.isEmpty())
        certificates = QSslCertificate::fromData(file, QSsl::Der);
    certificates.removeIf([](const QSslCertificate &one) { return one.isNull(); });
    if (certificates.isEmpty())
        return refuse(u"%1 holds no certificate (PEM or DER)."_s.arg(what));
    if (certificates.size() > maxCertificates)
        return refuse(u"%1 holds %2 certificates; %3 are the most."_s.arg(what)
                          .arg(certificates.size())
                          .arg(maxCertificates));
    return toPem(certificates);
}

bool needsPassphrase(const QByteArray &file)
{
    const bool isPem = file.contains("-----BEGIN ");
    return !file.isEmpty()
        && (!isPem || file.contains("ENCRYPTED PRIVATE KEY") || file.contains("Proc-Type: 4,ENCRYPTED"));
}

base::Result<ClientIdentity> readClientIdentity(
    const QByteArray &certificateFile, const QByteArray &keyFile, const base::Secret &passphrase)
{
    if (certificateFile.size() > maxFile || keyFile.size() > maxFile)
        return refuse(u"The client certificate or its key is larger than %1 bytes."_s.arg(maxFile));
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(certificateFile, QSsl::Pem);
    if (certificates.isEmpty())
        return readPkcs12(certificateFile, passphrase);
    const QByteArray &keyPem = keyFile.isEmpty() ? certificateFile : keyFile;
    if (!hasPrivateKey(keyPem))
        return refuse(u"There is no private key beside the client certificate."_s,
            u"Give the file with the key as well (PEM), or one PKCS#12 file with both."_s);
    const QSslKey key = readKey(keyPem, passphrase.reveal());
    if (key.isNull())
        return refuse(needsPassphrase(keyPem)
                ? u"The passphrase does not open the key of the client certificate."_s
                : u"The key of the client certificate cannot be read; RSA, EC and DSA keys in PEM can."_s);
    return ClientIdentity{ toPem(certificates), base::Secret(key.toPem()) };
}

} // namespace authscope::net
