// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/compare.h"
#include "oauth/tokenkeeper.h"

#include <QDialog>

namespace authscope::ui {

/// One kind of token in two generations.
struct TokenComparison {
    QString title = {}; ///< "Access token"
    QString sentence = {}; ///< "2 claims changed, the header is the same."
    QList<inspect::Change> changes = {};
};

/// Two generations side by side: member, before, after, difference. What did not change is left out unless
/// asked for.
class CompareDialog : public QDialog {
    Q_OBJECT

public:
    CompareDialog(const oauth::TokenGeneration &older, const oauth::TokenGeneration &newer,
        const QList<TokenComparison> &tokens, QWidget *parent);

private:
    QWidget *makePart(const TokenComparison &token, const QString &before, const QString &after);
};

} // namespace authscope::ui
