// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/tlsfailure.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "net/certificates.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

struct Words {
    QString what; ///< a whole sentence
    QString nextStep;
};

/// RFC 8446 §6.
enum Alert {
    HandshakeFailure = 40,
    BadCertificate = 42,
    UnsupportedCertificate = 43,
    CertificateRevoked = 44,
    CertificateExpired = 45,
    CertificateUnknown = 46,
    UnknownCa = 48,
    AccessDenied = 49,
    ProtocolVersion = 70,
    InsufficientSecurity = 71,
    CertificateRequired = 116,
};

/// Reasons of OpenSSL's SSL library; an alert that was received is a thousand and its number.
constexpr int wrongVersionNumber = 267;
constexpr int unsupportedProtocol = 258;
constexpr int httpRequest = 156;
constexpr int alertOffset = 1000;

/// From "error:0A00042E:…"; -1 when there is none.
int reasonOf(const QString &text)
{
    static const QRegularExpression code(u"error:([0-9A-Fa-f]{8})"_s);
    const QRegularExpressionMatch match = code.match(text);
    constexpr uint reasonMask = 0x7fffff;
    return match.hasMatch() ? int(match.captured(1).toUInt(nullptr, 16) & reasonMask) : -1;
}

QString vouchNextStep()
{
    return u"If you know this server, get the certificate of its CA from the people who run it, compare the "
           "SHA-256 fingerprint with theirs, and give the file to this connection as its extra CA."_s;
}

QString clientNextStep()
{
    return u"Give this connection the client certificate and key you were issued for this server."_s;
}

Words ofCheck(const QSslError &error, const TlsFailure &failure)
{
    const QSslCertificate own = error.certificate().isNull() && !failure.chain.isEmpty()
        ? failure.chain.first()
        : error.certificate();
    const CertificateFacts facts = factsOf(own);
    const QString now = QDateTime::currentDateTimeUtc().toString(u"yyyy-MM-dd HH:mm 'UTC'"_s);
    const QString ask = u"Tell the people who run the server; nothing on this side makes it valid."_s;
    switch (error.error()) {
    case QSslError::CertificateExpired:
        return {
            u"The dates were checked: a certificate expired on %1, and this computer's clock says %2."_s.arg(
                facts.notAfter.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s), now),
            u"Check this computer's clock; if it is right, tell the people who run the server."_s
        };
    case QSslError::CertificateNotYetValid:
        return { u"The dates were checked: a certificate is valid from %1 on, and this computer's clock says "
                 "%2."_s.arg(facts.notBefore.toString(u"yyyy-MM-dd HH:mm 'UTC'"_s), now),
            u"Check this computer's clock; if it is right, tell the people who run the server."_s };
    case QSslError::HostNameMismatch:
        return { u"The host name was checked: the certificate is not for “%1”."_s.arg(
                     base::cleaned(failure.host)),
            u"Check the address for a typing mistake; else tell the people who run the server."_s };
    case QSslError::SelfSignedCertificate:
        return { u"The chain was checked: the server signed its certificate itself, and nobody this computer "
                 "trusts vouches for it."_s,
            vouchNextStep() };
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        return { u"The chain was checked: it leads to “%1”, a CA that neither this computer nor this "
                 "connection trusts."_s.arg(base::cleaned(
                     failure.chain.isEmpty() ? facts.issuer : factsOf(failure.chain.last()).issuer, 120)),
            vouchNextStep() };
    case QSslError::CertificateRevoked:
        return { u"The chain was checked: a certificate was revoked by its CA."_s, ask };
    default: // Qt's enum, not ours; its words are about certificates only
        return { u"The certificate was checked: %1."_s.arg(base::cleaned(error.errorString())), ask };
    }
}

Words ofAlert(int alert, const TlsFailure &failure)
{
    switch (alert) {
    case CertificateRequired:
        return { u"The server asks for a client certificate, and this connection has none to show."_s,
            clientNextStep() };
    case HandshakeFailure:
        if (!failure.hasClientCertificate)
            return { u"The server broke off the handshake without saying why: it wants a client certificate, "
                     "or no cipher suits both sides."_s,
                clientNextStep() };
        return { u"The server broke off the handshake without saying why: it does not want this client "
                 "certificate, or no cipher suits both sides."_s,
            u"Check that the client certificate of this connection is the one issued for this server."_s };
    case BadCertificate:
    case UnsupportedCertificate:
    case CertificateRevoked:
    case CertificateExpired:
    case CertificateUnknown:
    case UnknownCa:
    case AccessDenied:
        return { failure.hasClientCertificate
                ? u"The server refused the client certificate of this connection (alert %1)."_s.arg(alert)
                : u"The server refused the handshake because of a certificate (alert %1)."_s.arg(alert),
            failure.hasClientCertificate
                ? u"Check that the client certificate is the one issued for this server, and still valid."_s
                : clientNextStep() };
    case ProtocolVersion:
    case InsufficientSecurity:
        return { u"The protocol was checked: the server speaks nothing as new as TLS 1.2."_s,
            u"Tell the people who run the server; older versions are not used here."_s };
    default:
        return { u"The server broke off the handshake (alert %1)."_s.arg(alert), {} };
    }
}

Words wordsFor(const TlsFailure &failure)
{
    if (!failure.errors.isEmpty()) {
        // The chain says most; "cannot be verified" follows from it.
        return ofCheck(failure.errors.first(), failure);
    }
    if (failure.libraryText.contains("private key does not certify"_L1, Qt::CaseInsensitive)
        || failure.libraryText.contains("key values mismatch"_L1))
        return { u"The client certificate and the key of this connection do not belong together."_s,
            u"Give this connection the certificate and the key that were issued together."_s };
    const int reason = reasonOf(failure.libraryText);
    if (reason == wrongVersionNumber || reason == httpRequest)
        return { u"What answered does not speak TLS."_s,
            u"Check the port; a plain http server may be listening there."_s };
    if (reason == unsupportedProtocol)
        return ofAlert(ProtocolVersion, failure);
    if (reason >= alertOffset)
        return ofAlert(reason - alertOffset, failure);
    return { u"The handshake failed: %1."_s.arg(base::cleaned(failure.libraryText)), {} };
}

} // namespace

bool isTlsText(const QString &libraryText)
{
    return reasonOf(libraryText) >= 0;
}

base::Error explain(const TlsFailure &failure)
{
    const Words words = wordsFor(failure);
    QString message = u"An encrypted connection could not be established with %1%2. %3"_s.arg(failure.place,
        failure.proxy.isEmpty() ? QString() : u" (through the proxy %1)"_s.arg(failure.proxy), words.what);
    if (failure.errors.size() > 1) {
        QStringList more;
        for (const QSslError &error : failure.errors.sliced(1)) {
            const QString text = ofCheck(error, failure).what;
            if (text != words.what && !more.contains(text))
                more << text;
        }
        for (const QString &text : more)
            message += u' ' + text;
    }
    if (!failure.chain.isEmpty())
        message += u" The server's certificate: %1."_s.arg(describe(factsOf(failure.chain.first())));
    return { .kind = base::ErrorKind::Network,
        .code = base::code::tlsFailed,
        .message = message + u" Nothing it may have answered was used."_s,
        .nextStep = words.nextStep,
        .rule = u"RFC 9110 §4.3.4"_s };
}

} // namespace authscope::net
