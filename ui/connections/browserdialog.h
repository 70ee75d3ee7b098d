// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"

#include <QDialog>

class QLineEdit;
class QRadioButton;

namespace authscope::store {
class Store;
}

namespace authscope::ui {

/// Which program opens the provider's pages: the system's browser, or a command of the person's own.
class BrowserDialog : public QDialog {
    Q_OBJECT

public:
    BrowserDialog(store::Store *store, QWidget *parent);

private:
    void save();

    store::Store *m_store;
    QRadioButton *m_system;
    QRadioButton *m_other;
    QLineEdit *m_command;
    Label *m_problem;
};

} // namespace authscope::ui
