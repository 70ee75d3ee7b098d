// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/scopeledger.h"
#include "session/toolconsents.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::session;

namespace {

const QString id = u"one"_s;

mcp::Tool toolOf(const QString &name, bool readOnly, bool destructive, const QString &description = {})
{
    return { .name = name,
        .title = name,
        .description = description,
        .annotations
        = { .readOnly = readOnly, .destructive = destructive, .openWorld = false, .arePresent = true } };
}

mcp::Tool needing(const QString &name, const QList<QByteArray> &scopes, bool isPublic = false)
{
    mcp::Tool tool = toolOf(name, true, false);
    tool.securitySchemes = { { .type = "oauth2", .scopes = scopes } };
    if (isPublic)
        tool.securitySchemes.prepend({ .type = "noauth" });
    return tool;
}

} // namespace

class TestToolConsents : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void whatIsNotDecidedIsAskedForWrites();
    void whatWasApprovedIsPinnedAcrossRestarts();
    void aChangedToolAsksAgainAndSaysWhatChanged();
    void aConfirmedRuleEndsWhenTheToolChanges();
    void sessionAllowancesEndWithTheProgram();
    void theLockIsSeenByAnotherProgram();
    void aWholeConnectionIsNeverAllowed();
    void decisionsAreListedAndTakenBack();
    void everythingGoesWithTheConnection();
    void aStoreThatCannotBeReadAllowsNothing();
    void learnsScopesOnce();
    void saysWhichToolsCameAndWent();
    void anotherAccountHasAnotherList();

    void theMatrixSaysWhoNeedsWhat();
    void whatATryLearnedCountsForPublicToolsToo();
    void T173_exportsKeepFormulasOut();
    void theMatrixIsQuickEnoughToBuildForThousands();

private:
    void restart();
    CallDecision decisionOn(const mcp::Tool &tool) { return decide(*m_consents->situation(tool, false)); }

    QTemporaryDir m_dir;
    base::SystemClock m_clock;
    std::unique_ptr<store::Store> m_store;
    std::unique_ptr<ToolConsents> m_consents;
    int m_file = 0;
};

void TestToolConsents::init()
{
    ++m_file;
    restart();
    QVERIFY(m_store->save(store::ConnectionRecord{ .id = id }));
}

void TestToolConsents::restart()
{
    m_consents.reset();
    m_store.reset();
    m_store = std::move(*store::Store::open(m_dir.filePath(u"%1.sqlite"_s.arg(m_file))));
    m_consents = std::make_unique<ToolConsents>(m_store.get(), id, &m_clock, nullptr);
}

void TestToolConsents::whatIsNotDecidedIsAskedForWrites()
{
    QCOMPARE(int(m_consents->rule()), int(CallRule::AskForWrites));
    QVERIFY(!m_consents->isLocked());
    QCOMPARE(int(decisionOn(toolOf(u"r"_s, true, false)).kind), int(CallDecision::Kind::Run));
    QCOMPARE(int(decisionOn(toolOf(u"w"_s, false, false)).kind), int(CallDecision::Kind::Ask));
    QVERIFY(m_consents->decisions().isEmpty());
}

void TestToolConsents::whatWasApprovedIsPinnedAcrossRestarts()
{
    const mcp::Tool tool = toolOf(u"w"_s, false, false, u"Writes"_s);
    QVERIFY(m_consents->approve(tool, CallAnswer::Remember::Always));
    restart();
    QCOMPARE(int(m_consents->pin(tool)), int(PinState::Same));
    QCOMPARE(int(decisionOn(tool).kind), int(CallDecision::Kind::Run));
    QCOMPARE(m_consents->allowances(), 1);
    QVERIFY(m_consents->consent(u"w"_s)->approved);
}

