// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/wwwauthenticate.h"

#include <QTest>

using namespace authscope::net;

namespace {

/// "bearer a=[1] b=[2] !2 | basic realm=[x]": schemes, token68 in <>, parameters, number of notes.
QByteArray summary(const QList<Challenge> &challenges)
{
    QByteArray out;
    for (const Challenge &challenge : challenges) {
        out += (out.isEmpty() ? "" : " | ") + challenge.scheme;
        if (!challenge.token68.isEmpty())
            out += " <" + challenge.token68 + '>';
        for (const ChallengeParameter &parameter : challenge.parameters)
            out += ' ' + parameter.name + "=[" + parameter.value + ']';
        if (!challenge.notes.isEmpty())
            out += " !" + QByteArray::number(challenge.notes.size());
    }
    return out;
}

} // namespace

class TestWwwAuthenticate : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsChallenges_data();
    void readsChallenges();
    void picksTheChallengeForTokens();
    void ignoresAHugeField();
    void saysWhatWasWrong();
    void survivesEveryCutAndEveryByte();
};

void TestWwwAuthenticate::readsChallenges_data()
{
    QTest::addColumn<QList<QByteArray>>("fields");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, const QByteArray &field, const QByteArray &expected) {
        QTest::newRow(name) << QList<QByteArray>{ field } << expected;
    };
    row("scheme alone", "Bearer", "bearer");
    row("scheme in any case", "bEARER realm=\"a\"", "bearer realm=[a]");
    row("quoted", R"(Bearer realm="a")", "bearer realm=[a]");
    row("token value", "Bearer error=invalid_token", "bearer error=[invalid_token]");
    row("parameter name in any case", R"(Bearer Error="a")", "bearer error=[a]");
    row("resource metadata",
        R"(Bearer resource_metadata="https://a.example/.well-known/x", scope="files:read files:write")",
        "bearer resource_metadata=[https://a.example/.well-known/x] scope=[files:read files:write]");
    row("comma in a quoted value", R"(Bearer scope="a,b", error="c")", "bearer scope=[a,b] error=[c]");
    row("equals sign in a quoted value", R"(Bearer realm="a=b")", "bearer realm=[a=b]");
    row("escaped quote", R"(Bearer realm="a\"b")", R"(bearer realm=[a"b])");
    row("escaped backslash", R"(Bearer realm="a\\", error="b")", R"(bearer realm=[a\] error=[b])");
    row("empty quoted value", R"(Bearer realm="", error="b")", "bearer realm=[] error=[b]");
    row("no blanks after commas", R"(Bearer a="1",b="2",c=3)", "bearer a=[1] b=[2] c=[3]");
    row("blanks everywhere", "  Bearer   a=\"1\"  ,\t b=\"2\"  ", "bearer a=[1] b=[2]");
    row("empty list elements", R"(, ,Bearer a="1",, b="2",)", "bearer a=[1] b=[2]");
    row("two schemes", R"(Bearer a="1", Basic realm="x")", "bearer a=[1] | basic realm=[x]");
    row("two schemes, the first bare", R"(Bearer, Basic realm="x")", "bearer | basic realm=[x]");
    row("two bare schemes", "Bearer, Negotiate", "bearer | negotiate");
    row("three schemes", R"(Negotiate, Bearer error="a", scope="b", DPoP algs="ES256")",
        "negotiate | bearer error=[a] scope=[b] | dpop algs=[ES256]");
    row("token68", "Negotiate YWJj==", "negotiate <YWJj==>");
    row("token68, then another", R"(Negotiate YWJj/+-._~, Bearer a="1")",
        "negotiate <YWJj/+-._~> | bearer a=[1]");
    row("two equal schemes", R"(Bearer a="1", Bearer a="2")", "bearer a=[1] | bearer a=[2]");
    row("digest", R"(Digest realm="x", qop="auth, auth-int", nonce="n", opaque="o")",
        "digest realm=[x] qop=[auth, auth-int] nonce=[n] opaque=[o]");
    row("unknown scheme", R"(X-Thing a="1")", "x-thing a=[1]");
    row("nothing", "", "");
    row("blanks only", "   ", "");
    row("commas only", ",,,", "");

    row("B.3 wrapped in single quotes", R"('Bearer resource_metadata="https://a/b", error="invalid_token"')",
        "bearer resource_metadata=[https://a/b] error=[invalid_token] !1");
    row("B.3 wrapped in double quotes", R"("Bearer error="a"")", "bearer error=[a] !1");
    row("B.3 wrapped and escaped", R"("Bearer error=\"a\", scope=\"b c\"")",
        "bearer error=[a] scope=[b c] !1");
    row("B.3 wrapped in front only", R"('Bearer error="a")", "bearer error=[a] !1");
    row("B.3 wrapped in front only, double", R"("Bearer error="a")", "bearer error=[a] !1");
    row("B.3 missing comma", R"(Bearer error="a" error_description="b c")",
        "bearer error=[a] error_description=[b c] !1");
    row("B.3 missing comma between tokens", "Bearer error=a scope=b", "bearer error=[a] scope=[b] !1");
    row("missing comma before a scheme", R"(Bearer error="a" Basic realm="x")",
        "bearer error=[a] !1 | basic realm=[x]");
    row("blanks around =", R"(Bearer error = "a", scope= "b")", "bearer error=[a] scope=[b] !1");
    row("repeated parameter", R"(Bearer error="a", error="b")", "bearer error=[a] error=[b] !1");
    row("never-ending quote", R"(Bearer error="a, scope="b)", "bearer error=[a, scope=] !1");
    row("never-ending quote at the end", R"(Bearer error="a)", "bearer error=[a] !1");
    row("backslash at the end", "Bearer error=\"a\\", "bearer error=[a\\] !1");
    row("bare URL", "Bearer resource_metadata=https://a/b?c=d, error=e",
        "bearer resource_metadata=[https://a/b?c=d] error=[e] !1");
    row("single quotes", "Bearer error='a b', scope=\"c\"", "bearer error=[a b] scope=[c] !1");
    row("apostrophe", "Bearer error='a, scope=b", "bearer error=['a] scope=[b]");
    row("no value", "Bearer error=, scope=b", "bearer error=[] scope=[b] !1");
    row("no scheme", R"(error="a", scope="b")", "");
    row("no scheme at first", R"(error="a", Bearer scope="b")", "bearer scope=[b] !1");
    row("stray characters", R"(Bearer ; error="a")", "bearer error=[a] !1");
    row("bytes beyond ASCII", "Bearer realm=\"\xc3\xa9\"", "bearer realm=[\xc3\xa9]");
    row("HTML", "<html>", "html !2");

    QTest::newRow("several fields") << QList<QByteArray>{ R"(Basic realm="x")", R"(Bearer error="a")" }
                                    << QByteArray("basic realm=[x] | bearer error=[a]");
    QTest::newRow("no field") << QList<QByteArray>{} << QByteArray();
}

