// SPDX-License-Identifier: GPL-3.0-or-later
// Private to schema: how values are spoken of.
#pragma once

#include "json/json.h"

namespace authscope::schema {

QString shown(const json::Value &value); ///< compact, cleaned and short
QString counted(qint64 count, const QString &one, const QString &many); ///< "1 item", "2 items"

/// All of it: QString::fromUtf8() takes a leading U+FEFF for a byte order mark.
QString wholeText(std::string_view utf8);

quint8 typeBit(std::string_view type); ///< TypeBit of "integer" …; 0 for no type
quint8 bitsOfType(const json::Value &type); ///< of the keyword, a name or a list of them; 0 if it is neither
quint8 typeBits(const json::Value &value); ///< all that fit: a whole number is both of them
QString typeWords(quint8 bits); ///< "a text or null"

} // namespace authscope::schema
