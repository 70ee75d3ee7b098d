// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolmodel.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

QList<ChipText> toolBadges(const mcp::Tool &tool, const QList<QByteArray> &heldScopes)
{
    QList<ChipText> badges;
    if (!tool.writes())
        badges += { ToolModel::tr("reads"), Tone::Muted };
    else if (tool.annotations.arePresent && tool.annotations.destructive)
        badges += { ToolModel::tr("destructive"), Tone::Bad };
    else
        badges += { ToolModel::tr("writes"), Tone::Caution }; // also when it says nothing at all
    if (tool.annotations.arePresent && tool.annotations.openWorld)
        badges += { ToolModel::tr("reaches outside"), Tone::Caution };
    const QList<QByteArray> needed = tool.neededScopes();
    if (tool.isPublic()) {
        badges += { tool.securitySchemes.size() > 1 ? ToolModel::tr("more when signed in")
                                                    : ToolModel::tr("public"),
            Tone::Good };
    } else if (!tool.securitySchemes.isEmpty() && needed.isEmpty()) {
        badges += { ToolModel::tr("signed in"), Tone::Muted };
    }
    for (const QByteArray &scope : needed) {
        const QString name = base::cleaned(scope, 60);
        if (heldScopes.contains(scope))
            badges += { name + u" ✓"_s, Tone::Good };
        else
            badges += { ToolModel::tr("needs %1").arg(name), Tone::Caution };
    }
    return badges;
}

void ToolModel::setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes)
{
    beginResetModel();
    m_tools = tools;
    m_held = heldScopes;
    endResetModel();
}

int ToolModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_tools.size());
}

QVariant ToolModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const mcp::Tool &tool = m_tools[index.row()];
    const auto badge = [&] { return toolBadges(tool, m_held).first(); };
    switch (role) {
    case Qt::DisplayRole:
        return base::cleaned(tool.name, 120);
    case Qt::ToolTipRole:
        return plainToolTip(base::cleaned(tool.title) + u'\n' + base::cleaned(tool.description, 1000));
    case Qt::AccessibleTextRole:
        return u"%1, %2"_s.arg(base::cleaned(tool.name, 120), badge().text);
    case NameRole:
        return tool.name;
    case SearchRole:
        return QString(tool.name + u' ' + tool.title + u' ' + tool.description.left(500));
    case BadgeRole:
        return badge().text;
    case BadgeToneRole:
        return int(badge().tone);
    default:
        return {};
    }
}

void NamedRowDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Tokens &t = tokens();
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect box = option.rect.adjusted(4, 1, -4, -1);
    const bool selected = option.state & QStyle::State_Selected;
    if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(selected ? t.accentTint : t.neutralTint);
        painter->drawRoundedRect(box, 4, 4);
    }
    if (selected && option.state & QStyle::State_HasFocus) {
        painter->setPen(t.accent);
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
    QRect inner = box.adjusted(8, 0, -8, 0);
    const QString chip = index.data(ChipRole).toString();
    const QString caption = index.data(CaptionRole).toString();
    if (!chip.isEmpty()) {
        const QSize size = chipSize(chip);
        const QRect place(inner.right() - size.width() + 1,
            inner.top() + (inner.height() - size.height()) / 2, size.width(), size.height());
        paintChip(painter, place, { chip, static_cast<Tone>(index.data(ChipToneRole).toInt()) });
        inner.setRight(place.left() - 8);
    } else if (!caption.isEmpty()) {
        painter->setFont(fontFor(TextRole::Caption));
        painter->setPen(t.muted);
        painter->drawText(inner, int(Qt::AlignRight | Qt::AlignVCenter) | Qt::TextSingleLine, caption);
        inner.setRight(inner.right() - painter->fontMetrics().horizontalAdvance(caption) - 8);
    }
    if (const QVariant mark = index.data(MarkRole); mark.isValid()) {
        const auto kind = static_cast<Mark>(mark.toInt());
        paintIcon(painter, QRect(inner.left(), inner.center().y() - 6, 12, 12), markIcon(kind),
            t.ink(markTone(kind)));
        inner.setLeft(inner.left() + 18);
    }
    QFont font = fontFor(TextRole::Body);
    font.setBold(selected);
    painter->setFont(font);
    painter->setPen(t.text);
    painter->drawText(inner, int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideMiddle, inner.width()));
    painter->restore();
}

QSize NamedRowDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return { 120, QFontMetrics(fontFor(TextRole::Body)).height() + 16 };
}

} // namespace authscope::ui
