// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/difference.h"

#include <QDialog>

namespace authscope::ui {

/// One side of a comparison.
struct ComparedResult {
    QString title = {}; ///< "create_board · 14:03"; foreign words
    json::Value value = nullptr;
};

/// Two results side by side, part by part: where, before, after. What is equal is folded until it is asked
/// for.
class CompareResultsDialog : public QDialog {
    Q_OBJECT

public:
    CompareResultsDialog(const ComparedResult &before, const ComparedResult &after, QWidget *parent);
};

} // namespace authscope::ui
