// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/claimsmodel.h"

#include "ui/common/icons.h"
#include "ui/common/tables.h"
#include "ui/common/text.h"
#include "ui/signin/stepdata.h"
#include "ui/tokens/tokenwords.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownCharacters = 2048;
constexpr qsizetype shownScopes = 40;

bool isScopes(const oauth::ClaimRow &claim)
{
    return claim.children.isEmpty() && (claim.name == "scope" || claim.name == "scp");
}

} // namespace

struct ClaimsModel::Node {
    const QList<oauth::ClaimRow> *list = nullptr; ///< its children, as received
    Node *parent = nullptr;
    int row = 0;
    int depth = 0;
    int shown = 0;
    std::vector<std::unique_ptr<Node>> children = {};

    bool hasMore() const { return list && shown < list->size(); }
};

ClaimsModel::ClaimsModel(QObject *parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) { }

ClaimsModel::~ClaimsModel() = default;

void ClaimsModel::setClaims(const QList<oauth::ClaimRow> &claims, base::Time now)
{
    beginResetModel();
    m_claims = claims;
    m_now = now;
    m_root = std::make_unique<Node>(Node{ .list = &m_claims });
    fill(*m_root);
    endResetModel();
}

/// Nodes for the next piece; children of children when somebody looks at them.
void ClaimsModel::fill(Node &node)
{
    const int to = int(std::min<qsizetype>(node.list->size(), node.shown + piece));
    for (int row = node.shown; row < to; ++row) {
        const oauth::ClaimRow &claim = node.list->at(row);
        auto child = std::make_unique<Node>(Node{ .parent = &node, .row = row, .depth = node.depth + 1 });
        if (child->depth < maxDepth)
            child->list = &claim.children;
        node.children.push_back(std::move(child));
    }
    node.shown = to;
}

bool ClaimsModel::hasNesting() const
{
    return std::any_of(m_claims.cbegin(), m_claims.cend(),
        [](const oauth::ClaimRow &claim) { return !claim.children.isEmpty(); });
}

ClaimsModel::Node *ClaimsModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

/// An index points at its parent's node, so that the row without a node of its own has one too.
QModelIndex ClaimsModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    Node *above = parent.isValid() ? nodeOf(parent)->children[size_t(parent.row())].get() : m_root.get();
    return createIndex(row, column, above);
}

QModelIndex ClaimsModel::parent(const QModelIndex &index) const
{
    const Node *above = nodeOf(index);
    return above == m_root.get() ? QModelIndex() : createIndex(above->row, 0, above->parent);
}

int ClaimsModel::rowCount(const QModelIndex &parent) const
{
    if (parent.column() > 0 || isMore(parent))
        return 0;
    Node *node = parent.isValid() ? nodeOf(parent)->children[size_t(parent.row())].get() : m_root.get();
    if (!node->list)
        return 0;
    if (node->shown == 0 && !node->list->isEmpty())
        const_cast<ClaimsModel *>(this)->fill(*node); // nobody asked for a count of them before
    return node->shown + (node->hasMore() ? 1 : 0);
}

int ClaimsModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

bool ClaimsModel::isMore(const QModelIndex &index) const
{
    return index.isValid() && size_t(index.row()) >= nodeOf(index)->children.size();
}

void ClaimsModel::showMore(const QModelIndex &index)
{
    if (!isMore(index))
        return;
    Node *node = nodeOf(index);
    Q_EMIT layoutAboutToBeChanged(); // the row itself becomes the first of the new ones
    fill(*node);
    Q_EMIT layoutChanged();
}

QString ClaimsModel::shownValue(const oauth::ClaimRow &claim) const
{
    return isolated(base::cleaned(claim.value, shownCharacters));
}

QVariant ClaimsModel::valueData(const oauth::ClaimRow &claim, int role) const
{
    if (role == ChipsRole && isScopes(claim)) {
        QStringList chips;
        const QStringList scopes = claim.value.left(shownCharacters * 8).split(u' ', Qt::SkipEmptyParts);
        for (const QString &scope : scopes.first(std::min(scopes.size(), shownScopes)))
            chips += base::cleaned(scope, 80);
        if (scopes.size() > shownScopes)
            chips += tr("%1 more").arg(claim.value.count(u' ') + 1 - shownScopes);
        return chips.isEmpty() ? QVariant() : QVariant(chips);
    }
    if (role == ChipToneRole)
        return int(Tone::Accent);
    if (role == WireRole)
        return !claim.time;
    if (role == Qt::ToolTipRole) {
        QString words = base::cleaned(
            QByteArrayView(claim.raw).first(std::min<qsizetype>(claim.raw.size(), 4 * shownCharacters)),
            shownCharacters);
        if (claim.time)
            words = tr("%1\n%2\n%3 seconds since 1970")
                        .arg(wholeTime(*claim.time), relativeTime(*claim.time, m_now), words);
        return plainToolTip(words);
    }
    return {};
}

QVariant ClaimsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &above = *nodeOf(index);
    if (isMore(index)) {
        if (role == ToneRole)
            return int(Tone::Accent);
        if (index.column() != ValueColumn || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
            return {};
        return tr("%1 more; Enter shows the next of them").arg(above.list->size() - above.shown);
    }
    const oauth::ClaimRow &claim = above.list->at(index.row());
    const auto column = static_cast<Column>(index.column());
    if (column == ValueColumn) {
        if (const QVariant value = valueData(claim, role); value.isValid())
            return value;
    }
    switch (role) {
    case Qt::DisplayRole:
        switch (column) {
        case Name:
            return base::cleaned(claim.name, 120);
        case ValueColumn:
            return shownValue(claim);
        case Meaning:
            return base::cleaned(claim.meaning, 400);
        case Verdict:
            return isolated(base::cleaned(claim.remark, 400));
        case ColumnCount:
            return {};
        }
        return {};
    case Qt::AccessibleTextRole:
        if (column == Verdict && claim.state)
            return u"%1: %2"_s.arg(markWord(markOf(*claim.state)), base::cleaned(claim.remark, 400));
        return data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return plainToolTip(data(index, Qt::DisplayRole).toString());
    case WireRole:
        return column == Name;
    case ToneRole:
        if (column == Verdict && claim.state)
            return int(markTone(markOf(*claim.state)));
        return int(column == Meaning || column == Verdict ? Tone::Muted : Tone::Plain);
    case MarkRole:
        return column == Verdict && claim.state ? QVariant(int(markOf(*claim.state))) : QVariant();
    default:
        return {};
    }
}

QVariant ClaimsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Name:
        return tr("Claim");
    case ValueColumn:
        return tr("Value");
    case Meaning:
        return tr("Meaning");
    case Verdict:
        return tr("Verdict");
    case ColumnCount:
        return {};
    }
    return {};
}

} // namespace authscope::ui
