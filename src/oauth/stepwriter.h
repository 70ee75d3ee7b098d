// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "oauth/signinstep.h"

#include <QElapsedTimer>

namespace authscope::oauth {

/// The only pen that writes on a row of a sign-in. Everything passes the redactor first.
class StepWriter {
public:
    StepWriter(SignInStep *step, const base::Redactor *redactor) : m_step(step), m_redactor(redactor) { }

    SignInStep *step() const { return m_step; }
    void begin();
    void awaitPerson(const QString &outcome);
    void goOn(const QString &outcome = {}); ///< Running again
    void add(const base::Check &check);
    void add(const base::Checks &checks);
    void add(const QList<base::ExchangeId> &exchanges);
    /// Done; or Noted when a check was noted or failed without ending the sign-in.
    void done(const QString &outcome);
    void noted(const QString &outcome);
    void skipped(const QString &outcome);
    void failed(const base::Error &error);
    void cancelled();
    void backToWaiting(); ///< its turn comes once more

private:
    void end(StepState state, const QString &outcome);

    SignInStep *m_step;
    const base::Redactor *m_redactor;
    QElapsedTimer m_timer;
};

} // namespace authscope::oauth
