// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/frontmatter.h"
#include "mcp/skills.h"

#include <QCryptographicHash>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

namespace {

const QByteArray document = "---\nname: maps\ndescription: Draw maps\n---\n\nHow to.\n";

QByteArray digestOf(const QByteArray &content)
{
    return "sha256:" + QCryptographicHash::hash(content, QCryptographicHash::Sha256).toHex();
}

/// A list entry that vouches for `content`.
mcp::Skill skillFor(const QByteArray &content)
{
    return { .uri = "skill://maps/SKILL.md",
        .frontmatter = { { "name", "maps" }, { "description", "Draw maps" } },
        .files
        = { { .uri = "skill://maps/SKILL.md", .digest = digestOf(content), .size = content.size() } } };
}

} // namespace

class TestSkills : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsFrontmatter_data();
    void readsFrontmatter();
    void refusesFrontmatter_data();
    void refusesFrontmatter();
    void readsAnEntryOfTheList();
    void refusesEntries_data();
    void refusesEntries();
    void acceptsWhatItsEntryVouchesFor();
    void refusesAnotherDigest();
    void refusesAnotherSize();
    void refusesAnotherFrontmatter_data();
    void refusesAnotherFrontmatter();
    void refusesADocumentNobodyVouchesFor();
};

void TestSkills::readsFrontmatter_data()
{
    QTest::addColumn<QByteArray>("yaml");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const char *yaml, QByteArray expected) {
        QTest::newRow(name) << QByteArray(yaml) << expected.replace('\'', '"');
    };
    row("nothing", "", "{}");
    row("plain", "name: a b\n", "{'name':'a b'}");
    row("order is kept", "b: x\na: y\n", "{'b':'x','a':'y'}");
    row("a colon inside of a word", "url: https://example.com/a:b\n", "{'url':'https://example.com/a:b'}");
    row("core schema", "a: 1\nb: -2.5\nc: true\nd: null\ne: ~\nf:\ng: 0x\n",
        "{'a':1,'b':-2.5E0,'c':true,'d':null,'e':null,'f':null,'g':'0x'}");
    row("single quotes", "a: 'it''s # no comment: 1'\n", "{'a':'it\\u0027s # no comment: 1'}");
    row("double quotes", "a: \"x\\ty\\u00e9\\x41\"\n", "{'a':'x\\tyéA'}");
    row("a quoted name", "\"a b\": 1\n", "{'a b':1}");
    row("comments", "# first\na: 1 # one\n\n  # two\nb: x#y\n", "{'a':1,'b':'x#y'}");
    row("a mapping inside", "metadata:\n  author: me\n  deep:\n    n: 1\nz: 2\n",
        "{'metadata':{'author':'me','deep':{'n':1}},'z':2}");
    row("a list", "tools:\n  - Read\n  - \"Write\"\nz: 1\n", "{'tools':['Read','Write'],'z':1}");
    row("a list as deep as its name", "tools:\n- a\n- b\nz: 1\n", "{'tools':['a','b'],'z':1}");
    row("mappings in a list", "l:\n  - a: 1\n    b: 2\n  - a: 3\n", "{'l':[{'a':1,'b':2},{'a':3}]}");
    row("brackets", "a: [1, 'two', [x], {k: v, n: null}]\nb: []\nc: {}\n",
        "{'a':[1,'two',['x'],{'k':'v','n':null}],'b':[],'c':{}}");
    row("literal", "a: |\n  one\n    two\n\n  three\nb: 1\n", "{'a':'one\\n  two\\n\\nthree\\n','b':1}");
    row("literal, stripped", "a: |-\n  one\n\n", "{'a':'one'}");
    row("folded", "a: >\n  one\n  two\n\n  three\nb: 1\n", "{'a':'one two\\nthree\\n','b':1}");
    row("carriage returns", "a: 1\r\nb: x\r\n", "{'a':1,'b':'x'}");
}

void TestSkills::readsFrontmatter()
{
    QFETCH(QByteArray, yaml);
    QFETCH(QByteArray, expected);
    const auto read = mcp::readFrontmatter("---\n" + yaml + "---\nbody: not this\n");
    QVERIFY2(read, qPrintable(read ? QString() : read.error().message));
    const auto wanted = json::parse(expected, u"It"_s);
    QVERIFY(wanted);
    QCOMPARE(json::compact(*read), json::compact(*wanted));
}

void TestSkills::refusesFrontmatter_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("none") << QByteArray("# Title\n");
    QTest::newRow("not at the beginning") << QByteArray("\n---\na: 1\n---\n");
    QTest::newRow("no end") << QByteArray("---\na: 1\n");
    QTest::newRow("a text") << QByteArray("---\njust words\n---\n");
    QTest::newRow("a list") << QByteArray("---\n- a\n---\n");
    QTest::newRow("a name twice") << QByteArray("---\na: 1\na: 2\n---\n");
    QTest::newRow("an anchor") << QByteArray("---\na: &x 1\nb: *x\n---\n");
    QTest::newRow("a tag") << QByteArray("---\na: !!str 1\n---\n");
    QTest::newRow("a tabulator") << QByteArray("---\na:\n\tb: 1\n---\n");
    QTest::newRow("an open bracket") << QByteArray("---\na: [1, 2\n---\n");
    QTest::newRow("an open quotation mark") << QByteArray("---\na: \"x\n---\n");
    QTest::newRow("more after a quotation") << QByteArray("---\na: \"x\" y\n---\n");
    QTest::newRow("two values on a line") << QByteArray("---\na: b: c\n---\n");
    QTest::newRow("an unknown escape") << QByteArray("---\na: \"\\q\"\n---\n");
    QTest::newRow("a surrogate") << QByteArray("---\na: \"\\ud800\"\n---\n");
    QTest::newRow("too deep") << "---\na: " + QByteArray(40, '[') + QByteArray(40, ']') + "\n---\n";
    QTest::newRow("indented out of place") << QByteArray("---\na: 1\n   b: 2\n---\n");
}

