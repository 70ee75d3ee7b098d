// SPDX-License-Identifier: GPL-3.0-or-later
// authscope-cli inspect, as another program sees it.
#include "base/errorcodes.h"
#include "support/cliprocess.h"
#include "support/stubidp.h"
#include "support/tokens.h"

#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;

class TestInspectCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void decodesWithoutAKeyAndSaysSo();
    void judgesWithAKeyFromAFile();
    void judgesWithTheKeysOfAnIssuer();
    void judgesWithASetAtAnAddress();
    void staysOffline();
    void takesASecretFromStandardInput();
    void comparesWhatIsExpected();
    void judgesAnotherKindAndTime();
    void warnsOfATokenOnTheCommandLine();
    void judgesATokenALine();
    void T105_fetchesOnceMoreForANewKeyInABatch();
    void showsKeysThatWerePasted();
    void opensAnEncryptedToken();
    void refusesWhatCannotBeMeant_data();
    void refusesWhatCannotBeMeant();
    void saysTheSameAsTheEngine();
    void T172_movesNoTerminal();
    void takesAnyBytes();

private:
    QString file(const QString &name, const QByteArray &content) const
    {
        QFile out(m_dir.filePath(name));
        if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size())
            qFatal("cannot write");
        return out.fileName();
    }
    static json::Object first(const CliRun &run)
    {
        const json::Array *tokens = json::arrayMember(run.document, "tokens");
        return tokens && !tokens->empty() ? tokens->at(0).as_object() : json::Object();
    }
    static QByteArray standing(const CliRun &run)
    {
        return json::stringMember(first(run), "standing").value_or(QByteArray());
    }

    QTemporaryDir m_dir;
    std::unique_ptr<Cli> m_cli;
};

namespace {

const QStringList inspectThere{ u"inspect"_s, u"--at"_s, QString::number(second) };

QByteArray keyFile()
{
    return json::compact(json::Object{ { "keys", json::Array{ pair().publicKey().publicJson() } } });
}

QByteArray idTokenOf(const StubIdp &idp, const jose::KeyPair &key)
{
    json::Object claims = idClaims();
    claims["iss"] = json::string(idp.issuer());
    return signedToken(claims, {}, key);
}

} // namespace

void TestInspectCommand::init()
{
    m_cli = std::make_unique<Cli>(QStringList{ u"--data-dir"_s, m_dir.path(), u"--secrets"_s, u"memory"_s });
}

void TestInspectCommand::decodesWithoutAKeyAndSaysSo()
{
    const QByteArray token = signedToken(idClaims());
    CliRun run = m_cli->run(inspectThere, token + '\n');
    QVERIFY2(run.exitCode == 1, run.told());
    QVERIFY2(run.out.contains("Decoded only. Nobody's signature was checked."), run.told());
    QVERIFY(run.out.contains("user-1"));
    QVERIFY(run.out.contains("ID token"));
    QVERIFY(!run.out.contains(token.split('.')[2]));
    run = m_cli->json(inspectThere, token);
    QCOMPARE(run.exitCode, 1);
    QCOMPARE(standing(run), QByteArray("not_verified"));
    QCOMPARE(json::boolMember(run.document, "valid"), false);
    QCOMPARE(run.code(), base::code::signature.toLatin1());
    QVERIFY(!run.out.contains(token.split('.')[2]));
}

void TestInspectCommand::judgesWithAKeyFromAFile()
{
    const QByteArray token = signedToken(idClaims());
    const QString jwks = file(u"jwks.json"_s, keyFile());
    const QString pem = file(u"key.pem"_s, pair().toPem());
    for (const QStringList &keys :
        { QStringList{ u"--jwks"_s, jwks }, { u"--key"_s, jwks }, { u"--key"_s, pem } }) {
        const CliRun run = m_cli->json(inspectThere + keys, token);
        QVERIFY2(run.exitCode == 0, run.told());
        QCOMPARE(standing(run), QByteArray("valid"));
        QCOMPARE(json::boolMember(run.document, "valid"), true);
        QVERIFY(!run.err.contains("OA-"));
    }
    const QByteArray forged
        = signedToken(idClaims(), {}, jose::KeyPair::generate(jose::Algorithm::ES256, "k-1"));
    const CliRun run = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, jwks }, forged);
    QVERIFY2(run.exitCode == 1, run.told());
    QCOMPARE(standing(run), QByteArray("failed"));
    QCOMPARE(run.code(), base::code::idTokenInvalid.toLatin1());
}

