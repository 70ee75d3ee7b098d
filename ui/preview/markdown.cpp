// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/markdown.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype longestText = 64 * 1024; // characters
constexpr int deepestNesting = 12; // marks at the head of a line
constexpr qsizetype mostColumns = 40; // of a table

QString tr(const char *text)
{
    return QCoreApplication::translate("Markdown", text);
}

/// The fence this line opens or closes: three or more of the same, at most three blanks before them.
QString fenceOf(QStringView line)
{
    qsizetype at = 0;
    while (at < line.size() && at < 4 && line[at] == u' ')
        ++at;
    if (at > 3 || at >= line.size() || (line[at] != u'`' && line[at] != u'~'))
        return {};
    qsizetype end = at;
    while (end < line.size() && line[end] == line[at])
        ++end;
    return end - at >= 3 ? line.sliced(at, end - at).toString() : QString();
}

/// How many quotes and lists one line opens within each other.
int nesting(QStringView line)
{
    int depth = 0;
    for (qsizetype at = 0; at < line.size();) {
        const QChar c = line[at];
        qsizetype digits = 0;
        while (at + digits < line.size() && line[at + digits].isDigit())
            ++digits;
        const qsizetype mark = at + digits; // of a list
        const bool isMark = mark < line.size()
            && (digits > 0 ? line[mark] == u'.' || line[mark] == u')' : u"-*+"_s.contains(c));
        if (c == u' ' || c == u'\t') {
            ++at;
        } else if (c == u'>') {
            ++depth;
            ++at;
        } else if (isMark && mark + 1 < line.size() && line[mark + 1] == u' ') {
            ++depth;
            at = mark + 1;
        } else {
            break;
        }
    }
    return depth;
}

} // namespace

bool looksLikeMarkdown(const QString &text)
{
    static const QRegularExpression strong(
        u"^ {0,3}(#{1,6} \\S|```|~~~|\\|?\\s*:?-{3,}:?\\s*\\|)|\\[[^\\]\\n]{1,200}\\]\\(https?://|\\*\\*\\S[^*\\n]{0,200}\\*\\*"_s,
        QRegularExpression::MultilineOption);
    static const QRegularExpression bullet(
        u"^ {0,3}([-*+]|\\d{1,3}\\.) \\S"_s, QRegularExpression::MultilineOption);
    const QString head = text.left(16 * 1024);
    if (strong.match(head).hasMatch())
        return true;
    const QRegularExpressionMatch first = bullet.match(head);
    return first.hasMatch() && bullet.match(head, first.capturedEnd()).hasMatch();
}

QString whyNotRendered(const QString &text)
{
    if (text.size() > longestText)
        return tr("Shown as plain text: more than 64 kB of Markdown are not laid out.");
    for (const QStringView line : QStringView(text).split(u'\n')) {
        if (nesting(line) > deepestNesting)
            return tr("Shown as plain text: its lists or quotes are nested too deeply to be laid out.");
        if (line.count(u'|') > mostColumns)
            return tr("Shown as plain text: its table has more columns than are laid out.");
    }
    return {};
}

QList<MarkdownPiece> markdownPieces(const QString &text, int limit)
{
    QList<MarkdownPiece> pieces;
    MarkdownPiece piece;
    QString open; // the fence that began it
    const auto end = [&] {
        if (piece.isCode || !piece.text.trimmed().isEmpty())
            pieces += piece;
        piece = {};
    };
    for (const QStringView line : QStringView(text).split(u'\n')) {
        const QString fence = fenceOf(line);
        if (!open.isEmpty() && fence.startsWith(open) && line.trimmed().size() == fence.size()) {
            open.clear();
            end();
        } else if (open.isEmpty() && !fence.isEmpty() && pieces.size() + 2 < limit) {
            end();
            open = fence;
            piece.isCode = true;
            const QStringView about = line.trimmed().sliced(fence.size()).trimmed();
            piece.language = about.left(about.indexOf(u' ') < 0 ? about.size() : about.indexOf(u' '))
                                 .left(30)
                                 .toString();
        } else {
            piece.text += line;
            piece.text += u'\n';
        }
    }
    end();
    return pieces;
}

} // namespace authscope::ui
