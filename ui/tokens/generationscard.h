// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenkeeper.h"
#include "ui/common/tables.h"
#include "ui/common/widgets.h"

namespace authscope::ui {

/// Every generation of the tokens, newest first; two of them can be put side by side.
class GenerationsCard : public QFrame {
    Q_OBJECT

public:
    GenerationsCard();

    void setGenerations(const QList<oauth::TokenGeneration> &generations);

Q_SIGNALS:
    /// The two that are selected; the newest two when there is no such choice.
    void compareRequested(int older, int newer);

private:
    void compare();

    QList<oauth::TokenGeneration> m_generations;
    QStandardItemModel m_model;
    Table *m_table;
    QPushButton *m_compare;
};

} // namespace authscope::ui
