// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QString>

namespace authscope::oauth {

/// The sign-ins of this program that wait for a browser: one an issuer, by the attempt's name.
class PendingSignIns {
public:
    /// False while another attempt waits at this issuer.
    bool enter(const QByteArray &issuer, const QString &attempt)
    {
        const auto waiting = m_attempts.constFind(issuer);
        if (waiting != m_attempts.cend())
            return *waiting == attempt;
        m_attempts.insert(issuer, attempt);
        return true;
    }
    void leave(const QString &attempt)
    {
        m_attempts.removeIf([&attempt](const auto &entry) { return entry.value() == attempt; });
    }

private:
    QHash<QByteArray, QString> m_attempts;
};

} // namespace authscope::oauth
