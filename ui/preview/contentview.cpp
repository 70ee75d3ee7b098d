// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/contentview.h"

#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"
#include "ui/preview/markdownview.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QSaveFile>
#include <QScrollArea>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

enum Part { Preview, Source };

json::Limits previewLimits()
{
    return { .maxBytes = 64 << 20, .maxDepth = 256, .refuseDuplicates = false };
}

} // namespace

ContentView::ContentView()
    : m_about(new Label({}, TextRole::Body, Tone::Muted))
    , m_note(new Label({}, TextRole::Caption, Tone::Muted))
    , m_switch(new SegmentedControl(tr("Content as"), u"contentSwitch"_s))
    , m_copy(iconButton(u"copy"_s, tr("Copy the text"), u"copyContentButton"_s))
    , m_save(button(tr("Save as…"), u"saveContentButton"_s))
    , m_stack(new QStackedWidget)
    , m_text(new QPlainTextEdit)
    , m_tree(new JsonView(u"contentTree"_s, tr("Content as a tree")))
    , m_markdown(new MarkdownView(u"contentMarkdown"_s, tr("Content as formatted text")))
    , m_imageArea(new QScrollArea)
    , m_image(new QLabel)
{
    m_about->setObjectName(u"contentAboutLabel"_s);
    m_note->setObjectName(u"contentNoteLabel"_s);
    m_note->setWrapping(true);
    m_switch->add(tr("Preview"), u"contentPreviewButton"_s);
    m_switch->add(tr("Source"), u"contentSourceButton"_s);
    m_text->setObjectName(u"contentText"_s);
    m_text->setAccessibleName(tr("Content as text"));
    m_text->setReadOnly(true);
    m_text->setUndoRedoEnabled(false);
    m_text->setTabChangesFocus(true);
    m_text->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    m_text->setFont(fontFor(TextRole::Wire));
    m_text->setProperty("bare", true);
    m_image->setObjectName(u"contentImage"_s);
    m_image->setTextFormat(Qt::PlainText);
    m_image->setAlignment(Qt::AlignCenter);
    m_imageArea->setWidget(m_image);
    m_imageArea->setWidgetResizable(true);
    m_image->setAutoFillBackground(false); // it lies on a card
    m_imageArea->setAccessibleName(tr("Content as a picture"));
    m_imageArea->viewport()->setAutoFillBackground(false);
    for (QWidget *page : std::initializer_list<QWidget *>{ m_text, m_tree, m_markdown, m_imageArea })
        m_stack->addWidget(page);

    auto *head = row(nullptr, 0, 8);
    head->addWidget(m_about, 1);
    head->addWidget(m_switch);
    head->addWidget(m_copy);
    head->addWidget(m_save);
    auto *all = column(this, 0, 8);
    all->addLayout(head);
    all->addWidget(m_note);
    all->addWidget(m_stack, 1);
    connect(m_switch, &SegmentedControl::currentChanged, this, &ContentView::showPart);
    connect(
        m_copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(m_content.text); });
    connect(m_save, &QPushButton::clicked, this, &ContentView::save);
    clearContent();
}

void ContentView::clearContent()
{
    m_content = {};
    m_text->clear();
    m_tree->clearValue();
    m_markdown->clear();
    m_image->clear();
    m_about->clear();
    m_note->hide();
    m_save->setEnabled(false);
    m_copy->setVisible(false);
    m_switch->setVisible(false);
}

void ContentView::setContent(const mcp::ResourceContent &content)
{
    clearContent();
    m_content = content;
    m_kind = previewKind(content);
    const QByteArray type = content.mimeType.isEmpty() ? QByteArray() : content.mimeType;
    QStringList about{ type.isEmpty() ? tr("no type given") : base::cleaned(type, 80) };
    about += sizeText(contentBytes(content).size());
    m_save->setEnabled(true);
    m_copy->setVisible(content.isText);
    showPreview();
    if (m_kind == PreviewKind::Image)
        about += m_image->accessibleDescription();
    m_about->setText(about.join(u" · "_s));
    const bool two = m_kind != PreviewKind::Text && m_kind != PreviewKind::Binary;
    m_switch->setVisible(two);
    showPart(two ? m_switch->current() : int(Source));
}

/// What cannot be previewed as its type says falls back to text, with the reason.
void ContentView::showPreview()
{
    QString note;
    if (m_kind == PreviewKind::Json) {
        const auto value = json::parse(m_content.text.toUtf8(), tr("The content"), previewLimits());
        if (value) {
            m_tree->setValue(*value);
        } else {
            note = tr("Shown as text: %1").arg(base::cleaned(value.error().message, 300));
            m_kind = PreviewKind::Text;
        }
    } else if (m_kind == PreviewKind::Markdown) {
        m_markdown->setForeignMarkdown(m_content.text);
        note = tr("Pictures in it are not loaded, links are not followed.");
    } else if (m_kind == PreviewKind::Image) {
        const auto picture = readImage(m_content.data);
        if (picture) {
            const QSize room = QSize(1600, 1600).boundedTo(picture->size());
            m_image->setPixmap(
                QPixmap::fromImage(picture->scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
            m_image->setAccessibleName(tr("Picture"));
            m_image->setAccessibleDescription(
                tr("%1 × %2 pixels").arg(picture->width()).arg(picture->height()));
        } else {
            note = tr("Shown as bytes: the picture is damaged or larger than 8,192 pixels a side.");
            m_kind = PreviewKind::Binary;
        }
    }
    if (m_content.isText) {
        m_text->setPlainText(base::cleanedBlock(m_content.text));
    } else {
        m_text->setPlainText(hexDump(m_content.data));
        if (m_content.data.size() > 4096)
            note += (note.isEmpty() ? QString() : u" "_s)
                + tr("The first 4 KiB are shown; Save as… writes all %1.")
                      .arg(sizeText(m_content.data.size()));
    }
    m_note->setTone(Tone::Muted);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void ContentView::showPart(int part)
{
    if (part == Source || m_kind == PreviewKind::Text || m_kind == PreviewKind::Binary)
        return m_stack->setCurrentWidget(m_text);
    if (m_kind == PreviewKind::Json)
        return m_stack->setCurrentWidget(m_tree);
    m_stack->setCurrentWidget(
        m_kind == PreviewKind::Markdown ? static_cast<QWidget *>(m_markdown) : m_imageArea);
}

void ContentView::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the content"));
    dialog->setObjectName(u"saveContentDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(suggestedFileName(m_content.uri, m_content.mimeType));
    connect(dialog, &QFileDialog::fileSelected, this, &ContentView::write);
    dialog->open();
}

void ContentView::write(const QString &path)
{
    QSaveFile file(path);
    const QByteArray bytes = contentBytes(m_content);
    const bool written
        = file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit();
    m_note->setTone(written ? Tone::Good : Tone::Bad);
    m_note->setText(written
            ? tr("✓ Saved %1 to %2").arg(sizeText(bytes.size()), base::cleaned(path, 500))
            : tr("✗ Not saved to %1: %2").arg(base::cleaned(path, 500), base::cleaned(file.errorString())));
    m_note->show();
}

} // namespace authscope::ui