void TestToolConsents::aChangedToolAsksAgainAndSaysWhatChanged()
{
    const mcp::Tool tool = toolOf(u"w"_s, false, false, u"Writes a file"_s);
    QVERIFY(m_consents->approve(tool, CallAnswer::Remember::Always));
    const mcp::Tool changed = toolOf(u"w"_s, false, false, u"Writes a file and mails it"_s);
    QCOMPARE(int(decisionOn(tool).kind), int(CallDecision::Kind::Run)); // unchanged: not asked
    const CallDecision decision = decisionOn(changed);
    QCOMPARE(int(decision.kind), int(CallDecision::Kind::Ask));
    QCOMPARE(int(decision.reason), int(CallDecision::Reason::Changed));
    QCOMPARE(m_consents->changedTools({ tool }), QSet<QString>());
    QCOMPARE(m_consents->changedTools({ changed }), QSet<QString>{ u"w"_s });
    CallQuestion question{ .tool = changed };
    m_consents->explain(&question);
    QVERIFY(question.approved);
    QCOMPARE(question.changes.size(), 1);
    QCOMPARE(question.changes[0].where, u"/description"_s);
    QVERIFY(m_consents->approve(changed, CallAnswer::Remember::Once));
    QCOMPARE(int(decisionOn(changed).kind), int(CallDecision::Kind::Run));
    QCOMPARE(int(decisionOn(tool).reason), int(CallDecision::Reason::Changed)); // and back is a change too
}

void TestToolConsents::aConfirmedRuleEndsWhenTheToolChanges()
{
    const mcp::Tool tool = toolOf(u"d"_s, false, true);
    QVERIFY(m_consents->setOwnRule(u"d"_s, OwnRule{ CallRule::AllowAlways, true }));
    QVERIFY(m_consents->approve(tool, CallAnswer::Remember::Once));
    QCOMPARE(int(decisionOn(tool).kind), int(CallDecision::Kind::Run));
    mcp::Tool changed = tool;
    changed.description = u"Deletes more"_s;
    QVERIFY(m_consents->approve(changed, CallAnswer::Remember::Always)); // not offered for one that destroys
    QCOMPARE(int(decisionOn(changed).kind), int(CallDecision::Kind::Ask));
    QVERIFY(!m_consents->ownRule(u"d"_s)->isConfirmed);
}

void TestToolConsents::sessionAllowancesEndWithTheProgram()
{
    const mcp::Tool tool = toolOf(u"w"_s, false, false);
    QVERIFY(m_consents->approve(tool, CallAnswer::Remember::Session));
    QCOMPARE(int(decisionOn(tool).kind), int(CallDecision::Kind::Run));
    const mcp::Tool destroys = toolOf(u"d"_s, false, true);
    QVERIFY(m_consents->approve(destroys, CallAnswer::Remember::Session));
    QCOMPARE(int(decisionOn(destroys).kind), int(CallDecision::Kind::Ask));
    restart();
    QCOMPARE(int(decisionOn(tool).kind), int(CallDecision::Kind::Ask));
}

void TestToolConsents::theLockIsSeenByAnotherProgram()
{
    const auto other = store::Store::open(m_dir.filePath(u"%1.sqlite"_s.arg(m_file)));
    ToolConsents elsewhere(other->get(), id, &m_clock, nullptr);
    QVERIFY(elsewhere.setLocked(true));
    QVERIFY(m_consents->isLocked());
    QCOMPARE(int(decisionOn(toolOf(u"w"_s, false, false)).reason), int(CallDecision::Reason::Locked));
    QVERIFY(m_consents->setLocked(false));
    QVERIFY(!elsewhere.isLocked());
    elsewhere.lockForNow();
    QVERIFY(elsewhere.isLocked());
    QVERIFY2(!m_consents->isLocked(), "for now is for this program alone");
}

void TestToolConsents::aWholeConnectionIsNeverAllowed()
{
    QVERIFY(!m_consents->setRule(CallRule::AllowAlways));
    QVERIFY(!m_consents->setRule(CallRule::AllowSession));
    QVERIFY(m_consents->setRule(CallRule::Never));
    QCOMPARE(int(decisionOn(toolOf(u"r"_s, true, false)).reason), int(CallDecision::Reason::Forbidden));
}

