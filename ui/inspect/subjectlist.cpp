// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/subjectlist.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/tokens/tokenwords.h"

#include <QHeaderView>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int mostRows = 60;

Mark markOfStanding(oauth::Standing standing)
{
    switch (standing) {
    case oauth::Standing::Valid:
        return Mark::Passed;
    case oauth::Standing::NotVerified:
        return Mark::Noted;
    case oauth::Standing::Failed:
    case oauth::Standing::Expired:
        return Mark::Failed;
    }
    Q_UNREACHABLE();
    return Mark::Noted;
}

} // namespace

SubjectList::SubjectList() : Table(u"subjectList"_s, tr("What was found"), Height::Fitting)
{
    m_model.setColumnCount(2);
    setModel(&m_model);
    setColumns({ 0, 18 });
    horizontalHeader()->hide();
    setSelectionMode(SingleSelection);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &now) {
        if (now.row() < 0 || now.row() >= m_places.size() || m_places[now.row()] == m_place)
            return;
        m_place = m_places[now.row()];
        Q_EMIT placeChosen();
    });
}

void SubjectList::setInspections(
    const QList<inspect::Subject> &subjects, const QList<inspect::Inspection> &judged)
{
    const Place before = m_place;
    {
        const QSignalBlocker quiet(selectionModel());
        m_model.removeRows(0, m_model.rowCount());
        m_places.clear();
        for (qsizetype i = 0; i < std::min(subjects.size(), judged.size()); ++i) {
            const QString &label = subjects[i].label;
            addRow(label, judged[i], { i, {} }, 0);
            addInner(judged[i], { i, {} }, 1);
        }
    }
    setPlace(m_places.contains(before) ? before : Place());
}

void SubjectList::addInner(const inspect::Inspection &inspection, const Place &place, int depth)
{
    for (qsizetype i = 0; i < inspection.inner.size(); ++i) {
        Place inside = place;
        inside.inner += i;
        addRow(tr("inside"), inspection.inner[i], inside, depth);
        addInner(inspection.inner[i], inside, depth + 1);
    }
}

void SubjectList::addRow(
    const QString &what, const inspect::Inspection &inspection, const Place &place, int depth)
{
    if (m_places.size() >= mostRows)
        return;
    QString words = inspect::kindTitle(inspection.kind);
    if (inspection.kind == inspect::Kind::Unknown)
        words = inspect::formTitle(inspection.form);
    if (!what.isEmpty())
        words = u"%1 · %2"_s.arg(isolated(base::cleaned(what, 80)), words);
    if (depth > 0)
        words = QString(2 * depth, QChar(0x00A0)) + u"↳ "_s + words;
    const oauth::Standing standing = inspection.verdict.standing;
    m_model.appendRow({ cell(words),
        markedCell(standingWord(standing), int(markOfStanding(standing)), standingTone(standing)) });
    m_places += place;
}

void SubjectList::setPlace(const Place &place)
{
    m_place = place;
    const QSignalBlocker quiet(selectionModel());
    if (const qsizetype at = m_places.indexOf(place); at >= 0) {
        selectRow(int(at));
        setCurrentIndex(m_model.index(int(at), 0));
    }
    viewport()->update();
}

const inspect::Inspection *inspectionAt(
    const QList<inspect::Inspection> &judged, const SubjectList::Place &place)
{
    if (place.subject < 0 || place.subject >= judged.size())
        return nullptr;
    const inspect::Inspection *found = &judged[place.subject];
    for (const qsizetype index : place.inner) {
        if (index < 0 || index >= found->inner.size())
            return nullptr;
        found = &found->inner[index];
    }
    return found;
}

} // namespace authscope::ui
