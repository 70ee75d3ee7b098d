// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/linkblock.h"

#include "base/urlguard.h"
#include "ui/common/text.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>

using namespace Qt::StringLiterals;

namespace authscope::ui {

LinkBlock::LinkBlock(const mcp::ContentBlock &block)
    : Block(block,
        tr("link to a resource%1")
            .arg(block.mimeType.isEmpty() ? QString() : u" · "_s + base::cleaned(block.mimeType, 60)))
{
    const json::Object *object = block.raw->if_object();
    const auto text = [&](std::string_view member) {
        return object ? json::stringMember(*object, member).value_or(QByteArray()) : QByteArray();
    };
    auto *frame = new QFrame;
    frame->setProperty("banner", u"muted"_s);
    auto *all = column(frame, 8, 4);
    if (!block.text.isEmpty()) {
        auto *title = new Label(isolated(base::cleaned(block.text, 200)));
        title->setObjectName(u"linkTitleLabel"_s);
        title->setWrapping(true);
        all->addWidget(title);
    }
    if (const QByteArray words = text("description"); !words.isEmpty()) {
        auto *description = new Label(isolated(base::cleaned(words, 500)), TextRole::Caption, Tone::Muted);
        description->setWrapping(true);
        all->addWidget(description);
    }
    auto *uri = new ElidedLabel(base::cleaned(block.uri, 2000), TextRole::Wire, Tone::Plain, Qt::ElideMiddle);
    uri->setObjectName(u"linkUriLabel"_s);
    uri->setAccessibleName(tr("URI %1").arg(uri->text()));
    all->addWidget(uri);
    addBody(frame);

    QPushButton *copies = iconButton(u"copy"_s, tr("Copy the URI"), u"copyLinkButton"_s);
    connect(copies, &QPushButton::clicked, this,
        [uri = block.uri] { QApplication::clipboard()->setText(QString::fromUtf8(uri)); });
    addTool(copies);
    const auto guarded = base::guardUrl(block.uri, tr("The link"));
    if (guarded) {
        QPushButton *open = button(tr("Open…"), u"openLinkButton"_s);
        connect(open, &QPushButton::clicked, this, [this, url = block.uri] { Q_EMIT linkChosen(url); });
        addTool(open);
    } else {
        setNote(tr(
            "Not for a browser: only http and https links are opened. A server’s own resources are read in "
            "the Resources tab."));
    }
    if (object && object->contains("size"))
        if (const auto size = json::numberMember(*object, "size"); size && *size >= 0 && *size < 1e15)
            uri->setToolTip(
                plainToolTip(tr("%1\n%2, as the server says").arg(uri->text(), sizeText(qint64(*size)))));
}

} // namespace authscope::ui
