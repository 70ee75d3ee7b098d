// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/tablepart.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/jsonview/jsonmodel.h"
#include "ui/preview/savefile.h"

#include <QApplication>
#include <QBoxLayout>
#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype copiedRows = 200'000; // the clipboard is no file
constexpr int narrowest = 70; // pixels of a column
constexpr int sampledRows = 40;

QString nameOf(const FoundTable &table)
{
    const QString place
        = table.pointer.isEmpty() ? TablePart::tr("the whole") : base::cleaned(table.pointer, 60);
    return TablePart::tr("%1 · %2").arg(
        place, counted(table.rows, TablePart::tr("1 row"), TablePart::tr("%1 rows")));
}

/// Copies cells as they are in the document, not as they are drawn.
class RowsTable : public Table {
public:
    RowsTable(const QString &objectName, const QString &accessibleName, std::function<void()> copy)
        : Table(objectName, accessibleName, Height::Scrolling), m_copy(std::move(copy))
    {
    }

protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->matches(QKeySequence::Copy))
            return m_copy();
        Table::keyPressEvent(event);
    }

private:
    std::function<void()> m_copy;
};

} // namespace

TablePart::TablePart()
    : m_choice(new QComboBox)
    , m_filter(new QLineEdit)
    , m_columns(button(tr("Columns"), u"resultColumnsButton"_s))
    , m_columnMenu(new QMenu(this))
    , m_copy(iconButton(u"copy"_s, tr("Copy these rows as CSV"), u"copyCsvButton"_s))
    , m_save(button(tr("Save CSV…"), u"saveCsvButton"_s))
    , m_table(new RowsTable(u"resultTable"_s, tr("Result as a table"), [this] { copyRows(false); }))
    , m_model(new TableModel(this))
    , m_note(new Label({}, TextRole::Caption, Tone::Muted))
{
    m_choice->setObjectName(u"resultTableChoice"_s);
    m_choice->setAccessibleName(tr("Which list is shown as a table"));
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_choice->setMinimumContentsLength(8);
    m_filter->setObjectName(u"resultTableFilter"_s);
    m_filter->setAccessibleName(tr("Rows with"));
    m_filter->setPlaceholderText(tr("Filter rows"));
    m_filter->setClearButtonEnabled(true);
    m_columnMenu->setObjectName(u"resultColumnsMenu"_s);
    m_columns->setMenu(m_columnMenu);
    m_note->setObjectName(u"resultTableNote"_s);
    m_table->setWordWrap(false); // a row a line; what is cut is in the tooltip
    m_table->setModel(m_model);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionsMovable(true);
    header->setSortIndicatorClearable(true);
    header->setSortIndicator(-1, Qt::AscendingOrder);
    header->setStretchLastSection(true);
    header->setMinimumSectionSize(narrowest);
    m_table->setSortingEnabled(true);

    auto *head = row(nullptr, 0, 8);
    head->addWidget(m_choice);
    head->addWidget(m_filter, 1);
    head->addStretch(0); // takes the room when there is nothing to filter
    head->addWidget(m_columns);
    head->addWidget(m_copy);
    head->addWidget(m_save);
    auto *all = column(this, 0, 4);
    all->addLayout(head);
    all->addWidget(m_table, 1);
    all->addWidget(m_note);

    m_pause.setSingleShot(true);
    m_pause.setInterval(120);
    connect(m_choice, &QComboBox::activated, this, &TablePart::choose);
    connect(m_filter, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, &TablePart::filter);
    connect(m_copy, &QPushButton::clicked, this, [this] { copyRows(true); });
    connect(m_save, &QPushButton::clicked, this, &TablePart::save);
    connect(m_model, &TableModel::arranging, this, &TablePart::showNote);
    connect(m_model, &TableModel::arranged, this, &TablePart::showNote);
    connect(m_table, &QWidget::customContextMenuRequested, this, &TablePart::openMenu);
    connect(m_table, &QTableView::activated, this,
        [this](const QModelIndex &index) { Q_EMIT placeRequested(m_model->pointerTo(index)); });
}

