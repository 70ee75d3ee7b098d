// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/model.h"

namespace authscope::session {

/// What a person approves when a tool is called: its name, title and description, both schemas, the hints,
/// securitySchemes, and of `_meta` what decides who may call it and where its result is shown. Members are
/// sorted, so that the same tool is always the same bytes.
json::Object definitionOf(const mcp::Tool &tool);
/// SHA-256 over the definition, in hex.
QByteArray fingerprintOf(const json::Object &definition);
QByteArray fingerprintOf(const mcp::Tool &tool);

struct DefinitionChange {
    enum class Kind { Added, Removed, Changed };
    Kind kind = Kind::Changed;
    QString where = {}; ///< JSON Pointer into the definition
    QString before = {}; ///< as JSON, a text as it is; foreign words
    QString after = {};

    /// "+ /inputSchema/properties/to", "~ /description"; the pointer is cleaned.
    QString title() const;
};

/// Member by member, lists of simple values as sets. At most `limit`; `more` gets how many were left out.
QList<DefinitionChange> differencesOf(
    const json::Object &before, const json::Object &after, qsizetype limit = 200, qsizetype *more = nullptr);

/// A piece of a text of which another was made.
struct WordChange {
    enum class Kind { Same, Removed, Added };
    Kind kind = Kind::Same;
    QString text = {};
};

/// By words; texts of more than a thousand words in their differing part are set beside each other whole.
QList<WordChange> wordDifference(const QString &before, const QString &after);

} // namespace authscope::session
