// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/input.h"
#include "ui/common/widgets.h"

#include <QDialog>

class QPlainTextEdit;

namespace authscope::ui {

class SchemaForm;
struct UrlReview;

/// Who asks, as far as the window knows.
struct Asker {
    QString connection = {}; ///< the name the person gave
    QString server = {}; ///< what the server calls itself
    QString host = {}; ///< of its URL, or the program
    QByteArray url = {};
    QString cause = {}; ///< "tools/call deploy"; empty: of its own accord
};

/// The lines at the top of every question: the asker is ours to name, the words are the server's.
QWidget *askerHead(const QString &title, const Asker &asker, const QString &objectName);

/// A server asks the person something. Not modal: the rest of the program goes on. Escape, closing and Enter
/// outside a button never send anything.
class ElicitationDialog : public QDialog {
    Q_OBJECT

public:
    using OpenUrl = std::function<base::Result<void>(const QByteArray &url)>;

    ElicitationDialog(const mcp::Elicitation &elicitation, const Asker &asker, OpenUrl open, QWidget *parent);
    ~ElicitationDialog() override;

    /// How many more questions of this connection stand behind this one.
    void setWaiting(int others);
    /// The server told that what was opened in the browser is done.
    void completed();

Q_SIGNALS:
    /// Once; the dialog is closed by then.
    void answered(const authscope::mcp::ElicitationAnswer &answer);

protected:
    void reject() override; ///< Escape and the frame's close button: cancel
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *makeForm();
    QWidget *makeUrl(const UrlReview &review);
    void showReview();
    void send();
    void openUrl();
    void finishWith(mcp::ElicitationAnswer::Action action);

    mcp::Elicitation m_elicitation;
    OpenUrl m_open;
    bool m_isAnswered = false;
    bool m_wasOpened = false;
    SchemaForm *m_form = nullptr;
    QPlainTextEdit *m_review = nullptr;
    Label *m_problem;
    Label *m_waiting;
    QPushButton *m_openButton = nullptr;
    QPushButton *m_accept;
    QPushButton *m_decline;
    QPushButton *m_cancel;
};

} // namespace authscope::ui