void TablePart::setDocument(const json::Shared &document, const QList<FoundTable> &tables)
{
    m_document = document;
    m_tables = tables;
    m_choice->clear();
    for (const FoundTable &table : tables)
        m_choice->addItem(nameOf(table));
    const int best = int(largestTable(tables));
    m_choice->setCurrentIndex(best);
    choose(best);
}

void TablePart::clear()
{
    setDocument({}, {});
}

bool TablePart::showTable(const QByteArray &pointer)
{
    auto found = std::find_if(
        m_tables.begin(), m_tables.end(), [&](const FoundTable &table) { return table.pointer == pointer; });
    if (found == m_tables.end()) {
        const auto path = m_document.isSet() ? resolvePointer(*m_document, pointer) : std::nullopt;
        const json::Value *value = path ? valueAtPath(*m_document, *path) : nullptr;
        const auto table = value ? tableAt(m_document.part(*value), pointer) : std::nullopt;
        if (!table)
            return false;
        m_tables += *table;
        m_choice->addItem(nameOf(*table));
        found = m_tables.end() - 1;
    }
    m_choice->setCurrentIndex(int(found - m_tables.begin()));
    choose(m_choice->currentIndex());
    return true;
}

void TablePart::choose(int index)
{
    const QSignalBlocker quiet(m_filter);
    m_filter->clear();
    m_pause.stop();
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_model->setTable(index < 0 ? FoundTable() : m_tables[index]);
    m_choice->setVisible(m_tables.size() > 1 || (index >= 0 && m_tables[index].rows > 1));
    m_filter->setVisible(index >= 0 && m_tables[index].rows > 1);
    fillColumns();
    setColumnWidths();
    showNote();
}

void TablePart::fillColumns()
{
    m_columnMenu->clear();
    const FoundTable &table = m_model->table();
    for (int column = 0; column < table.columns.size(); ++column) {
        QAction *action = m_columnMenu->addAction(withoutMnemonic(base::cleaned(table.columns[column], 60)));
        action->setCheckable(true);
        action->setChecked(column < columnsAtFirst);
        m_table->setColumnHidden(column, column >= columnsAtFirst);
        connect(action, &QAction::toggled, this, [this, column](bool shows) {
            m_table->setColumnHidden(column, !shows);
            for (QAction *each : m_columnMenu->actions())
                each->setEnabled(shownColumns().size() > 1 || !each->isChecked()); // one stays
            setColumnWidths();
            if (!m_filter->text().isEmpty())
                filter();
            showNote();
        });
    }
    const qsizetype hidden = table.columns.size() - columnsAtFirst;
    m_columns->setText(hidden > 0 ? tr("Columns (%1 more)").arg(hidden) : tr("Columns"));
    m_columns->setVisible(table.columns.size() > 1);
}

QList<int> TablePart::shownColumns() const
{
    QList<int> out;
    const QHeaderView *header = m_table->horizontalHeader();
    for (int place = 0; place < header->count(); ++place) {
        const int column = header->logicalIndex(place);
        if (!m_table->isColumnHidden(column))
            out += column;
    }
    return out;
}

/// As wide as what the first rows hold, within reason, and together as wide as the table when they can be.
void TablePart::setColumnWidths()
{
    const QList<int> columns = shownColumns();
    QList<int> wanted;
    int total = 0;
    const QFontMetrics metrics(fontFor(TextRole::Body));
    for (const int column : columns) {
        int width = metrics.horizontalAdvance(
                        m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().toUpper())
            + 40;
        for (int row = 0; row < std::min(m_model->rowCount(), sampledRows); ++row) {
            const QString text = m_model->index(row, column).data().toString().left(60);
            width = std::max(width, metrics.horizontalAdvance(text) + 30);
        }
        wanted += std::clamp(width, narrowest, 360);
        total += wanted.last();
    }
    const int room = m_table->viewport()->width();
    const double shrinks = total > room && columns.size() <= columnsAtFirst ? double(room) / total : 1;
    for (qsizetype i = 0; i < columns.size(); ++i)
        m_table->setColumnWidth(columns[i], std::max(narrowest, int(wanted[i] * shrinks)));
}

