// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/connections/connectionmodel.h"

class QListView;

namespace authscope::ui {

/// The connections, one row each.
class Sidebar : public QFrame {
    Q_OBJECT

public:
    Sidebar();

    void setRows(const QList<ConnectionRow> &rows);
    void choose(const QString &id); ///< empty: none
    QString chosen() const;

Q_SIGNALS:
    void connectionChosen(const QString &id);
    void settingsRequested(const QString &id);
    void serverInfoRequested(const QString &id);
    void renameRequested(const QString &id);
    void copyUrlRequested(const QString &id);
    void copyConfigRequested(const QString &id); ///< as other MCP clients keep it
    void identityRequested(const QString &id); ///< another sign-in at the same server
    void removeRequested(const QString &id);

private:
    void showMenu(const QPoint &position);

    ConnectionModel m_model;
    QListView *m_list;
};

} // namespace authscope::ui
