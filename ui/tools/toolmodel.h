// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/toolbadges.h"
#include "session/toolconsents.h"
#include "ui/common/chip.h"

#include <QAbstractListModel>
#include <QSet>
#include <QStyledItemDelegate>

namespace authscope::ui {

/// What is known about the tools of a connection beside what they say themselves.
struct ToolKnowledge {
    QList<store::LearnedScope> learned = {};
    QSet<QString> changed = {}; ///< since they were approved
    session::ToolConsents::News news = {};
    QHash<QString, session::OwnRule> own = {};
    session::CallRule rule = session::CallRule::AskForWrites;
    bool isLocked = false;
    bool canSignIn = true; ///< a program of this computer has nobody to ask for permission
    QHash<QString, session::LookAlike> looks = {}; ///< by name

    session::ToolStanding standing(const mcp::Tool &tool, const QList<QByteArray> &held) const;
};

Tone badgeTone(session::ToolBadge::Weight weight);
/// Everything there is to know about a tool in a word each, the weightiest first.
QList<ChipText> badgesOf(const mcp::Tool &tool, const session::ToolStanding &standing);
/// What the annotations and security schemes say.
QList<ChipText> toolBadges(const mcp::Tool &tool, const QList<QByteArray> &heldScopes);

/// Thousands of tools: what is searched is folded once, what is shown is made when it is looked at.
class ToolModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { NameRole = Qt::UserRole + 1, BadgeRole, BadgeToneRole };

    using QAbstractListModel::QAbstractListModel;

    void setTools(const QList<mcp::Tool> &tools, const QList<QByteArray> &heldScopes);
    void setKnowledge(const ToolKnowledge &knowledge);
    const QList<mcp::Tool> &tools() const { return m_tools; }
    /// Rows are those whose name, title or description has all the words typed.
    void setFilter(const QString &typed);
    int rowOf(const QString &tool) const; ///< -1: not shown

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    void applyFilter();

    QList<mcp::Tool> m_tools;
    QStringList m_searched; ///< folded, beside m_tools
    QList<QByteArray> m_held;
    ToolKnowledge m_knowledge;
    QStringList m_words;
    QList<int> m_rows; ///< indexes into m_tools
};

/// A name at the left, a chip or a caption at the right: tools and their history.
class NamedRowDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role {
        ChipRole = ToolModel::BadgeRole,
        ChipToneRole = ToolModel::BadgeToneRole,
        CaptionRole = Qt::UserRole + 20,
        MarkRole
    };

    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(
        QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace authscope::ui
