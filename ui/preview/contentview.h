// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/preview/preview.h"

class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;

namespace authscope::ui {

class JsonView;
class MarkdownView;

/// One content, by its type, and as it came.
class ContentView : public QWidget {
    Q_OBJECT

public:
    ContentView();

    void setContent(const mcp::ResourceContent &content);
    void clearContent();
    PreviewKind kind() const { return m_kind; }

private:
    void showPreview();
    void showPart(int part);
    void save();
    void write(const QString &path);

    mcp::ResourceContent m_content;
    PreviewKind m_kind = PreviewKind::Text;
    Label *m_about;
    Label *m_note;
    SegmentedControl *m_switch;
    QPushButton *m_copy;
    QPushButton *m_save;
    QStackedWidget *m_stack;
    QPlainTextEdit *m_text;
    JsonView *m_tree;
    MarkdownView *m_markdown;
    QScrollArea *m_imageArea;
    QLabel *m_image;
};

} // namespace authscope::ui
