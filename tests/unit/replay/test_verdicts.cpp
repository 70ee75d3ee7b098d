// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/answererror.h"
#include "replay/junit.h"
#include "replay/offers.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace authscope;
using namespace authscope::replay;
using namespace Qt::StringLiterals;
using Kind = ValueExpectation::Kind;

namespace {

json::Value value(const QByteArray &text)
{
    const auto parsed = json::parse(text, u"x"_s, { .maxBytes = 64 << 20 });
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return *parsed;
}

Ending answer(const QByteArray &result)
{
    const auto read = mcp::readToolResult(value(result));
    if (!read)
        qFatal("%s", qPrintable(read.error().message));
    return { .result = *read, .status = 200, .duration = std::chrono::milliseconds(20) };
}

Ending board()
{
    Ending out = answer("{\"content\":[{\"type\":\"text\",\"text\":\"Created board: Sprint\"}],"
                        "\"structuredContent\":{\"board\":{\"id\":\"brd7\",\"items\":3}}}");
    out.outputSchema = value("{\"type\":\"object\",\"required\":[\"board\"]}");
    return out;
}

QList<Verdict> judged(const Expectations &expect, const Ending &ending)
{
    Variables variables([](const QString &) { return std::nullopt; });
    const auto verdicts = judge(expect, ending, variables);
    if (!verdicts)
        qFatal("%s", qPrintable(verdicts.error().message));
    return *verdicts;
}

bool holds(const Expectations &expect, const Ending &ending)
{
    const QList<Verdict> verdicts = judged(expect, ending);
    return std::all_of(verdicts.begin(), verdicts.end(), [](const Verdict &one) { return one.holds; });
}

} // namespace

