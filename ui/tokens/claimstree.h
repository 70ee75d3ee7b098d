// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/tokens/claimsmodel.h"

#include <QTimer>
#include <QTreeView>

namespace authscope::ui {

/// The claims of a token as tall as they are, for pages that scroll as a whole. Enter opens a claim with
/// members, Ctrl+C copies what is selected.
class ClaimsTree : public QTreeView {
    Q_OBJECT

public:
    ClaimsTree(const QString &objectName, const QString &accessibleName);

    void setClaims(const QList<oauth::ClaimRow> &claims, base::Time now);
    QString selectedText() const; ///< tab-separated
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refit();
    void setColumns();
    int heightOf(const QModelIndex &parent) const;

    ClaimsModel m_model;
    QTimer m_refit;
    int m_height = 0;
};

} // namespace authscope::ui