void TestInspectCommand::judgesWithTheKeysOfAnIssuer()
{
    StubIdp idp;
    const QStringList ask = inspectThere + QStringList{ u"--issuer"_s, QString::fromLatin1(idp.issuer()) };
    CliRun run = m_cli->json(ask, idTokenOf(idp, idp.key()));
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(json::stringMember(first(run), "signed_with").value().contains(idp.issuer()));
    QCOMPARE(idp.count("/jwks"), 1);
    // Its keys, but not its token.
    run = m_cli->json(ask, signedToken(idClaims(), {}, idp.key()));
    QVERIFY2(run.exitCode == 1, run.told());
    idp.statuses.insert("/jwks", 500);
    run = m_cli->json(ask, idTokenOf(idp, idp.key()));
    QVERIFY2(run.exitCode == 3 || run.exitCode == 5, run.told());
}

void TestInspectCommand::judgesWithASetAtAnAddress()
{
    StubIdp idp;
    const CliRun run
        = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, QString::fromLatin1(idp.origin() + "/jwks") },
            idTokenOf(idp, idp.key()));
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(idp.requests().size(), 1);
}

void TestInspectCommand::staysOffline()
{
    StubIdp idp;
    const CliRun run = m_cli->json(
        inspectThere + QStringList{ u"--issuer"_s, QString::fromLatin1(idp.issuer()), u"--offline"_s },
        idTokenOf(idp, idp.key()));
    QVERIFY2(run.exitCode == 1, run.told());
    QCOMPARE(standing(run), QByteArray("not_verified"));
    QVERIFY(run.out.contains("--offline was given"));
    QCOMPARE(idp.requests().size(), 0);
    // T130: what the token says of itself is no reason to ask anybody.
    QCOMPARE(m_cli->json(inspectThere, idTokenOf(idp, idp.key())).exitCode, 1);
    QCOMPARE(idp.requests().size(), 0);
}

void TestInspectCommand::takesASecretFromStandardInput()
{
    const QByteArray secret(32, 's');
    const QByteArray token = jose::signWithSecret(
        base::Secret(secret), jose::SecretAlgorithm::HS256, {}, json::compact(idClaims()));
    const QStringList ask = inspectThere + QStringList{ u"--secret-stdin"_s };
    CliRun run = m_cli->json(ask, secret + "\n" + token + "\n");
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(json::boolMember(first(run), "shared_secret"), true);
    QVERIFY(!run.out.contains(secret) && !run.err.contains(secret));
    run = m_cli->json(ask, QByteArray(32, 'x') + "\r\n" + token);
    QVERIFY2(run.exitCode == 1, run.told());
    run = m_cli->json(ask, "\n" + token);
    QVERIFY2(run.exitCode == 2, run.told());
    run = m_cli->json(ask + QStringList{ QString::fromLatin1(token) }, secret);
    QVERIFY2(run.exitCode == 0, run.told());
}

void TestInspectCommand::comparesWhatIsExpected()
{
    const QString jwks = file(u"jwks.json"_s, keyFile());
    const QByteArray token = signedToken(accessClaims(), { { "typ", "at+jwt" } });
    const QStringList ask = inspectThere + QStringList{ u"--jwks"_s, jwks };
    CliRun run = m_cli->json(ask
            + QStringList{ u"--expect"_s, u"aud=https://mcp.example/"_s, u"--expect"_s,
                u"iss=https://i.example"_s, u"--expect"_s, u"scope=boards.read"_s },
        token);
    QVERIFY2(run.exitCode == 0, run.told());
    run = m_cli->json(ask + QStringList{ u"--expect"_s, u"aud=https://other.example/"_s }, token);
    QVERIFY2(run.exitCode == 1, run.told());
    QVERIFY(run.err.contains("https://other.example/"));
}

void TestInspectCommand::judgesAnotherKindAndTime()
{
    const QString jwks = file(u"jwks.json"_s, keyFile());
    const QByteArray token = signedToken(idClaims());
    const QStringList ask{ u"inspect"_s, u"--jwks"_s, jwks };
    CliRun run = m_cli->json(ask + QStringList{ u"--at"_s, u"2027-01-15T08:00:00Z"_s }, token); // second
    QVERIFY2(run.exitCode == 0, run.told());
    run = m_cli->json(ask + QStringList{ u"--at"_s, u"2027-01-16T08:00:00Z"_s }, token);
    QVERIFY2(run.exitCode == 1, run.told());
    QCOMPARE(standing(run), QByteArray("expired"));
    run = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, jwks, u"--kind"_s, u"logout"_s }, token);
    QVERIFY2(run.exitCode == 1, run.told());
    QCOMPARE(json::stringMember(first(run), "token"), QByteArray("logout"));
}

