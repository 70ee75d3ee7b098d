// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"

#include <QPointer>
#include <QTimer>

namespace authscope::ui {

class CallPoliciesDialog;
class ScopeMatrixDialog;
class ToolsView;

/// What a person decided about the tools of one connection, into the view and back.
class ToolConsentController : public QObject {
    Q_OBJECT

public:
    ToolConsentController(ToolsView *view, session::Connection *connection, QObject *parent);

private:
    void refresh();
    void openMatrix();
    void showMatrix();
    void openPolicies();
    void openChanges(const QString &tool);
    bool canSignIn() const;

    ToolsView *m_view;
    session::Connection *m_connection;
    QTimer m_refresh; ///< once, however much changed at once
    QPointer<ScopeMatrixDialog> m_matrix;
    QPointer<CallPoliciesDialog> m_policies;
};

} // namespace authscope::ui
