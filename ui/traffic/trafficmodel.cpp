// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/traffic/trafficmodel.h"

#include "ui/common/tables.h"
#include "ui/common/text.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

Tone statusTone(const net::Exchange &exchange)
{
    if (!exchange.isDone())
        return Tone::Muted;
    if (exchange.status == 0 || exchange.status >= 400)
        return Tone::Bad;
    return exchange.status >= 300 ? Tone::Caution : Tone::Good;
}

QString statusText(const net::Exchange &exchange)
{
    if (exchange.status > 0)
        return QString::number(exchange.status);
    return exchange.isDone() ? TrafficModel::tr("none") : TrafficModel::tr("…");
}

} // namespace

TrafficModel::TrafficModel(net::ExchangeLog *log, const QString &connection, QObject *parent)
    : QAbstractTableModel(parent), m_log(log)
{
    connect(log, &net::ExchangeLog::added, this, &TrafficModel::append);
    connect(log, &net::ExchangeLog::changed, this, &TrafficModel::update);
    connect(log, &net::ExchangeLog::ended, this, &TrafficModel::update);
    setConnection(connection);
}

void TrafficModel::setConnection(const QString &connection)
{
    beginResetModel();
    m_connection = connection;
    m_ids.clear();
    for (const net::Exchange &exchange : m_log->all()) {
        if (belongs(exchange))
            m_ids += exchange.id;
    }
    endResetModel();
}

void TrafficModel::setEarlier(const QList<net::Exchange> &exchanges)
{
    beginResetModel();
    m_earlier = exchanges;
    endResetModel();
}

bool TrafficModel::belongs(const net::Exchange &exchange) const
{
    return m_connection.isEmpty() || exchange.connection == m_connection;
}

void TrafficModel::append(base::ExchangeId id)
{
    // The log is bounded: what it let go of leaves here too.
    while (!m_ids.isEmpty() && !m_log->find(m_ids.first())) {
        const int first = int(m_earlier.size());
        beginRemoveRows({}, first, first);
        m_ids.removeFirst();
        endRemoveRows();
    }
    const net::Exchange *exchange = m_log->find(id);
    if (!exchange || !belongs(*exchange))
        return;
    beginInsertRows({}, rowCount(), rowCount());
    m_ids += id;
    endInsertRows();
}

void TrafficModel::update(base::ExchangeId id)
{
    if (const int row = rowOf(id); row >= 0)
        Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int TrafficModel::rowOf(base::ExchangeId id) const
{
    const qsizetype at = m_ids.lastIndexOf(id);
    return at < 0 ? -1 : int(m_earlier.size() + at);
}

const net::Exchange *TrafficModel::exchangeAt(int row) const
{
    if (row < 0 || row >= rowCount())
        return nullptr;
    return isEarlier(row) ? &m_earlier[row] : m_log->find(m_ids[row - m_earlier.size()]);
}

int TrafficModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_earlier.size() + m_ids.size());
}

int TrafficModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant TrafficModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const net::Exchange *exchange = exchangeAt(index.row());
    if (!exchange)
        return {};
    const auto text = [&]() -> QString {
        switch (static_cast<Column>(index.column())) {
        case Time:
            return isEarlier(index.row()) ? dayAndTime(exchange->started) : preciseTime(exchange->started);
        case Purpose:
            return base::cleaned(exchange->purpose);
        case Method:
            return base::cleaned(exchange->method, 20);
        case Url:
            return base::cleaned(exchange->url, 2000);
        case Status:
            return statusText(*exchange);
        case Size:
            return exchange->isDone() ? sizeText(exchange->responseSize) : QString();
        case Duration:
            return exchange->isDone() ? QString::number(exchange->duration->count()) : QString();
        case ColumnCount:
            break;
        }
        return {};
    };
    switch (role) {
    case Qt::DisplayRole:
        return text();
    case Qt::ToolTipRole:
        if (index.column() == Time)
            return plainToolTip(isEarlier(index.row())
                    ? tr("%1, kept from another run").arg(wholeTime(exchange->started))
                    : wholeTime(exchange->started));
        if (index.column() == Status && !exchange->failure.isEmpty())
            return plainToolTip(base::cleaned(exchange->failure, 500));
        return plainToolTip(text());
    case Qt::TextAlignmentRole:
        return index.column() == Size || index.column() == Duration ? int(Qt::AlignRight | Qt::AlignVCenter)
                                                                    : int(Qt::AlignLeft | Qt::AlignVCenter);
    case ToneRole:
        return int(index.column() == Status ? statusTone(*exchange)
                : index.column() == Time    ? Tone::Muted
                                            : Tone::Plain);
    case WireRole:
        return index.column() == Url || index.column() == Method;
    case SearchRole:
        return QString(base::cleaned(exchange->purpose) + u' ' + base::cleaned(exchange->method, 20) + u' '
            + base::cleaned(exchange->url, 2000) + u' ' + statusText(*exchange));
    default:
        return {};
    }
}

QVariant TrafficModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole && (section == Size || section == Duration))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const QString names[]
        = { tr("Time"), tr("Purpose"), tr("Method"), tr("URL"), tr("Status"), tr("Size"), tr("ms") };
    return names[section];
}

} // namespace authscope::ui
