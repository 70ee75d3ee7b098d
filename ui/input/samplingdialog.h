// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/input/elicitationdialog.h"

class QLineEdit;

namespace authscope::ui {

/// A server wants a model to write something. There is none here: a person reads what would be sent and
/// types the answer, or refuses. Deprecated in 2026-07-28, off unless turned on.
class SamplingDialog : public QDialog {
    Q_OBJECT

public:
    SamplingDialog(const mcp::SamplingRequest &request, const Asker &asker, QWidget *parent);

    void setWaiting(int others);

Q_SIGNALS:
    void answered(const authscope::mcp::SamplingAnswer &answer); ///< one of the two, once
    void refused();

protected:
    void reject() override; ///< Escape and the frame's close button: refuse
    void keyPressEvent(QKeyEvent *event) override;

private:
    void typed();
    void send();

    qint64 m_maxTokens;
    bool m_isAnswered = false;
    QPlainTextEdit *m_text;
    QLineEdit *m_model;
    Label *m_length;
    Label *m_waiting;
    QPushButton *m_send;
};

/// About how many tokens a text takes: enough to keep a bound, never billed by.
qint64 estimatedTokens(const QString &text);

} // namespace authscope::ui
