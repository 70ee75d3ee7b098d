// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/markdownview.h"

#include "base/text.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QGuiApplication>
#include <QImage>
#include <QWheelEvent>

namespace authscope::ui {

namespace {

/// Answers every wish for a picture with a small grey one: an empty answer would be looked for on the disk.
class InertDocument : public QTextDocument {
public:
    using QTextDocument::QTextDocument;

protected:
    QVariant loadResource(int type, const QUrl &) override
    {
        if (type != ImageResource)
            return QByteArray();
        QImage picture(16, 16, QImage::Format_RGB32);
        picture.fill(tokens().muted);
        return picture;
    }
};

} // namespace

MarkdownView::MarkdownView(const QString &objectName, const QString &accessibleName)
{
    setObjectName(objectName);
    setAccessibleName(accessibleName);
    setDocument(new InertDocument(this));
    setOpenLinks(false);
    setTabChangesFocus(true);
    setFrameShape(NoFrame);
    setProperty("bare", true);
    setContextMenuPolicy(Qt::NoContextMenu); // Qt's offers to copy a link as if it were ours
    connect(this, &QTextBrowser::highlighted, this,
        [this](const QUrl &link) { setToolTip(plainToolTip(base::cleaned(link.toEncoded(), 500))); });
}

void MarkdownView::setForeignMarkdown(const QString &text)
{
    m_markdown = text;
    m_linkColour = QGuiApplication::palette().color(QPalette::Link);
    QTextDocument *inert = document();
    inert->setDefaultFont(fontFor(TextRole::Body));
    inert->setMarkdown(base::cleanedBlock(text),
        QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub)
            | QTextDocument::MarkdownNoHTML);
    moveCursor(QTextCursor::Start);
    fit();
}

void MarkdownView::setFitting()
{
    m_isFitting = true;
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    document()->setDocumentMargin(2);
    fit();
}

void MarkdownView::fit()
{
    if (!m_isFitting)
        return;
    document()->setTextWidth(viewport()->width());
    setFixedHeight(int(document()->size().height()) + 6);
}

void MarkdownView::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fit();
}

void MarkdownView::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    // In another theme the old colour of the links may not be readable.
    if (!m_markdown.isEmpty() && m_linkColour != QGuiApplication::palette().color(QPalette::Link))
        setForeignMarkdown(QString(m_markdown));
}

void MarkdownView::wheelEvent(QWheelEvent *event)
{
    if (m_isFitting)
        event->ignore(); // the page scrolls
    else
        QTextBrowser::wheelEvent(event);
}

} // namespace authscope::ui
