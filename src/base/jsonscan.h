// SPDX-License-Identifier: GPL-3.0-or-later
// Finding the way through JSON without parsing it: for documents that may be broken or cut, and whose bytes
// must stay as they came.
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace authscope::base {

QByteArray jsonEscaped(const QByteArray &text);
QByteArray jsonUnescaped(QByteArrayView text);
bool isJsonBlank(char c);

/// Past blanks, and past the "data:" with which an event stream may continue a document on the next line.
qsizetype skipBlanks(QByteArrayView json, qsizetype at);
/// Where the text that opened before `at` closes, or the end of the document.
qsizetype textEnd(QByteArrayView json, qsizetype at);
/// The end of the value that begins at `at` and is not a text: a number, a word, a list or an object.
qsizetype valueEnd(QByteArrayView json, qsizetype at);

} // namespace authscope::base
