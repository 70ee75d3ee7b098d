// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/textblock.h"

#include "ui/common/text.h"
#include "ui/preview/fittingtext.h"
#include "ui/preview/markdown.h"
#include "ui/preview/markdownview.h"
#include "ui/preview/textview.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int openRows = 400;
constexpr int wholeHeight = 320;

bool saysMarkdown(const QByteArray &mimeType)
{
    return mimeType.toLower().startsWith("text/markdown") || mimeType.toLower().startsWith("text/x-markdown");
}

void copyText(const QString &text)
{
    QApplication::clipboard()->setText(text);
}

/// Code between fences, with a button that copies it.
QWidget *codeWidget(const MarkdownPiece &piece)
{
    auto *frame = new QFrame;
    frame->setProperty("banner", u"muted"_s);
    frame->setObjectName(u"codeBlock"_s);
    auto *about
        = new Label(piece.language.isEmpty() ? TextBlock::tr("code") : base::cleaned(piece.language, 30),
            TextRole::Caption, Tone::Muted);
    QPushButton *copies = iconButton(u"copy"_s, TextBlock::tr("Copy this code"), u"copyCodeButton"_s);
    QObject::connect(copies, &QPushButton::clicked, frame, [text = piece.text] { copyText(text); });
    auto *code = new FittingText(u"codeText"_s, TextBlock::tr("Code"), TextRole::Wire);
    code->setFittingText(base::cleanedBlock(piece.text.trimmed(), TextBlock::shownAtFirst), 30);
    auto *head = row(nullptr, 0, 8);
    head->addWidget(about);
    head->addStretch();
    head->addWidget(copies);
    auto *all = column(frame, 8, 0);
    all->addLayout(head);
    all->addWidget(code);
    return frame;
}

} // namespace

TextBlock::TextBlock(const mcp::ContentBlock &block)
    : Block(block, {})
    , m_text(block.text)
    , m_plain(new FittingText(u"resultText"_s, tr("Result as text"), TextRole::Body))
    , m_more(linkButton({}, u"moreTextButton"_s))
{
    addBody(m_plain);
    addBody(m_more);
    m_more->hide();
    const QString head = m_text.left(shownAtFirst);
    connect(m_plain, &FittingText::fitted, this, &TextBlock::fold);
    connect(m_more, &QPushButton::clicked, this, &TextBlock::toggle);
    m_plain->setFittingText(base::cleanedBlock(head, shownAtFirst), foldedRows);
    const bool isMarkdown = saysMarkdown(block.mimeType) || looksLikeMarkdown(head);
    const QString reason = isMarkdown ? whyNotRendered(m_text) : QString();
    if (isMarkdown && reason.isEmpty()) {
        m_switch = new SegmentedControl(tr("Text as"), u"textFormSwitch"_s);
        m_switch->add(tr("Markdown"), u"markdownTextButton"_s);
        m_switch->add(tr("Plain"), u"plainTextButton"_s);
        connect(m_switch, &SegmentedControl::currentChanged, this, &TextBlock::showAs);
        addTool(m_switch);
    }
    if (m_text.size() > 200 || m_switch) {
        QPushButton *copies = iconButton(u"copy"_s, tr("Copy this text"), u"copyTextButton"_s);
        connect(copies, &QPushButton::clicked, this, [this] {
            if (m_text.size() > TextView::copiedBytes)
                setNote(tr("Not copied: %1 are more than the clipboard gets. Save it instead.")
                            .arg(sizeText(m_text.size())));
            else
                copyText(m_text);
        });
        addTool(copies);
    }
    if (m_text.isEmpty())
        setNote(tr("an empty text"));
    else
        setNote(reason);
    if (m_switch)
        showAs(0);
}

void TextBlock::makeMarkdown()
{
    m_markdown = new QWidget;
    m_markdown->setObjectName(u"resultMarkdown"_s);
    auto *pieces = column(m_markdown, 0, 4);
    for (const MarkdownPiece &piece : markdownPieces(m_text)) {
        if (piece.isCode) {
            pieces->addWidget(codeWidget(piece));
            continue;
        }
        auto *prose = new MarkdownView(u"markdownText"_s, tr("Result as formatted text"));
        prose->setForeignMarkdown(piece.text);
        prose->setFitting();
        connect(prose, &QTextBrowser::anchorClicked, this,
            [this](const QUrl &link) { Q_EMIT linkChosen(link.toEncoded()); });
        pieces->addWidget(prose);
    }
    addBody(m_markdown);
}

void TextBlock::showAs(int form)
{
    const bool isMarkdown = form == 0;
    if (isMarkdown && !m_markdown)
        makeMarkdown();
    if (m_markdown)
        m_markdown->setVisible(isMarkdown);
    m_plain->setVisible(!isMarkdown && !m_whole);
    if (m_whole)
        m_whole->setVisible(!isMarkdown);
    fold();
}

/// What the link below says, if anything is hidden.
void TextBlock::fold()
{
    const bool isCut = m_text.size() > shownAtFirst;
    const bool isPlain = !m_switch || m_switch->current() == 1;
    m_more->setVisible(isPlain && (isCut || m_plain->rows() > foldedRows));
    if (m_isOpen)
        m_more->setText(tr("Show less"));
    else if (isCut)
        m_more->setText(tr("Show all %1 characters").arg(m_text.size()));
    else
        m_more->setText(tr("Show all %1 lines").arg(m_plain->rows()));
}

void TextBlock::toggle()
{
    m_isOpen = !m_isOpen;
    if (m_text.size() > shownAtFirst) {
        if (m_isOpen) {
            m_whole = new TextView(u"resultLongText"_s, tr("The whole text"));
            m_whole->setFixedHeight(wholeHeight);
            m_whole->setText(m_text);
            addBody(m_whole);
        } else {
            delete std::exchange(m_whole, nullptr);
        }
        m_plain->setVisible(!m_isOpen);
    } else {
        m_plain->setRowsAtMost(m_isOpen ? openRows : foldedRows);
    }
    fold();
}

} // namespace authscope::ui
