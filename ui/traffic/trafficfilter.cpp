// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficfilter.h"

#include "ui/traffic/trafficmodel.h"

namespace authscope::ui {

namespace {

bool belongs(const net::Exchange &exchange, AnswerGroup group)
{
    const int hundred = exchange.status / 100;
    switch (group) {
    case AnswerGroup::Any:
        return true;
    case AnswerGroup::Succeeded:
        return exchange.isDone() && hundred == 2 && exchange.failure.isEmpty();
    case AnswerGroup::Redirected:
        return hundred == 3;
    case AnswerGroup::Refused:
        return hundred == 4;
    case AnswerGroup::Failed:
        return exchange.isDone() && (hundred == 5 || hundred == 0 || !exchange.failure.isEmpty());
    case AnswerGroup::Running:
        return !exchange.isDone();
    }
    Q_UNREACHABLE();
    return false;
}

} // namespace

void TrafficFilter::setWords(const QString &words)
{
    m_words = words.trimmed();
    invalidateFilter();
}

void TrafficFilter::setPurpose(const QString &purpose)
{
    m_purpose = purpose;
    invalidateFilter();
}

void TrafficFilter::setAnswers(AnswerGroup group)
{
    m_answers = group;
    invalidateFilter();
}

bool TrafficFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const auto *model = qobject_cast<const TrafficModel *>(sourceModel());
    const net::Exchange *exchange = model ? model->exchangeAt(row) : nullptr;
    if (!exchange || !belongs(*exchange, m_answers))
        return false;
    if (!m_purpose.isEmpty() && exchange->purpose != m_purpose)
        return false;
    return m_words.isEmpty()
        || model->index(row, 0, parent)
               .data(TrafficModel::SearchRole)
               .toString()
               .contains(m_words, Qt::CaseInsensitive);
}

} // namespace authscope::ui
