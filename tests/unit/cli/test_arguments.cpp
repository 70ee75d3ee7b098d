// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/arguments.h"

#include "cli/output.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

class TestArguments : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textsAndJson_data();
    void textsAndJson();
    void refuses_data();
    void refuses();
    void jsonOutputHidesNoControlAndStaysJson();
};

void TestArguments::textsAndJson_data()
{
    QTest::addColumn<QStringList>("pairs");
    QTest::addColumn<QByteArray>("object");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("none") << QStringList{} << QByteArray() << QByteArray("{}");
    QTest::newRow("text") << QStringList{ u"title=Sprint Board"_s } << QByteArray()
                          << QByteArray(R"({"title":"Sprint Board"})");
    QTest::newRow("a number stays a text without the colon")
        << QStringList{ u"n=3"_s } << QByteArray() << QByteArray(R"({"n":"3"})");
    QTest::newRow("json") << QStringList{ u"n:=3"_s, u"big:=9007199254740993"_s, u"l:=[1,{\"a\":null}]"_s }
                          << QByteArray()
                          << QByteArray(R"({"n":3,"big":9007199254740993,"l":[1,{"a":null}]})");
    QTest::newRow("the first equals sign divides")
        << QStringList{ u"a=b:=c=d"_s } << QByteArray() << QByteArray(R"({"a":"b:=c=d"})");
    QTest::newRow("an empty text") << QStringList{ u"a="_s } << QByteArray() << QByteArray(R"({"a":""})");
    QTest::newRow("over --args") << QStringList{ u"a=2"_s } << QByteArray(R"({"a":1,"b":true})")
                                 << QByteArray(R"({"a":"2","b":true})");
    QTest::newRow("not ASCII") << QStringList{ u"ü=ß"_s } << QByteArray() << QByteArray("{\"ü\":\"ß\"}");
}

void TestArguments::textsAndJson()
{
    QFETCH(QStringList, pairs);
    QFETCH(QByteArray, object);
    const auto arguments = cli::readArguments(pairs, object);
    QVERIFY2(arguments, qPrintable(arguments ? QString() : arguments.error().message));
    QTEST(json::compact(*arguments), "expected");
}

void TestArguments::refuses_data()
{
    QTest::addColumn<QStringList>("pairs");
    QTest::addColumn<QByteArray>("object");
    QTest::newRow("no equals sign") << QStringList{ u"title"_s } << QByteArray();
    QTest::newRow("no key") << QStringList{ u"=x"_s } << QByteArray();
    QTest::newRow("no key before json") << QStringList{ u":=1"_s } << QByteArray();
    QTest::newRow("twice") << QStringList{ u"a=1"_s, u"a:=2"_s } << QByteArray();
    QTest::newRow("broken json") << QStringList{ u"a:={"_s } << QByteArray();
    QTest::newRow("--args is a list") << QStringList{} << QByteArray("[1]");
    QTest::newRow("--args is broken") << QStringList{} << QByteArray("{\"a\":");
}

void TestArguments::refuses()
{
    QFETCH(QStringList, pairs);
    QFETCH(QByteArray, object);
    const auto arguments = cli::readArguments(pairs, object);
    QVERIFY(!arguments);
    QCOMPARE(arguments.error().code, u"OA-312"_s);
    QCOMPARE(base::exitCode(arguments.error().kind), 2);
    QVERIFY(arguments.error().message.endsWith(u"Nothing was called."_s));
}

void TestArguments::jsonOutputHidesNoControlAndStaysJson()
{
    const QString nasty = u"a\u001b]52;c;x\u0007\r\u009b31m\u202e\u200b\u2028\U000e0041\"ü\U0001f600"_s;
    const json::Object object{ { "name", json::string(nasty) } };
    const QByteArray text = cli::harmlessJson(object);
    for (const char32_t c : QString::fromUtf8(text).toUcs4())
        QVERIFY2(QChar::category(c) != QChar::Other_Control && QChar::category(c) != QChar::Other_Format,
            text.constData());
    const auto back = json::parseObject(text, u"It"_s);
    QVERIFY(back);
    QCOMPARE(json::text(back->at("name").as_string()), nasty);
    QVERIFY(text.contains("ü\xf0\x9f\x98\x80"));
}

QTEST_GUILESS_MAIN(TestArguments)
#include "test_arguments.moc"
