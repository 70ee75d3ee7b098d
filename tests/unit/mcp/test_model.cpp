// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/errorcodes.h"
#include "mcp/handshake.h"
#include "mcp/model.h"

#include <QtTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::mcp;

namespace {

json::Value value(QByteArrayView text)
{
    return json::parse(text, u"The test"_s).value();
}

Tool tool(QByteArrayView text, QStringList *notes = nullptr)
{
    return readTool(value(text), notes).value();
}

using Bytes = QList<QByteArray>;

} // namespace

class TestModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAWholeTool();
    void prefersTitlesInOrder();
    void assumesTheDefaultsOfAnnotations();
    void readsSecuritySchemes_data();
    void readsSecuritySchemes();
    void prefersTheMemberToItsMirror();
    void refusesToolsWithoutAName_data();
    void refusesToolsWithoutAName();
    void degradesOnWrongTypesWithANote_data();
    void degradesOnWrongTypesWithANote();
    void boundsTheNotes();
    void readsEachKindOfContent();
    void keepsAToolsFailureApart();
    void refusesResultsThatCannotBeTold_data();
    void refusesResultsThatCannotBeTold();
    void survivesHostileContent();
    void readsTheServer();
    void refusesServersOfOtherRevisions_data();
    void knowsWhatAServerOffers();
    void refusesServersOfOtherRevisions();
};

void TestModel::readsAWholeTool()
{
    const QByteArray text = R"({"name":"create_board","title":"New board","description":"Makes one.",
        "inputSchema":{"type":"object","properties":{"z":{},"a":{}}},"outputSchema":{"type":"object"},
        "annotations":{"readOnlyHint":false,"destructiveHint":false,"idempotentHint":true,"openWorldHint":false},
        "securitySchemes":[{"type":"oauth2","scopes":["boards.write","boards.read","boards.write"]}],"x":1})";
    QStringList notes;
    const Tool read = tool(text, &notes);
    QCOMPARE(notes, QStringList());
    QCOMPARE(read.name, u"create_board"_s);
    QCOMPARE(read.title, u"New board"_s);
    QCOMPARE(read.description, u"Makes one."_s);
    QCOMPARE(json::bytes(read.inputSchema.at("properties").get_object().begin()->key()), QByteArray("z"));
    QVERIFY(read.outputSchema.is_object());
    QVERIFY(read.writes());
    QVERIFY(!read.annotations.destructive);
    QVERIFY(read.annotations.idempotent);
    QVERIFY(!read.annotations.openWorld);
    QVERIFY(read.annotations.arePresent);
    QCOMPARE(read.neededScopes(), Bytes({ "boards.write", "boards.read" }));
    QVERIFY(!read.isPublic());
    QCOMPARE(json::compact(read.raw), json::compact(value(text)));
}

void TestModel::prefersTitlesInOrder()
{
    const QByteArray own = R"({"name":"n","title":"t","annotations":{"title":"a"},"inputSchema":{}})";
    const QByteArray annotated = R"({"name":"n","annotations":{"title":"a"},"inputSchema":{}})";
    const QByteArray none = R"({"name":"n","title":"","inputSchema":{}})";
    QCOMPARE(tool(own).title, u"t"_s);
    QCOMPARE(tool(annotated).title, u"a"_s);
    QCOMPARE(tool(none).title, u"n"_s);
}

void TestModel::assumesTheDefaultsOfAnnotations()
{
    const Tool read = tool(R"({"name":"n","inputSchema":{}})");
    QVERIFY(read.writes());
    QVERIFY(read.annotations.destructive);
    QVERIFY(!read.annotations.idempotent);
    QVERIFY(read.annotations.openWorld);
    QVERIFY(!read.annotations.arePresent);
    QVERIFY(read.securitySchemes.isEmpty());
    QVERIFY(!read.isPublic());
    QVERIFY(read.outputSchema.is_null());
}

void TestModel::readsSecuritySchemes_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<Bytes>("types");
    QTest::addColumn<Bytes>("scopes");
    QTest::addColumn<bool>("isPublic");
    const auto row
        = [](const char *name, const char *members, const Bytes &types, const Bytes &scopes, bool isPublic) {
              QTest::newRow(name) << QByteArray(members) << types << scopes << isPublic;
          };
    row("list", R"("securitySchemes":[{"type":"noauth"},{"type":"oauth2","scopes":["search.read"]}])",
        { "noauth", "oauth2" }, { "search.read" }, true);
    row("mirror", R"("_meta":{"securitySchemes":[{"type":"oauth2","scopes":["a"]}]})", { "oauth2" }, { "a" },
        false);
    row("object",
        R"("securitySchemes":{"oauth":{"type":"oauth2","flows":{"authorizationCode":{"authorizationUrl":"https://evil.example",
        "tokenUrl":"https://evil.example","scopes":{"b":"what b allows","c":"what c allows"}}}}})",
        { "oauth2" }, { "b", "c" }, false);
    row("object with scopes as a list",
        R"("securitySchemes":{"o":{"type":"oauth2","flows":{"x":{"scopes":["d"]}}}})", { "oauth2" }, { "d" },
        false);
    row("unknown type", R"("securitySchemes":[{"type":"http","scheme":"bearer","scopes":["e"]}])", { "http" },
        {}, false);
    row("no scopes", R"("securitySchemes":[{"type":"oauth2"}])", { "oauth2" }, {}, false);
    row("empty list", R"("securitySchemes":[])", {}, {}, false);
    row("scopes that are none",
        R"("securitySchemes":[{"type":"oauth2","scopes":["a b","","\u0001","ok",7]}])", { "oauth2" },
        { "ok" }, false);
    row("one broken, one whole",
        R"("securitySchemes":[7,{"type":1},{"scopes":[]},{"type":"oauth2","scopes":["f"]}])", { "oauth2" },
        { "f" }, false);
}

