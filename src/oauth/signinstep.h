// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"

#include <QObject>

#include <chrono>
#include <optional>

namespace authscope::oauth {

/// The eight rows of a sign-in, in order.
enum class StepId { Resource, Server, Client, Consent, Browser, Exchange, IdToken, Keep };

enum class StepState {
    Waiting, ///< its turn has not come
    Running,
    AwaitingPerson, ///< consent to give, browser to finish
    Done,
    Noted, ///< done, with something to look at
    Skipped, ///< not needed here; the outcome says why
    Failed,
    Cancelled,
};

/// What a row shows. Changed by its flow only; everything visible is already redacted.
class SignInStep : public QObject {
    Q_OBJECT

public:
    SignInStep(StepId id, QString title, QObject *parent)
        : QObject(parent), m_id(id), m_title(std::move(title))
    {
    }

    StepId id() const { return m_id; }
    const QString &title() const { return m_title; } ///< "Protected resource"
    StepState state() const { return m_state; }
    const QString &outcome() const
    {
        return m_outcome;
    } ///< one line: "2 documents merged · PKCE S256 · registration open"
    const base::Checks &checks() const { return m_checks; }
    const QList<base::ExchangeId> &exchanges() const { return m_exchanges; }
    std::optional<std::chrono::milliseconds> duration() const { return m_duration; }
    const std::optional<base::Error> &error() const { return m_error; }

Q_SIGNALS:
    void changed();

private:
    friend class StepWriter; ///< oauth's own
    StepId m_id;
    QString m_title;
    StepState m_state = StepState::Waiting;
    QString m_outcome;
    base::Checks m_checks;
    QList<base::ExchangeId> m_exchanges;
    std::optional<std::chrono::milliseconds> m_duration;
    std::optional<base::Error> m_error;
};

} // namespace authscope::oauth
