// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/signin/stepdata.h"

#include <QPointer>

namespace authscope::ui {

class ClipboardPolicy;
class SignInView;

/// Lets the Sign-in view follow the flow of one connection.
class SignInController : public QObject {
    Q_OBJECT

public:
    SignInController(SignInView *view, session::Connection *connection, ClipboardPolicy *clipboard,
        const base::Clock *clock, QObject *parent);

    /// `step`: with a pause before each row.
    void signIn(const QString &reason = {}, bool step = false);
    void cancel();

Q_SIGNALS:
    void started(); ///< the rows are worth looking at
    void consentNeeded(authscope::oauth::SignInFlow *flow);
    void consentOver();
    void browserOpened();
    void questionAsked(); ///< a row waits for the person
    void finished(bool signedIn);

private:
    void follow(oauth::SignInFlow *flow);
    void showStep(oauth::SignInStep *step);
    void showBrowser();
    void showQuestion();
    void showSummary();
    void flowFinished();

    SignInView *m_view;
    session::Connection *m_connection;
    ClipboardPolicy *m_clipboard;
    const base::Clock *m_clock;
    QPointer<oauth::SignInFlow> m_flow;
    base::Time m_started = {};
};

} // namespace authscope::ui
