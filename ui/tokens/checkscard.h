// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/check.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

class ChecksTable;

/// All checks of a verdict: what failed first, what was not compared only when asked for.
class ChecksCard : public QFrame {
    Q_OBJECT

public:
    ChecksCard();

    void setChecks(const base::Checks &checks);

private:
    void showRows(bool withSkipped);

    base::Checks m_checks;
    bool m_withSkipped = false;
    Label *m_summary;
    ChecksTable *m_table;
    QPushButton *m_skipped;
};

} // namespace authscope::ui