void TestModel::readsSecuritySchemes()
{
    QFETCH(QByteArray, members);
    QFETCH(bool, isPublic);
    const Tool read = tool(R"({"name":"n","inputSchema":{},)" + members + "}");
    Bytes types;
    for (const auto &scheme : read.securitySchemes)
        types.append(scheme.type);
    QTEST(types, "types");
    QTEST(read.neededScopes(), "scopes");
    QCOMPARE(read.isPublic(), isPublic);
}

void TestModel::prefersTheMemberToItsMirror()
{
    const Tool read = tool(R"({"name":"n","inputSchema":{},"securitySchemes":[{"type":"noauth"}],
        "_meta":{"securitySchemes":[{"type":"oauth2"}]}})");
    QCOMPARE(read.securitySchemes.size(), 1);
    QVERIFY(read.isPublic());
}

void TestModel::refusesToolsWithoutAName_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("absent") << QByteArray(R"({"inputSchema":{}})");
    QTest::newRow("empty") << QByteArray(R"({"name":""})");
    QTest::newRow("number") << QByteArray(R"({"name":7})");
    QTest::newRow("null") << QByteArray(R"({"name":null})");
    QTest::newRow("a list") << QByteArray("[]");
    QTest::newRow("a text") << QByteArray(R"("greet")");
}

void TestModel::refusesToolsWithoutAName()
{
    QFETCH(QByteArray, text);
    const auto read = readTool(value(text));
    QVERIFY(!read);
    QCOMPARE(read.error().code, base::code::mcpProtocol);
}

void TestModel::degradesOnWrongTypesWithANote_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QString>("note");
    const auto row = [](const char *members, const QString &note) {
        QTest::newRow(members) << QByteArray(members) << note;
    };
    row(R"("inputSchema":{},"title":7)", u"title is a number"_s);
    row(R"("inputSchema":{},"description":[])", u"description is a list"_s);
    row(R"("inputSchema":true)", u"inputSchema is true or false"_s);
    row(R"("description":"d")", u"there is no inputSchema."_s);
    row(R"("parameters":{"type":"object"})", u"“parameters” was read instead"_s);
    row(R"("inputSchema":{},"outputSchema":"x")", u"outputSchema is a text"_s);
    row(R"("inputSchema":{},"annotations":[])", u"annotations is a list"_s);
    row(R"("inputSchema":{},"annotations":{"readOnlyHint":"true"})", u"readOnlyHint is a text"_s);
    row(R"("inputSchema":{},"securitySchemes":"oauth2")", u"securitySchemes is a text"_s);
    row(R"("inputSchema":{},"securitySchemes":[{"type":"oauth2","scopes":"a"}])", u"scopes is a text"_s);
}

void TestModel::degradesOnWrongTypesWithANote()
{
    QFETCH(QByteArray, members);
    QFETCH(QString, note);
    QStringList notes;
    const Tool read = tool(R"({"name":"n",)" + members + "}", &notes);
    QVERIFY2(notes.join(u'\n').contains(note), qPrintable(notes.join(u'\n')));
    QVERIFY(notes.first().startsWith(u"Tool “n”: "_s));
    QVERIFY(read.writes()); // a wrong hint never makes a tool harmless
    QCOMPARE(read.title, u"n"_s);
}

void TestModel::boundsTheNotes()
{
    json::Array scopes;
    for (int i = 0; i < 5000; ++i)
        scopes.emplace_back(i);
    json::Object scheme;
    scheme["type"] = "oauth2";
    scheme["scopes"] = scopes;
    json::Object hostile;
    hostile["name"] = "n";
    hostile["securitySchemes"] = json::Array({ scheme });
    QStringList notes;
    QVERIFY(readTool(hostile, &notes));
    QCOMPARE(notes.size(), 100);
}

