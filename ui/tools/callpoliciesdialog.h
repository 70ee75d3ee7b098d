// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

#include <QDialog>

class QCheckBox;
class QComboBox;

namespace authscope::ui {

/// What may be called without asking, what never, what was approved and when; and how to take it back.
class CallPoliciesDialog : public QDialog {
    Q_OBJECT

public:
    CallPoliciesDialog(session::Connection *connection, QWidget *parent);

    void choose(const QString &tool);

private:
    void refresh();
    void showChosen();
    void setRule(int index);
    QString chosen() const;
    const mcp::Tool *listed(const QString &tool) const;

    QPointer<session::Connection> m_connection;
    QComboBox *m_general;
    QCheckBox *m_lock;
    QStandardItemModel m_model;
    Table *m_table;
    Label *m_about;
    QComboBox *m_rule;
    QPushButton *m_forget;
    QPushButton *m_forgetAll;
    bool m_isShowing = false;
};

} // namespace authscope::ui
