// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/tokenverdict.h"

#include <QAbstractItemModel>

#include <memory>

namespace authscope::ui {

/// Claims as a tree: claim, value, meaning, verdict. Long lists are shown in pieces with a row that says how
/// many more there are, and nothing below forty levels (T168).
class ClaimsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Column { Name, ValueColumn, Meaning, Verdict, ColumnCount };
    static constexpr int piece = 200;
    static constexpr int maxDepth = 40;

    explicit ClaimsModel(QObject *parent = nullptr);
    ~ClaimsModel() override;

    void setClaims(const QList<oauth::ClaimRow> &claims, base::Time now);
    bool hasNesting() const; ///< some claim has members of its own
    /// Of the row that says how many more there are; shows the next piece.
    bool isMore(const QModelIndex &index) const;
    void showMore(const QModelIndex &index);

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &index) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;
    Node *nodeOf(const QModelIndex &index) const;
    void fill(Node &node);
    QVariant valueData(const oauth::ClaimRow &claim, int role) const;
    QString shownValue(const oauth::ClaimRow &claim) const;

    QList<oauth::ClaimRow> m_claims;
    base::Time m_now = {};
    std::unique_ptr<Node> m_root;
};

} // namespace authscope::ui
