// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/callpolicy.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr CallRule allRules[] = { CallRule::AskAlways, CallRule::AskForWrites, CallRule::AllowSession,
    CallRule::AllowAlways, CallRule::Never };

} // namespace

QByteArray ruleName(CallRule rule)
{
    switch (rule) {
    case CallRule::AskAlways:
        return "ask_always";
    case CallRule::AskForWrites:
        return "ask_for_writes";
    case CallRule::AllowSession:
        return "allow_session";
    case CallRule::AllowAlways:
        return "allow_always";
    case CallRule::Never:
        return "never";
    }
    Q_UNREACHABLE();
    return {};
}

std::optional<CallRule> ruleNamed(QByteArrayView name)
{
    for (const CallRule rule : allRules) {
        if (ruleName(rule) == name)
            return rule;
    }
    return std::nullopt;
}

QString ruleWords(CallRule rule)
{
    switch (rule) {
    case CallRule::AskAlways:
        return u"ask every time"_s;
    case CallRule::AskForWrites:
        return u"ask before a write"_s;
    case CallRule::AllowSession:
        return u"allow until I close the program"_s;
    case CallRule::AllowAlways:
        return u"allow always"_s;
    case CallRule::Never:
        return u"never call"_s;
    }
    Q_UNREACHABLE();
    return {};
}

CallDecision decide(const CallSituation &situation)
{
    using Kind = CallDecision::Kind;
    using Reason = CallDecision::Reason;
    const CallRule rule = situation.own ? situation.own->rule : situation.general;
    const bool isConfirmed = situation.own && situation.own->isConfirmed;
    const bool maySession = situation.effect != mcp::Effect::Destroys;
    const bool mayAlways = maySession && !situation.writesOutside;
    const auto ask = [&](Reason reason) { return CallDecision{ Kind::Ask, reason, maySession, mayAlways }; };
    const auto run = [] { return CallDecision{ Kind::Run, Reason::Allowed }; };

    if (situation.isAmbiguous)
        return { Kind::Refuse, Reason::Ambiguous };
    if (situation.isLocked && situation.effect != mcp::Effect::Reads)
        return { Kind::Refuse, Reason::Locked };
    if (rule == CallRule::Never)
        return { Kind::Refuse, Reason::Forbidden };
    if (situation.pin == PinState::Changed)
        return ask(Reason::Changed);
    switch (rule) {
    case CallRule::AskAlways:
        return ask(Reason::Rule);
    case CallRule::AskForWrites:
        return situation.effect == mcp::Effect::Reads ? run() : ask(Reason::Write);
    case CallRule::AllowSession:
        return maySession || isConfirmed ? run() : ask(Reason::Write);
    case CallRule::AllowAlways:
        return mayAlways || isConfirmed ? run() : ask(Reason::Write);
    case CallRule::Never:
        break;
    }
    return { Kind::Refuse, Reason::Forbidden };
}

} // namespace authscope::session
