// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/redactor.h"
#include "base/secret.h"
#include "json/json.h"

namespace authscope::session {

/// Finds what a program holds itself in what it is about to send. Knows nothing that only passed by: a person
/// may type a token of their own.
class HeldSecrets {
public:
    /// `what` names it in a sentence: "access token"; `of` is the connection's name. Empty values are no
    /// secrets.
    void add(base::SecretKind kind, const base::Secret &value, const QString &what, const QString &of);
    /// OA-288 when one of the arguments holds one of them, however it is spelled.
    std::optional<base::Error> among(
        const json::Object &arguments, const QString &tool, const QByteArray &server) const;

private:
    base::Redactor m_redactor;
    QList<std::pair<QByteArray, QString>> m_held; ///< mark → words
};

} // namespace authscope::session
