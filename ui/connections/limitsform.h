// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/limits.h"
#include "session/limitsettings.h"
#include "ui/common/widgets.h"

class QGridLayout;
class QSpinBox;

namespace authscope::ui {

/// The bounds against a server that never stops: one line that says how many differ from the usual, and all
/// of them when it is opened.
class LimitsForm : public QWidget {
    Q_OBJECT

public:
    LimitsForm();

    void setLimits(const mcp::Limits &limits);
    mcp::Limits limits() const;

private:
    struct Line {
        QByteArray name;
        qint64 unit; ///< of what is shown
        QSpinBox *box;
    };
    void addLine(QGridLayout *form, const session::LimitValue &usual);
    void showLines(bool open);
    void showSummary();

    mcp::Limits m_before;
    QList<Line> m_lines;
    Label *m_summary;
    QPushButton *m_more;
    QPushButton *m_reset;
    QWidget *m_page;
};

} // namespace authscope::ui
