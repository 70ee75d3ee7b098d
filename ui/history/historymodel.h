// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/records.h"

#include <QAbstractListModel>

#include <functional>

namespace authscope::ui {

/// Recorded calls, newest first, read page by page as they are scrolled to.
class HistoryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 60 };
    /// The calls older than `before` (0: from the newest on), at most `limit`.
    using Source = std::function<base::Result<QList<store::CallSummary>>(qint64 before, int limit)>;

    using QAbstractListModel::QAbstractListModel;

    void setSource(Source source); ///< and reads the first page
    const std::optional<base::Error> &error() const { return m_error; } ///< of the last page
    const QList<store::CallSummary> &calls() const { return m_calls; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

private:
    QList<store::CallSummary> nextPage();

    Source m_source;
    QList<store::CallSummary> m_calls;
    bool m_isAtEnd = true;
    std::optional<base::Error> m_error;
};

} // namespace authscope::ui
