// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/tables.h"
#include "ui/common/widgets.h"
#include "ui/signin/stepdata.h"

class QLineEdit;

namespace authscope::ui {

class ExpiryBar;

/// Row 5: the whole authorization URL, taken apart; the way back to the browser; how long we still listen.
class AuthorizationPanel : public QFrame {
    Q_OBJECT

public:
    AuthorizationPanel();

    void setData(const BrowserData &given);
    /// False when the answer came: nothing to open or to cancel any more.
    void setWaiting(bool waiting);
    void setPasteProblem(const QString &problem); ///< empty: the pasted address was taken
    void tick(base::Time now);

Q_SIGNALS:
    void openAgainRequested();
    void copyLinkRequested();
    void cancelRequested();
    void pasted(const QString &address);
    void registerAgainRequested();

private:
    BrowserData m_data;
    bool m_isWaiting = false;
    Label *m_host;
    Label *m_where;
    QStandardItemModel m_model;
    Table *m_parameters;
    Label *m_countdown;
    Label *m_foreign;
    QWidget *m_actions;
    QWidget *m_device;
    Label *m_code;
    QWidget *m_elsewhere; ///< for a browser on another computer
    QLineEdit *m_paste;
    Label *m_pasteProblem;
    QPushButton *m_registerAgain;
};

} // namespace authscope::ui
