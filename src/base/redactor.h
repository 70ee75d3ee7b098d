// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QList>
#include <QString>

namespace authscope::base {

enum class SecretKind {
    AccessToken,
    RefreshToken,
    IdToken,
    AuthorizationCode,
    CodeVerifier,
    State,
    Nonce,
    ClientSecret,
    RegistrationToken,
    SessionId,
    DeviceCode,
    Cookie,
    Password,
    Other,
};

/// Knows every live secret by value and gives each a stable mark, "‹access token #3›". Everything that is
/// shown, logged, stored or exported passes here. Two nets, one under the other: by value: a learned secret
/// is replaced wherever it stands, also percent-encoded, JSON-escaped or base64-encoded; by name: what a
/// header, form parameter or JSON member with a telling name carries (Authorization, Cookie, code,
/// access_token, client_secret, code_verifier, state …) is learned on sight and replaced.
class Redactor {
public:
    /// Learns a value; short ones (under 6 bytes) are not learned, they would eat ordinary text. Returns its
    /// mark.
    QString learn(SecretKind kind, QByteArrayView value);
    /// The mark of a learned value, or empty.
    QString markOf(QByteArrayView value) const;

    /// By value only.
    QByteArray redactValues(QByteArrayView text) const;
    QByteArray redactValues(const QByteArray &text) const { return redactValues(QByteArrayView(text)); }
    QString redactText(const QString &text) const;

    /// By name, then by value. `contentType` decides how the body is read (JSON, form, SSE, anything else by
    /// value).
    QByteArray redactBody(QByteArrayView body, QByteArrayView contentType);
    QByteArray redactUrl(QByteArrayView url);
    QByteArray redactHeader(QByteArrayView name, QByteArrayView value);

private:
    struct Known {
        QByteArray mark;
        SecretKind kind;
    };
    QByteArray redactForm(QByteArrayView form);
    QByteArray redactJson(QByteArrayView json);

    QHash<QByteArray, Known> m_known; ///< value → mark
    QList<std::pair<QByteArray, QByteArray>> m_spellings; ///< every spelling → mark, longest first
    QHash<int, int> m_counters;
};

} // namespace authscope::base
