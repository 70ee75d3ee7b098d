// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/contentview.h"

#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"
#include "ui/preview/markdown.h"
#include "ui/preview/markdownview.h"
#include "ui/preview/savefile.h"
#include "ui/preview/textbrowser.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QUrl>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

enum Part { Preview, Source };
constexpr qsizetype laidOutAtOnce = 64 * 1024; // characters

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
    , m_longText(new TextBrowser(u"contentLongText"_s, tr("Content as text")))
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
    for (QWidget *page :
        std::initializer_list<QWidget *>{ m_text, m_longText, m_tree, m_markdown, m_imageArea })
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
    connect(m_markdown, &QTextBrowser::anchorClicked, this,
        [this](const QUrl &link) { Q_EMIT linkChosen(link.toEncoded()); });
    connect(&m_decoding, &QFutureWatcher<QImage>::finished, this, [this] {
        if (!m_decoding.isCanceled())
            showPicture(m_decoding.result());
    });
    clearContent();
}

ContentView::~ContentView()
{
    m_decoding.disconnect(this);
}

void ContentView::clearContent()
{
    m_decoding.setFuture({});
    m_content = {};
    m_text->clear();
    m_longText->clear();
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
    m_save->setEnabled(true);
    m_copy->setVisible(content.isText);
    const QString note = showPreview();
    showSource();
    const bool isCut = !content.isText && content.data.size() > 4096 && m_kind != PreviewKind::Image;
    setNote(isCut ? QString(note + (note.isEmpty() ? QString() : u" "_s)
                + tr("The first 4 KiB are shown; Save as… writes all %1.").arg(sizeText(content.data.size())))
                  : note);
    m_about->setText(tr("%1 · %2").arg(
        content.mimeType.isEmpty() ? tr("no type given") : base::cleaned(content.mimeType, 80),
        sizeText(content.isText ? content.text.size() : content.data.size())));
    const bool two = m_kind != PreviewKind::Text && m_kind != PreviewKind::Binary;
    m_switch->setVisible(two);
    showPart(two ? m_switch->current() : int(Source));
}

/// What cannot be previewed as its type says falls back to text, with the reason.
QString ContentView::showPreview()
{
    switch (m_kind) {
    case PreviewKind::Text:
    case PreviewKind::Binary:
        return {};
    case PreviewKind::Json:
        return showTree();
    case PreviewKind::Markdown:
        if (const QString reason = whyNotRendered(m_content.text); !reason.isEmpty()) {
            m_kind = PreviewKind::Text;
            return reason;
        }
        m_markdown->setForeignMarkdown(m_content.text);
        return tr("Pictures in it are not loaded, links are not followed.");
    case PreviewKind::Image:
        m_decoding.setFuture(QtConcurrent::run([data = m_content.data] {
            const auto picture = readImage(data);
            return picture ? *picture : QImage();
        }));
        return tr("decoding …");
    }
    Q_UNREACHABLE();
    return {};
}

QString ContentView::showTree()
{
    auto value = json::parse(m_content.text.toUtf8(), tr("The content"), previewLimits());
    if (!value) {
        m_kind = PreviewKind::Text;
        return tr("Shown as text: %1").arg(base::cleaned(value.error().message, 300));
    }
    m_tree->setDocument(std::move(*value));
    return {};
}

void ContentView::showPicture(const QImage &picture)
{
    if (picture.isNull()) {
        m_kind = PreviewKind::Binary;
        m_switch->setVisible(false);
        showPart(Source);
        return setNote(tr("Shown as bytes: the picture is damaged or larger than 8,192 pixels a side."));
    }
    const QSize room = QSize(1600, 1600).boundedTo(picture.size());
    m_image->setPixmap(
        QPixmap::fromImage(picture.scaled(room, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
    m_image->setAccessibleName(tr("Picture"));
    m_image->setAccessibleDescription(tr("%1 × %2 pixels").arg(picture.width()).arg(picture.height()));
    m_about->setText(u"%1 · %2"_s.arg(m_about->text(), m_image->accessibleDescription()));
    setNote({});
}

void ContentView::showSource()
{
    if (!m_content.isText)
        m_text->setPlainText(hexDump(m_content.data));
    else if (m_content.text.size() > laidOutAtOnce)
        m_longText->setBytes(m_content.text.toUtf8());
    else
        m_text->setPlainText(base::cleanedBlock(m_content.text));
}

void ContentView::setNote(const QString &words, Tone tone)
{
    m_note->setTone(tone);
    m_note->setText(words);
    m_note->setVisible(!words.isEmpty());
}

void ContentView::showPart(int part)
{
    const bool isLong = m_content.isText && m_content.text.size() > laidOutAtOnce;
    if (part == Source || m_kind == PreviewKind::Text || m_kind == PreviewKind::Binary)
        return m_stack->setCurrentWidget(isLong ? static_cast<QWidget *>(m_longText) : m_text);
    if (m_kind == PreviewKind::Json)
        return m_stack->setCurrentWidget(m_tree);
    m_stack->setCurrentWidget(
        m_kind == PreviewKind::Markdown ? static_cast<QWidget *>(m_markdown) : m_imageArea);
}

void ContentView::save()
{
    saveToFile(
        this, u"saveContentDialog"_s, tr("Save the content"),
        suggestedFileName(m_content.uri, m_content.mimeType),
        [content = m_content] { return contentBytes(content); },
        [this](const Saved &saved) { setNote(saved.words, saved.isWritten ? Tone::Good : Tone::Bad); });
}

} // namespace authscope::ui
