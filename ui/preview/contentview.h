// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/widgets.h"
#include "ui/preview/preview.h"

#include <QFutureWatcher>

class QPlainTextEdit;
class QScrollArea;
class QStackedWidget;

namespace authscope::ui {

class JsonView;
class MarkdownView;
class TextBrowser;

/// One content, by its type, and as it came.
class ContentView : public QWidget {
    Q_OBJECT

public:
    ContentView();
    ~ContentView() override;

    void setContent(const mcp::ResourceContent &content);
    void clearContent();
    PreviewKind kind() const { return m_kind; }

Q_SIGNALS:
    void linkChosen(const QByteArray &url); ///< in a text; whoever listens asks before it is opened

private:
    QString showPreview();
    QString showTree();
    void showPicture(const QImage &picture);
    void showSource();
    void showPart(int part);
    void setNote(const QString &words, Tone tone = Tone::Muted);
    void save();

    mcp::ResourceContent m_content;
    PreviewKind m_kind = PreviewKind::Text;
    Label *m_about;
    Label *m_note;
    SegmentedControl *m_switch;
    QPushButton *m_copy;
    QPushButton *m_save;
    QStackedWidget *m_stack;
    QPlainTextEdit *m_text;
    TextBrowser *m_longText;
    JsonView *m_tree;
    MarkdownView *m_markdown;
    QScrollArea *m_imageArea;
    QLabel *m_image;
    QFutureWatcher<QImage> m_decoding;
};

} // namespace authscope::ui
