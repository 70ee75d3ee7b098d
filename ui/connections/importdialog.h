// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/serverlist.h"
#include "ui/common/widgets.h"

#include <QDialog>

class QListWidget;
class QPlainTextEdit;

namespace authscope::ui {

/// The servers another MCP client keeps, from its JSON, pasted or opened. Each is shown before it is added;
/// what runs a program is not ticked by itself (T025). Nothing is connected to.
class ImportDialog : public QDialog {
    Q_OBJECT

public:
    explicit ImportDialog(QWidget *parent);

    void setText(const QString &json);

Q_SIGNALS:
    void chosen(const QList<authscope::session::ListedServer> &servers);

private:
    void read();
    void openFile();
    void count();
    QList<session::ListedServer> ticked() const;

    QPlainTextEdit *m_text;
    Label *m_problem;
    QListWidget *m_list;
    QList<session::ListedServer> m_servers;
    QPushButton *m_add;
};

} // namespace authscope::ui
