// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QObject>
#include <QTimer>

namespace authscope::ui {

/// What leaves through the clipboard. A secret is marked for history managers, and taken back after a minute
/// and at the end of the program, unless something else was copied since. Never by selection (T151).
class ClipboardPolicy : public QObject {
    Q_OBJECT

public:
    explicit ClipboardPolicy(
        QObject *parent, std::chrono::milliseconds secretLife = std::chrono::seconds(60));
    ~ClipboardPolicy() override;

    void copy(const QString &text);
    void copySecret(const base::Secret &secret);
    std::chrono::milliseconds secretLife() const { return m_timer.intervalAsDuration(); }

private:
    void takeBack();

    QTimer m_timer;
    QByteArray m_digest; ///< of the secret that was copied; empty: none is there
};

} // namespace authscope::ui
