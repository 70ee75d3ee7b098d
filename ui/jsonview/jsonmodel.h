// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/shared.h"
#include "ui/jsonview/needle.h"

#include <QAbstractItemModel>

#include <memory>

namespace authscope::ui {

/// The way to a value: which member or element of the root, of that one, and so on.
using JsonPath = QList<quint32>;

/// RFC 6901, also as a fragment ("#/a%20b"). Nothing when it leads nowhere or is no pointer.
std::optional<JsonPath> resolvePointer(const json::Value &root, QByteArrayView pointer);
/// How far a pointer leads: the path of the nearest value that exists. An empty path is the root.
JsonPath nearestPath(const json::Value &root, QByteArrayView pointer);
QByteArray pointerOfPath(const json::Value &root, const JsonPath &path);
/// The value itself; null when the path leads nowhere.
const json::Value *valueAtPath(const json::Value &root, const JsonPath &path);

/// A JSON document as a tree whose nodes are made when somebody looks at them. What has more than a thousand
/// members is shown in groups of a thousand, and in groups of groups: no node has more children than that, so
/// none takes long, at 100 MB as little as at 100 bytes.
class JsonModel : public QAbstractItemModel {
    Q_OBJECT

public:
    static constexpr quint32 groupSize = 1000;

    explicit JsonModel(QObject *parent = nullptr);
    ~JsonModel() override;

    void setDocument(const json::Shared &document);
    const json::Shared &document() const { return m_document; }
    const json::Value *valueAt(const QModelIndex &index) const; ///< of a group: what is grouped
    bool isGroup(const QModelIndex &index) const;
    QByteArray pointerTo(const QModelIndex &index) const; ///< RFC 6901; of a group: of what is grouped
    QString pathTo(const QModelIndex &index) const; ///< $.boards[3].title
    /// Makes the nodes on the way. Invalid for an empty path or one that leads nowhere.
    QModelIndex indexOf(const JsonPath &path);
    /// Cells with this in them get a ground of their own.
    void setNeedle(const Needle &needle);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    bool hasChildren(const QModelIndex &parent = {}) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    Node *nodeOf(const QModelIndex &index) const;
    QModelIndex indexOf(const Node &node) const;
    QString keyOf(const Node &node) const;
    QString shown(const Node &node) const;

    json::Shared m_document;
    std::unique_ptr<Node> m_root;
    Needle m_needle;
};

} // namespace authscope::ui
