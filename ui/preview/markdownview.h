// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTextBrowser>

namespace authscope::ui {

/// Markdown of somebody else: no HTML, nothing loaded from anywhere, links only readable.
class MarkdownView : public QTextBrowser {
    Q_OBJECT

public:
    MarkdownView(const QString &objectName, const QString &accessibleName);
    void setForeignMarkdown(const QString &text);
};

} // namespace authscope::ui
