// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "cli/terminal.h"
#include "oauth/signinflow.h"

#include <QStringList>

namespace authscope::cli {

/// Answers what a sign-in asks on its way: from what was typed with the command, else from the person at the
/// terminal, else with the safe choice. Says where to type the code of the device flow.
class SignInAnswers : public QObject {
    Q_OBJECT

public:
    struct Options {
        Output *output = nullptr; ///< where the device code is said; never null, not owned
        Terminal *terminal = nullptr; ///< null: nobody is there; not owned
        QStringList acceptedHosts = {}; ///< "login.example" or "login.example:8443": T008's yes, given before
        bool takesPaste = false; ///< offer to paste the address a browser elsewhere ended at
    };

    SignInAnswers(oauth::SignInFlow *flow, Options options, QObject *parent);

private:
    void answer();
    bool isAccepted(const oauth::SignInQuestion &question) const;
    void ask();
    void showDeviceCode();
    void offerPaste();
    void askForPaste();

    oauth::SignInFlow *m_flow;
    Options m_options;
    std::unique_ptr<Conversation> m_talk;
};

} // namespace authscope::cli
