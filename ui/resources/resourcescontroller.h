// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/features.h"
#include "ui/common/featureframe.h"

#include <QPointer>

namespace authscope::ui {

class ResourcesView;

/// Lists, reads and watches the resources of one connection.
class ResourcesController : public QObject {
    Q_OBJECT

public:
    ResourcesController(
        ResourcesView *view, session::Connection *connection, const base::Clock *clock, QObject *parent);

    /// Once, when the list is wanted and can be had.
    void loadIfNeeded();
    void load();
    void tick(base::Time now);

private:
    void showLists();
    void showShown();
    void showWatch();
    void read(const QByteArray &uri);
    void readEnded();
    void updated(const QByteArray &uri);

    ResourcesView *m_view;
    session::Connection *m_connection;
    session::Features *m_features;
    const base::Clock *m_clock;
    QPointer<base::ResultOperation<bool>> m_loading;
    QPointer<mcp::ReadResource> m_read;
    QByteArray m_reading;
    QByteArray m_readAgain; ///< changed while it was read
    QByteArray m_held; ///< what the contents show
    base::Time m_readStarted = {};
    QHash<QByteArray, base::Time> m_updates;
};

} // namespace authscope::ui
