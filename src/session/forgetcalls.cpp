// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/forgetcalls.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

base::Result<void> forget(store::Store &store, const Forgotten &what)
{
    return what.call > 0 ? store.forgetCall(what.call) : store.forgetCalls(what.connection);
}

/// With a connection to the file of its own: SQLite's belong to one thread.
base::Result<void> forgetIn(const QString &path, const Forgotten &what)
{
    const auto store = store::Store::open(path);
    return store ? forget(**store, what) : base::fail(store.error());
}

} // namespace

ForgetCalls::ForgetCalls(store::Store *store, Forgotten what, QObject *parent)
    : ResultOperation(parent), m_store(store), m_what(std::move(what))
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this,
        [this] { finishWith(m_watcher.result().map([] { return true; })); });
}

void ForgetCalls::run()
{
    if (m_store->path() == u":memory:"_s)
        return finishWith(forget(*m_store, m_what).map([] { return true; }));
    m_watcher.setFuture(QtConcurrent::run(forgetIn, m_store->path(), m_what));
}

} // namespace authscope::session
