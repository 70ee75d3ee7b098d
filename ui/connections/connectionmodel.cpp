// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionmodel.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::ConnectionState;

QString stateWord(ConnectionState state)
{
    switch (state) {
    case ConnectionState::SignedOut:
        return ConnectionModel::tr("not signed in");
    case ConnectionState::SigningIn:
        return ConnectionModel::tr("signing in");
    case ConnectionState::SignedIn:
        return ConnectionModel::tr("signed in");
    case ConnectionState::Attention:
        return ConnectionModel::tr("needs attention");
    case ConnectionState::Open:
        return ConnectionModel::tr("no sign-in needed");
    case ConnectionState::Failed:
        return ConnectionModel::tr("failed");
    }
    Q_UNREACHABLE();
    return {};
}

QString stateIcon(ConnectionState state)
{
    switch (state) {
    case ConnectionState::SignedOut:
    case ConnectionState::Open:
        return u"ring"_s;
    case ConnectionState::SigningIn:
        return u"running"_s;
    case ConnectionState::SignedIn:
        return u"dot"_s;
    case ConnectionState::Attention:
        return u"half"_s;
    case ConnectionState::Failed:
        return u"warning"_s;
    }
    Q_UNREACHABLE();
    return {};
}

Tone stateTone(ConnectionState state)
{
    switch (state) {
    case ConnectionState::SignedOut:
    case ConnectionState::Open:
        return Tone::Muted;
    case ConnectionState::SigningIn:
        return Tone::Accent;
    case ConnectionState::SignedIn:
        return Tone::Good;
    case ConnectionState::Attention:
        return Tone::Caution;
    case ConnectionState::Failed:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
    return {};
}

void ConnectionModel::setRows(const QList<ConnectionRow> &rows)
{
    const auto sameId = [](const ConnectionRow &a, const ConnectionRow &b) { return a.id == b.id; };
    if (!std::equal(rows.begin(), rows.end(), m_rows.begin(), m_rows.end(), sameId)) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    for (int i = 0; i < rows.size(); ++i) {
        if (rows[i] == m_rows[i])
            continue;
        m_rows[i] = rows[i];
        Q_EMIT dataChanged(index(i), index(i));
    }
}

QModelIndex ConnectionModel::indexOf(const QString &id) const
{
    for (int i = 0; i < m_rows.size(); ++i) {
        if (m_rows[i].id == id)
            return index(i);
    }
    return {};
}

int ConnectionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ConnectionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ConnectionRow &row = m_rows[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return base::cleaned(row.name);
    case DetailRole:
        return base::cleaned(row.detail.isEmpty() ? stateWord(row.state) : row.detail);
    case Qt::ToolTipRole:
        return plainToolTip(
            base::cleaned(row.name) + u'\n' + base::cleaned(row.url, 2000) + u'\n' + stateWord(row.state));
    case Qt::AccessibleTextRole:
        return u"%1, %2, %3"_s.arg(base::cleaned(row.name), stateWord(row.state), base::cleaned(row.detail));
    case IdRole:
        return row.id;
    case StateRole:
        return int(row.state);
    default:
        return {};
    }
}

void ConnectionDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokens();
    const auto state = static_cast<ConnectionState>(index.data(ConnectionModel::StateRole).toInt());
    const QRect box = option.rect.adjusted(8, 0, -8, 0);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(option.state & QStyle::State_Selected ? t.accentTint : t.neutralTint);
        painter->drawRoundedRect(box, 4, 4);
    }
    if (option.state & QStyle::State_HasFocus && option.state & QStyle::State_Selected) {
        painter->setPen(t.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    const QFontMetrics body(fontFor(TextRole::Body));
    const QFontMetrics caption(fontFor(TextRole::Caption));
    const int top = box.top() + (box.height() - body.height() - caption.height() - 2) / 2;
    paintIcon(painter, QRect(box.left() + 8, top + (body.height() - 14) / 2, 14, 14), stateIcon(state),
        t.ink(stateTone(state)));
    const int left = box.left() + 30;
    const int width = box.right() - left - 8;
    painter->setPen(t.text);
    painter->setFont(fontFor(TextRole::Body));
    painter->drawText(QRect(left, top, width, body.height()), int(Qt::AlignLeft) | Qt::TextSingleLine,
        body.elidedText(index.data().toString(), Qt::ElideRight, width));
    painter->setPen(t.muted);
    painter->setFont(fontFor(TextRole::Caption));
    painter->drawText(QRect(left, top + body.height() + 2, width, caption.height()),
        int(Qt::AlignLeft) | Qt::TextSingleLine,
        caption.elidedText(index.data(ConnectionModel::DetailRole).toString(), Qt::ElideRight, width));
    painter->restore();
}

QSize ConnectionDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int lines
        = QFontMetrics(fontFor(TextRole::Body)).height() + QFontMetrics(fontFor(TextRole::Caption)).height();
    return { 160, lines + 18 };
}

} // namespace authscope::ui
