// SPDX-License-Identifier: GPL-3.0-or-later
#include "json/json.h"

#include <QTest>

#include <cmath>
#include <cstring>
#include <random>

using namespace authscope;
using namespace authscope::json;
using namespace Qt::StringLiterals;

namespace {

Object object(QByteArrayView text)
{
    return *parseObject(text, u"The fixture"_s);
}

} // namespace

class TestJson : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void orderAndIntegersSurvive()
    {
        const QByteArray text
            = R"({"z":1,"a":[true,null,"é"],"m":{"y":18446744073709551615,"b":-9223372036854775808},"e":{},"l":[]})";
        const auto value = parse(text, u"The fixture"_s);
        QVERIFY(value);
        QCOMPARE(compact(*value), text);
        const QByteArray lines
            = "{\n  \"z\": 1,\n  \"a\": [\n    true,\n    null,\n    \"é\"\n  ],\n  \"m\": {\n"
              "    \"y\": 18446744073709551615,\n    \"b\": -9223372036854775808\n  },\n"
              "  \"e\": {},\n  \"l\": []\n}";
        QCOMPARE(pretty(*value), lines);
        QCOMPARE(compact(*parse(pretty(*value), u"The fixture"_s)), text);
    }

    void everyNumberIsTheNearestDouble()
    {
        std::mt19937_64 random(20260728);
        for (int i = 0; i < 20000; ++i) {
            const auto bits = random();
            double number = 0;
            std::memcpy(&number, &bits, sizeof number);
            if (!std::isfinite(number))
                continue;
            // 17 digits name a double; more of them must not lead to its neighbour.
            for (const int digits : { 17, 21, 40 }) {
                const QByteArray text = QByteArray::number(number, 'e', digits);
                const auto value = parse(text, u"x"_s);
                QVERIFY(value && value->is_double());
                QCOMPARE(value->get_double(), number);
                QCOMPARE(parse(compact(*value), u"x"_s)->get_double(), number);
            }
        }
        const auto once = parse("1.5666666666666626666666", u"x"_s);
        QCOMPARE(once->get_double(), 1.5666666666666626666666);
    }

    void numbersBeyondADoubleStayNumbers()
    {
        const auto value = parse(R"({"a":[1e400,{"b":-1e400}],"c":0e999999999,"d":[],"e":0.5})", u"x"_s);
        QVERIFY(value);
        const QByteArray written = R"({"a":[1e999,{"b":-1e999}],"c":0E0,"d":[],"e":5E-1})";
        QCOMPARE(compact(*value), written);
        QCOMPARE(compact(*parse(written, u"x"_s)), written);
        QCOMPARE(compact(*parse(pretty(*value), u"x"_s)), written);
        QVERIFY(!parse(bytes(boost::json::serialize(*value)), u"x"_s)); // what the library alone would write
    }

    void namesAreEscapedWhenWritten()
    {
        Object nasty;
        nasty["a\"\n\\"] = "\x01\"";
        const QByteArray written = pretty(nasty);
        QCOMPARE(compact(*parse(written, u"x"_s)), compact(nasty));
        QCOMPARE(compact(nasty), "{\"a\\\"\\n\\\\\":\"\\u0001\\\"\"}");
    }

    void brokenDocumentsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("empty") << QByteArray() << u"The document is not JSON (it is empty)"_s;
        QTest::newRow("blank") << QByteArray(" \n ") << u"it is empty"_s;
        QTest::newRow("HTML") << QByteArray("<!doctype html><html>")
                              << u"at byte 0; it starts with “<!doctype html><html>”"_s;
        QTest::newRow("cut") << QByteArray(R"({"a":[1,2)") << u"incomplete"_s;
        QTest::newRow("behind") << QByteArray("{} x") << u"extra data"_s;
        QTest::newRow("byte order mark") << QByteArray("\xef\xbb\xbf{}") << u"is not JSON"_s;
        QTest::newRow("invalid UTF-8") << QByteArray("[\"\xff\"]") << u"is not JSON"_s;
        QTest::newRow("surrogate in UTF-8") << QByteArray("[\"\xed\xa0\x80\"]") << u"is not JSON"_s;
        QTest::newRow("lone surrogate") << QByteArray(R"(["\udc00"])") << u"is not JSON"_s;
        QTest::newRow("comment") << QByteArray("[1] // x") << u"is not JSON"_s;
        QTest::newRow("trailing comma") << QByteArray("[1,]") << u"is not JSON"_s;
        QTest::newRow("single quotes") << QByteArray("{'a':1}") << u"is not JSON"_s;
        QTest::newRow("NaN") << QByteArray("[NaN]") << u"is not JSON"_s;
        QTest::newRow("leading zero") << QByteArray("[01]") << u"is not JSON"_s;
        QTest::newRow("plus") << QByteArray("[+1]") << u"is not JSON"_s;
        QTest::newRow("control in text") << QByteArray("[\"a\nb\"]") << u"is not JSON"_s;
        QTest::newRow("escape sequence") << QByteArray("\x1b[2J") << u"“⟨U+001B⟩[2J”"_s;
    }
    void brokenDocumentsAreRefused()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, words);
        const auto value = parse(text, u"The document"_s);
        QVERIFY(!value);
        QCOMPARE(value.error().code, u"OA-013"_s);
        QCOMPARE(value.error().kind, base::ErrorKind::ServerBrokeRule);
        QVERIFY2(value.error().message.contains(words), qPrintable(value.error().message));
    }

    void membersThatComeTwiceAreNamed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("name"); // empty: no repetition
        QTest::newRow("top") << QByteArray(R"({"issuer":"evil","x":1,"issuer":"good"})") << u"issuer"_s;
        QTest::newRow("deep") << QByteArray(R"([{"o":{"k":1,"k":1}}])") << u"k"_s;
        QTest::newRow("escaped") << QByteArray(R"({"a":1,"\u0061":2})") << u"a"_s;
        QTest::newRow("empty name") << QByteArray(R"({"":1,"":2})") << u"“” twice"_s;
        QTest::newRow("after an inner object") << QByteArray(R"({"a":{"a":1},"a":2})") << u"a"_s;
        QTest::newRow("long") << "{\"" + QByteArray(5000, 'n') + "\":1,\"" + QByteArray(5000, 'n') + "\":2}"
                              << u"nnn"_s;
        QTest::newRow("same in siblings")
            << QByteArray(R"([{"a":1},{"a":2},{"b":{"a":3},"a":4}])") << QString();
        QTest::newRow("as a value") << QByteArray(R"({"a":"b","b":"a"})") << QString();
        QTest::newRow("case") << QByteArray(R"({"a":1,"A":2})") << QString();
    }
    void membersThatComeTwiceAreNamed()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, name);
        const auto value = parse(text, u"The document"_s);
        QCOMPARE(value.has_value(), name.isEmpty());
        if (value)
            return;
        QCOMPARE(value.error().code, u"OA-114"_s);
        QVERIFY2(value.error().message.contains(name), qPrintable(value.error().message));
        QVERIFY(value.error().message.size() < 500);
        QVERIFY(parse(text, u"x"_s, { .refuseDuplicates = false }));
    }

    void depthAndSizeAreBounded()
    {
        const auto nested = [](int depth) { return QByteArray(depth, '[') + QByteArray(depth, ']'); };
        QVERIFY(parse(nested(32), u"x"_s));
        QCOMPARE(parse(nested(33), u"x"_s).error().code, u"OA-118"_s);
        QCOMPARE(parse(nested(100000), u"x"_s).error().code, u"OA-118"_s);
        QVERIFY(parse(nested(5), u"x"_s, { .maxDepth = 5 }));
        QVERIFY(!parse(nested(6), u"x"_s, { .maxDepth = 5 }));
        QVERIFY(parse(QByteArray((1 << 20) - 2, ' ') + "[]", u"x"_s));
        const auto large = parse(QByteArray((1 << 20) - 1, ' ') + "[]", u"The document"_s);
        QCOMPARE(large.error().code, u"OA-118"_s);
        QVERIFY(large.error().message.contains(u"1048576 bytes"_s));
    }

    void anObjectIsAskedFor()
    {
        QVERIFY(parseObject("{}", u"x"_s));
        const auto list = parseObject("[1]", u"The document"_s);
        QVERIFY(!list);
        QCOMPARE(list.error().message, u"The document is a list, expected an object."_s);
        QVERIFY(!parseObject("17", u"x"_s));
    }

    void membersComeByTypeOrNotAtAll()
    {
        const Object all = object(
            R"({"s":"é","e":"","b":false,"i":-3,"u":18446744073709551615,"d":0.5,"n":null,"o":{"k":1},)"
            R"("a":[1],"l":["x","y"],"m":["x",1],"z":[],"inf":1e400})");
        QCOMPARE(stringMember(all, "s"), QByteArray("é"));
        QCOMPARE(stringMember(all, "e"), QByteArray());
        QVERIFY(stringMember(all, "e"));
        QCOMPARE(boolMember(all, "b"), false);
        QCOMPARE(numberMember(all, "i"), -3.0);
        QCOMPARE(numberMember(all, "u"), 18446744073709551615.0);
        QCOMPARE(numberMember(all, "d"), 0.5);
        QVERIFY(!numberMember(all, "inf")); // converting an infinity to an integer is undefined
        QVERIFY(objectMember(all, "o"));
        QVERIFY(arrayMember(all, "a"));
        QCOMPARE(stringList(all, "l"), (QList<QByteArray>{ "x", "y" }));
        QCOMPARE(stringList(all, "z"), QList<QByteArray>{});
        QVERIFY(!stringList(all, "m"));
        for (const auto &member : all) {
            const std::string_view name = member.key();
            QCOMPARE(stringMember(all, name).has_value(), name == "s" || name == "e");
            QCOMPARE(boolMember(all, name).has_value(), name == "b");
            QCOMPARE(numberMember(all, name).has_value(), name == "i" || name == "u" || name == "d");
            QCOMPARE(objectMember(all, name) != nullptr, name == "o");
            QCOMPARE(arrayMember(all, name) != nullptr, member.value().is_array());
        }
        QVERIFY(!stringMember(all, "absent") && !boolMember(all, "absent") && !numberMember(all, "absent"));
        QVERIFY(!objectMember(all, "absent") && !arrayMember(all, "absent") && !stringList(all, "absent"));
    }

    void typesHaveNames()
    {
        const auto nameOf = [](QByteArrayView text) { return typeName(*parse(text, u"x"_s)); };
        QCOMPARE(nameOf("\"\""), u"a text"_s);
        QCOMPARE(nameOf("[]"), u"a list"_s);
        QCOMPARE(nameOf("{}"), u"an object"_s);
        for (const char *number : { "1", "18446744073709551615", "0.5" })
            QCOMPARE(nameOf(number), u"a number"_s);
        QCOMPARE(nameOf("true"), u"true or false"_s);
        QCOMPARE(nameOf("null"), u"null"_s);
    }

    void bytesAndTextsConvertBothWays()
    {
        const QByteArray withNul("a\0\xc3\xa9", 4);
        QCOMPARE(bytes(view(withNul)), withNul);
        QCOMPARE(bytes(string(QByteArrayView(withNul))), withNul);
        QCOMPARE(json::text("é"), u"é"_s);
        QCOMPARE(bytes(string(u"é"_s)), QByteArray("é"));
    }
};

QTEST_APPLESS_MAIN(TestJson)
#include "test_json.moc"
