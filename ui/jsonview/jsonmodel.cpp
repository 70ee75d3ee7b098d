// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/jsonview/jsonmodel.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"

#include <QFont>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype shownCharacters = 4096;

quint32 childCount(const json::Value &value)
{
    if (value.is_object())
        return quint32(value.get_object().size());
    return value.is_array() ? quint32(value.get_array().size()) : 0;
}

/// How many members each child of a node with `count` of them stands for.
quint32 spanFor(quint32 count)
{
    quint32 span = 1;
    while (count > quint64(span) * JsonModel::groupSize)
        span *= JsonModel::groupSize;
    return span;
}

/// A name that can stand after a dot.
bool isPlainName(std::string_view name)
{
    return !name.empty() && !(name[0] >= '0' && name[0] <= '9')
        && std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'
                   || c == '$';
           });
}

} // namespace

/// A value, or a group of the members of one.
struct JsonModel::Node {
    const json::Value *value = nullptr;
    Node *parent = nullptr;
    quint32 row = 0;
    quint32 first = 0; ///< of a value: which member of the container; of a group: where it begins
    quint32 count = 0; ///< of members below
    bool isGroup = false;
    std::vector<Node> children = {}; ///< none yet, or all: they never move

    const json::Value &container() const { return *parent->value; }
    quint32 begin() const { return isGroup ? first : 0; }
};

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent) { }

JsonModel::~JsonModel() = default;

void JsonModel::setDocument(const json::Shared &document)
{
    beginResetModel();
    m_document = document;
    m_root = document.isSet()
        ? std::make_unique<Node>(Node{ .value = &*m_document, .count = childCount(*m_document) })
        : nullptr;
    endResetModel();
}

JsonModel::Node *JsonModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonModel::indexOf(const Node &node) const
{
    return &node == m_root.get() ? QModelIndex() : createIndex(int(node.row), 0, &node);
}

const json::Value *JsonModel::valueAt(const QModelIndex &index) const
{
    const Node *node = nodeOf(index);
    return node ? node->value : nullptr;
}

bool JsonModel::isGroup(const QModelIndex &index) const
{
    const Node *node = nodeOf(index);
    return node && node->isGroup;
}

QByteArray JsonModel::pointerTo(const QModelIndex &index) const
{
    JsonPath path;
    for (const Node *node = nodeOf(index); node && node->parent; node = node->parent) {
        if (!node->isGroup)
            path.prepend(node->first);
    }
    return m_root ? pointerOfPath(*m_document, path) : QByteArray();
}

QString JsonModel::pathTo(const QModelIndex &index) const
{
    QStringList steps;
    for (const Node *node = nodeOf(index); node && node->parent; node = node->parent) {
        if (node->isGroup)
            continue;
        if (node->container().is_array()) {
            steps.prepend(u"[%1]"_s.arg(node->first));
            continue;
        }
        const std::string_view name = (node->container().get_object().begin() + node->first)->key();
        steps.prepend(isPlainName(name)
                ? QString(u"."_s + json::text(name))
                : u"[%1]"_s.arg(QString::fromUtf8(json::compact(boost::json::string(name)))));
    }
    return u"$"_s + steps.join(QString());
}

QModelIndex JsonModel::indexOf(const JsonPath &path)
{
    Node *node = m_root.get();
    if (!node)
        return {};
    for (const quint32 child : path) {
        if (child >= childCount(*node->value))
            return {};
        do { // through the groups
            fetchMore(indexOf(*node));
            node = &node->children[(child - node->begin()) / spanFor(node->count)];
        } while (node->isGroup);
    }
    return indexOf(*node);
}

void JsonModel::setNeedle(const Needle &needle)
{
    m_needle = needle;
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (!node || row < 0 || column < 0 || column > 1 || size_t(row) >= node->children.size())
        return {};
    return createIndex(row, column, &node->children[size_t(row)]);
}

QModelIndex JsonModel::parent(const QModelIndex &index) const
{
    return index.isValid() ? indexOf(*nodeOf(index)->parent) : QModelIndex();
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
    return node && parent.column() <= 0 && node->count > 0;
}

bool JsonModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return node && parent.column() <= 0 && node->children.empty() && node->count > 0;
}

void JsonModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    Node *node = nodeOf(parent);
    const quint32 span = spanFor(node->count);
    const quint32 rows = (node->count + span - 1) / span;
    beginInsertRows(parent, 0, int(rows) - 1);
    node->children.reserve(rows);
    for (quint32 row = 0; row < rows; ++row) {
        Node child{ .value = node->value, .parent = node, .row = row, .first = node->begin() + row * span };
        if (span > 1) {
            child.isGroup = true;
            child.count = std::min(span, node->count - row * span);
        } else {
            child.value = node->value->is_object()
                ? &(node->value->get_object().begin() + child.first)->value()
                : &node->value->get_array()[child.first];
            child.count = childCount(*child.value);
        }
        node->children.push_back(std::move(child));
    }
    endInsertRows();
}

QString JsonModel::keyOf(const Node &node) const
{
    const auto name = [&](quint32 at) {
        const auto &member = *(node.value->get_object().begin() + at);
        return base::cleaned(json::bytes(std::string_view(member.key()).substr(0, 256)), 60);
    };
    if (node.isGroup) {
        const quint32 last = node.first + node.count - 1;
        return node.value->is_object() ? tr("%1 … %2").arg(name(node.first), name(last))
                                       : tr("%1 … %2").arg(node.first).arg(last);
    }
    if (node.container().is_array())
        return QString::number(node.first);
    const auto &member = *(node.container().get_object().begin() + node.first);
    return base::cleaned(json::bytes(std::string_view(member.key()).substr(0, 1024)));
}

/// Never a whole container: a paint would walk through it.
QString JsonModel::shown(const Node &node) const
{
    const json::Value &value = *node.value;
    if (node.isGroup)
        return tr("%1 of %2").arg(node.count).arg(childCount(value));
    if (value.is_object())
        return counted(node.count, tr("{ 1 member }"), tr("{ %1 members }"));
    if (value.is_array())
        return counted(node.count, tr("[ 1 element ]"), tr("[ %1 elements ]"));
    if (value.is_string()) {
        const auto text = std::string_view(value.get_string()).substr(0, size_t(shownCharacters) * 4);
        return base::cleaned(json::bytes(text), shownCharacters);
    }
    return QString::fromUtf8(json::numberText(value));
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    const bool isName = index.column() == 0;
    switch (role) {
    case Qt::DisplayRole:
        return isName ? keyOf(node) : shown(node);
    case Qt::AccessibleTextRole:
        return isName ? keyOf(node) : QString(keyOf(node) + u": "_s + shown(node));
    case Qt::ToolTipRole:
        return plainToolTip(isName ? base::cleaned(pointerTo(index), 1000) : shown(node).left(1000));
    case Qt::FontRole:
        return isName ? QVariant() : QVariant(fontFor(TextRole::Wire));
    case Qt::ForegroundRole:
        return node.count > 0 && (!isName || node.isGroup) ? QVariant(tokens().muted) : QVariant();
    case Qt::BackgroundRole: {
        const bool isHit = !m_needle.isEmpty() && !node.isGroup && (isName || node.count == 0)
            && m_needle.isIn(json::view((isName ? keyOf(node) : shown(node)).toUtf8()));
        return isHit ? QVariant(tokens().cautionTint) : QVariant();
    }
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