void TestToolConsents::decisionsAreListedAndTakenBack()
{
    QVERIFY(m_consents->approve(toolOf(u"b"_s, false, false), CallAnswer::Remember::Always));
    QVERIFY(m_consents->setOwnRule(u"a"_s, OwnRule{ CallRule::Never }));
    QVERIFY(m_consents->setOwnRule(u"c"_s, OwnRule{ CallRule::AllowSession }));
    QSignalSpy changed(m_consents.get(), &ToolConsents::changed);
    auto decisions = m_consents->decisions();
    QCOMPARE(decisions.size(), 3);
    QCOMPARE(decisions[0].tool, u"a"_s);
    QVERIFY(!decisions[0].approved);
    QVERIFY(decisions[1].approved);
    QCOMPARE(m_consents->allowances(), 2);
    QVERIFY(m_consents->withdrawAllowances());
    QCOMPARE(m_consents->allowances(), 0);
    QCOMPARE(int(m_consents->ownRule(u"a"_s)->rule), int(CallRule::Never)); // a ban is no allowance
    QVERIFY(m_consents->forget(u"a"_s));
    QVERIFY(!m_consents->ownRule(u"a"_s));
    QVERIFY(m_consents->forgetAll());
    QVERIFY(m_consents->decisions().isEmpty());
    QVERIFY(changed.size() >= 3);
}

void TestToolConsents::everythingGoesWithTheConnection()
{
    QVERIFY(m_consents->approve(toolOf(u"b"_s, false, false), CallAnswer::Remember::Always));
    QVERIFY(m_consents->setLocked(true));
    m_consents->learn(u"b"_s, { "x" }, "403");
    m_consents->listed({ toolOf(u"b"_s, false, false) }, "ada");
    QVERIFY(m_store->removeConnection(id));
    QVERIFY(m_store->toolConsents(id)->isEmpty());
    QVERIFY(m_store->learnedScopes(id)->isEmpty());
    QVERIFY(!m_store->toolNames(id, "ada")->has_value());
}

void TestToolConsents::aStoreThatCannotBeReadAllowsNothing()
{
    QSignalSpy failed(m_consents.get(), &ToolConsents::failed);
    QVERIFY(m_store->removeConnection(id));
    QVERIFY(!m_consents->approve(toolOf(u"w"_s, false, false), CallAnswer::Remember::Once));
    QCOMPARE(failed.size(), 1);
    QCOMPARE(int(decisionOn(toolOf(u"w"_s, false, false)).kind), int(CallDecision::Kind::Ask));
}

void TestToolConsents::learnsScopesOnce()
{
    m_consents->learn(u"w"_s, { "a", "b" }, "403");
    m_consents->learn(u"w"_s, { "a" }, "result");
    restart();
    QCOMPARE(m_consents->learned().size(), 2);
    QVERIFY(m_consents->forgetLearned());
    QVERIFY(m_consents->learned().isEmpty());
}

void TestToolConsents::saysWhichToolsCameAndWent()
{
    const auto tools = [](const QStringList &names) {
        QList<mcp::Tool> out;
        for (const QString &name : names)
            out += toolOf(name, true, false);
        return out;
    };
    m_consents->listed(tools({ u"a"_s, u"b"_s }), "ada");
    QVERIFY2(m_consents->news().isEmpty(), "the first list is no news");
    restart();
    m_consents->listed(tools({ u"b"_s, u"a"_s }), "ada");
    QVERIFY(m_consents->news().isEmpty());
    m_consents->listed(tools({ u"b"_s, u"c"_s }), "ada");
    QCOMPARE(m_consents->news().appeared, QStringList{ u"c"_s });
    QCOMPARE(m_consents->news().vanished, QStringList{ u"a"_s });
    m_consents->listed(tools({ u"b"_s, u"c"_s, u"a"_s }), "ada"); // it came back: nothing to tell of it
    QCOMPARE(m_consents->news().vanished, QStringList());
    m_consents->dismissNews();
    QVERIFY(m_consents->news().isEmpty());
}

void TestToolConsents::anotherAccountHasAnotherList()
{
    m_consents->listed({ toolOf(u"a"_s, true, false) }, "");
    m_consents->listed({ toolOf(u"a"_s, true, false), toolOf(u"b"_s, true, false) }, "ada");
    QVERIFY(m_consents->news().isEmpty());
    m_consents->listed({ toolOf(u"a"_s, true, false) }, "ada");
    QCOMPARE(m_consents->news().vanished, QStringList{ u"b"_s });
}

