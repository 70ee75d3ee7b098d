// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/differenceview.h"

#include "base/text.h"
#include "ui/common/theme.h"

#include <QEvent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype longestText = 8000;

QTextCharFormat format(Tone tone, TextRole role)
{
    QTextCharFormat out;
    out.setFont(fontFor(role));
    out.setForeground(tokens().ink(tone));
    return out;
}

QTextCharFormat formatOf(session::WordChange::Kind kind)
{
    switch (kind) {
    case session::WordChange::Kind::Same:
        return format(Tone::Plain, TextRole::Body);
    case session::WordChange::Kind::Removed: {
        QTextCharFormat out = format(Tone::Bad, TextRole::Body);
        out.setFontStrikeOut(true);
        out.setBackground(tokens().tint(Tone::Bad));
        return out;
    }
    case session::WordChange::Kind::Added: {
        QTextCharFormat out = format(Tone::Good, TextRole::Body);
        out.setFontUnderline(true);
        out.setBackground(tokens().tint(Tone::Good));
        return out;
    }
    }
    Q_UNREACHABLE();
    return {};
}

QString placeWords(const session::DefinitionChange &change)
{
    const QString place = base::cleaned(change.where, 160);
    switch (change.kind) {
    case session::DefinitionChange::Kind::Added:
        return DifferenceView::tr("Added: %1").arg(place);
    case session::DefinitionChange::Kind::Removed:
        return DifferenceView::tr("Removed: %1").arg(place);
    case session::DefinitionChange::Kind::Changed:
        return DifferenceView::tr("Changed: %1").arg(place);
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace

DifferenceView::DifferenceView(const QString &objectName)
{
    setObjectName(objectName);
    setAccessibleName(tr("What changed"));
    setReadOnly(true);
    setAcceptRichText(false);
    setTabChangesFocus(true);
    setUndoRedoEnabled(false);
}

void DifferenceView::setChanges(const QList<session::DefinitionChange> &changes, bool isUnknown)
{
    m_changes = changes;
    m_isUnknown = isUnknown;
    write();
}

void DifferenceView::write()
{
    clear();
    QTextCursor cursor(document());
    if (m_isUnknown)
        cursor.insertText(
            tr("What it was before is too long to have been kept; only that it changed is known."),
            format(Tone::Plain, TextRole::Body));
    bool isFirst = !m_isUnknown;
    for (const session::DefinitionChange &change : m_changes) {
        if (!std::exchange(isFirst, false))
            cursor.insertBlock();
        cursor.insertText(placeWords(change), format(Tone::Muted, TextRole::Caption));
        cursor.insertBlock();
        const QString before = base::cleanedBlock(change.before, longestText);
        const QString after = base::cleanedBlock(change.after, longestText);
        for (const session::WordChange &word : session::wordDifference(before, after))
            cursor.insertText(word.text, formatOf(word.kind));
    }
    moveCursor(QTextCursor::Start);
}

void DifferenceView::changeEvent(QEvent *event)
{
    QTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && (!m_changes.isEmpty() || m_isUnknown))
        write();
}

} // namespace authscope::ui
