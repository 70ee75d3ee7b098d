// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/scopeledger.h"

#include "base/text.h"

#include <QHash>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

bool isOfSignIn(const QByteArray &scope)
{
    static const QSet<QByteArray> known{ "openid", "profile", "email", "address", "phone", "offline_access" };
    return known.contains(scope);
}

int useOf(const QByteArray &how)
{
    return how == "401" ? ScopeMatrix::Learned401
        : how == "403"  ? ScopeMatrix::Learned403
                        : ScopeMatrix::LearnedInResult;
}

QString cellWords(const ScopeMatrix &matrix, qsizetype row, qsizetype column)
{
    const int uses = matrix.uses(row, column);
    if (uses == 0)
        return {};
    return useWords(uses) + (matrix.columns()[column].isHeld ? u", held"_s : u", not held"_s);
}

QString columnWords(const ScopeMatrix::Column &column)
{
    if (column.isMissing())
        return u"needed, not held"_s;
    if (column.isOverAsked())
        return u"held, needed by no tool"_s;
    return column.isHeld ? u"held"_s : u"not held"_s;
}

QString markdownCell(const QString &text)
{
    QString out = base::cleaned(text, 300);
    for (const QChar special : u"\\`*_{}[]<>|#!&~"_s)
        out.replace(special, u'\\' + QString(special));
    return out;
}

} // namespace

ScopeMatrix ScopeMatrix::build(
    const QList<mcp::Tool> &tools, const QList<store::LearnedScope> &learned, const QList<QByteArray> &held)
{
    ScopeMatrix out;
    QHash<QByteArray, int> columns;
    const QSet<QByteArray> isHeld(held.begin(), held.end());
    const auto column = [&](const QByteArray &scope) {
        const auto known = columns.constFind(scope);
        if (known != columns.cend())
            return *known;
        const int made = int(out.m_columns.size());
        columns.insert(scope, made);
        out.m_columns.append(
            { .scope = scope, .isHeld = isHeld.contains(scope), .isOfSignIn = isOfSignIn(scope) });
        return made;
    };
    QHash<QString, QList<store::LearnedScope>> learnedOf;
    for (const store::LearnedScope &one : learned)
        learnedOf[one.tool].append(one);

    const auto append
        = [&](Row row, const QList<QByteArray> &declared, const QList<store::LearnedScope> &asked) {
              QHash<int, int> needs;
              for (const QByteArray &scope : declared)
                  needs[column(scope)] |= Declared;
              for (const store::LearnedScope &one : asked)
                  needs[column(one.scope)] |= useOf(one.how);
              for (auto it = needs.cbegin(); it != needs.cend(); ++it)
                  row.cells.append({ it.key(), it.value() });
              std::sort(row.cells.begin(), row.cells.end(),
                  [](const Cell &a, const Cell &b) { return a.column < b.column; });
              for (const Cell &cell : std::as_const(row.cells)) {
                  Column &of = out.m_columns[cell.column];
                  ++of.neededBy;
                  // A public tool does without what it declares, not without what it was refused for.
                  if (!of.isHeld && (!row.isPublic || cell.uses & Learned))
                      row.missing.append(of.scope);
              }
              out.m_rows.append(std::move(row));
          };
    out.m_rows.reserve(tools.size());
    QSet<QString> listed;
    for (const mcp::Tool &tool : tools) {
        listed.insert(tool.name);
        append(
            { .tool = tool.name, .isPublic = tool.isPublic(), .saysNothing = tool.securitySchemes.isEmpty() },
            tool.neededScopes(), learnedOf.value(tool.name));
        for (const Cell &cell : std::as_const(out.m_rows.last().cells)) {
            Column &of = out.m_columns[cell.column];
            if (of.meaning.isEmpty())
                of.meaning = tool.meaningOf(of.scope);
        }
    }
    QStringList gone;
    for (const store::LearnedScope &one : learned) {
        if (!listed.contains(one.tool) && !gone.contains(one.tool))
            gone += one.tool;
    }
    for (const QString &tool : std::as_const(gone))
        append({ .tool = tool, .isListed = false }, {}, learnedOf.value(tool));
    for (const QByteArray &scope : held)
        column(scope);
    return out;
}

