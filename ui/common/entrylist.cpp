// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/entrylist.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype mergedAtMost = 2000; // beyond that a reset is cheaper than the difference

/// Down from the filter goes to the list, without the mouse.
class FilterEdit : public QLineEdit {
public:
    explicit FilterEdit(QListView *list) : m_list(list) { }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Down)
            m_list->setFocus(Qt::TabFocusReason);
        else
            QLineEdit::keyPressEvent(event);
    }

private:
    QListView *m_list;
};

} // namespace

void EntryModel::setEntries(const QList<Entry> &entries)
{
    if (mergeEntries(entries))
        return;
    beginResetModel();
    m_entries = entries;
    endResetModel();
}

bool EntryModel::mergeEntries(const QList<Entry> &entries)
{
    if (entries.size() > mergedAtMost || m_entries.size() > mergedAtMost)
        return false;
    QSet<QString> wanted;
    for (const Entry &entry : entries)
        wanted.insert(entry.id);
    if (wanted.size() != entries.size())
        return false; // an id twice: which is which cannot be told
    for (int row = int(m_entries.size()) - 1; row >= 0; --row) {
        if (wanted.contains(m_entries[row].id))
            continue;
        beginRemoveRows({}, row, row);
        m_entries.removeAt(row);
        endRemoveRows();
    }
    for (int row = 0; row < entries.size(); ++row) {
        const Entry &entry = entries[row];
        if (row < m_entries.size() && m_entries[row].id == entry.id) {
            if (m_entries[row] == entry)
                continue;
            m_entries[row] = entry;
            Q_EMIT dataChanged(index(row), index(row));
            continue;
        }
        const auto moved = std::find_if(m_entries.cbegin() + row, m_entries.cend(),
            [&](const Entry &other) { return other.id == entry.id; });
        if (moved != m_entries.cend())
            return false;
        beginInsertRows({}, row, row);
        m_entries.insert(row, entry);
        endInsertRows();
    }
    return m_entries.size() == entries.size();
}

int EntryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_entries.size());
}

QVariant EntryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Entry &entry = m_entries[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return isolated(base::cleaned(entry.title, 120));
    case Qt::ToolTipRole:
        return plainToolTip(base::cleaned(entry.title, 500) + u'\n' + base::cleaned(entry.caption, 1000)
            + u'\n' + base::cleaned(entry.details, 1000));
    case Qt::AccessibleTextRole:
        return u"%1, %2, %3"_s.arg(
            base::cleaned(entry.title, 120), entry.chip.text, base::cleaned(entry.caption, 300));
    case IdRole:
        return entry.id;
    case CaptionRole:
        return base::cleaned(entry.caption, 300);
    case ChipRole:
        return entry.chip.text;
    case ChipToneRole:
        return int(entry.chip.tone);
    case SearchRole:
        return QString(entry.title + u' ' + entry.caption + u' ' + entry.details.left(500));
    default:
        return {};
    }
}

void EntryDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokens();
    const bool selected = option.state & QStyle::State_Selected;
    const QRect box = option.rect.adjusted(4, 1, -4, -1);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? t.accentTint : t.neutralTint);
        painter->drawRoundedRect(box, 4, 4);
    }
    if (selected && option.state & QStyle::State_HasFocus) {
        painter->setPen(t.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QRect inner = box.adjusted(8, 0, -8, 0);
    QFont titleFont = fontFor(TextRole::Body);
    titleFont.setBold(selected);
    const QFontMetrics body(titleFont);
    const QFontMetrics caption(fontFor(TextRole::Caption));
    const QString below = index.data(EntryModel::CaptionRole).toString();
    const int height = body.height() + (below.isEmpty() ? 0 : caption.height() + 2);
    QRect line(inner.left(), inner.top() + (inner.height() - height) / 2, inner.width(), body.height());
    if (const QString chip = index.data(EntryModel::ChipRole).toString(); !chip.isEmpty()) {
        QSize size = chipSize(chip);
        size.setWidth(std::min(size.width(), line.width() / 2));
        const QRect place(line.right() - size.width() + 1, line.top() + (line.height() - size.height()) / 2,
            size.width(), size.height());
        paintChip(painter, place, { chip, static_cast<Tone>(index.data(EntryModel::ChipToneRole).toInt()) });
        line.setRight(place.left() - 8);
    }
    painter->setFont(titleFont);
    painter->setPen(t.text);
    painter->drawText(line, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
        body.elidedText(index.data().toString(), Qt::ElideRight, line.width()));
    if (!below.isEmpty()) {
        const QRect second(inner.left(), line.bottom() + 3, inner.width(), caption.height());
        painter->setFont(fontFor(TextRole::Caption));
        painter->setPen(t.muted);
        painter->drawText(second, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
            // Of an identifier both ends tell, of a sentence the beginning.
            caption.elidedText(
                below, below.contains(u' ') ? Qt::ElideRight : Qt::ElideMiddle, second.width()));
    }
    painter->restore();
}

QSize EntryDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int lines
        = QFontMetrics(fontFor(TextRole::Body)).height() + QFontMetrics(fontFor(TextRole::Caption)).height();
    return { 120, lines + 16 };
}

