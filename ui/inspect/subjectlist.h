// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/judge.h"
#include "ui/common/tables.h"

namespace authscope::ui {

/// Which of several tokens is looked at, and which part of one that has others inside.
class SubjectList : public Table {
    Q_OBJECT

public:
    /// A token, and the way to what is inside: indexes into Inspection::inner.
    struct Place {
        qsizetype subject = 0;
        QList<qsizetype> inner = {};
        bool operator==(const Place &) const = default;
    };

    SubjectList();

    void setInspections(const QList<inspect::Subject> &subjects, const QList<inspect::Inspection> &judged);
    const Place &place() const { return m_place; }
    void setPlace(const Place &place);
    qsizetype rows() const { return m_model.rowCount(); }

Q_SIGNALS:
    void placeChosen();

private:
    void addInner(const inspect::Inspection &inspection, const Place &place, int depth);
    void addRow(const QString &what, const inspect::Inspection &inspection, const Place &place, int depth);

    QStandardItemModel m_model;
    QList<Place> m_places;
    Place m_place;
};

const inspect::Inspection *inspectionAt(
    const QList<inspect::Inspection> &judged, const SubjectList::Place &place);

} // namespace authscope::ui
