// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/historymodel.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/tools/toolmodel.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr int page = 100;

Mark outcomeMark(const QByteArray &outcome)
{
    if (outcome == "ok")
        return Mark::Passed;
    return outcome == "cancelled" ? Mark::Cancelled : Mark::Failed;
}

QString captionOf(const store::CallSummary &call)
{
    return u"%1 · %2"_s.arg(clockTime(call.at), durationText(std::chrono::milliseconds(call.durationMs)));
}

} // namespace

void HistoryModel::setSource(Source source)
{
    beginResetModel();
    m_source = std::move(source);
    m_calls.clear();
    m_calls = nextPage();
    endResetModel();
}

QList<store::CallSummary> HistoryModel::nextPage()
{
    const auto calls = m_source ? m_source(m_calls.isEmpty() ? 0 : m_calls.last().id, page)
                                : base::Result<QList<store::CallSummary>>();
    m_error = calls ? std::nullopt : std::optional(calls.error());
    m_isAtEnd = !calls || calls->size() < page;
    return calls.value_or(QList<store::CallSummary>());
}

bool HistoryModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isAtEnd;
}

void HistoryModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    const QList<store::CallSummary> more = nextPage();
    if (more.isEmpty())
        return;
    beginInsertRows({}, int(m_calls.size()), int(m_calls.size() + more.size()) - 1);
    m_calls += more;
    endInsertRows();
}

int HistoryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_calls.size());
}

QVariant HistoryModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const store::CallSummary &call = m_calls.at(index.row());
    const QString name = base::cleaned(call.tool, 120);
    switch (role) {
    case Qt::DisplayRole:
        return name;
    case Qt::ToolTipRole: {
        QString words = wholeTime(call.at);
        if (!call.identity.isEmpty())
            words += u"\n"_s + tr("as %1").arg(base::cleaned(call.identity));
        return plainToolTip(words + u'\n' + base::cleaned(call.argumentsStart, 400));
    }
    case Qt::AccessibleTextRole:
        return u"%1, %2, %3"_s.arg(name, markWord(outcomeMark(call.outcome)), captionOf(call));
    case NamedRowDelegate::CaptionRole:
        return captionOf(call);
    case NamedRowDelegate::MarkRole:
        return int(outcomeMark(call.outcome));
    case IdRole:
        return call.id;
    default:
        return {};
    }
}

} // namespace authscope::ui
