// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/violationspanel.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

ViolationsPanel::ViolationsPanel()
    : m_title(new Label)
    , m_note(new Label({}, TextRole::Caption, Tone::Muted))
    , m_table(
          new Table(u"violationsTable"_s, tr("Violations of the output schema"), Table::Height::Scrolling))
{
    setObjectName(u"violationsPanel"_s);
    m_title->setObjectName(u"violationsTitleLabel"_s);
    m_note->setObjectName(u"violationsNoteLabel"_s);
    m_title->setWrapping(true);
    m_note->setWrapping(true);
    m_table->setModel(&m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->horizontalHeader()->hide();
    auto *all = column(this, 0, 4);
    all->addWidget(m_title);
    all->addWidget(m_table, 1);
    all->addWidget(m_note);
    m_refit.setSingleShot(true);
    connect(&m_refit, &QTimer::timeout, m_table, &QTableView::resizeRowsToContents);
    connect(m_table->horizontalHeader(), &QHeaderView::sectionResized, &m_refit,
        [this] { m_refit.start(0); }); // words wrap at another width
    const auto choose = [this](const QModelIndex &index) {
        Q_EMIT placeChosen(index.siblingAtColumn(0).data(PayloadRole).toByteArray());
    };
    connect(m_table, &QTableView::clicked, this, choose);
    connect(m_table, &QTableView::activated, this, choose);
}

void ViolationsPanel::setJudgement(const schema::Judgement &judgement)
{
    m_model.clear();
    m_title->setText(tr("The result is shown as it came. It breaks the output schema at"));
    for (const schema::Violation &violation : judgement.violations) {
        const QString place
            = violation.pointer.isEmpty() ? tr("the whole") : base::cleaned(violation.pointer, 200);
        QStandardItem *item = markedCell(
            tr("%1\n%2").arg(place, base::cleaned(violation.message, 300)), int(Mark::Failed), Tone::Plain);
        item->setText(tr("%1\n%2\n%3")
                          .arg(place, base::cleaned(violation.message, 300),
                              base::cleaned(violation.keywordLocation, 200)));
        item->setData(violation.pointer, PayloadRole);
        item->setToolTip(plainToolTip(item->text() + u'\n' + base::cleaned(violation.absoluteLocation, 500)));
        m_model.appendRow(item);
    }
    if (m_model.columnCount() > 0)
        m_table->setColumns({ 0 });
    m_refit.start(0);
    QStringList notes;
    if (judgement.violations.size() >= schema::Bounds().violations)
        notes += tr("There may be more: the list ends at %1.").arg(schema::Bounds().violations);
    if (!judgement.isWhole())
        notes += tr("Not judged: %1").arg(base::cleaned(judgement.unjudged.join(u", "_s), 500));
    m_note->setText(notes.join(u'\n'));
    m_note->setVisible(!notes.isEmpty());
}

ResultJudge::ResultJudge(QObject *parent) : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcher<schema::Judgement>::finished, this, [this] {
        if (!m_watcher.isCanceled())
            Q_EMIT judged(m_watcher.result());
    });
}

ResultJudge::~ResultJudge()
{
    m_watcher.disconnect(this);
}

void ResultJudge::judge(const json::Shared &value, const json::Value &schema)
{
    m_watcher.setFuture(QtConcurrent::run([value, schema] { return schema::judge(*value, schema); }));
}

void ResultJudge::stop()
{
    m_watcher.setFuture({});
}

} // namespace authscope::ui
