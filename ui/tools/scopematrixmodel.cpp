// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/scopematrixmodel.h"

#include "ui/common/icons.h"
#include "ui/common/tables.h"
#include "ui/common/text.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString standingOf(const session::ScopeMatrix::Column &column)
{
    if (column.isMissing())
        return ScopeMatrixModel::tr("✗ not held");
    if (column.isOverAsked())
        return ScopeMatrixModel::tr("! held, not needed");
    return column.isHeld ? ScopeMatrixModel::tr("✓ held") : ScopeMatrixModel::tr("not held");
}

QString useSentence(int uses)
{
    const bool declared = uses & session::ScopeMatrix::Declared;
    const bool learned = uses & session::ScopeMatrix::Learned;
    if (declared && learned)
        return ScopeMatrixModel::tr("declared, asked for");
    return declared ? ScopeMatrixModel::tr("declared") : ScopeMatrixModel::tr("asked for");
}

} // namespace

void ScopeMatrixModel::setMatrix(const session::ScopeMatrix &matrix)
{
    beginResetModel();
    m_matrix = matrix;
    endResetModel();
}

int ScopeMatrixModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_matrix.rows().size());
}

int ScopeMatrixModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_matrix.columns().size());
}

QString ScopeMatrixModel::words(const QModelIndex &index) const
{
    const int uses = m_matrix.uses(index.row(), index.column());
    return uses == 0 ? QString() : useSentence(uses);
}

QVariant ScopeMatrixModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const session::ScopeMatrix::Row &row = m_matrix.rows()[index.row()];
    const session::ScopeMatrix::Column &column = m_matrix.columns()[index.column()];
    const int uses = m_matrix.uses(index.row(), index.column());
    const bool isOptional = row.isPublic && !(uses & session::ScopeMatrix::Learned);
    switch (role) {
    case Qt::DisplayRole:
        return words(index);
    case MarkRole:
        if (uses == 0)
            return {};
        return int(column.isHeld ? Mark::Passed : isOptional ? Mark::Noted : Mark::Failed);
    case ToneRole:
        return int(uses == 0 || column.isHeld ? Tone::Plain : isOptional ? Tone::Caution : Tone::Bad);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        const QString about = uses == 0 ? tr("%1 does not need %2, as far as anybody said")
            : column.isHeld             ? tr("%1 needs %2, which is held: %3")
            : isOptional                ? tr("%1 does more with %2, which is not held: %3")
                                        : tr("%1 needs %2, which is not held: %3");
        QString text
            = about.arg(isolated(base::cleaned(row.tool, 80)), isolated(base::cleaned(column.scope, 80)));
        if (uses != 0)
            text = text.arg(session::useWords(uses));
        return role == Qt::ToolTipRole ? plainToolTip(text) : text;
    }
    default:
        return {};
    }
}

QVariant ScopeMatrixModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical) {
        const session::ScopeMatrix::Row &row = m_matrix.rows()[section];
        const QString name = base::cleaned(row.tool, 60);
        if (role == Qt::DisplayRole)
            return row.isListed ? name : tr("%1 (no longer listed)").arg(name);
        if (role == Qt::ToolTipRole)
            return plainToolTip(row.isPublic ? tr("%1 also runs without a sign-in").arg(name)
                    : row.saysNothing        ? tr("%1 says nothing: the server's default applies").arg(name)
                    : row.missing.isEmpty()
                    ? tr("%1 has what it needs").arg(name)
                    : tr("%1 lacks %2").arg(name, base::cleaned(row.missing.join(", "), 200)));
        return role == Qt::TextAlignmentRole ? QVariant(int(Qt::AlignLeft | Qt::AlignVCenter)) : QVariant();
    }
    const session::ScopeMatrix::Column &column = m_matrix.columns()[section];
    const QString scope = base::cleaned(column.scope, 60);
    if (role == Qt::DisplayRole)
        return QString(scope + u'\n' + standingOf(column));
    if (role == Qt::ToolTipRole)
        return plainToolTip(scope + u'\n'
            + counted(column.neededBy, tr("needed by 1 tool"), tr("needed by %1 tools"))
            + (column.meaning.isEmpty()
                    ? QString()
                    : u'\n' + tr("The server says: %1").arg(base::cleaned(column.meaning, 300))));
    return {};
}

} // namespace authscope::ui
