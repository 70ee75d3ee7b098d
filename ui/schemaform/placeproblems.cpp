// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/text.h"
#include "ui/schemaform/placeeditor.h"
#include "ui/schemaform/problems.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

constexpr qsizetype saidAtOnce = 3;

QString hintOf(const schema::FormNode &node)
{
    QStringList words;
    if (!node.description.isEmpty())
        words += base::cleaned(node.description, 160);
    for (const QString &hint : node.hints)
        words += base::cleaned(hint, 120);
    if (node.isDeprecated)
        words += PlaceEditor::tr("deprecated");
    if (node.isReadOnly)
        words += PlaceEditor::tr("the server sets it");
    if (node.isNullable)
        words += PlaceEditor::tr("may be null");
    return words.join(u" · "_s);
}

} // namespace

void PlaceEditor::showHint(const QString &text, Tone tone, const QString &tip)
{
    const bool isSame = m_hint->text() == text && m_hint->toolTip().isEmpty() == tip.isEmpty();
    if (isSame && m_hint->isHidden() == text.isEmpty())
        return; // of hundreds of places few change
    m_hint->setTone(tone);
    m_hint->setText(text);
    m_hint->setToolTip(tip.isEmpty() ? QString() : plainToolTip(tip));
    m_hint->setVisible(!text.isEmpty());
    if (m_editor)
        m_editor->control()->setAccessibleDescription(text);
}

void PlaceEditor::showProblems(const Problems *problems, bool all, QStringList &left)
{
    const bool isSaid = all || m_isTouched;
    QStringList words;
    QStringList clauses;
    const QString obstacle = m_editor ? m_editor->obstacle() : QString();
    if (!obstacle.isEmpty())
        words += u"✗ "_s + base::cleaned(obstacle, 300);
    if (problems && isSaid) {
        for (const schema::Violation &violation : problems->here) {
            if (words.size() == saidAtOnce) {
                words += tr("and %1 more").arg(problems->here.size() + 1 - saidAtOnce);
                break;
            }
            words += u"✗ %1 · %2"_s.arg(problemWords(violation), clauseOf(violation));
            clauses
                += tr("%1 at %2, which is %3")
                       .arg(base::cleaned(violation.keyword), base::cleaned(violation.keywordLocation, 300),
                           base::cleaned(violation.absoluteLocation, 300));
        }
    }
    const bool isDrawn = m_editor && (m_isOpen || !m_isGroup);
    if (m_summary && problems && isSaid && !isDrawn) {
        m_summary->setText(counted(problems->count(), tr("✗ 1 thing is wrong"), tr("✗ %1 things are wrong")));
        left += problems->lines();
    } else if (m_look == Look::Bare && m_isGroup) {
        left += std::exchange(words, {}); // the owner has the place for them
    }
    if (isDrawn && m_editor) {
        QStringList inner;
        m_editor->showProblems(problems, all, inner);
        if (isSaid || m_isGroup)
            left += inner;
    }
    const QString note = m_editor ? m_editor->note() : QString();
    if (!words.isEmpty())
        showHint(words.join(u'\n'), Tone::Bad, clauses.join(u'\n'));
    else if (!note.isEmpty())
        showHint(u"! "_s + base::cleaned(note, 300), Tone::Caution);
    else
        showHint(m_look == Look::Bare ? QString() : hintOf(node()), Tone::Muted);
    const bool isWrong = m_editor && m_editor->control()->property("wrong").toBool();
    if (m_editor && !m_isGroup && isWrong == words.isEmpty())
        setStyleProperty(m_editor->control(), "wrong", !words.isEmpty());
}

} // namespace authscope::ui
