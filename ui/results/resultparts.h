// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chip.h"
#include "ui/results/resultdata.h"

#include "schema/validate.h"

namespace authscope::ui {

/// The readings of one result.
enum class ResultPart { Rendered, Structured, Model, UiOnly, Raw };
constexpr int resultParts = 5;

QString partName(ResultPart part);
/// Who gets to see it besides the person, as the extensions have it (and where they disagree, that).
struct Audience {
    ChipText chip;
    QString words; ///< a whole sentence
};
Audience audienceOf(ResultPart part);

/// How a result stands to its schema, in a chip.
ChipText schemaChip(const schema::Judgement &judgement);

/// What a model reads of `content`: the texts, and a line for each thing that is none. Pure; any thread.
QByteArray contentForModel(const mcp::ToolResult &result);
/// The texts alone, for the clipboard.
QByteArray contentTexts(const mcp::ToolResult &result);
/// "for the user · priority 0.8 · changed 2026-01-30": annotations of a block; empty when it has none.
QString annotationText(const json::Value &block);
/// Every _meta in a result, with its pointer: that of the whole first.
QList<std::pair<QByteArray, json::Shared>> metaOf(const mcp::ToolResult &result);

} // namespace authscope::ui
