// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/answererror.h"
#include "modernscript.h"
#include "quoted.h"
#include "scriptedinput.h"

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using base::ErrorKind;

/// What a person reads when a server demands what this client did not offer (-32021).
class TestMissingCapability : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsMissingAndWhatToDo_data();
    void saysWhatIsMissingAndWhatToDo();
    void staysShortAndClean();
    void knowsWhatTheRequestOffered();
};

void TestMissingCapability::saysWhatIsMissingAndWhatToDo_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QByteArray>("announced");
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("nextStep"); ///< a part of it; empty: none
    const auto row = [](const char *name, const char *required, const char *announced, ErrorKind kind,
                         const QString &words, const QString &nextStep) {
        QTest::newRow(name) << QByteArray(required) << QByteArray(announced) << kind << words << nextStep;
    };
    const ErrorKind refused = ErrorKind::Refused;
    row("sampling", "{'requiredCapabilities':{'sampling':{}}}", "{}", refused, u"does not offer sampling ("_s,
        u"--allow-sampling"_s);
    row("roots", "{'requiredCapabilities':{'roots':{}}}", "{'sampling':{}}", refused,
        u"does not offer roots ("_s, u"--root"_s);
    row("elicitation", "{'requiredCapabilities':{'elicitation':{'url':{}}}}", "{}", refused,
        u"does not offer elicitation.url ("_s, u"terminal"_s);
    row("two, one offered", "{'requiredCapabilities':{'sampling':{},'roots':{}}}", "{'roots':{}}", refused,
        u"does not offer sampling ("_s, u"--allow-sampling"_s);
    row("two", "{'requiredCapabilities':{'sampling':{},'roots':{}}}", "{}", refused,
        u"does not offer sampling, roots ("_s, u"--root"_s);
    row("a part nobody has", "{'requiredCapabilities':{'sampling':{'tools':{}}}}", "{'sampling':{}}", refused,
        u"cannot offer sampling.tools."_s, {});
    row("an extension", "{'requiredCapabilities':{'extensions':{'com.example/x':{}}}}",
        "{'extensions':{'com.example/y':{}}}", refused, u"cannot offer extensions.com.example/x."_s, {});
    row("all offered", "{'requiredCapabilities':{'elicitation':{'form':{}}}}", "{'elicitation':{'form':{}}}",
        ErrorKind::ServerBrokeRule, u"misses elicitation.form (error -32021), which was offered"_s, {});
    row("not said", "null", "{}", refused, u"does not say what that is"_s, {});
    row("not said in words", "{'requiredCapabilities':['sampling']}", "{}", refused,
        u"does not say what that is"_s, {});
}

void TestMissingCapability::saysWhatIsMissingAndWhatToDo()
{
    QFETCH(QByteArray, data);
    QFETCH(QByteArray, announced);
    QFETCH(ErrorKind, kind);
    QFETCH(QString, words);
    QFETCH(QString, nextStep);
    const base::Error error
        = mcp::rpcFailure({ .code = -32021, .message = u"words of the server"_s, .data = valueOf(data) },
            u"tools/call"_s, 7, objectOf(announced));
    QCOMPARE(error.kind, kind);
    QCOMPARE(error.code, base::code::mcpError);
    QVERIFY2(error.message.contains(words), qPrintable(error.message));
    QVERIFY2(error.message.contains(u"tools/call"_s), qPrintable(error.message));
    QCOMPARE(error.nextStep.isEmpty(), nextStep.isEmpty());
    QVERIFY2(error.nextStep.contains(nextStep), qPrintable(error.nextStep));
    QCOMPARE(error.serverSays, u"words of the server"_s);
    QCOMPARE(error.exchange, base::ExchangeId(7));
}

void TestMissingCapability::staysShortAndClean()
{
    json::Object required;
    for (int i = 0; i < 1000; ++i)
        required["capability-\x1b[31m" + std::to_string(i) + std::string(500, 'x')] = json::Object();
    json::Object data{ { "requiredCapabilities", required } };
    const base::Error error = mcp::rpcFailure({ .code = -32021, .data = data }, u"tools/call"_s, 0);
    QVERIFY2(error.message.size() < 2000, qPrintable(error.message));
    QVERIFY(!error.message.contains(QChar(0x1b)));
}

void TestMissingCapability::knowsWhatTheRequestOffered()
{
    ModernScript script;
    script.onResult("tools/list", quoted("{'tools':[]}"));
    script.on("tools/call", [](const Asked &one, const McpScript::Reply &reply) {
        reply->send(jsonAnswer(
            rpcErrorText(one, -32021, quoted("{'requiredCapabilities':{'elicitation':{},'sampling':{}}}")),
            400));
    });
    ScriptedInput input;
    mcp::SessionOptions options = askable(script.url());
    options.era = mcp::EraChoice::Modern;
    options.input.sampling = false;
    Client client(options, nullptr, &input);
    watchNothing(client);
    const auto result = ended(client.session->callTool(u"t"_s, {}, this));
    QVERIFY(!result);
    QVERIFY2(
        result.error().message.contains(u"does not offer sampling ("_s), qPrintable(result.error().message));
    QVERIFY(!result.error().message.contains(u"elicitation"_s));
    QVERIFY(result.error().nextStep.contains(u"--allow-sampling"_s));
    QCOMPARE(script.count("tools/call"), 1);
    QCOMPARE(script.count("initialize"), 0); // that error is one of the modern era
}

QTEST_GUILESS_MAIN(TestMissingCapability)
#include "test_missingcapability.moc"
