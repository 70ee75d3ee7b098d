// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/toolbadges.h"

#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

using Weight = ToolBadge::Weight;
using Badges = QList<ToolBadge>;

void addTroubles(Badges &badges, const ToolStanding &standing)
{
    if (standing.look && standing.look->differs)
        badges += { u"same name twice"_s, Weight::Bad };
    if (standing.isChanged)
        badges += { u"changed"_s, Weight::Caution };
    if (standing.look && !standing.look->others.isEmpty())
        badges += { u"looks like another"_s, Weight::Caution };
}

void addEffects(Badges &badges, const mcp::Tool &tool)
{
    const mcp::ToolAnnotations &hints = tool.annotations;
    switch (tool.effect()) {
    case mcp::Effect::Reads:
        badges += { u"reads"_s, Weight::Plain };
        break;
    case mcp::Effect::Writes:
        badges += { u"writes"_s, Weight::Caution };
        break;
    case mcp::Effect::Destroys:
        badges += { u"destructive"_s, Weight::Bad };
        break;
    }
    if (!hints.arePresent)
        badges += { u"no hints"_s, Weight::Caution };
    if (hints.contradict())
        badges += { u"hints contradict"_s, Weight::Caution };
    if (hints.arePresent && hints.openWorld)
        badges += { u"reaches outside"_s, Weight::Caution };
    if (hints.idempotent && tool.writes())
        badges += { u"safe to repeat"_s, Weight::Plain };
}

void addAccess(Badges &badges, const mcp::Tool &tool, const ToolStanding &standing)
{
    const QList<QByteArray> declared = tool.neededScopes();
    if (tool.isPublic()) {
        const bool isMore = tool.securitySchemes.size() > 1;
        badges += { isMore ? u"more when signed in"_s : u"public"_s, Weight::Good };
        if (tool.writes())
            badges += { u"writes without sign-in"_s, Weight::Caution };
    } else if (!tool.securitySchemes.isEmpty() && declared.isEmpty()) {
        badges += { u"signed in"_s, Weight::Plain };
    }
    for (const mcp::SecurityScheme &scheme : tool.securitySchemes) {
        if (scheme.type != "oauth2" && scheme.type != "noauth")
            badges += { u"unknown scheme %1"_s.arg(base::cleaned(scheme.type, 40)), Weight::Plain };
    }
    for (const QByteArray &scope : declared) {
        const QString name = base::cleaned(scope, 60);
        if (standing.held.contains(scope))
            badges += { name + u" ✓"_s, Weight::Good };
        else
            badges += { u"needs %1"_s.arg(name), Weight::Caution };
    }
    for (const QByteArray &scope : standing.learned) {
        if (!declared.contains(scope) && !standing.held.contains(scope))
            badges += { u"asked for %1"_s.arg(base::cleaned(scope, 60)), Weight::Caution };
    }
}

void addRest(Badges &badges, const mcp::Tool &tool, const ToolStanding &standing)
{
    if (!tool.meta.widget.isEmpty())
        badges += { u"has a widget"_s, Weight::Plain };
    if (tool.isLongRunning)
        badges += { u"long-running"_s, Weight::Plain };
    if (!tool.meta.forModel)
        badges += { tool.meta.forApp ? u"app only"_s : u"for nobody"_s, Weight::Plain };
    if (tool.meta.isProfile)
        badges += { u"says who you are"_s, Weight::Plain };
    if (standing.isNew)
        badges += { u"new"_s, Weight::Plain };
    if (standing.own && standing.own->rule != CallRule::AskForWrites)
        badges += { ruleWords(standing.own->rule),
            standing.own->rule == CallRule::Never ? Weight::Caution : Weight::Plain };
}

} // namespace

QList<ToolBadge> toolBadges(const mcp::Tool &tool, const ToolStanding &standing)
{
    Badges badges;
    addTroubles(badges, standing);
    addEffects(badges, tool);
    addAccess(badges, tool, standing);
    addRest(badges, tool, standing);
    return badges;
}

QString hintSentences(const mcp::Tool &tool)
{
    const mcp::ToolAnnotations &hints = tool.annotations;
    if (!hints.arePresent)
        return u"The server gives no hints about it, so it counts as one that writes and may reach anybody."_s;
    QStringList out;
    if (hints.contradict())
        out += u"Its hints contradict each other: it only reads, and it destroys. The worse counts."_s;
    else if (!tool.writes())
        out += u"It only reads."_s;
    else
        out += hints.destructive ? u"It may delete or overwrite things."_s
                                 : u"It changes things without deleting any."_s;
    if (hints.idempotent && tool.writes())
        out += u"Calling it twice does no more than calling it once."_s;
    if (hints.openWorld)
        out += u"It reaches other people or services: what you send may leave for third parties."_s;
    return out.join(u' ') + u" That is what the server says of itself."_s;
}

} // namespace authscope::session
