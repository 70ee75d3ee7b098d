// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace authscope::net {

struct ChallengeParameter {
    QByteArray name; ///< lower case
    QByteArray value; ///< unquoted
    bool operator==(const ChallengeParameter &) const = default;
};

/// One challenge of a WWW-Authenticate field (RFC 9110 §11.6.1).
struct Challenge {
    QByteArray scheme = {}; ///< lower case: "bearer"
    QByteArray token68 = {};
    QList<ChallengeParameter> parameters = {};
    /// What was wrong and how it was read anyway: extra quotes around the whole, a missing comma, a repeated
    /// parameter …
    QList<QString> notes = {};

    std::optional<QByteArray> value(QByteArrayView name) const; ///< the first one
    bool operator==(const Challenge &) const = default;
};

/// Reads every challenge of every field: several fields, several challenges a field, quoted strings with
/// commas and escapes, and the malformed ones real servers send (stytch.md B.3: the whole wrapped in extra
/// quotes; a missing comma between parameters; blanks around =). Over 8 KiB a field is ignored with a note.
/// Never fails: what cannot be read is left out.
QList<Challenge> parseChallenges(const QList<QByteArray> &fields);

/// The challenge an OAuth client acts on: the first Bearer or DPoP one.
std::optional<Challenge> bearerChallenge(const QList<Challenge> &challenges);

} // namespace authscope::net