EntryList::EntryList(const QString &name, const Words &words)
    : m_words(words)
    , m_list(new QListView)
    , m_nothing(new Label(tr("Nothing matches the filter."), TextRole::Body, Tone::Muted))
{
    m_filter = new FilterEdit(m_list);
    setProperty("card", true);
    setMinimumWidth(220);
    m_list->setObjectName(name + u"List"_s);
    m_list->setAccessibleName(words.list);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setMouseTracking(true);
    m_filter->setObjectName(name + u"FilterLineEdit"_s);
    m_filter->setAccessibleName(words.filter);
    m_filter->setClearButtonEnabled(true);
    m_nothing->setContentsMargins(8, 4, 8, 4);
    m_shown.setSourceModel(&m_entries);
    m_shown.setFilterRole(EntryModel::SearchRole);
    m_shown.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_list->setModel(&m_shown);

    QPushButton *reload = iconButton(u"running"_s, words.reload, name + u"ReloadButton"_s);
    auto *head = row(nullptr, 0, 4);
    head->addWidget(m_filter, 1);
    head->addWidget(reload);
    auto *all = column(this, 8, 8);
    all->addLayout(head);
    all->addWidget(m_nothing);
    all->addWidget(m_list, 1);

    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_shown.setFilterFixedString(text);
        m_nothing->setVisible(m_shown.rowCount() == 0 && !m_entries.entries().isEmpty());
        if (!m_list->currentIndex().isValid() && m_shown.rowCount() > 0)
            m_list->setCurrentIndex(m_shown.index(0, 0));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &EntryList::report);
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        Q_EMIT entryActivated(index.data(EntryModel::IdRole).toString());
    });
    connect(reload, &QPushButton::clicked, this, &EntryList::reloadRequested);
    setEntries({});
}

void EntryList::report()
{
    const QString now = chosen();
    if (now.isEmpty() || now == m_reported)
        return;
    m_reported = now;
    Q_EMIT entryChosen(now);
}

void EntryList::setEntries(const QList<Entry> &entries)
{
    const QString before = m_reported;
    {
        const QSignalBlocker quiet(m_list->selectionModel());
        m_entries.setEntries(entries);
        if (chosen() != before)
            choose(before);
        if (!m_list->currentIndex().isValid())
            m_list->setCurrentIndex(m_shown.index(0, 0));
    }
    m_list->viewport()->update();
    m_filter->setPlaceholderText(counted(entries.size(), m_words.one, m_words.many));
    m_nothing->setVisible(m_shown.rowCount() == 0 && !entries.isEmpty());
    const bool stillThere
        = std::any_of(entries.begin(), entries.end(), [&](const Entry &entry) { return entry.id == before; });
    if (!stillThere && !before.isEmpty()) {
        m_reported.clear();
        if (chosen().isEmpty())
            Q_EMIT entryChosen({});
    }
    report();
}

void EntryList::choose(const QString &id)
{
    const auto found = m_shown.match(
        m_shown.index(0, 0), EntryModel::IdRole, id, 1, Qt::MatchExactly | Qt::MatchCaseSensitive);
    if (!id.isEmpty() && !found.isEmpty())
        m_list->setCurrentIndex(found.first());
}

QString EntryList::chosen() const
{
    return m_list->currentIndex().data(EntryModel::IdRole).toString();
}

} // namespace authscope::ui
