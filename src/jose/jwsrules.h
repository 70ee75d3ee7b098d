// SPDX-License-Identifier: GPL-3.0-or-later
// Private to jose: what every way of verifying asks of a header first.
#pragma once

#include "base/error.h"
#include "json/json.h"

namespace authscope::jose {

base::Error rejectedToken(const QString &reason, const QString &rule); ///< OA-201
/// alg or kid as something else than a text; a whole sentence, empty when all is well.
QString whyHeaderMistyped(const json::Object &header);
/// RFC 7515 §4.1.11: what is critical must be understood; we understand no extension, RFC 7797 neither.
QString whyCriticalRefused(const json::Object &header);
/// A kid for a sentence: "“one”", "without a name".
QString quotedKid(const QByteArray &kid);
/// One sentence for each way in which the header brings a key of its own.
QList<QString> notesOnEmbeddedKeys(const json::Object &header);

} // namespace authscope::jose