void TestSkills::refusesFrontmatter()
{
    QFETCH(QByteArray, text);
    const auto read = mcp::readFrontmatter(text);
    QVERIFY2(!read, read ? json::compact(*read).constData() : "");
    QCOMPARE(read.error().code, u"OA-301"_s);
}

void TestSkills::readsAnEntryOfTheList()
{
    const json::Value entry = json::Object{ { "uri", "skill://maps/SKILL.md" },
        { "frontmatter", json::Object{ { "name", "maps" } } },
        { "resources",
            json::Array{ json::Object{ { "uri", "skill://maps/SKILL.md" },
                { "digest", json::string(digestOf(document)) }, { "size", document.size() } } } } };
    const auto skill = mcp::readSkill(entry);
    QVERIFY(skill);
    QCOMPARE(skill->name(), u"maps"_s);
    QCOMPARE(skill->files.size(), 1);
    QCOMPARE(skill->files.first().size, std::optional<qint64>(document.size()));
    QVERIFY(skill->file("skill://maps/SKILL.md"));
    QVERIFY(!skill->file("skill://maps/other.md"));
}

void TestSkills::refusesEntries_data()
{
    QTest::addColumn<QByteArray>("entry");
    const auto row = [](const char *name, QByteArray entry) {
        QTest::newRow(name) << entry.replace('\'', '"').replace("HASH", digestOf({}));
    };
    row("no object", "[]");
    row("no uri", "{'frontmatter':{}}");
    row("no frontmatter", "{'uri':'skill://a'}");
    row("a file without a uri", "{'uri':'skill://a','frontmatter':{},'resources':[{'digest':'HASH'}]}");
    row("a file without a digest", "{'uri':'skill://a','frontmatter':{},'resources':[{'uri':'skill://a'}]}");
    row("a weaker digest",
        "{'uri':'skill://a','frontmatter':{},'resources':[{'uri':'skill://a','digest':'md5:00'}]}");
    row("a size that is a text",
        "{'uri':'skill://a','frontmatter':{},'resources':[{'uri':'skill://a','digest':'HASH','size':'1'}]}");
    row("a file twice",
        "{'uri':'skill://a','frontmatter':{},'resources':[{'uri':'skill://a','digest':'HASH'},"
        "{'uri':'skill://a','digest':'HASH'}]}");
}

void TestSkills::refusesEntries()
{
    QFETCH(QByteArray, entry);
    const auto value = json::parse(entry, u"It"_s);
    QVERIFY(value);
    const auto skill = mcp::readSkill(*value);
    QVERIFY(!skill);
    QCOMPARE(skill.error().code, u"OA-301"_s);
}

void TestSkills::acceptsWhatItsEntryVouchesFor()
{
    QVERIFY(mcp::verifySkillDocument(skillFor(document), document));
    mcp::Skill upper = skillFor(document);
    upper.files.first().digest = "sha256:" + upper.files.first().digest.mid(7).toUpper();
    QVERIFY(mcp::verifySkillDocument(upper, document));
    mcp::Skill withoutSize = skillFor(document);
    withoutSize.files.first().size.reset();
    QVERIFY(mcp::verifySkillDocument(withoutSize, document));
}

void TestSkills::refusesAnotherDigest()
{
    QByteArray other = document;
    other.replace("How to.", "Evil!!!");
    QCOMPARE(other.size(), document.size());
    const auto verified = mcp::verifySkillDocument(skillFor(document), other);
    QVERIFY(!verified);
    QCOMPARE(verified.error().code, u"OA-309"_s);
    QVERIFY(verified.error().message.contains(u"digest"_s));
}

void TestSkills::refusesAnotherSize()
{
    mcp::Skill skill = skillFor(document);
    skill.files.first().size = document.size() + 1;
    const auto verified = mcp::verifySkillDocument(skill, document);
    QVERIFY(!verified);
    QCOMPARE(verified.error().code, u"OA-309"_s);
    QVERIFY(verified.error().message.contains(u"bytes"_s));
}

void TestSkills::refusesAnotherFrontmatter_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("another value") << QByteArray("---\nname: maps\ndescription: Send secrets\n---\n");
    QTest::newRow("a member less") << QByteArray("---\nname: maps\n---\n");
    QTest::newRow("a member more") << QByteArray(
        "---\nname: maps\ndescription: Draw maps\nallowed-tools: Bash\n---\n");
    QTest::newRow("another type") << QByteArray("---\nname: [maps]\ndescription: Draw maps\n---\n");
    QTest::newRow("none") << QByteArray("Just text\n");
}

void TestSkills::refusesAnotherFrontmatter()
{
    QFETCH(QByteArray, text);
    // Size and digest fit: only the comparison can tell.
    const auto verified = mcp::verifySkillDocument(skillFor(text), text);
    QVERIFY(!verified);
    QCOMPARE(verified.error().code, u"OA-309"_s);
}

void TestSkills::refusesADocumentNobodyVouchesFor()
{
    mcp::Skill skill = skillFor(document);
    skill.files.clear();
    const auto verified = mcp::verifySkillDocument(skill, document);
    QVERIFY(!verified);
    QCOMPARE(verified.error().code, u"OA-309"_s);
}

QTEST_GUILESS_MAIN(TestSkills)
#include "test_skills.moc"
