// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/valuenet.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
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
    Proof, ///< of possession, one a request: only the newest are known by value
    Other,
};

/// How a value is written where it stands.
enum class Spelling { Plain, Percent, Json };

/// Knows every live secret by value and gives each a stable mark, "‹access token #3›". Everything that is
/// shown, logged, stored or exported passes here. Two nets, one under the other: by value: a learned secret
/// is replaced wherever it stands, also percent-encoded, JSON-escaped or base64-encoded; by name: what a
/// header, form parameter or JSON member with a telling name carries (Authorization, Cookie, code,
/// access_token, client_secret, code_verifier, state …) is learned on sight and replaced. Redacting twice
/// changes nothing more.
class Redactor {
public:
    /// Learns a value; short ones (under 6 bytes) are not learned, they would eat ordinary text. Returns its
    /// mark.
    QString learn(SecretKind kind, QByteArrayView value);
    /// Header fields of this name are secret whatever they carry, so `value` is also hidden when it is too
    /// short to be known by value: in a field of that name, and where a JSON member of that name repeats it.
    void hideField(QByteArrayView name, QByteArrayView value);
    /// The mark of a learned value, or empty.
    QString markOf(QByteArrayView value) const;

    /// The opposite, for what a person wants to have whole: each mark whose value is still known becomes it.
    QByteArray reveal(QByteArrayView text, Spelling spelling) const;

    /// By value only.
    QByteArray redactValues(QByteArrayView text) const;
    QString redactText(const QString &text) const;

    /// By name, then by value. `contentType` decides how the body is read (JSON, form, SSE, anything else by
    /// value).
    QByteArray redactBody(QByteArrayView body, QByteArrayView contentType);
    QByteArray redactUrl(QByteArrayView url);
    QByteArray redactHeader(QByteArrayView name, QByteArrayView value);

private:
    /// Learns what a telling name carried and gives what to write in its place.
    QByteArray markFor(SecretKind kind, const QByteArray &value);
    QByteArray hiddenMark(const QByteArray &value) const;
    QByteArray redactForm(QByteArrayView form);
    QByteArray redactJson(QByteArrayView json, int depth = 0);
    QByteArray redactJsonText(QByteArrayView escaped, int depth);
    QByteArray redactAuthorization(QByteArrayView value);
    QByteArray redactCookies(QByteArrayView value, bool isSetCookie);

    QHash<QByteArray, QByteArray> m_marks; ///< value → mark
    QHash<QByteArray, QSet<QByteArray>> m_hiddenFields; ///< lower-case name → values
    ValueNet m_net;
    QHash<int, int> m_counters;
    QList<QByteArray> m_proofs; ///< oldest first
};

} // namespace authscope::base
