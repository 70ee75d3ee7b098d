// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/common/chip.h"
#include "ui/common/widgets.h"

#include <QAbstractListModel>
#include <QSortFilterProxyModel>
#include <QStyledItemDelegate>

class QLineEdit;
class QListView;

namespace authscope::ui {

/// One row of what a server lists: resources, prompts. Foreign words; the model cleans them.
struct Entry {
    QString id = {};
    QString title = {};
    QString caption = {};
    ChipText chip = {};
    QString details = {}; ///< tool tip, and searched

    bool operator==(const Entry &) const = default;
};

/// Rows keep their identity: only what differs is reported, so that selection and scrolling stay.
class EntryModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { IdRole = Qt::UserRole + 1, CaptionRole, ChipRole, ChipToneRole, SearchRole };

    using QAbstractListModel::QAbstractListModel;

    void setEntries(const QList<Entry> &entries);
    const QList<Entry> &entries() const { return m_entries; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    bool mergeEntries(const QList<Entry> &entries);

    QList<Entry> m_entries;
};

/// A title and a chip, a caption under them.
class EntryDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// The left side of a view: filter, reload, the list.
class EntryList : public QFrame {
    Q_OBJECT

public:
    struct Words {
        QString list = {}; ///< accessible name: "Resources"
        QString filter = {}; ///< "Filter resources"
        QString one = {}, many = {}; ///< placeholders: "Filter 1 resource", "Filter %1 resources"
        QString reload = {};
    };
    /// `name`: the list becomes nameList, the filter nameFilterLineEdit, the button nameReloadButton.
    EntryList(const QString &name, const Words &words);

    void setEntries(const QList<Entry> &entries);
    void choose(const QString &id);
    QString chosen() const;

Q_SIGNALS:
    void entryChosen(const QString &id); ///< another one, or none (empty)
    void entryActivated(const QString &id); ///< Enter or a double click
    void reloadRequested();

private:
    void report();

    Words m_words;
    EntryModel m_entries;
    QSortFilterProxyModel m_shown;
    QString m_reported;
    QLineEdit *m_filter;
    QListView *m_list;
    Label *m_nothing;
};

} // namespace authscope::ui
