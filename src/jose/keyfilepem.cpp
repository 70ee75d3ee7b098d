// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/keyreader.h"

#include "base/text.h"
#include "jose/certificate.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

using Origin = LoadedKey::Origin;

PkeyPtr publicKey(QByteArrayView der)
{
    const unsigned char *at = octets(der);
    PkeyPtr key(d2i_PUBKEY(nullptr, &at, long(der.size())));
    ERR_clear_error();
    return key;
}

/// RFC 8017 §A.1.1: the key alone, as "RSA PUBLIC KEY".
PkeyPtr rsaPublicKey(QByteArrayView der)
{
    const unsigned char *at = octets(der);
    PkeyPtr key(d2i_PublicKey(EVP_PKEY_RSA, nullptr, &at, long(der.size())));
    ERR_clear_error();
    return key;
}

PkeyPtr privateKey(QByteArrayView der)
{
    const unsigned char *at = octets(der);
    PkeyPtr key(d2i_AutoPrivateKey(nullptr, &at, long(der.size())));
    ERR_clear_error();
    return key;
}

QString whyNoKeyBlock(QByteArrayView type)
{
    if (type == "CERTIFICATE REQUEST" || type == "NEW CERTIFICATE REQUEST")
        return u"is a request for a certificate, not a certificate"_s;
    if (type == "OPENSSH PRIVATE KEY")
        return u"is a private key in OpenSSH's own form; ssh-keygen -p -m PKCS8 rewrites it"_s;
    if (type == "X509 CRL")
        return u"is a list of revoked certificates"_s;
    return u"is no key and no certificate"_s;
}

void addBlock(
    LoadedKeys &into, QByteArrayView type, QByteArrayView header, QByteArrayView der, const KeyLimits &limits)
{
    const QString shown = base::cleaned(type, 40);
    if (type == "EC PARAMETERS") // stands before old EC keys and says nothing that the key does not
        return;
    if (type == "ENCRYPTED PRIVATE KEY" || header.contains("ENCRYPTED")) {
        refuseKey(into, {},
            u"The block “%1” is encrypted with a passphrase, and nobody is asked for one here. It was not used."_s
                .arg(shown));
        return;
    }
    const bool isPrivate = type.endsWith("PRIVATE KEY") && type != "OPENSSH PRIVATE KEY";
    PkeyPtr key;
    if (type == "PUBLIC KEY")
        key = publicKey(der);
    else if (type == "RSA PUBLIC KEY")
        key = rsaPublicKey(der);
    else if (isPrivate)
        key = privateKey(der);
    else {
        refuseKey(into, {}, u"The block “%1” %2. It was not used."_s.arg(shown, whyNoKeyBlock(type)));
        return;
    }
    if (!key) {
        refuseKey(into, {}, u"The block “%1” cannot be read as a key. It was not used."_s.arg(shown));
        return;
    }
    addPkey(into, std::move(key), isPrivate ? Origin::PrivatePem : Origin::PublicPem, limits);
}

/// One key for each chain: that of the certificate which vouches for no other.
void addCertificates(
    LoadedKeys &into, const std::vector<CertificatePtr> &certificates, const KeyLimits &limits)
{
    for (const CertificateChain &chain : chainsOf(certificates)) {
        PkeyPtr key = keyOf(chain.certificates.first());
        const CertificateFacts facts = factsOf(chain.certificates.first());
        if (!key) {
            refuseKey(into, {},
                u"The key in the certificate of “%1” is of a type that is not known here. It was not used."_s
                    .arg(facts.subject));
            continue;
        }
        const qsizetype before = into.keys.size();
        addPkey(into, std::move(key), Origin::Certificate, limits);
        if (into.keys.size() == before)
            continue;
        for (X509 *certificate : chain.certificates)
            into.keys.last().certificates.append(factsOf(certificate));
        into.keys.last().notes.append(chain.notes);
    }
}

QString formatOf(const LoadedKeys &loaded, size_t certificates, size_t blocks)
{
    if (certificates == blocks && certificates > 0)
        return certificates == 1      ? u"a certificate in PEM form"_s
            : loaded.keys.size() == 1 ? u"a certificate chain in PEM form"_s
                                      : u"certificates in PEM form"_s;
    if (loaded.keys.size() == 1 && blocks == 1)
        return loaded.keys.first().privateKey ? u"a private key in PEM form"_s
                                              : u"a public key in PEM form"_s;
    return u"PEM"_s;
}

} // namespace

void addPem(LoadedKeys &into, QByteArrayView text, const KeyLimits &limits)
{
    const BioPtr bio(BIO_new_mem_buf(text.data(), int(text.size())));
    std::vector<CertificatePtr> certificates;
    size_t blocks = 0;
    while (true) {
        char *rawName = nullptr;
        char *rawHeader = nullptr;
        unsigned char *rawData = nullptr;
        long size = 0;
        if (PEM_read_bio(bio.get(), &rawName, &rawHeader, &rawData, &size) != 1)
            break;
        using OpensslPtr = std::unique_ptr<void, decltype([](void *pointer) { OPENSSL_free(pointer); })>;
        const OpensslPtr ownedName(rawName);
        const OpensslPtr ownedHeader(rawHeader);
        const std::unique_ptr<unsigned char, decltype([](unsigned char *pointer) { OPENSSL_free(pointer); })>
            ownedData(rawData);
        const QByteArrayView type(rawName);
        const QByteArrayView der(rawData, qsizetype(size));
        if (++blocks > size_t(limits.maxKeys)) {
            refuseKey(into, {}, u"Only the first %1 blocks were read."_s.arg(limits.maxKeys));
            break;
        }
        const bool isCertificate
            = type == "CERTIFICATE" || type == "X509 CERTIFICATE" || type == "TRUSTED CERTIFICATE";
        if (!isCertificate)
            addBlock(into, type, QByteArrayView(rawHeader), der, limits);
        else if (certificates.size() == size_t(limits.maxCertificates))
            refuseKey(into, {}, u"Only the first %1 certificates were read."_s.arg(limits.maxCertificates));
        else if (CertificatePtr certificate = certificateFromDer(der))
            certificates.push_back(std::move(certificate));
        else
            refuseKey(
                into, {}, u"The block “CERTIFICATE” cannot be read as a certificate. It was not used."_s);
    }
    ERR_clear_error();
    addCertificates(into, certificates, limits);
    into.format = formatOf(into, certificates.size(), blocks);
}

bool addDer(LoadedKeys &into, QByteArrayView der, const KeyLimits &limits)
{
    if (der.isEmpty() || der.front() != '\x30')
        return false;
    if (CertificatePtr certificate = certificateFromDer(der)) {
        std::vector<CertificatePtr> one;
        one.push_back(std::move(certificate));
        addCertificates(into, one, limits);
        return true;
    }
    if (PkeyPtr key = publicKey(der)) {
        addPkey(into, std::move(key), Origin::PublicPem, limits);
        return true;
    }
    if (PkeyPtr key = privateKey(der)) {
        addPkey(into, std::move(key), Origin::PrivatePem, limits);
        return true;
    }
    return false;
}

} // namespace authscope::jose
