// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/shared.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

class JsonView;

/// The arguments a shown result was called with: a line always, the whole beside the result when asked for.
class CalledWith : public QFrame {
    Q_OBJECT

public:
    CalledWith();

    void setArguments(const json::Shared &arguments); ///< not set: hidden
    /// Lies beside the result; shown by the line.
    QWidget *panel() const { return m_panel; }

private:
    void show(bool isOpen);

    QPushButton *m_toggle;
    ElidedLabel *m_line;
    QWidget *m_panel;
    JsonView *m_tree;
};

} // namespace authscope::ui
