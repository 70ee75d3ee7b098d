// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/features.h"

#include <QPointer>

namespace authscope::ui {

class PromptsView;

/// Lists and gets the prompts of one connection.
class PromptsController : public QObject {
    Q_OBJECT

public:
    PromptsController(
        PromptsView *view, session::Connection *connection, const base::Clock *clock, QObject *parent);

    /// Once, when the list is wanted and can be had.
    void loadIfNeeded();
    void load();
    void tick(base::Time now);

private:
    void showList();
    void fetch(const QString &name, const json::Object &arguments);
    void fetched();

    PromptsView *m_view;
    session::Connection *m_connection;
    session::Features *m_features;
    const base::Clock *m_clock;
    QPointer<base::ResultOperation<bool>> m_loading;
    QPointer<mcp::GetPrompt> m_get;
    QString m_getting;
    base::Time m_started = {};
};

} // namespace authscope::ui
