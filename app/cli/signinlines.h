// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/signinflow.h"

#include <QSet>

namespace authscope::cli {

/// Follows a sign-in: says each step once, when it has ended, and agrees to what was proposed (whoever typed
/// the command or chose a browser has asked for it; the provider's own page is where consent is given).
class SignInLines : public QObject {
    Q_OBJECT

public:
    using Say = std::function<void(const QString &)>;
    SignInLines(oauth::SignInFlow *flow, Say say, QObject *parent);

private:
    void show(const oauth::SignInStep &step);
    void agree();

    oauth::SignInFlow *m_flow;
    Say m_say;
    QSet<int> m_shown;
};

} // namespace authscope::cli
