// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/textlines.h"

#include "base/text.h"

#include <algorithm>
#include <cstring>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype blockBytes = 64 * 1024;
constexpr qsizetype blockLines = 500;
constexpr qsizetype nearBlank = 24; // how far back a row looks for one

bool continues(char c)
{
    return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

qsizetype lineEnd(const QByteArray &text, qsizetype from)
{
    const void *found = std::memchr(text.constData() + from, '\n', size_t(text.size() - from));
    return found ? static_cast<const char *>(found) - text.constData() : text.size();
}

qsizetype rowsOf(qsizetype bytes, int columns)
{
    return std::max<qsizetype>(1, (bytes + columns - 1) / columns);
}

/// Where the `piece`th row of a line begins: about there, behind a blank or at least at a whole character.
/// Depends on nothing before it, so that row one million is as near as row one.
qsizetype pieceBegin(const QByteArray &text, qsizetype begin, qsizetype end, qsizetype piece, int columns)
{
    const qsizetype about = begin + piece * columns;
    if (piece == 0)
        return begin;
    if (about >= end)
        return end;
    for (qsizetype at = about; at > about - std::min<qsizetype>(nearBlank, columns / 2); --at) {
        if (text[at - 1] == ' ')
            return at;
    }
    qsizetype at = about;
    while (at > about - 3 && continues(text[at]))
        --at;
    return continues(text[at]) ? about : at;
}

} // namespace

TextLines TextLines::read(const QByteArray &text, int columns)
{
    TextLines out;
    out.m_columns = std::max(columns, 8);
    qsizetype at = 0;
    bool isOpen = false; // the last block takes more lines
    do {
        const qsizetype end = lineEnd(text, at);
        const bool isLong = end - at > blockBytes;
        if (!isOpen || isLong || at - out.m_blocks.back().begin >= blockBytes
            || out.m_lines - out.m_blocks.back().line >= blockLines)
            out.m_blocks.push_back({ at, out.m_lines, out.m_rows });
        isOpen = !isLong;
        out.m_rows += rowsOf(end - at, out.m_columns);
        ++out.m_lines;
        at = end + 1;
    } while (at < text.size());
    return out;
}

/// One behind the line break of its last line.
qsizetype TextLines::blockEnd(qsizetype block, const QByteArray &text) const
{
    if (size_t(block) + 1 < m_blocks.size())
        return m_blocks[size_t(block) + 1].begin;
    return text.endsWith('\n') ? text.size() : text.size() + 1;
}

template <class Look>
void TextLines::lookThrough(const QByteArray &text, qsizetype block, const Look &look) const
{
    Block at = m_blocks[size_t(block)];
    const qsizetype blockEnds = blockEnd(block, text);
    do {
        // Of a long line the end is known: it need not be walked through for each row of it.
        qsizetype end = blockEnds - 1;
        if (blockEnds - at.begin <= 2 * blockBytes || at.begin != m_blocks[size_t(block)].begin)
            end = lineEnd(text, at.begin);
        const qsizetype rows = rowsOf(end - at.begin, m_columns);
        if (!look(at, end, rows))
            return;
        at = { end + 1, at.line + 1, at.row + rows };
    } while (at.begin < blockEnds && at.begin < text.size());
}

TextRow TextLines::row(const QByteArray &text, qsizetype row) const
{
    if (m_blocks.empty())
        return {};
    auto block = std::upper_bound(m_blocks.begin(), m_blocks.end(), row,
        [](qsizetype wanted, const Block &each) { return wanted < each.row; });
    if (block != m_blocks.begin())
        --block;
    TextRow out;
    lookThrough(text, block - m_blocks.begin(), [&](const Block &line, qsizetype end, qsizetype rows) {
        if (row >= line.row + rows)
            return true;
        const qsizetype piece = row - line.row;
        out = { .begin = pieceBegin(text, line.begin, end, piece, m_columns),
            .end = piece + 1 == rows ? end : pieceBegin(text, line.begin, end, piece + 1, m_columns),
            .line = line.line,
            .isFirst = piece == 0 };
        return false;
    });
    return out;
}

qsizetype TextLines::rowAt(const QByteArray &text, qsizetype offset) const
{
    if (m_blocks.empty())
        return 0;
    auto block = std::upper_bound(m_blocks.begin(), m_blocks.end(), offset,
        [](qsizetype wanted, const Block &each) { return wanted < each.begin; });
    if (block != m_blocks.begin())
        --block;
    qsizetype out = block->row;
    lookThrough(text, block - m_blocks.begin(), [&](const Block &line, qsizetype end, qsizetype rows) {
        if (offset > end && end < text.size()) {
            out = line.row + rows;
            return true;
        }
        qsizetype piece = std::min((offset - line.begin) / m_columns + 1, rows - 1);
        while (piece > 0 && pieceBegin(text, line.begin, end, piece, m_columns) > offset)
            --piece;
        out = line.row + piece;
        return false;
    });
    return std::min(out, std::max<qsizetype>(m_rows - 1, 0));
}

ShownText shownText(const QByteArray &text, qsizetype begin, qsizetype end)
{
    ShownText out;
    const auto add = [&](const QString &shown, qsizetype from) {
        out.text += shown;
        out.from.resize(size_t(out.text.size()), from);
    };
    for (qsizetype at = begin; at < end;) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (c == '\t') {
            add(QString(4 - out.text.size() % 4, u' '), at++);
            continue;
        }
        if (c >= 0x20 && c < 0x7f) {
            out.text += QChar(ushort(c));
            out.from.push_back(at++);
            continue;
        }
        const qsizetype length = c < 0x80 ? 1 : c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc2 ? 2 : 0;
        const QByteArrayView bytes = QByteArrayView(text).sliced(at, std::min(length, end - at));
        if (length == 0 || bytes.size() < length || !bytes.isValidUtf8()) {
            add(u"⟨%1⟩"_s.arg(c, 2, 16, QChar(u'0')), at++);
            continue;
        }
        if (c == '\r' && at + 1 == end)
            break; // of a line that ends with both
        char32_t code = c < 0x80 ? c : c & (0x7f >> length);
        for (qsizetype i = 1; i < length; ++i)
            code = (code << 6) | (static_cast<unsigned char>(bytes[i]) & 0x3f);
        const QString one
            = QStringView(QChar::fromUcs4(code)).toString(); // U+FEFF alone would not survive a decoder
        add(c == '\r' ? u"⟨U+000D⟩"_s : base::cleaned(one), at);
        at += length;
    }
    out.from.push_back(end);
    return out;
}

} // namespace authscope::ui
