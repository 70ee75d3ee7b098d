// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/callpolicy.h"
#include "session/toolbadges.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::session;
using Kind = CallDecision::Kind;
using Reason = CallDecision::Reason;
using mcp::Effect;

class TestCallPolicy : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void decides_data();
    void decides();
    void offersToRememberOnlyWhatIsHarmlessEnough();
    void rulesKeepTheirNames();
    void badgesSayEverythingTheWeightiestFirst();
    void badgesWarnOfPublicWrites();
    void contradictoryHintsAreTheWorse();
    void hintsReadAsSentences();
};

void TestCallPolicy::decides_data()
{
    QTest::addColumn<Effect>("effect");
    QTest::addColumn<bool>("outside");
    QTest::addColumn<QByteArray>("own"); // "!" at the end: confirmed
    QTest::addColumn<QByteArray>("general");
    QTest::addColumn<bool>("locked");
    QTest::addColumn<PinState>("pin");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<Reason>("reason");
    const auto row = [](const char *name, Effect effect, bool outside, const QByteArray &own,
                         const QByteArray &general, bool locked, PinState pin, Kind kind, Reason reason) {
        QTest::newRow(name) << effect << outside << own << general << locked << pin << kind << reason;
    };
    const PinState never = PinState::NeverApproved;
    const PinState same = PinState::Same;
    const PinState changed = PinState::Changed;
    row("reads", Effect::Reads, false, "", "", false, never, Kind::Run, Reason::Allowed);
    row("writes", Effect::Writes, false, "", "", false, never, Kind::Ask, Reason::Write);
    row("writes, approved before", Effect::Writes, false, "", "", false, same, Kind::Ask, Reason::Write);
    row("destroys", Effect::Destroys, false, "", "", false, same, Kind::Ask, Reason::Write);
    row("every call is asked for", Effect::Reads, false, "", "ask_always", false, same, Kind::Ask,
        Reason::Rule);
    row("its own rule before the connection's", Effect::Writes, false, "allow_always", "ask_always", false,
        same, Kind::Run, Reason::Allowed);
    row("allowed for the session", Effect::Writes, true, "allow_session", "", false, same, Kind::Run,
        Reason::Allowed);
    row("never for one that destroys", Effect::Destroys, false, "allow_session", "", false, same, Kind::Ask,
        Reason::Write);
    row("but when confirmed", Effect::Destroys, false, "allow_session!", "", false, same, Kind::Run,
        Reason::Allowed);
    row("always", Effect::Writes, false, "allow_always", "", false, same, Kind::Run, Reason::Allowed);
    row("always, not for writes outside", Effect::Writes, true, "allow_always", "", false, same, Kind::Ask,
        Reason::Write);
    row("always, writes outside, confirmed", Effect::Writes, true, "allow_always!", "", false, same,
        Kind::Run, Reason::Allowed);
    row("always, not for one that destroys", Effect::Destroys, false, "allow_always", "", false, same,
        Kind::Ask, Reason::Write);
    row("changed asks whatever the rule", Effect::Writes, false, "allow_always!", "", false, changed,
        Kind::Ask, Reason::Changed);
    row("changed asks for one that reads", Effect::Reads, false, "", "", false, changed, Kind::Ask,
        Reason::Changed);
    row("never", Effect::Reads, false, "never", "", false, same, Kind::Refuse, Reason::Forbidden);
    row("never, also when changed", Effect::Reads, false, "never", "", false, changed, Kind::Refuse,
        Reason::Forbidden);
    row("the connection's never", Effect::Reads, false, "", "never", false, same, Kind::Refuse,
        Reason::Forbidden);
    row("never for all but one", Effect::Reads, false, "ask_for_writes", "never", false, same, Kind::Run,
        Reason::Allowed);
    row("locked, writes", Effect::Writes, false, "", "", true, same, Kind::Refuse, Reason::Locked);
    row("locked, whatever is allowed", Effect::Writes, false, "allow_always!", "", true, same, Kind::Refuse,
        Reason::Locked);
    row("locked, reads", Effect::Reads, false, "", "", true, same, Kind::Run, Reason::Allowed);
}

void TestCallPolicy::decides()
{
    QFETCH(Effect, effect);
    QFETCH(bool, outside);
    QFETCH(QByteArray, own);
    QFETCH(QByteArray, general);
    QFETCH(bool, locked);
    QFETCH(PinState, pin);
    QFETCH(Kind, kind);
    QFETCH(Reason, reason);
    CallSituation situation{ .effect = effect, .writesOutside = outside, .isLocked = locked, .pin = pin };
    const bool confirmed = own.endsWith('!');
    if (const auto rule = ruleNamed(confirmed ? own.chopped(1) : own))
        situation.own = OwnRule{ *rule, confirmed };
    situation.general = ruleNamed(general).value_or(CallRule::AskForWrites);
    const CallDecision decision = decide(situation);
    QCOMPARE(int(decision.kind), int(kind));
    QCOMPARE(int(decision.reason), int(reason));
    situation.isAmbiguous = true; // nothing makes that callable
    QCOMPARE(int(decide(situation).reason), int(Reason::Ambiguous));
}

