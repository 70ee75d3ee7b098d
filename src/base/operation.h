// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QObject>

namespace authscope::base {

/// Anything that waits. start() returns before anything is emitted; finished() comes exactly once and always
/// from the event loop, also after cancel(). Owned by its parent.
class Operation : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// Begins the work; a second call does nothing.
    void start();
    /// An ordinary outcome: finishes with cancelledError() unless already finished.
    void cancel();
    bool isRunning() const { return m_state == State::Running; }
    bool isFinished() const { return m_state == State::Finished; }

Q_SIGNALS:
    void finished();

protected:
    virtual void run() = 0;
    /// Releases what run() holds (replies, timers). Must not finish; called once, before the cancelled result
    /// is set.
    virtual void abort() = 0;
    virtual void setCancelled() = 0;
    /// True when this call is the one that ends the operation; emits finished() later.
    bool end();

private:
    enum class State { Idle, Running, Finished };
    State m_state = State::Idle;
};

/// An operation that ends with a value or an error.
template <class T>
class ResultOperation : public Operation {
public:
    using Operation::Operation;

    /// Valid from finished() on.
    const Result<T> &result() const { return m_result; }

protected:
    void abort() override { }
    void setCancelled() override { m_result = fail(cancelledError()); }
    void finishWith(Result<T> result)
    {
        if (end())
            m_result = std::move(result);
    }
    void finishWith(Error error) { finishWith(Result<T>(fail(std::move(error)))); }

private:
    Result<T> m_result = fail(cancelledError());
};

} // namespace authscope::base
