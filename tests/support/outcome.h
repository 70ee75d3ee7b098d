// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"

#include <QSignalSpy>
#include <QTest>

namespace authscope::test {

/// Starts an operation and waits for its end, which must come from the event loop.
template <class T>
base::Result<T> outcome(base::ResultOperation<T> *operation, int timeoutMs = 20000)
{
    QSignalSpy spy(operation, &base::Operation::finished);
    operation->start();
    if (!QTest::qWaitFor([&spy] { return spy.count() > 0; }, timeoutMs)) {
        operation->cancel();
        spy.wait(2000);
    }
    const base::Result<T> result = operation->result();
    operation->deleteLater();
    return result;
}

} // namespace authscope::test
