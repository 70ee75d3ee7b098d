// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenkeeper.h"

#include <QSet>

namespace authscope::ui {

class Notifier;

/// Says on the desktop, once for each access token, that it is about to end. Off until somebody wants it.
class ExpiryWatch {
public:
    explicit ExpiryWatch(Notifier *notifier) : m_notifier(notifier) { }

    void setOn(bool isOn) { m_isOn = isOn; }
    bool isOn() const { return m_isOn; }
    /// Looked at again and again; `newest` is the generation in use.
    void look(const QString &connection, const QString &name, const oauth::TokenGeneration &newest,
        bool canRefresh, base::Time now);

private:
    Notifier *m_notifier;
    bool m_isOn = false;
    QSet<QString> m_told; ///< connection, number and end
};

/// How long before its end: two minutes, or a fifth of a short life.
std::chrono::milliseconds noticeBefore(const oauth::TokenGeneration &generation);

} // namespace authscope::ui
