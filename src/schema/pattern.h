// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <optional>

namespace authscope::schema {

/// An ECMA-262 pattern (Unicode mode, as JSON Schema means it) in the spelling QRegularExpression reads the
/// same way, with a bound on the work of one match. Nothing for what has no equal there.
std::optional<QString> translatePattern(const QString &pattern);

/// Searches anywhere in the text; nothing when the pattern cannot be judged or the work exceeds the bound.
std::optional<bool> patternMatches(const QString &pattern, const QString &text);

} // namespace authscope::schema
