// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"

#include <QLineEdit>
#include <QPointer>
#include <QStandardItemModel>
#include <QTimer>

class QCompleter;

namespace authscope::ui {

/// A line that asks the server what may stand in it: when typing rests, one question at a time. The words of
/// a slow server come when they come; typing goes on meanwhile and withdraws what was asked before.
class CompletingEdit : public QLineEdit {
    Q_OBJECT

public:
    /// Makes the question, not started; null: there is none to ask.
    using Asker = std::function<mcp::Complete *(const QString &typed, QObject *parent)>;

    CompletingEdit();
    ~CompletingEdit() override;

    void setAsker(Asker asker);
    /// What was answered before holds no longer: another field changed.
    void forgetAnswers() { m_answers.clear(); }
    QCompleter *popup() const { return m_completer; }

Q_SIGNALS:
    void edited(); ///< typed, or chosen from the list
    /// For the hint beside the field: "asking …", "3 suggestions", why there are none.
    void told(const QString &words);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void ask();
    void answered();
    void withdraw();
    void offer(const mcp::Completion &completion);

    Asker m_asker;
    QTimer m_rest;
    QPointer<mcp::Complete> m_question;
    QString m_asked;
    QHash<QString, mcp::Completion> m_answers;
    QStandardItemModel m_model;
    QCompleter *m_completer;
};

} // namespace authscope::ui
