// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/theme.h"

#include <QPlainTextEdit>

namespace authscope::ui {

/// A short text to be read, as high as its wrapped lines, up to so many.
class FittingText : public QPlainTextEdit {
    Q_OBJECT

public:
    FittingText(const QString &objectName, const QString &accessibleName, TextRole role);

    void setFittingText(const QString &text, int rowsAtMost);
    void setRowsAtMost(int rows);
    int rows() const { return m_rows; } ///< all of them

Q_SIGNALS:
    void fitted(); ///< rows() may be another

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override; ///< left to the page when there is nothing to scroll

private:
    void fit();

    int m_rowsAtMost = 0;
    int m_rows = 0;
    int m_fittedWidth = -1;
};

} // namespace authscope::ui
