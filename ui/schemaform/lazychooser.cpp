// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/schemaform/lazychooser.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QListView>
#include <QSignalBlocker>
#include <QStyleOptionComboBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype filteredFrom = 30; ///< options; fewer are quicker to look at
constexpr qsizetype scannedAtOnce = 250;
constexpr qsizetype maxMatches = 1000;
constexpr qsizetype maxKept = 20'000;

/// Its list is made when it is opened, for thousands of rows of one height. Its size asks no row: the own way
/// of a box makes the list for that.
class OptionBox : public QComboBox {
public:
    using QComboBox::QComboBox;

    QSize sizeHint() const override
    {
        constexpr int characters = 16;
        ensurePolished();
        QStyleOptionComboBox option;
        initStyleOption(&option);
        const QSize contents(
            fontMetrics().averageCharWidth() * characters, std::max(fontMetrics().height(), 14) + 2);
        return style()->sizeFromContents(QStyle::CT_ComboBox, &option, contents, this);
    }
    QSize minimumSizeHint() const override { return sizeHint(); }
    void showPopup() override
    {
        if (!m_isReady) {
            auto *list = new QListView;
            list->setUniformItemSizes(true);
            list->setLayoutMode(QListView::Batched);
            list->setTextElideMode(Qt::ElideRight);
            setView(list);
            m_isReady = true;
        }
        QComboBox::showPopup();
    }

private:
    bool m_isReady = false;
};

} // namespace

OptionModel::OptionModel(const QString &none, qsizetype count, Labels labels)
    : m_none(none), m_count(count), m_labels(std::move(labels))
{
    m_scan.setInterval(0);
    connect(&m_scan, &QTimer::timeout, this, &OptionModel::scan);
}

int OptionModel::rowCount(const QModelIndex &parent) const
{
    const qsizetype options = m_filter.isEmpty() ? m_count : m_shown.size();
    return parent.isValid() ? 0 : int(options) + (m_none.isEmpty() ? 0 : 1);
}

QString OptionModel::labelOf(qsizetype option) const
{
    const auto made = m_made.constFind(option);
    if (made != m_made.constEnd())
        return *made;
    if (m_made.size() > maxKept)
        m_made.clear();
    return *m_made.insert(option, base::cleaned(m_labels(option), 120));
}

qsizetype OptionModel::optionAt(int row) const
{
    const qsizetype at = row - (m_none.isEmpty() ? 0 : 1);
    if (at < 0)
        return -1;
    return m_filter.isEmpty() ? at : m_shown.value(at, -1);
}

int OptionModel::rowOf(qsizetype option) const
{
    const int before = m_none.isEmpty() ? 0 : 1;
    if (option < 0)
        return before - 1;
    const qsizetype at = m_filter.isEmpty() ? option : m_shown.indexOf(option);
    return at < 0 ? -1 : int(at) + before;
}

QVariant OptionModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const qsizetype option = optionAt(index.row());
    const QString text = option < 0 ? m_none : labelOf(option);
    return role == Qt::ToolTipRole ? plainToolTip(text) : text;
}

void OptionModel::setFilter(const QString &text, qsizetype kept)
{
    beginResetModel();
    m_filter = text;
    m_kept = kept;
    m_scanned = 0;
    m_shown.clear();
    if (kept >= 0)
        m_shown.append(kept);
    endResetModel();
    m_filter.isEmpty() ? m_scan.stop() : m_scan.start();
}

void OptionModel::scan()
{
    const qsizetype end = std::min(m_count, m_scanned + scannedAtOnce);
    QList<qsizetype> matches;
    for (; m_scanned < end; ++m_scanned) {
        if (m_scanned != m_kept && labelOf(m_scanned).contains(m_filter, Qt::CaseInsensitive))
            matches.append(m_scanned);
    }
    if (!matches.isEmpty()) {
        const int from = rowCount();
        beginInsertRows({}, from, from + int(matches.size()) - 1);
        m_shown += matches;
        endInsertRows();
    }
    if (m_scanned >= m_count || m_shown.size() > maxMatches)
        m_scan.stop();
}

LazyChooser::LazyChooser(const QString &none, qsizetype count, OptionModel::Labels labels, QWidget *parent)
    : QWidget(parent), m_model(new OptionModel(none, count, std::move(labels))), m_box(new OptionBox(this))
{
    m_model->setParent(this);
    m_box->setModel(m_model);
    auto *all = row(this, 0, 8);
    all->addWidget(m_box, 1);
    if (count >= filteredFrom) {
        m_filter = new QLineEdit(this);
        m_filter->setObjectName(u"optionFilter"_s);
        m_filter->setPlaceholderText(tr("Filter %1").arg(count));
        m_filter->setAccessibleName(tr("Filter the %1 choices").arg(count));
        m_filter->setMaximumWidth(m_filter->fontMetrics().averageCharWidth() * 24);
        all->addWidget(m_filter);
        connect(m_filter, &QLineEdit::textChanged, this, &LazyChooser::filter);
        connect(m_filter, &QLineEdit::returnPressed, m_box, &QComboBox::showPopup);
    }
    setFocusProxy(m_box);
    setChosen(-1);
    connect(m_box, &QComboBox::currentIndexChanged, this, [this](int row) {
        const qsizetype chosen = m_model->optionAt(row);
        if (row < 0 || chosen == m_chosen)
            return;
        m_chosen = chosen;
        Q_EMIT chosenChanged();
    });
}

void LazyChooser::filter(const QString &text)
{
    const QSignalBlocker quiet(m_box);
    m_model->setFilter(text, m_chosen);
    m_box->setCurrentIndex(m_model->rowOf(m_chosen));
}

void LazyChooser::setChosen(qsizetype option)
{
    m_chosen = option;
    if (m_filter && !m_filter->text().isEmpty())
        m_filter->clear();
    const QSignalBlocker quiet(m_box);
    m_box->setCurrentIndex(m_model->rowOf(option));
}

} // namespace authscope::ui
