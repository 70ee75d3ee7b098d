// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonmodel.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QFont>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int batch = 1000;
constexpr qsizetype shownCharacters = 4096;

int childCount(const json::Value &value)
{
    if (value.is_object())
        return int(value.as_object().size());
    return value.is_array() ? int(value.as_array().size()) : 0;
}

} // namespace

struct JsonModel::Node {
    const json::Value *value = nullptr;
    std::string_view name = {}; ///< in an object
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children = {}; ///< those made so far
};

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent) { }

JsonModel::~JsonModel() = default;

void JsonModel::setDocument(std::shared_ptr<const json::Value> document)
{
    beginResetModel();
    m_document = std::move(document);
    m_root = m_document ? std::make_unique<Node>(Node{ .value = m_document.get() }) : nullptr;
    endResetModel();
}

JsonModel::Node *JsonModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

const json::Value *JsonModel::valueAt(const QModelIndex &index) const
{
    const Node *node = nodeOf(index);
    return node ? node->value : nullptr;
}

QByteArray JsonModel::pointerTo(const QModelIndex &index) const
{
    QByteArray pointer;
    for (const Node *node = nodeOf(index); node && node->parent; node = node->parent) {
        QByteArray token
            = node->parent->value->is_object() ? json::bytes(node->name) : QByteArray::number(node->row);
        pointer.prepend('/' + token.replace("~", "~0").replace("/", "~1"));
    }
    return pointer;
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (!node || row < 0 || column < 0 || column > 1 || size_t(row) >= node->children.size())
        return {};
    return createIndex(row, column, node->children[size_t(row)].get());
}

QModelIndex JsonModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Node *node = nodeOf(index)->parent;
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, 0, node);
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node && parent.column() <= 0 ? int(node->children.size()) : 0;
}

int JsonModel::columnCount(const QModelIndex &) const
{
    return 2;
}

bool JsonModel::hasChildren(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node && parent.column() <= 0 && childCount(*node->value) > 0;
}

bool JsonModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node && parent.column() <= 0 && int(node->children.size()) < childCount(*node->value);
}

void JsonModel::fetchMore(const QModelIndex &parent)
{
    Node *node = nodeOf(parent);
    if (!canFetchMore(parent))
        return;
    const int from = int(node->children.size());
    const int to = std::min(from + batch, childCount(*node->value));
    beginInsertRows(parent, from, to - 1);
    node->children.reserve(size_t(to));
    for (int row = from; row < to; ++row) {
        auto child = std::make_unique<Node>(Node{ .parent = node, .row = row });
        if (node->value->is_object()) {
            const auto &member = *(node->value->as_object().begin() + row);
            child->name = member.key();
            child->value = &member.value();
        } else {
            child->value = &node->value->as_array()[size_t(row)];
        }
        node->children.push_back(std::move(child));
    }
    endInsertRows();
}

QString JsonModel::keyOf(const Node &node) const
{
    return node.parent->value->is_object() ? base::cleaned(json::bytes(node.name.substr(0, 1024)))
                                           : QString::number(node.row);
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    const json::Value &value = *node.value;
    // Never a whole container here: a paint would walk through it.
    const auto shown = [&]() -> QString {
        if (value.is_object())
            return counted(childCount(value), tr("{ 1 member }"), tr("{ %1 members }"));
        if (value.is_array())
            return counted(childCount(value), tr("[ 1 element ]"), tr("[ %1 elements ]"));
        if (value.is_string()) {
            const auto text = std::string_view(value.as_string()).substr(0, size_t(shownCharacters) * 4);
            return base::cleaned(json::bytes(text), shownCharacters);
        }
        return QString::fromUtf8(json::compact(value));
    };
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == 0 ? keyOf(node) : shown();
    case Qt::AccessibleTextRole:
        return index.column() == 0 ? keyOf(node) : QString(keyOf(node) + u": "_s + shown());
    case Qt::ToolTipRole:
        return index.column() == 0 ? plainToolTip(base::cleaned(pointerTo(index), 1000))
                                   : plainToolTip(shown().left(1000));
    case Qt::FontRole:
        return index.column() == 1 ? QVariant(fontFor(TextRole::Wire)) : QVariant();
    case Qt::ForegroundRole:
        return childCount(value) > 0 && index.column() == 1 ? QVariant(tokens().muted) : QVariant();
    default:
        return {};
    }
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Member") : tr("Value");
}

} // namespace authscope::ui
