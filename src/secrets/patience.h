// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"

#include <QSet>

#include <chrono>

namespace authscope::secrets {

/// Watches operations and tells when the first has been silent for too long, and when none is any more. It
/// never ends an operation: a person may be typing a password into the keychain's prompt.
class Patience : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void setLimit(std::chrono::milliseconds limit) { m_limit = limit; }
    void watch(base::Operation *operation);

Q_SIGNALS:
    void waiting(bool isWaiting);

private:
    void answered(QObject *operation);

    std::chrono::milliseconds m_limit = std::chrono::seconds(3);
    QSet<QObject *> m_late;
};

} // namespace authscope::secrets