void TablePart::filter()
{
    m_pause.stop();
    m_model->setFilter(m_filter->text(), shownColumns());
}

void TablePart::showNote()
{
    const QLocale locale;
    const FoundTable &table = m_model->table();
    QStringList words;
    if (m_model->isArranging())
        words += tr("arranging …");
    if (m_model->rowCount() != table.rows)
        words += tr("%1 of %2 rows").arg(locale.toString(m_model->rowCount()), locale.toString(table.rows));
    else if (table.rows > 1)
        words += tr("%1 rows").arg(locale.toString(table.rows));
    if (table.hasMoreColumns)
        words += tr("only the first %1 columns can be shown").arg(mostTableColumns);
    m_note->setText(words.join(u" · "_s));
    m_note->setVisible(!words.isEmpty());
}

/// The rows selected, tab-separated as spreadsheets paste them; or all of them, as CSV.
void TablePart::copyRows(bool isWhole)
{
    std::vector<quint32> rows;
    if (isWhole) {
        rows = m_model->rows();
    } else {
        QModelIndexList selected = m_table->selectionModel()->selectedRows();
        std::sort(selected.begin(), selected.end());
        for (const QModelIndex &index : std::as_const(selected))
            rows.push_back(m_model->rows()[size_t(index.row())]);
    }
    if (rows.size() > size_t(copiedRows)) {
        m_note->setText(tr("Not copied: %1 rows are more than the clipboard gets. Save them as CSV instead.")
                            .arg(QLocale().toString(qint64(rows.size()))));
        m_note->show();
        return;
    }
    auto *watcher = new QFutureWatcher<QByteArray>(this);
    connect(watcher, &QFutureWatcher<QByteArray>::finished, this, [this, watcher] {
        watcher->deleteLater();
        QApplication::clipboard()->setText(QString::fromUtf8(watcher->result()));
        m_note->setText(
            tr("Copied. Texts that a spreadsheet would run as a formula begin with an apostrophe."));
        m_note->show();
    });
    watcher->setFuture(QtConcurrent::run([table = m_model->table(), columns = shownColumns(), rows, isWhole] {
        return csvOf(table, columns, rows, isWhole ? ',' : '\t');
    }));
}

void TablePart::save()
{
    saveToFile(
        this, u"saveCsvDialog"_s, tr("Save the table"), u"result.csv"_s,
        [table = m_model->table(), columns = shownColumns(), rows = m_model->rows()] {
            return csvOf(table, columns, rows);
        },
        [this](const Saved &saved) {
            m_note->setText(saved.words);
            m_note->show();
        });
}

void TablePart::openMenu(const QPoint &place)
{
    const QModelIndex index = m_table->indexAt(place);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const json::Value *value = m_model->valueAt(index);
    QAction *copiesCell = menu->addAction(tr("Copy &cell"), this, [value, keeps = m_document] {
        QApplication::clipboard()->setText(
            value->is_string() ? json::text(value->get_string()) : QString::fromUtf8(json::pretty(*value)));
    });
    copiesCell->setEnabled(value != nullptr);
    menu->addAction(tr("Copy &rows\tCtrl+C"), this, [this] { copyRows(false); });
    menu->addAction(tr("Show in the &tree"), this,
        [this, pointer = m_model->pointerTo(index)] { Q_EMIT placeRequested(pointer); });
    menu->popup(m_table->viewport()->mapToGlobal(place));
}

} // namespace authscope::ui
