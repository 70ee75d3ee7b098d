// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolmodel.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace authscope::ui {

session::ToolStanding ToolKnowledge::standing(const mcp::Tool &tool, const QList<QByteArray> &held) const
{
    session::ToolStanding out{
        .held = held, .isChanged = changed.contains(tool.name), .isNew = news.appeared.contains(tool.name)
    };
    for (const store::LearnedScope &one : learned) {
        if (one.tool == tool.name)
            out.learned.append(one.scope);
    }
    if (const auto look = looks.constFind(tool.name); look != looks.cend())
        out.look = *look;
    if (const auto ofTool = own.constFind(tool.name); ofTool != own.cend())
        out.own = *ofTool;
    return out;
}

Tone badgeTone(session::ToolBadge::Weight weight)
{
    switch (weight) {
    case session::ToolBadge::Weight::Plain:
        return Tone::Muted;
    case session::ToolBadge::Weight::Good:
        return Tone::Good;
    case session::ToolBadge::Weight::Caution:
        return Tone::Caution;
    case session::ToolBadge::Weight::Bad:
        return Tone::Bad;
    }
    Q_UNREACHABLE();
    return Tone::Muted;
}

QList<ChipText> badgesOf(const mcp::Tool &tool, const session::ToolStanding &standing)
{
    QList<ChipText> out;
    for (const session::ToolBadge &badge : session::toolBadges(tool, standing))
        out += { badge.text, badgeTone(badge.weight) };
    return out;
}

QList<ChipText> toolBadges(const mcp::Tool &tool, const QList<QByteArray> &heldScopes)
{
    return badgesOf(tool, { .held = heldScopes });
}

void ToolModel::setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes)
{
    constexpr qsizetype searchedOfDescription = 500;
    m_tools = tools;
    m_held = heldScopes;
    m_searched.clear();
    m_searched.reserve(tools.size());
    for (const mcp::Tool &tool : tools)
        m_searched += (tool.name + u' ' + tool.title + u' ' + tool.description.left(searchedOfDescription))
                          .toCaseFolded();
    applyFilter();
}

void ToolModel::setKnowledge(const ToolKnowledge &knowledge)
{
    m_knowledge = knowledge;
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
}

void ToolModel::setFilter(const QString &typed)
{
    const QStringList words = typed.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
    if (words == m_words)
        return;
    m_words = words;
    applyFilter();
}

void ToolModel::applyFilter()
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < int(m_tools.size()); ++i) {
        const QString &searched = m_searched[i];
        if (std::all_of(m_words.cbegin(), m_words.cend(),
                [&searched](const QString &word) { return searched.contains(word); }))
            m_rows += i;
    }
    endResetModel();
}

int ToolModel::rowOf(const QString &tool) const
{
    const auto found = std::find_if(
        m_rows.cbegin(), m_rows.cend(), [&](int index) { return m_tools[index].name == tool; });
    return found == m_rows.cend() ? -1 : int(found - m_rows.cbegin());
}

int ToolModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant ToolModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const mcp::Tool &tool = m_tools[m_rows[index.row()]];
    const auto badges = [&] { return badgesOf(tool, m_knowledge.standing(tool, m_held)); };
    const auto words = [&] {
        QStringList out;
        for (const ChipText &badge : badges())
            out += badge.text;
        return out.join(u", "_s);
    };
    switch (role) {
    case Qt::DisplayRole:
        return base::cleaned(tool.name, 120);
    case Qt::ToolTipRole:
        return plainToolTip(
            base::cleaned(tool.title) + u'\n' + words() + u'\n' + base::cleaned(tool.description, 1000));
    case Qt::AccessibleTextRole:
        return u"%1, %2"_s.arg(base::cleaned(tool.name, 120), words());
    case NameRole:
        return tool.name;
    case BadgeRole:
        return badges().first().text;
    case BadgeToneRole:
        return int(badges().first().tone);
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
