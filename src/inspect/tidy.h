// SPDX-License-Identifier: GPL-3.0-or-later
// Private to inspect: what mail, terminals and programs leave around a token.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace authscope::inspect {

struct Tidied {
    QByteArray text = {};
    QStringList removed = {}; ///< "a pair of quotes"
    QString label = {}; ///< the name of a variable or member it was assigned to
};

/// Blanks, a byte order mark and UTF-16 around the whole; inside nothing is touched yet.
Tidied tidyWhole(const QByteArray &pasted);
/// Quotes, an assignment, line breaks and blanks inside, percent signs, another layer of base64: only what
/// makes a token of what would be none.
void tidyToken(Tidied &tidied);

} // namespace authscope::inspect
