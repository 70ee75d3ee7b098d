// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/conformance/sampling.h"

#include "schema/validate.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestSampling : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fitsTheSchema_data();
    void fitsTheSchema();
    void leavesOutWhatIsNotRequired();
    void endsInARecursiveSchema();
    void answersFormsLikeSomebodyWhoAgrees();
};

namespace {

json::Value parsed(QByteArray text)
{
    return json::parse(text.replace('\'', '"'), u"It"_s).value();
}

} // namespace

void TestSampling::fitsTheSchema_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::newRow("numbers") << QByteArray(
        "{'type':'object','properties':{'a':{'type':'number','exclusiveMinimum':3},"
        "'b':{'type':'integer','minimum':5,'multipleOf':4}},'required':['a','b']}");
    QTest::newRow("below zero") << QByteArray("{'type':'integer','maximum':-3}");
    QTest::newRow("texts") << QByteArray(
        "{'type':'object','properties':{'a':{'type':'string','minLength':20},"
        "'b':{'type':'string','maxLength':2},'c':{'type':'string','enum':['x']}},'required':['a','b','c']}");
    QTest::newRow("a list") << QByteArray("{'type':'array','items':{'type':'boolean'},'minItems':2}");
    QTest::newRow("a constant") << QByteArray("{'const':{'k':[1]}}");
    QTest::newRow("one of") << QByteArray("{'oneOf':[{'type':'integer'},{'type':'string'}]}");
    QTest::newRow("a reference") << QByteArray(
        "{'type':'object','$defs':{'p':{'type':'object','properties':{'n':{'type':'integer'}},"
        "'required':['n']}},'properties':{'p':{'$ref':'#/$defs/p'}},'required':['p']}");
    QTest::newRow("several types") << QByteArray("{'type':['null','string']}");
}

void TestSampling::fitsTheSchema()
{
    QFETCH(QByteArray, schema);
    const json::Value value = cli::sampleValue(parsed(schema));
    const schema::Judgement judgement = schema::judge(value, parsed(schema));
    QVERIFY(judgement.isWhole());
    QVERIFY2(judgement.holds(), json::compact(value).constData());
}

void TestSampling::leavesOutWhatIsNotRequired()
{
    QCOMPARE(
        json::compact(cli::sampleArguments(parsed("{'type':'object','properties':{'a':{'type':'string'}}}"))),
        QByteArray("{}"));
}

void TestSampling::endsInARecursiveSchema()
{
    const json::Value schema
        = parsed("{'type':'object','properties':{'next':{'$ref':'#'}},'required':['next']}");
    QVERIFY(cli::sampleArguments(schema).contains("next"));
}

void TestSampling::answersFormsLikeSomebodyWhoAgrees()
{
    const json::Object content
        = cli::sampleForm(parsed("{'type':'object','properties':{'confirmed':{'type':'boolean'},'no':{'type':"
                                 "'boolean','default':false},"
                                 "'name':{'type':'string','default':'Ada'},'note':{'type':'string'}}}"));
    QCOMPARE(json::compact(content), QByteArray("{\"confirmed\":true,\"no\":false,\"name\":\"Ada\"}"));
}

QTEST_GUILESS_MAIN(TestSampling)
#include "test_sampling.moc"