class TestVerdicts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void eachExpectationHoldsAndFails_data()
    {
        QTest::addColumn<Expectations>("expect");
        QTest::addColumn<bool>("isHeld");
        const auto value1 = [](const QByteArray &at, Kind kind, const json::Value &wanted,
                                const QString &pattern = {}, bool exists = true) {
            return Expectations{ .values = { { at, kind, wanted, pattern, exists } } };
        };
        const QByteArray id = "/structuredContent/board/id";
        QTest::newRow("ok") << Expectations{} << true;
        QTest::newRow("another outcome") << Expectations{ .outcome = Outcome::ToolError } << false;
        QTest::newRow("equals") << value1(id, Kind::Equals, "brd7") << true;
        QTest::newRow("equals something else") << value1(id, Kind::Equals, "brd8") << false;
        QTest::newRow("equals what is not there") << value1("/x", Kind::Equals, nullptr) << false;
        QTest::newRow("equals by value")
            << value1("/structuredContent/board/items", Kind::Equals, 3.0) << true;
        QTest::newRow("equals a whole part")
            << value1("/structuredContent/board", Kind::Equals, value("{\"items\":3,\"id\":\"brd7\"}"))
            << true;
        QTest::newRow("matches") << value1(id, Kind::Matches, nullptr, u"^brd\\d+$"_s) << true;
        QTest::newRow("does not match") << value1(id, Kind::Matches, nullptr, u"^\\d+$"_s) << false;
        QTest::newRow("exists") << value1(id, Kind::Exists, nullptr) << true;
        QTest::newRow("is absent") << value1("/structuredContent/x", Kind::Exists, nullptr, {}, false)
                                   << true;
        QTest::newRow("is not absent") << value1(id, Kind::Exists, nullptr, {}, false) << false;
        QTest::newRow("text") << Expectations{ .text = { u"board: Spr"_s } } << true;
        QTest::newRow("another text") << Expectations{ .text = { u"Sprint"_s, u"Goodbye"_s } } << false;
        QTest::newRow("output schema") << Expectations{ .matchesOutputSchema = true } << true;
        QTest::newRow("not the output schema") << Expectations{ .matchesOutputSchema = false } << false;
        QTest::newRow("own schema") << Expectations{ .schema = value("{\"required\":[\"board\"]}") } << true;
        QTest::newRow("another schema") << Expectations{ .schema = value("{\"required\":[\"x\"]}") } << false;
        QTest::newRow("a schema that cannot be judged")
            << Expectations{ .schema = value("{\"$ref\":\"https://elsewhere.example/s\"}") } << false;
        QTest::newRow("in time") << Expectations{ .within = std::chrono::milliseconds(20) } << true;
        QTest::newRow("too late") << Expectations{ .within = std::chrono::milliseconds(19) } << false;
        QTest::newRow("status") << Expectations{ .status = 200 } << true;
        QTest::newRow("another status") << Expectations{ .status = 401 } << false;
        QTest::newRow("not renewed") << Expectations{ .isRenewed = false } << true;
        QTest::newRow("renewed") << Expectations{ .isRenewed = true } << false;
        QTest::newRow("a code, where there is none") << Expectations{ .code = -32602 } << false;
        QTest::newRow("an error, where there is none") << Expectations{ .error = u"OA-303"_s } << false;
    }
    void eachExpectationHoldsAndFails()
    {
        QFETCH(Expectations, expect);
        QFETCH(bool, isHeld);
        QCOMPARE(holds(expect, board()), isHeld);
        for (const Verdict &verdict : judged(expect, board()))
            QVERIFY(!verdict.what.isEmpty() && !verdict.expected.isEmpty() && !verdict.found.isEmpty());
    }

    void readsTheCodeOfAProtocolError()
    {
        const base::Error error
            = mcp::rpcFailure({ .code = -32602, .message = u"error 12 in disguise"_s }, u"tools/call"_s, 0, {});
        QCOMPARE(rpcCode(error), -32602);
        const Ending ending{ .error = error };
        QCOMPARE(outcomeOf(ending), Outcome::ProtocolError);
        QVERIFY(holds({ .outcome = Outcome::ProtocolError, .error = u"OA-303"_s, .code = -32602 }, ending));
        QVERIFY(!holds({ .outcome = Outcome::ProtocolError, .code = -32601 }, ending));
        QCOMPARE(rpcCode({ .code = base::code::unreachable, .message = u"error 7"_s }), std::nullopt);
    }

    void aChallengeIsAnOutcome()
    {
        for (const QString &code :
            { base::code::unauthorized, base::code::insufficientScope, base::code::notSignedIn })
            QCOMPARE(outcomeOf({ .error = base::Error{ .code = code } }), Outcome::Challenge);
        QCOMPARE(outcomeOf({ .error = base::Error{ .code = base::code::timedOut } }), Outcome::Error);
        QCOMPARE(outcomeOf(answer("{\"content\":[],\"isError\":true}")), Outcome::ToolError);
    }

    /// An expression that would take for ever on what a server chose to answer.
    void anExplodingExpressionDoesNotHoldAndEnds()
    {
        const Ending ending
            = answer("{\"content\":[{\"type\":\"text\",\"text\":\"" + QByteArray(50'000, 'a') + "!\"}]}");
        const auto verdicts
            = judged({ .values = { { "/content/0/text", Kind::Matches, nullptr, u"^(a+)+$"_s } } }, ending);
        QVERIFY(!verdicts.last().holds);
    }

    void theReportIsXmlWhateverWasWritten()
    {
        QString hostile = u"a<b>&\"']]>"_s;
        for (ushort c = 0; c < 32; ++c)
            hostile += QChar(c);
        hostile += QChar(0xd800);
        hostile += QChar(0xfffe);
        hostile += QChar(0x202e);
        FlowReport flow{ .name = hostile, .file = hostile };
        flow.steps = { { .title = hostile, .state = StepReport::State::Held },
            { .title = hostile,
                .state = StepReport::State::Failed,
                .verdicts = { { hostile, false, hostile, hostile } } },
            { .title = hostile,
                .state = StepReport::State::NotRun,
                .problem = base::Error{ .code = u"OA-500"_s, .message = hostile } },
            { .title = hostile } };
        const QByteArray written
            = writeJunit({ flow, { .name = u"none"_s, .problem = base::Error{ .message = hostile } } });
        QXmlStreamReader xml(written);
        int cases = 0;
        while (!xml.atEnd())
            cases += xml.readNext() == QXmlStreamReader::StartElement && xml.name() == u"testcase"_s;
        QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        QCOMPARE(cases, 5);
        QVERIFY(!QString::fromUtf8(written).contains(QChar(0x202e)));
    }

    void offersWhatIsTrueNow()
    {
        const Ending ending = board();
        const QList<Offer> offers = offersFor(ending);
        QVERIFY(offers.size() >= 4);
        Expectations all;
        for (const Offer &offer : offers)
            offer.take(all);
        QCOMPARE(all.matchesOutputSchema, true);
        QCOMPARE(all.values.size(), 2);
        QVERIFY(holds(all, ending));
    }

    void anOfferedTextIsNoReference()
    {
        const Ending ending = answer("{\"content\":[{\"type\":\"text\",\"text\":\"costs ${env:HOME}\"}],"
                                     "\"structuredContent\":{\"a\":\"${step:x}\"}}");
        Expectations all;
        for (const Offer &offer : offersFor(ending))
            offer.take(all);
        QVERIFY(holds(all, ending));
        Flow flow{ .steps = { { .tool = u"t"_s, .expect = all } } };
        QVERIFY(environmentNames(flow).isEmpty());
        QVERIFY(readFlow(writeFlow(flow), u"x"_s));
    }
};

Q_DECLARE_METATYPE(authscope::replay::Expectations)

QTEST_GUILESS_MAIN(TestVerdicts)
#include "test_verdicts.moc"
