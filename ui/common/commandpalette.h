// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>

class QLineEdit;
class QListView;

namespace authscope::ui {

/// One thing that can be run by name.
struct Command {
    QString title; ///< "Refresh the access token"
    QString group; ///< "Action", "Connection", "Tool"
    QString shortcut = {};
    std::function<void()> run;
};

/// Everything by name: actions, connections, tools. Opened by Ctrl+K, narrowed by typing.
class CommandPalette : public QDialog {
    Q_OBJECT

public:
    explicit CommandPalette(QWidget *parent);
    void openWith(QList<Command> commands);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void narrow(const QString &typed);
    void runCurrent();

    QList<Command> m_commands;
    QStandardItemModel m_model;
    QLineEdit *m_edit;
    QListView *m_list;
};

/// Do all the letters stand in the text in this order? Words may be given in pieces: "ref tok".
bool matchesTyped(const QString &text, const QString &typed);

} // namespace authscope::ui
