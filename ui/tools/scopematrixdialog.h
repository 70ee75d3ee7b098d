// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/tools/scopematrixmodel.h"

#include <QDialog>

class QTableView;

namespace authscope::ui {

/// Which tool needs which scope, which are held, which were asked for in vain and which for nothing.
class ScopeMatrixDialog : public QDialog {
    Q_OBJECT

public:
    explicit ScopeMatrixDialog(QWidget *parent);

    void setMatrix(const session::ScopeMatrix &matrix, bool canSignIn);

Q_SIGNALS:
    void permissionRequested(const QList<QByteArray> &scopes); ///< those of the chosen tool, else all missing
    void forgetLearnedRequested();

private:
    QList<QByteArray> wanted() const;
    void showWanted();

    ScopeMatrixModel m_model;
    bool m_canSignIn = false;
    QTableView *m_table;
    Label *m_missing;
    Label *m_over;
    QPushButton *m_get;
    QPushButton *m_forget;
};

} // namespace authscope::ui
