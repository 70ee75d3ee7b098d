// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"

#include <QSignalSpy>

namespace authscope {

/// Starts an operation and waits for its end; its parent owns it.
template <class Operation>
Operation *ended(Operation *operation)
{
    QSignalSpy finished(operation, &base::Operation::finished);
    operation->start();
    if (finished.isEmpty())
        finished.wait(20'000);
    return operation;
}

} // namespace authscope
