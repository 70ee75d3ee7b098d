// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/certificate.h"

#include "base/text.h"
#include "jose/algorithm.h"
#include "jose/base64url.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>

using namespace Qt::StringLiterals;

namespace authscope::jose {

namespace {

QString nameText(const X509_NAME *name)
{
    const BioPtr bio(BIO_new(BIO_s_mem()));
    // RFC 2253 with UTF-8 kept; what is not to be shown is cleaned by us.
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_RFC2253 & ~ulong(ASN1_STRFLGS_ESC_MSB));
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return base::cleaned(QByteArrayView(data, size));
}

base::Time timeOf(const ASN1_TIME *time)
{
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1)
        return {};
    const QDateTime moment(QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
        QTime(parts.tm_hour, parts.tm_min, qMin(parts.tm_sec, 59)), Qt::UTC);
    return base::fromDateTime(moment);
}

QByteArray derOf(X509 *certificate)
{
    unsigned char *der = nullptr;
    const int size = i2d_X509(certificate, &der);
    if (size <= 0)
        return {};
    QByteArray bytes(reinterpret_cast<const char *>(der), size);
    OPENSSL_free(der);
    return bytes;
}

QByteArray serialOf(X509 *certificate)
{
    const ASN1_INTEGER *serial = X509_get0_serialNumber(certificate);
    return QByteArray(
        reinterpret_cast<const char *>(ASN1_STRING_get0_data(serial)), ASN1_STRING_length(serial))
        .toHex();
}

bool isNamedIssuer(X509 *issuer, X509 *certificate)
{
    return X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(certificate)) == 0;
}

bool isSelfIssued(X509 *certificate)
{
    return isNamedIssuer(certificate, certificate);
}

QString whyLinkBroken(X509 *certificate, X509 *issuer)
{
    const PkeyPtr key = keyOf(issuer);
    if (key && X509_verify(certificate, key.get()) == 1)
        return {};
    return u"The certificate of “%1” names “%2” as its issuer, but was not signed with that certificate's key."_s
        .arg(nameText(X509_get_subject_name(certificate)), nameText(X509_get_subject_name(issuer)));
}

} // namespace

CertificatePtr certificateFromDer(QByteArrayView der)
{
    const unsigned char *at = octets(der);
    CertificatePtr certificate(d2i_X509(nullptr, &at, long(der.size())));
    ERR_clear_error();
    return certificate && at == octets(der) + der.size() ? std::move(certificate) : CertificatePtr();
}

CertificateFacts factsOf(X509 *certificate)
{
    CertificateFacts facts;
    facts.subject = nameText(X509_get_subject_name(certificate));
    facts.issuer = nameText(X509_get_issuer_name(certificate));
    facts.serial = serialOf(certificate);
    facts.notBefore = timeOf(X509_get0_notBefore(certificate));
    facts.notAfter = timeOf(X509_get0_notAfter(certificate));
    facts.sha256 = encodeBase64Url(sha256(derOf(certificate)));
    facts.isSelfIssued = isSelfIssued(certificate);
    return facts;
}

PkeyPtr keyOf(X509 *certificate)
{
    PkeyPtr key(X509_get_pubkey(certificate));
    ERR_clear_error();
    return key;
}

QList<CertificateChain> chainsOf(const std::vector<CertificatePtr> &certificates)
{
    QList<CertificateChain> chains;
    for (const CertificatePtr &first : certificates) {
        const bool vouches
            = std::any_of(certificates.begin(), certificates.end(), [&first](const auto &other) {
                  return other.get() != first.get() && isNamedIssuer(first.get(), other.get())
                      && !isNamedIssuer(other.get(), first.get());
              });
        if (vouches)
            continue;
        CertificateChain chain{ .certificates = { first.get() }, .notes = {} };
        while (!isSelfIssued(chain.certificates.last())
            && chain.certificates.size() < qsizetype(certificates.size())) {
            X509 *last = chain.certificates.last();
            const auto next = std::find_if(certificates.begin(), certificates.end(), [&](const auto &other) {
                return !chain.certificates.contains(other.get()) && isNamedIssuer(other.get(), last);
            });
            if (next == certificates.end())
                break;
            if (const QString broken = whyLinkBroken(last, next->get()); !broken.isEmpty())
                chain.notes.append(broken);
            chain.certificates.append(next->get());
        }
        chains.append(chain);
    }
    // One chain in another order than its own: RFC 7517 §4.7 and RFC 8446 §4.4.2 want each after the one it
    // vouches for.
    if (chains.size() == 1 && chains[0].certificates.size() == qsizetype(certificates.size())
        && !std::equal(certificates.begin(), certificates.end(), chains[0].certificates.begin(),
            [](const CertificatePtr &own, X509 *other) { return own.get() == other; }))
        chains[0].notes.prepend(
            u"The certificates are not in their order: each should follow the one it vouches "
            "for, beginning with “%1”."_s.arg(
                nameText(X509_get_subject_name(chains[0].certificates.first()))));
    ERR_clear_error();
    return chains;
}

tl::expected<std::vector<CertificatePtr>, QString> certificatesOf(const json::Object &jwk, int most)
{
    std::vector<CertificatePtr> certificates;
    const json::Value *value = jwk.if_contains("x5c");
    if (!value)
        return certificates;
    const auto list = json::stringList(jwk, "x5c");
    if (!list || list->isEmpty())
        return tl::unexpected(u"The key's certificates (x5c) are %1, expected a list of texts."_s.arg(
            list ? u"an empty list"_s : json::typeName(*value)));
    if (list->size() > most)
        return tl::unexpected(
            u"The key has %1 certificates (x5c); at most %2 are read."_s.arg(list->size()).arg(most));
    for (qsizetype at = 0; at < list->size(); ++at) {
        // RFC 7517 §4.7: plain base64 here, not base64url.
        const auto der
            = QByteArray::fromBase64Encoding(list->at(at), QByteArray::AbortOnBase64DecodingErrors);
        CertificatePtr certificate = der ? certificateFromDer(*der) : CertificatePtr();
        if (!certificate)
            return tl::unexpected(
                u"Certificate %1 of the key (x5c) is no X.509 certificate in base64."_s.arg(at + 1));
        certificates.push_back(std::move(certificate));
    }
    return certificates;
}

} // namespace authscope::jose
