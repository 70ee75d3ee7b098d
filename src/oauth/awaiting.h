// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"

#include <QPointer>

namespace authscope::oauth {

/// An operation that is made of others, one after the other. Cancelling it cancels the one under way.
template <class T>
class Awaiting : public base::ResultOperation<T> {
public:
    using base::ResultOperation<T>::ResultOperation;

protected:
    /// Starts `operation` and calls `then(operation)` when it has finished, unless this one ended before.
    template <class Op, class Then>
    void await(Op *operation, Then then)
    {
        m_current = operation;
        QObject::connect(operation, &base::Operation::finished, this, [this, operation, then]() mutable {
            m_current = nullptr;
            operation->deleteLater();
            if (this->isRunning())
                then(operation);
        });
        operation->start();
    }

    void abort() override
    {
        if (!m_current)
            return;
        m_current->disconnect(this);
        m_current->cancel();
        m_current->deleteLater();
        m_current = nullptr;
    }

private:
    QPointer<base::Operation> m_current;
};

} // namespace authscope::oauth