void TestToolConsents::theMatrixSaysWhoNeedsWhat()
{
    const QList<store::LearnedScope> learned{ { .tool = u"two"_s, .scope = "c", .how = "403" },
        { .tool = u"gone"_s, .scope = "a", .how = "result" } };
    const auto matrix = ScopeMatrix::build(
        { needing(u"one"_s, { "a", "b" }), toolOf(u"two"_s, true, false) }, learned, { "a", "openid", "z" });
    QCOMPARE(matrix.rows().size(), 3);
    QVERIFY(!matrix.rows()[2].isListed);
    QVERIFY(matrix.rows()[1].saysNothing);
    QCOMPARE(matrix.columns().size(), 5);
    const auto column = [&](const QByteArray &scope) {
        for (qsizetype i = 0; i < matrix.columns().size(); ++i) {
            if (matrix.columns()[i].scope == scope)
                return i;
        }
        return qsizetype(-1);
    };
    QCOMPARE(matrix.uses(0, column("a")), int(ScopeMatrix::Declared));
    QCOMPARE(matrix.uses(0, column("c")), 0);
    QCOMPARE(matrix.uses(1, column("c")), int(ScopeMatrix::Learned403));
    QCOMPARE(matrix.uses(2, column("a")), int(ScopeMatrix::LearnedInResult));
    QCOMPARE(matrix.columns()[column("a")].neededBy, 2);
    QCOMPARE(matrix.overAsked(), QList<QByteArray>{ "z" }); // openid is the sign-in's own
    QCOMPARE(matrix.missing(), (QList<QByteArray>{ "b", "c" }));
    QCOMPARE(matrix.rows()[0].missing, QList<QByteArray>{ "b" });
}

void TestToolConsents::whatATryLearnedCountsForPublicToolsToo()
{
    const mcp::Tool docs = needing(u"docs"_s, { "docs.read" }, true);
    QVERIFY2(missingScopes(docs, {}, {}).isEmpty(), "it runs without a sign-in");
    QCOMPARE(missingScopes(docs, { { .tool = u"docs"_s, .scope = "docs.read", .how = "401" } }, {}),
        QList<QByteArray>{ "docs.read" });
    QCOMPARE(missingScopes(needing(u"x"_s, { "a", "b" }), {}, { "a" }), QList<QByteArray>{ "b" });
}

void TestToolConsents::T173_exportsKeepFormulasOut()
{
    QCOMPARE(csvCell(u"=1+1"_s), u"\"'=1+1\""_s);
    QCOMPARE(csvCell(u"@x"_s), u"\"'@x\""_s);
    QCOMPARE(csvCell(u"-x"_s), u"\"'-x\""_s);
    QCOMPARE(csvCell(u"\tx"_s), u"\"'\tx\""_s);
    QCOMPARE(csvCell(u"a\"b"_s), u"\"a\"\"b\""_s);
    QCOMPARE(csvCell(u"plain"_s), u"\"plain\""_s);
    const auto matrix = ScopeMatrix::build({ needing(u"=cmd|x"_s, { "a|b" }) }, {}, { "a|b" });
    QVERIFY(matrixCsv(matrix).contains(u"\"'=cmd|x\",\"declared, held\""_s));
    QVERIFY(matrixMarkdown(matrix).contains(u"| =cmd\\|x | declared, held |"_s));
    const auto hostile = ScopeMatrix::build({ needing(u"<img src=x>\n|a|"_s, {}) }, {}, {});
    QVERIFY(matrixMarkdown(hostile).contains(u"\\<img src=x\\> \\|a\\|"_s));
}

void TestToolConsents::theMatrixIsQuickEnoughToBuildForThousands()
{
    QList<mcp::Tool> tools;
    for (int i = 0; i < 5000; ++i)
        tools += needing(u"t%1"_s.arg(i), { "s" + QByteArray::number(i % 200), "common" });
    const auto matrix = ScopeMatrix::build(tools, {}, { "common" });
    QCOMPARE(matrix.rows().size(), 5000);
    QCOMPARE(matrix.columns().size(), 201);
    QCOMPARE(matrix.uses(4999, 1), int(ScopeMatrix::Declared)); // the common one came second
}

QTEST_GUILESS_MAIN(TestToolConsents)
#include "test_toolconsents.moc"