void TestWwwAuthenticate::readsChallenges()
{
    QFETCH(QList<QByteArray>, fields);
    QFETCH(QByteArray, expected);
    QCOMPARE(summary(parseChallenges(fields)), expected);
}

void TestWwwAuthenticate::picksTheChallengeForTokens()
{
    const auto challenges
        = parseChallenges({ R"(Basic realm="x", Bearer error="a", error="b", Bearer error="c")" });
    QCOMPARE(bearerChallenge(challenges)->value("error"), "a");
    QVERIFY(!bearerChallenge(challenges)->value("scope"));
    QCOMPARE(bearerChallenge(parseChallenges({ R"(DPoP algs="ES256")" }))->scheme, "dpop");
    QVERIFY(!bearerChallenge(parseChallenges({ R"(Basic realm="x")" })));
}

void TestWwwAuthenticate::ignoresAHugeField()
{
    const auto challenges
        = parseChallenges({ "Bearer realm=\"" + QByteArray(9000, 'x') + '"', R"(Bearer error="a")" });
    QCOMPARE(challenges.size(), 2);
    QVERIFY(challenges.first().scheme.isEmpty());
    QVERIFY(challenges.first().notes.first().contains(QStringLiteral("9015 bytes")));
    QCOMPARE(bearerChallenge(challenges)->value("error"), "a");
}

void TestWwwAuthenticate::saysWhatWasWrong()
{
    const auto challenge = parseChallenges({ R"(Bearer error="a" error_description="b")" }).first();
    QCOMPARE(
        challenge.notes, QList<QString>{ QStringLiteral("A comma is missing before “error_description”.") });
}

void TestWwwAuthenticate::survivesEveryCutAndEveryByte()
{
    const QByteArray field = R"('Negotiate YQ==, Bearer a = "1\"" b='2', c=d error="x")";
    int found = 0;
    for (qsizetype at = 0; at <= field.size(); ++at) {
        found += int(parseChallenges({ field.first(at) }).size());
        for (int byte = 0; at < field.size() && byte < 256; ++byte) {
            QByteArray changed = field;
            changed[at] = static_cast<char>(byte);
            found += int(parseChallenges({ changed }).size());
        }
    }
    QVERIFY(found > 256);
}

QTEST_GUILESS_MAIN(TestWwwAuthenticate)
#include "test_wwwauthenticate.moc"
