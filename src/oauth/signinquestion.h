// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "oauth/signinstep.h"

namespace authscope::oauth {

/// What a sign-in wants decided before it goes on. Foreign words in it are already cleaned and redacted.
struct SignInQuestion {
    enum class Kind {
        ChooseServer, ///< several authorization servers are named; one choice each, its id the issuer
        ForeignEndpoints, ///< secrets would go to another host than the issuer's: "accept", "decline" (T008)
        PinIss, ///< the answer names its sender as stytch.md E.3.1 describes: "accept", "decline"
        NextStep, ///< step-through, before each row: "next", "run", "cancel"
    };
    struct Choice {
        QByteArray id = {};
        QString label = {}; ///< of a button or a row
        QString detail = {}; ///< one line more; may be empty
    };

    Kind kind = Kind::NextStep;
    StepId step = StepId::Resource; ///< the row that waits
    QString title = {}; ///< one line
    QString text = {}; ///< several lines, plain text; of NextStep the request about to be sent
    QList<Choice> choices = {};
    QByteArray safeChoice = {}; ///< of Escape, and of a sign-in nobody watches
};

/// What a person decided, so that nobody is asked twice.
struct SignInDecisions {
    struct Endpoint {
        QByteArray issuer = {};
        QByteArray origin = {}; ///< where its token, registration … endpoints may be
        bool operator==(const Endpoint &) const = default;
    };
    struct PinnedIss {
        QByteArray issuer = {};
        QByteArray iss = {}; ///< exactly this, in place of the issuer, in the authorization response
        bool operator==(const PinnedIss &) const = default;
    };
    QList<Endpoint> endpoints = {};
    QList<PinnedIss> pinnedIss = {};
    bool operator==(const SignInDecisions &) const = default;
};

/// What to type at which page, while the device flow waits. RFC 8628 §3.2.
struct DevicePrompt {
    QString userCode = {}; ///< cleaned
    QByteArray verificationUri = {}; ///< guarded
    QByteArray verificationUriComplete = {}; ///< guarded; empty: the server sent none
    QString host = {}; ///< what the address bar must show, ASCII
    base::Time expires = {};
};

} // namespace authscope::oauth
