// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/tools/toolnotes.h"

#include "ui/common/emptystate.h"
#include "ui/common/text.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace authscope::ui {

QString cautionWords(const QList<session::ToolCaution> &cautions)
{
    constexpr qsizetype shown = 3;
    if (cautions.isEmpty())
        return {};
    QStringList lines;
    for (const session::ToolCaution &caution : cautions.mid(0, shown))
        lines += caution.sentence;
    if (cautions.size() > shown)
        lines += ToolNotes::tr("And %1 more.").arg(cautions.size() - shown);
    lines += ToolNotes::tr("(A guess by rule of thumb: look at it yourself.)");
    return lines.join(u' ');
}

ToolNotes::ToolNotes()
    : m_changed(new QFrame)
    , m_cautions(new Banner(u"toolCautionsBanner"_s))
    , m_others(new Banner(u"toolOthersBanner"_s))
{
    auto *all = column(this, 0, 8);
    m_changed->setObjectName(u"toolChangedBanner"_s);
    m_changed->setProperty("banner", u"caution"_s);
    auto *words = new Label(tr("It is not what you approved. It asks again before it runs."));
    words->setObjectName(u"toolChangedLabel"_s);
    words->setWrapping(true);
    QPushButton *show = linkButton(tr("Show what changed"), u"showChangesButton"_s);
    auto *changed = row(m_changed, 12, 8);
    changed->setContentsMargins(12, 8, 12, 8);
    changed->addWidget(words, 1);
    changed->addWidget(show);
    all->addWidget(m_changed);
    all->addWidget(m_others);
    all->addWidget(m_cautions);
    connect(show, &QPushButton::clicked, this, &ToolNotes::changesRequested);
    hide();
}

void ToolNotes::setTool(const mcp::Tool &tool, const ToolKnowledge &knowledge)
{
    m_changed->setVisible(knowledge.changed.contains(tool.name));
    const QString cautions = cautionWords(session::cautionsOf(tool));
    m_cautions->setSentence(cautions, Tone::Caution);
    m_cautions->setVisible(!cautions.isEmpty());
    QStringList others;
    bool isBad = false;
    if (const auto look = knowledge.looks.constFind(tool.name); look != knowledge.looks.cend()) {
        others += session::lookAlikeSentence(tool.name, *look);
        isBad = look->differs;
    }
    if (tool.annotations.contradict())
        others += tr(
            "Its hints contradict each other: read-only and destructive. It is treated as destructive.");
    if (tool.isPublic() && tool.writes())
        others += tr("It writes, and asks nobody to sign in: whoever reaches the server can do the same.");
    if (!tool.schemesNote.isEmpty())
        others += tool.schemesNote;
    m_others->setSentence(others.join(u' '), isBad ? Tone::Bad : Tone::Caution);
    m_others->setVisible(!others.isEmpty());
    setVisible(knowledge.changed.contains(tool.name) || !cautions.isEmpty() || !others.isEmpty());
}

} // namespace authscope::ui
