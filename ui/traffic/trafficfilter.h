// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

namespace authscope::ui {

/// Which answers are looked for; the order of the choices in the view.
enum class AnswerGroup { Any, Succeeded, Redirected, Refused, Failed, Running };

/// Rows of a TrafficModel by words, purpose and answer.
class TrafficFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString &words);
    void setPurpose(const QString &purpose); ///< empty: any
    void setAnswers(AnswerGroup group);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_words;
    QString m_purpose;
    AnswerGroup m_answers = AnswerGroup::Any;
};

} // namespace authscope::ui
