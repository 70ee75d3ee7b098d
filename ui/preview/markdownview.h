// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

namespace authscope::ui {

/// Markdown of somebody else: no HTML, nothing loaded from anywhere, links only readable: whoever connects
/// anchorClicked() asks first.
class MarkdownView : public QTextBrowser {
    Q_OBJECT

public:
    MarkdownView(const QString &objectName, const QString &accessibleName);
    void setForeignMarkdown(const QString &text);
    void setFitting(); ///< as high as what is in it

protected:
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fit();
    QString m_markdown;
    QColor m_linkColour; ///< what the links in it were given
    bool m_isFitting = false;
};

} // namespace authscope::ui
