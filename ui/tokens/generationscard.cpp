// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tokens/generationscard.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/tokens/sentcard.h"
#include "ui/tokens/tokentimeline.h"

#include <QBoxLayout>
#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace authscope::ui {

GenerationsCard::GenerationsCard()
    : m_table(new Table(u"generationsTable"_s, tr("Generations of the tokens"), Table::Height::Fitting))
    , m_compare(button(tr("Compare"), u"compareGenerationsButton"_s))
{
    m_model.setHorizontalHeaderLabels({ tr("No."), tr("When"), tr("How") });
    m_table->setModel(&m_model);
    m_table->setColumns({ 4, 14, 0 });
    m_table->horizontalHeader()->hide();
    setProperty("card", true);
    auto *head = row();
    head->addWidget(new Label(tr("GENERATIONS"), TextRole::Caption, Tone::Muted), 1);
    head->addWidget(m_compare);
    auto *inside = column(this, 16, 8);
    inside->addLayout(head);
    inside->addWidget(m_table);
    inside->addStretch();
    connect(m_compare, &QPushButton::clicked, this, &GenerationsCard::compare);
}

void GenerationsCard::setGenerations(const QList<oauth::TokenGeneration> &generations)
{
    m_generations = generations;
    m_model.removeRows(0, m_model.rowCount());
    for (const oauth::TokenGeneration &generation : generations) {
        QStandardItem *when = cell(clockTime(generation.at));
        when->setToolTip(plainToolTip(wholeTime(generation.at)));
        const QString story = generationStory(generation);
        m_model.appendRow({ cell(QString::number(generation.number)), when,
            generation.notice.isEmpty() ? cell(story, Tone::Muted)
                                        : markedCell(story, int(Mark::Noted), Tone::Caution) });
    }
    m_compare->setEnabled(generations.size() > 1);
    m_compare->setToolTip(plainToolTip(generations.size() > 1
            ? tr("Put the two selected generations side by side; without a choice, the newest two")
            : tr("There is one generation only; a refresh makes another")));
}

void GenerationsCard::compare()
{
    if (m_generations.size() < 2)
        return;
    QList<int> rows;
    const QModelIndexList selected = m_table->selectionModel()->selectedRows();
    for (const QModelIndex &index : selected)
        rows += index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty())
        rows = { 0, 1 };
    else if (rows.size() == 1)
        rows = rows.first() == 0 ? QList<int>{ 0, 1 } : QList<int>{ 0, rows.first() };
    Q_EMIT compareRequested(m_generations[rows.last()].number, m_generations[rows.first()].number);
}

} // namespace authscope::ui
