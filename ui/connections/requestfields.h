// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/common/widgets.h"

class QCheckBox;
class QPlainTextEdit;
class QLineEdit;

namespace authscope::ui {

/// What the authorization request says beside what every one says; folded away until somebody wants it.
class RequestFields : public QWidget {
    Q_OBJECT

public:
    RequestFields();

    void setSettings(const session::Connection::Settings &settings);
    void write(session::Connection::Settings *settings) const;
    QString problem() const;

private:
    void showSummary();
    base::Result<QList<base::FormPair>> parameters() const; ///< one NAME=VALUE a line

    Label *m_summary;
    QPushButton *m_more;
    QWidget *m_page;
    QLineEdit *m_prompt;
    QLineEdit *m_loginHint;
    QLineEdit *m_maxAge;
    QPlainTextEdit *m_parameters;
    QCheckBox *m_push;
};

} // namespace authscope::ui