void TestInspectCommand::warnsOfATokenOnTheCommandLine()
{
    const QString jwks = file(u"jwks.json"_s, keyFile());
    const QByteArray token = signedToken(idClaims());
    CliRun run = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, jwks, QString::fromLatin1(token) });
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(run.err.contains("every program of this computer can read it"));
    run = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, jwks, u"-"_s }, token);
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(run.err.isEmpty());
}

void TestInspectCommand::judgesATokenALine()
{
    const QString jwks = file(u"jwks.json"_s, keyFile());
    const QByteArray good = signedToken(idClaims());
    const QByteArray lines = good + "\n\nBearer " + good + "\nopaque-0123456789\n" + good.chopped(9) + "\n";
    CliRun run
        = m_cli->run(inspectThere + QStringList{ u"--jwks"_s, jwks, u"--batch"_s, file(u"tokens"_s, lines) });
    QVERIFY2(run.exitCode == 1, run.told());
    const QList<QByteArray> out = run.out.trimmed().split('\n');
    QCOMPARE(out.size(), 4);
    QVERIFY2(out[0].startsWith("1 ✓ ID token. Valid."), run.told());
    QVERIFY(out[1].startsWith("3 "));
    QVERIFY(out[2].startsWith("4 ! "));
    QVERIFY(out[3].startsWith("5 ✗ "));
    run = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, jwks, u"--batch"_s, u"-"_s }, lines);
    const QList<QByteArray> documents = run.out.trimmed().split('\n');
    QCOMPARE(documents.size(), 4);
    const auto parsed = json::parseObject(documents.last(), u"line"_s);
    QVERIFY(parsed);
    QCOMPARE(json::numberMember(*parsed, "line"), 5.0);
    QCOMPARE(json::boolMember(*parsed, "valid"), false);
    run = m_cli->run(
        inspectThere + QStringList{ u"--jwks"_s, jwks, u"--batch"_s, u"-"_s }, good + "\r\n" + good);
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(run.err.isEmpty());
}

void TestInspectCommand::T105_fetchesOnceMoreForANewKeyInABatch()
{
    StubIdp idp;
    const jose::KeyPair newer = jose::KeyPair::generate(jose::Algorithm::ES256, "newer");
    const QStringList ask = inspectThere
        + QStringList{ u"--issuer"_s, QString::fromLatin1(idp.issuer()), u"--batch"_s, u"-"_s };
    const QByteArray old = idTokenOf(idp, idp.key());
    QObject::connect(&idp, &StubIdp::requested, this, [&](const QByteArray &path) {
        if (path == "/jwks" && idp.count("/jwks") == 2)
            idp.bodies.insert("/jwks",
                json::compact(json::Object{ { "keys",
                    json::Array{ idp.key().publicKey().publicJson(), newer.publicKey().publicJson() } } }));
    });
    QByteArray lines = old + '\n' + idTokenOf(idp, newer) + '\n';
    CliRun run = m_cli->run(ask, lines);
    QVERIFY2(run.exitCode == 0, run.told());
    QCOMPARE(idp.count("/jwks"), 2);
    // T107: made-up names do not make it ask again and again.
    idp.forgetRequests();
    for (int i = 0; i < 50; ++i)
        lines += signedToken(idClaims(), { { "kid", "made-up-" + std::to_string(i) } }) + '\n';
    run = m_cli->run(ask, lines);
    QVERIFY2(run.exitCode == 1, run.told());
    QVERIFY(idp.count("/jwks") <= 2);
}

void TestInspectCommand::showsKeysThatWerePasted()
{
    CliRun run = m_cli->run(inspectThere, keyFile());
    QVERIFY2(run.exitCode == 0, run.told());
    QVERIFY(run.out.contains(pair().publicKey().thumbprint()));
    run = m_cli->json(inspectThere, "Authorization: Basic dXNlcjpodXNoLWh1c2g=");
    QVERIFY2(run.exitCode == 1, run.told());
    QVERIFY(!run.out.contains("hush-hush") && !run.err.contains("hush-hush"));
    run = m_cli->json(inspectThere, "");
    QVERIFY2(run.exitCode == 1, run.told());
}

