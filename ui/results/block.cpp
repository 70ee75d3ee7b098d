// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/block.h"

#include "ui/common/text.h"
#include "ui/jsonview/jsonview.h"
#include "ui/preview/contentview.h"
#include "ui/preview/savefile.h"
#include "ui/results/audioblock.h"
#include "ui/results/imageblock.h"
#include "ui/results/linkblock.h"
#include "ui/results/resultparts.h"
#include "ui/results/textblock.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int treeHeight = 180;

/// An embedded resource.
class ResourceBlock final : public Block {
public:
    explicit ResourceBlock(const mcp::ContentBlock &block)
        : Block(block, tr("resource · %1").arg(isolated(base::cleaned(block.uri, 200))))
    {
        const json::Object *object = block.raw->if_object();
        const json::Object *resource = object ? json::objectMember(*object, "resource") : nullptr;
        auto *view = new ContentView;
        view->setObjectName(u"resourceBlockContent"_s);
        view->setContent({ .uri = block.uri,
            .mimeType = block.mimeType,
            .isText = !resource || !resource->contains("blob"),
            .text = block.text,
            .data = block.data });
        view->setFixedHeight(view->kind() == PreviewKind::Image ? 280 : 200);
        connect(view, &ContentView::linkChosen, this, &Block::linkChosen);
        addBody(view);
    }
};

class UnknownBlock final : public Block {
public:
    explicit UnknownBlock(const mcp::ContentBlock &block)
        : Block(block,
            block.type.isEmpty() ? tr("a block without a type")
                                 : tr("a block of type “%1”").arg(base::cleaned(block.type, 40)))
    {
        auto *tree = new JsonView(u"unknownBlockTree"_s, tr("The block as it came"));
        tree->setDocument(block.raw);
        tree->setFixedHeight(treeHeight);
        addBody(tree);
        setNote(tr("This program does not know such blocks, so it is shown as it came."));
    }
};

} // namespace

Block::Block(const mcp::ContentBlock &block, const QString &kind)
    : m_head(row(nullptr, 0, 8))
    , m_body(column(nullptr, 0, 4))
    , m_note(new Label({}, TextRole::Caption, Tone::Muted))
{
    setObjectName(u"%1Block"_s.arg(kind.isEmpty() ? u"text"_s : base::cleaned(block.type, 40)));
    auto *words = new ElidedLabel(kind, TextRole::Caption, Tone::Muted, Qt::ElideMiddle);
    words->setObjectName(u"blockKindLabel"_s);
    if (kind.isEmpty())
        words->hide(); // never shown before it has a parent: it would be a window
    auto *annotations = new ElidedLabel(annotationText(*block.raw), TextRole::Caption, Tone::Muted);
    annotations->setObjectName(u"blockAnnotationLabel"_s);
    if (annotations->text().isEmpty())
        annotations->hide();
    m_note->setObjectName(u"blockNoteLabel"_s);
    m_note->setWrapping(true);
    m_note->hide();
    m_head->addWidget(words);
    m_head->addWidget(annotations);
    m_head->addStretch(1);
    auto *all = column(this, 0, 4);
    all->addLayout(m_head);
    all->addLayout(m_body);
    all->addWidget(m_note);
}

void Block::addTool(QWidget *tool)
{
    m_head->addWidget(tool);
}

void Block::addBody(QWidget *body)
{
    m_body->addWidget(body);
}

void Block::setNote(const QString &words, Tone tone)
{
    m_note->setTone(tone);
    m_note->setText(words);
    m_note->setVisible(!words.isEmpty());
}

void Block::addSave(const QByteArray &bytes, const QByteArray &uri, const QByteArray &mimeType)
{
    QPushButton *save = button(tr("Save as…"), u"saveBlockButton"_s);
    connect(save, &QPushButton::clicked, this, [this, bytes, uri, mimeType] {
        saveToFile(
            this, u"saveBlockDialog"_s, tr("Save the content"), suggestedFileName(uri, mimeType),
            [bytes] { return bytes; },
            [this](const Saved &saved) { setNote(saved.words, saved.isWritten ? Tone::Good : Tone::Bad); });
    });
    addTool(save);
}

Block *makeBlock(const mcp::ContentBlock &block)
{
    if (block.type == "text")
        return new TextBlock(block);
    if (block.type == "image")
        return new ImageBlock(block);
    if (block.type == "audio")
        return new AudioBlock(block);
    if (block.type == "resource_link")
        return new LinkBlock(block);
    if (block.type == "resource")
        return new ResourceBlock(block);
    return new UnknownBlock(block);
}

} // namespace authscope::ui
