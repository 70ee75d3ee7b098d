// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/session.h"
#include "ui/common/widgets.h"

class QLineEdit;
class QPlainTextEdit;

namespace authscope::ui {

/// A command line taken apart as a shell would do with plain words and quotes, and nothing else: no
/// variables, no pipes. Error: an open quote, or nothing at all.
base::Result<QStringList> splitCommand(const QString &line);
/// What exactly will run: the program as it is found, and its arguments one a line.
QString describeCommand(const mcp::ServerCommand &command);

/// A program of this machine as a server.
class CommandForm : public QWidget {
    Q_OBJECT

public:
    CommandForm();

    base::Result<mcp::ServerCommand> command() const;
    void clearCommand();
    void focusLine();

Q_SIGNALS:
    void edited();
    void submitted();

private:
    void showPreview();

    QLineEdit *m_line;
    QLineEdit *m_directory;
    QPlainTextEdit *m_preview;
    Label *m_problem;
};

} // namespace authscope::ui
