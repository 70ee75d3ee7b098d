// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/callsearch.h"

#include <QStringList>

#include <array>

namespace authscope::store {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostWords = 16;
constexpr qsizetype longestText = 1000;
constexpr qsizetype longestWord = 100;

/// As the index cuts them: whatever is no letter, number or mark on one stands between words. So nothing that
/// could be syntax is left.
QStringList wordsOf(const QString &text)
{
    QStringList words;
    QString word;
    const auto finish = [&] {
        if (!word.isEmpty() && words.size() < mostWords)
            words << word.left(longestWord);
        word.clear();
    };
    const QList<uint> points = text.left(longestText).toUcs4();
    for (const uint point : points) {
        if (QChar::isLetterOrNumber(point) || (!word.isEmpty() && QChar::isMark(point)))
            word += QString::fromUcs4(std::array{ char32_t(point) }.data(), 1);
        else
            finish();
    }
    finish();
    return words;
}

/// See call_words in the migrations.
void addFacet(QStringList &parts, QChar kind, const QByteArray &value)
{
    if (!value.isEmpty())
        parts << u'"' + QString(QChar(0xe000)) + kind + QString::fromLatin1(value.toHex()) + u'"';
}

} // namespace

std::optional<QString> matchExpression(const CallFilter &filter)
{
    QStringList parts;
    for (const QString &word : wordsOf(filter.text))
        parts << u'"' + word + u"\" *"_s;
    if (parts.isEmpty() && !filter.text.trimmed().isEmpty())
        return u""_s;
    addFacet(parts, u't', filter.tool.toUtf8());
    addFacet(parts, u'o', filter.outcome);
    addFacet(parts, u'i', filter.identity.toUtf8());
    // Every call has a connection: where that alone is asked for, the table's own index serves better.
    if (parts.isEmpty())
        return {};
    addFacet(parts, u'c', filter.connection.toUtf8());
    return parts.join(u" AND "_s);
}

} // namespace authscope::store