int ScopeMatrix::uses(qsizetype row, qsizetype column) const
{
    const QList<Cell> &cells = m_rows[row].cells;
    const auto found = std::lower_bound(cells.begin(), cells.end(), int(column),
        [](const Cell &cell, int wanted) { return cell.column < wanted; });
    return found != cells.end() && found->column == column ? found->uses : 0;
}

QList<QByteArray> ScopeMatrix::overAsked() const
{
    QList<QByteArray> out;
    for (const Column &column : m_columns) {
        if (column.isOverAsked())
            out.append(column.scope);
    }
    return out;
}

QList<QByteArray> ScopeMatrix::missing() const
{
    QList<QByteArray> out;
    for (const Column &column : m_columns) {
        if (column.isMissing())
            out.append(column.scope);
    }
    return out;
}

QList<QByteArray> missingScopes(
    const mcp::Tool &tool, const QList<store::LearnedScope> &learned, const QList<QByteArray> &held)
{
    QList<QByteArray> out;
    const auto want = [&](const QByteArray &scope) {
        if (!held.contains(scope) && !out.contains(scope))
            out.append(scope);
    };
    if (!tool.isPublic()) {
        for (const QByteArray &scope : tool.neededScopes())
            want(scope);
    }
    for (const store::LearnedScope &one : learned) {
        if (one.tool == tool.name)
            want(one.scope);
    }
    return out;
}

QString useWords(int uses)
{
    QStringList out;
    if (uses & ScopeMatrix::Declared)
        out += u"declared"_s;
    if (uses & ScopeMatrix::Learned401)
        out += u"asked for (401)"_s;
    if (uses & ScopeMatrix::Learned403)
        out += u"asked for (403)"_s;
    if (uses & ScopeMatrix::LearnedInResult)
        out += u"asked for (in a result)"_s;
    return out.join(u", "_s);
}

QString csvCell(const QString &text)
{
    QString out = text;
    if (!out.isEmpty() && u"=+-@\t\r\n"_s.contains(out.front()))
        out.prepend(u'\'');
    out.replace(u'"', u"\"\""_s);
    return u'"' + out + u'"';
}

QString matrixCsv(const ScopeMatrix &matrix)
{
    QStringList head{ csvCell(u"tool"_s) };
    QStringList standing{ csvCell(u"(this sign-in)"_s) };
    for (const ScopeMatrix::Column &column : matrix.columns()) {
        head += csvCell(QString::fromUtf8(column.scope));
        standing += csvCell(columnWords(column));
    }
    QString out = head.join(u',') + u"\r\n"_s + standing.join(u',') + u"\r\n"_s;
    for (qsizetype row = 0; row < matrix.rows().size(); ++row) {
        out += csvCell(base::cleaned(matrix.rows()[row].tool, 500));
        for (qsizetype column = 0; column < matrix.columns().size(); ++column)
            out += u',' + csvCell(cellWords(matrix, row, column));
        out += u"\r\n"_s;
    }
    return out;
}

QString matrixMarkdown(const ScopeMatrix &matrix)
{
    QString out = u"| tool |"_s;
    QString rule = u"|---|"_s;
    QString standing = u"| *this sign-in* |"_s;
    for (const ScopeMatrix::Column &column : matrix.columns()) {
        out += u' ' + markdownCell(QString::fromUtf8(column.scope)) + u" |"_s;
        rule += u"---|"_s;
        standing += u' ' + columnWords(column) + u" |"_s;
    }
    out += u'\n' + rule + u'\n' + standing + u'\n';
    for (qsizetype row = 0; row < matrix.rows().size(); ++row) {
        out += u"| "_s + markdownCell(matrix.rows()[row].tool) + u" |"_s;
        for (qsizetype column = 0; column < matrix.columns().size(); ++column)
            out += u' ' + cellWords(matrix, row, column) + u" |"_s;
        out += u'\n';
    }
    return out;
}

} // namespace authscope::session
