// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: texts that fit.
#pragma once

#include "schema/formmodel.h"

namespace authscope::schema {

/// A text that the regular expression matches, with about `more` repetitions beyond the fewest; nothing when
/// the expression uses what is not understood here. Judged by nobody yet.
std::optional<QString> textOfPattern(const QString &pattern, int more);

/// Candidates for the text of a node, the best first; never empty.
QStringList textsFor(const FormNode &node);

/// The text, repeated or cut to that many characters (code points).
QString textOfLength(const QString &text, qint64 length);

} // namespace authscope::schema