void TestInspectCommand::opensAnEncryptedToken()
{
    const QByteArray token
        = b64("{\"alg\":\"dir\",\"enc\":\"A128GCM\"}") + "..AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    CliRun run = m_cli->json(inspectThere, token);
    QVERIFY2(run.exitCode == 1, run.told());
    QCOMPARE(json::stringMember(first(run), "form"), QByteArray("jwe"));
    QVERIFY(run.err.contains("encrypted"));
    const QString key = file(u"oct.json"_s, "{\"kty\":\"oct\",\"k\":\"AAECAwQFBgcICQoLDA0ODw\"}");
    run = m_cli->json(inspectThere + QStringList{ u"--key"_s, key }, token);
    QVERIFY2(run.exitCode == 1, run.told());
    QCOMPARE(standing(run), QByteArray("failed"));
}

void TestInspectCommand::refusesWhatCannotBeMeant_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("two keys") << QStringList{ u"--issuer"_s, u"https://a.example"_s, u"--key"_s, u"x"_s };
    QTest::newRow("no such file") << QStringList{ u"--key"_s, u"/nowhere/at/all"_s };
    QTest::newRow("no such batch") << QStringList{ u"--batch"_s, u"/nowhere/at/all"_s };
    QTest::newRow("expect") << QStringList{ u"--expect"_s, u"color=red"_s };
    QTest::newRow("kind") << QStringList{ u"--kind"_s, u"good"_s };
    QTest::newRow("at") << QStringList{ u"--at"_s, u"yesterday"_s };
    QTest::newRow("batch and token") << QStringList{ u"--batch"_s, u"-"_s, u"token"_s };
    QTest::newRow("no issuer") << QStringList{ u"--issuer"_s, u"ftp://a.example"_s };
}

void TestInspectCommand::refusesWhatCannotBeMeant()
{
    QFETCH(QStringList, arguments);
    const CliRun run = m_cli->json(QStringList{ u"inspect"_s } + arguments, signedToken(idClaims()));
    QVERIFY2(run.exitCode == 2, run.told());
    QVERIFY(!run.code().isEmpty());
}

void TestInspectCommand::saysTheSameAsTheEngine()
{
    // By construction: every check the window shows stands in the document.
    const QString jwks = file(u"jwks.json"_s, keyFile());
    const QByteArray token = signedToken(idClaims(), { { "typ", "at+jwt" } });
    const CliRun run
        = m_cli->json(inspectThere + QStringList{ u"--jwks"_s, jwks, u"--kind"_s, u"id"_s }, token);
    const inspect::Inspection inspection = judged(token, nothingExpected(), keysOf(), inspect::Kind::Id);
    const json::Object document = first(run);
    QCOMPARE(json::stringMember(document, "sentence"), inspection.verdict.sentence.toUtf8());
    const json::Array *checks = json::arrayMember(document, "checks");
    QVERIFY(checks);
    QCOMPARE(qsizetype(checks->size()), inspection.verdict.checks.size());
}

void TestInspectCommand::T172_movesNoTerminal()
{
    json::Object claims = idClaims();
    claims["name"] = "x\x1b]52;c;cHduZWQ=\x07\r\x1b[31m\xe2\x80\xaez\xc2\x9b"
                     "1m";
    claims["\x1b[2J"] = "y";
    const QByteArray token = signedToken(claims, { { "kid", "\x1b]0;pwned\x07" } });
    for (const QByteArray &input :
        { token, token.chopped(9), "{\"access_token\":\"" + token + "\",\"\\u001b[2J\":\"\\u0007\"}" }) {
        for (const bool isJson : { false, true }) {
            const CliRun run = isJson ? m_cli->json(inspectThere, input) : m_cli->run(inspectThere, input);
            for (const char32_t c : (QString::fromUtf8(run.out) + QString::fromUtf8(run.err)).toUcs4())
                QVERIFY2(c == U'\n' || (c >= 0x20 && (c < 0x7f || c > 0x9f) && c != 0x202e), run.told());
        }
    }
}

void TestInspectCommand::takesAnyBytes()
{
    for (const QByteArray &input : { QByteArray("\0\0\0", 3), QByteArray("\xff\xfe\xfd"),
             QByteArray(200000, '.'), QByteArray(11 * 1024 * 1024, 'a') }) {
        const CliRun run = m_cli->json(inspectThere, input);
        QVERIFY2(run.exitCode == 1 || run.exitCode == 2, run.told());
        QVERIFY(!run.document.empty());
        QVERIFY(run.out.size() < 1000000);
    }
}

QTEST_GUILESS_MAIN(TestInspectCommand)
#include "test_inspectcommand.moc"