void TestModel::readsEachKindOfContent()
{
    const auto result = readToolResult(value(R"({"content":[
        {"type":"text","text":"hello"},
        {"type":"image","data":"aGk=","mimeType":"image/png"},
        {"type":"audio","data":"aGk=","mimeType":"audio/wav"},
        {"type":"resource_link","uri":"file:///a","name":"a","title":"The A","mimeType":"text/plain"},
        {"type":"resource","resource":{"uri":"x://1","mimeType":"text/plain","text":"inner"}},
        {"type":"resource","resource":{"uri":"x://2","blob":"aGk="}},
        {"type":"hologram","text":"later"}],
        "structuredContent":{"b":1,"a":[1]},"_meta":{"k":"v"}})"));
    QVERIFY(result);
    QCOMPARE(result->content.size(), 7);
    QCOMPARE(result->content[0].text, u"hello"_s);
    QCOMPARE(result->content[1].data, QByteArray("hi"));
    QCOMPARE(result->content[1].mimeType, QByteArray("image/png"));
    QCOMPARE(result->content[3].uri, QByteArray("file:///a"));
    QCOMPARE(result->content[3].text, u"The A"_s);
    QCOMPARE(result->content[4].text, u"inner"_s);
    QCOMPARE(result->content[4].uri, QByteArray("x://1"));
    QCOMPARE(result->content[5].data, QByteArray("hi"));
    QCOMPARE(result->content[6].type, QByteArray("hologram"));
    QVERIFY(result->hasStructuredContent);
    QVERIFY(result->structuredContent->is_object());
    QVERIFY(!result->isError);
    QVERIFY(result->meta->is_object());
}

void TestModel::keepsAToolsFailureApart()
{
    const auto result
        = readToolResult(value(R"({"content":[{"type":"text","text":"no such board"}],"isError":true})"));
    QVERIFY(result);
    QVERIFY(result->isError);
    QVERIFY(!result->hasStructuredContent);
}

void TestModel::refusesResultsThatCannotBeTold_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("a text") << QByteArray(R"("done")");
    QTest::newRow("content as a text") << QByteArray(R"({"content":"done"})");
    QTest::newRow("isError as a text") << QByteArray(R"({"content":[],"isError":"true"})");
}

void TestModel::refusesResultsThatCannotBeTold()
{
    QFETCH(QByteArray, text);
    const auto result = readToolResult(value(text));
    QVERIFY(!result);
    QCOMPARE(result.error().code, base::code::mcpProtocol);
}

void TestModel::survivesHostileContent()
{
    const auto result = readToolResult(value(R"({"content":[7,null,[],{},{"type":5},{"type":"text","text":{}},
        {"type":"image","data":"***"},{"type":"resource"},{"type":"resource","resource":[]}]})"));
    QVERIFY(result);
    QCOMPARE(result->content.size(), 9);
    for (const auto &block : result->content) {
        QVERIFY(block.text.isEmpty());
        QVERIFY(block.data.isEmpty());
    }
    QVERIFY(result->content[0].raw->is_number());
}

void TestModel::readsTheServer()
{
    const auto server = readServerInfo(value(R"({"protocolVersion":"2025-06-18","capabilities":{"tools":{}},
        "serverInfo":{"name":"boards","title":"Boards","version":"1.2"},"instructions":"Be kind."})"));
    QVERIFY(server);
    QCOMPARE(server->name, u"boards"_s);
    QCOMPARE(server->title, u"Boards"_s);
    QCOMPARE(server->version, u"1.2"_s);
    QCOMPARE(server->instructions, u"Be kind."_s);
    QCOMPARE(server->protocolVersion, QByteArray("2025-06-18"));
    QVERIFY(server->capabilities.contains("tools"));
    const auto bare
        = readServerInfo(value(R"({"protocolVersion":"2025-03-26","serverInfo":[],"capabilities":7})"));
    QVERIFY(bare);
    QVERIFY(bare->name.isEmpty());
}

void TestModel::refusesServersOfOtherRevisions_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("code");
    QTest::newRow("older") << QByteArray(R"({"protocolVersion":"2024-11-05"})") << base::code::mcpVersion;
    QTest::newRow("newer") << QByteArray(R"({"protocolVersion":"2026-07-28"})") << base::code::mcpVersion;
    QTest::newRow("empty") << QByteArray(R"({"protocolVersion":""})") << base::code::mcpVersion;
    QTest::newRow("absent") << QByteArray("{}") << base::code::mcpProtocol;
    QTest::newRow("number") << QByteArray(R"({"protocolVersion":20251125})") << base::code::mcpProtocol;
    QTest::newRow("a list") << QByteArray("[]") << base::code::mcpProtocol;
}

void TestModel::refusesServersOfOtherRevisions()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, code);
    const auto server = readServerInfo(value(text));
    QVERIFY(!server);
    QCOMPARE(server.error().code, code);
}

void TestModel::knowsWhatAServerOffers()
{
    const ServerInfo server{ .capabilities = { { "tools", json::Object() }, { "prompts", nullptr } } };
    QVERIFY(server.offers("tools"));
    QVERIFY(!server.offers("prompts")); // announced as nothing
    QVERIFY(!server.offers("resources"));
}

QTEST_GUILESS_MAIN(TestModel)
#include "test_model.moc"
