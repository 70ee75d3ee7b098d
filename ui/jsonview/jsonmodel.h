// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "json/json.h"

#include <QAbstractItemModel>

#include <memory>

namespace authscope::ui {

/// A JSON document as a tree whose nodes are made when somebody looks at them, a thousand at a time: stays
/// fast at 100 MB.
class JsonModel : public QAbstractItemModel {
    Q_OBJECT

public:
    explicit JsonModel(QObject *parent = nullptr);
    ~JsonModel() override;

    void setDocument(std::shared_ptr<const json::Value> document);
    const json::Value *valueAt(const QModelIndex &index) const;
    QByteArray pointerTo(const QModelIndex &index) const; ///< RFC 6901

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
    QString keyOf(const Node &node) const;

    std::shared_ptr<const json::Value> m_document;
    std::unique_ptr<Node> m_root;
};

} // namespace authscope::ui