void TestCallPolicy::offersToRememberOnlyWhatIsHarmlessEnough()
{
    const auto offered = [](Effect effect, bool outside) {
        const CallDecision decision
            = decide({ .effect = effect, .writesOutside = outside, .own = OwnRule{ CallRule::AskAlways } });
        return std::pair(decision.mayAllowSession, decision.mayAllowAlways);
    };
    QCOMPARE(offered(Effect::Writes, false), std::pair(true, true));
    QCOMPARE(offered(Effect::Writes, true), std::pair(true, false));
    QCOMPARE(offered(Effect::Destroys, false), std::pair(false, false));
    QCOMPARE(offered(Effect::Destroys, true), std::pair(false, false));
}

void TestCallPolicy::rulesKeepTheirNames()
{
    for (const CallRule rule : { CallRule::AskAlways, CallRule::AskForWrites, CallRule::AllowSession,
             CallRule::AllowAlways, CallRule::Never })
        QCOMPARE(int(*ruleNamed(ruleName(rule))), int(rule));
    QVERIFY(!ruleNamed("allow"));
    QVERIFY(!ruleNamed(""));
}

static QStringList textsOf(const mcp::Tool &tool, const ToolStanding &standing = {})
{
    QStringList out;
    for (const ToolBadge &badge : toolBadges(tool, standing))
        out += badge.text;
    return out;
}

static mcp::Tool toolOf(const QByteArray &members)
{
    const auto read = mcp::readTool(*json::parse("{\"name\":\"t\"," + members + "}", u"t"_s));
    return read ? *read : mcp::Tool();
}

void TestCallPolicy::badgesSayEverythingTheWeightiestFirst()
{
    const mcp::Tool tool = toolOf(
        "\"inputSchema\":{},\"execution\":{\"taskSupport\":\"optional\"},"
        "\"annotations\":{\"readOnlyHint\":false,\"destructiveHint\":false,\"idempotentHint\":true,"
        "\"openWorldHint\":true},\"securitySchemes\":[{\"type\":\"oauth2\",\"scopes\":[\"a\",\"b\"]},"
        "{\"type\":\"http\"}],\"_meta\":{\"ui\":{\"resourceUri\":\"ui://x\",\"visibility\":[\"app\"]}}");
    QCOMPARE(textsOf(tool, { .held = { "a" }, .learned = { "c", "b" }, .isChanged = true }),
        (QStringList{ u"changed"_s, u"writes"_s, u"reaches outside"_s, u"safe to repeat"_s,
            u"unknown scheme http"_s, u"a ✓"_s, u"needs b"_s, u"asked for c"_s, u"has a widget"_s,
            u"long-running"_s, u"app only"_s }));
    QCOMPARE(textsOf(toolOf("\"inputSchema\":{}")), (QStringList{ u"writes"_s, u"no hints"_s }));
    QCOMPARE(
        textsOf(toolOf("\"annotations\":{\"title\":\"x\"}")), (QStringList{ u"writes"_s, u"no hints"_s }));
    QCOMPARE(
        textsOf(toolOf("\"annotations\":{\"readOnlyHint\":true,\"openWorldHint\":false},"
                       "\"securitySchemes\":[{\"type\":\"oauth2\"}]"),
            { .look = LookAlike{ .isSameName = true, .differs = true }, .own = OwnRule{ CallRule::Never } }),
        (QStringList{ u"same name twice"_s, u"reads"_s, u"signed in"_s, u"never call"_s }));
}

void TestCallPolicy::badgesWarnOfPublicWrites()
{
    const QByteArray isPublic = "\"securitySchemes\":[{\"type\":\"noauth\"}],";
    const QByteArray closed = "\"openWorldHint\":false,";
    QVERIFY(textsOf(toolOf(isPublic + "\"annotations\":{" + closed + "\"readOnlyHint\":false}"))
                .contains(u"writes without sign-in"_s));
    QVERIFY(!textsOf(toolOf(isPublic + "\"annotations\":{" + closed + "\"readOnlyHint\":true}"))
                 .contains(u"writes without sign-in"_s));
}

void TestCallPolicy::contradictoryHintsAreTheWorse()
{
    const mcp::Tool both = toolOf("\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":true}");
    QVERIFY(both.writes());
    QCOMPARE(int(both.effect()), int(Effect::Destroys));
    QVERIFY(textsOf(both).contains(u"hints contradict"_s));
    QVERIFY(hintSentences(both).contains(u"contradict"_s));
    // The default of destructiveHint is true and contradicts nothing.
    QCOMPARE(int(toolOf("\"annotations\":{\"readOnlyHint\":true}").effect()), int(Effect::Reads));
}

void TestCallPolicy::hintsReadAsSentences()
{
    QVERIFY(hintSentences(toolOf("\"inputSchema\":{}")).contains(u"no hints"_s));
    const QString open = hintSentences(toolOf("\"annotations\":{\"readOnlyHint\":false}"));
    QVERIFY(open.contains(u"delete or overwrite"_s));
    QVERIFY(open.contains(u"third parties"_s));
    QVERIFY(hintSentences(toolOf("\"annotations\":{\"readOnlyHint\":true,\"openWorldHint\":false}"))
                .startsWith(u"It only reads. That is"_s));
}

QTEST_GUILESS_MAIN(TestCallPolicy)
#include "test_callpolicy.moc"
