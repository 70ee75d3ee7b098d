// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/resultparts.h"

#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype metaShown = 200; // of blocks

QString tr(const char *text)
{
    return QCoreApplication::translate("ResultParts", text);
}

const json::Object *annotationsOf(const json::Value &block)
{
    const json::Object *object = block.if_object();
    return object ? json::objectMember(*object, "annotations") : nullptr;
}

bool isForTheUserAlone(const json::Value &block)
{
    const json::Object *annotations = annotationsOf(block);
    const auto audience = annotations ? json::stringList(*annotations, "audience") : std::nullopt;
    return audience && *audience == QList<QByteArray>{ "user" };
}

} // namespace

QString partName(ResultPart part)
{
    switch (part) {
    case ResultPart::Rendered:
        return tr("Rendered");
    case ResultPart::Structured:
        return tr("Structured");
    case ResultPart::Model:
        return tr("For the model");
    case ResultPart::UiOnly:
        return tr("For the UI only");
    case ResultPart::Raw:
        return tr("Raw");
    }
    Q_UNREACHABLE();
    return {};
}

Audience audienceOf(ResultPart part)
{
    switch (part) {
    case ResultPart::Rendered:
        return { { tr("sent to model: yes"), Tone::Accent },
            tr("content, as a person sees it. A host gives it to the model.") };
    case ResultPart::Structured:
        return { { tr("sent to model: host-dependent"), Tone::Caution },
            tr("structuredContent. ChatGPT gives it to the model word for word; the MCP Apps extension keeps "
               "it "
               "for the widget.") };
    case ResultPart::Model:
        return { { tr("sent to model: yes"), Tone::Accent },
            tr("content, as a model reads it, and below it structuredContent, which some hosts add.") };
    case ResultPart::UiOnly:
        return { { tr("sent to model: no"), Tone::Muted },
            tr("_meta: for the widget and the host, never for the model.") };
    case ResultPart::Raw:
        return { { tr("sent to model: in parts"), Tone::Muted },
            tr("The whole result. Which part of it a model gets is said at the parts.") };
    }
    Q_UNREACHABLE();
    return {};
}

ChipText schemaChip(const schema::Judgement &judgement)
{
    if (!judgement.holds())
        return { counted(judgement.violations.size(), tr("1 violation of the output schema"),
                     tr("%1 violations of the output schema")),
            Tone::Bad };
    if (!judgement.isWhole())
        return { counted(judgement.unjudged.size(), tr("matches as far as judged, 1 keyword not judged"),
                     tr("matches as far as judged, %1 keywords not judged")),
            Tone::Caution };
    return { tr("matches output schema ✓"), Tone::Good };
}

QByteArray contentForModel(const mcp::ToolResult &result)
{
    QByteArray out;
    for (const mcp::ContentBlock &block : result.content) {
        if (isForTheUserAlone(*block.raw))
            out += tr("[meant for the user; a host that heeds annotations leaves it out]").toUtf8() + '\n';
        if (block.type != "text") {
            QStringList about{ block.type.isEmpty() ? tr("no type") : base::cleaned(block.type, 40) };
            if (!block.mimeType.isEmpty())
                about += base::cleaned(block.mimeType, 80);
            if (!block.data.isEmpty())
                about += sizeText(block.data.size());
            if (!block.uri.isEmpty())
                about += base::cleaned(block.uri, 500);
            out += u"[%1]\n"_s.arg(about.join(u" · "_s)).toUtf8();
        }
        if (!block.text.isEmpty())
            out += block.text.toUtf8() + '\n';
    }
    return out;
}

QByteArray contentTexts(const mcp::ToolResult &result)
{
    QByteArray out;
    for (const mcp::ContentBlock &block : result.content) {
        if (!block.text.isEmpty())
            out += (out.isEmpty() ? "" : "\n") + block.text.toUtf8();
    }
    return out;
}

QString annotationText(const json::Value &block)
{
    const json::Object *annotations = annotationsOf(block);
    if (!annotations)
        return {};
    QStringList out;
    if (const auto audience = json::stringList(*annotations, "audience"); audience && !audience->isEmpty()) {
        QStringList who;
        for (const QByteArray &one : audience->first(std::min<qsizetype>(audience->size(), 4)))
            who += one == "user"     ? tr("the user")
                : one == "assistant" ? tr("the model")
                                     : base::cleaned(one, 30);
        out += tr("for %1").arg(who.join(tr(" and ")));
    }
    if (const auto priority = json::numberMember(*annotations, "priority"))
        out += *priority >= 0 && *priority <= 1
            ? tr("priority %1").arg(*priority)
            : tr("priority %1, which is not within 0 to 1").arg(*priority);
    if (const auto when = json::stringMember(*annotations, "lastModified"))
        out += tr("changed %1").arg(base::cleaned(*when, 40));
    return out.join(u" · "_s);
}

QList<std::pair<QByteArray, json::Shared>> metaOf(const mcp::ToolResult &result)
{
    QList<std::pair<QByteArray, json::Shared>> out;
    if (result.meta.isSet())
        out.append({ "/_meta", result.meta });
    for (qsizetype i = 0; i < result.content.size() && out.size() < metaShown; ++i) {
        const json::Shared &raw = result.content[i].raw;
        const json::Object *block = raw->if_object();
        if (!block)
            continue;
        const QByteArray place = "/content/" + QByteArray::number(i);
        if (const json::Value *meta = block->if_contains("_meta"))
            out.append({ place + "/_meta", raw.part(*meta) });
        const json::Object *resource = json::objectMember(*block, "resource");
        if (const json::Value *meta = resource ? resource->if_contains("_meta") : nullptr)
            out.append({ place + "/resource/_meta", raw.part(*meta) });
    }
    return out;
}

} // namespace authscope::ui
