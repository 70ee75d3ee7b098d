// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/patience.h"

#include <QTimer>

namespace authscope::secrets {

void Patience::watch(base::Operation *operation)
{
    auto *timer = new QTimer(operation);
    timer->setSingleShot(true);
    connect(timer, &QTimer::timeout, this, [this, operation] {
        if (operation->isFinished())
            return;
        m_late.insert(operation);
        if (m_late.size() == 1)
            Q_EMIT waiting(true);
    });
    connect(operation, &base::Operation::finished, this, [this, operation, timer] {
        timer->stop();
        answered(operation);
    });
    connect(operation, &QObject::destroyed, this, &Patience::answered);
    timer->start(m_limit);
}

void Patience::answered(QObject *operation)
{
    if (m_late.remove(operation) && m_late.isEmpty())
        Q_EMIT waiting(false);
}

} // namespace authscope::secrets
