// SPDX-License-Identifier: GPL-3.0-or-later
// 10,000 tokens that the package "jose" made, good and spoiled, judged by both: josetokens.mjs.
#include "interop/packages.h"

#include "jose/base64url.h"
#include "jose/jwe.h"
#include "jose/sharedsecret.h"

#include <QMap>
#include <QProcess>
#include <QTest>

#include <array>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::jose;

namespace {

constexpr int tokenCount = 10000;
constexpr int seed = 20261121;
constexpr int patienceMs = 540000;

struct Verdict {
    bool isGood = false;
    QByteArray content = {};
    QString why = {};
};

Verdict goodVerdict(const QByteArray &content)
{
    return { .isGood = true, .content = encodeBase64Url(content) };
}
Verdict badVerdict(const base::Error &error)
{
    return { .isGood = false, .why = error.message };
}

Verdict judgeSigned(const QByteArray &token, const json::Object &key)
{
    const auto jws = parseJws(token);
    if (!jws)
        return badVerdict(jws.error());
    if (json::stringMember(key, "kty") == "oct") {
        const auto verified = verifyWithSecret(*jws, *SharedSecret::fromJson(key));
        return verified ? goodVerdict(jws->payload) : badVerdict(verified.error());
    }
    const auto verified = verifyWithChosen(*jws, JwkSet::fromKeys({ *Jwk::fromJson(key) }));
    return verified ? goodVerdict(jws->payload) : badVerdict(verified.error());
}

Verdict judgeEncrypted(const QByteArray &token, const DecryptionKey &key)
{
    const auto jwe = parseJwe(token);
    if (!jwe)
        return badVerdict(jwe.error());
    const auto opened = decrypt(*jwe, key);
    return opened ? goodVerdict(opened->plaintext) : badVerdict(opened.error());
}

/// Where we are stricter on purpose: a part of our own words, and the rule behind it.
struct Policy {
    const char16_t *words;
    const char16_t *rule;
};
constexpr std::array policies{
    Policy{ u"which base64url does not use",
        u"base64url has no blanks, padding or other characters, RFC 7515 §2" },
    Policy{ u"which sets bits beyond the last byte", u"base64url has one form for each byte, RFC 4648 §3.5" },
    Policy{ u"so that nobody finds it by trying", u"a secret is as long as its hash, RFC 7518 §3.2" },
    Policy{ u"Which one counts would be a guess", u"no member stands in a header twice, RFC 7515 §4" },
    Policy{ u"The header's “kid” is", u"kid is a text, RFC 7515 §4.1.4" },
    Policy{ u"it encrypts with a password", u"PBES2 is switched off: the sender chooses the work" },
    Policy{ u"(b64, RFC 7797), which is refused", u"the payload is always encoded, RFC 7797 is not spoken" },
    Policy{ u"“b64” must be understood (crit)", u"the payload is always encoded, RFC 7797 is not spoken" },
    Policy{ u"is nested deeper than 32 levels", u"no header is nested deeper than 32 levels" },
    Policy{ u"syntax error at byte 0; it starts with “{",
        u"a header begins without a byte order mark, RFC 8259 §8.1" },
    Policy{ u"\"s\":\"\\ud800\"", u"no half of a surrogate pair, RFC 7493 §2.1" },
};

/// The policy that explains why we refuse what the other accepts; empty when none does.
QString policyBehind(const QString &why)
{
    for (const Policy &policy : policies) {
        if (why.contains(QString::fromUtf16(policy.words)))
            return QString::fromUtf16(policy.rule);
    }
    return {};
}

} // namespace

class TestJoseTokens : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesOnTenThousandTokens();
};

void TestJoseTokens::agreesOnTenThousandTokens()
{
    if (test::Packages::node().isEmpty())
        QSKIP("The packages of others are not here: tests/run.sh installs them.");
    QProcess node;
    node.setWorkingDirectory(test::Packages::place().path());
    node.start(
        test::Packages::node(), { u"josetokens.mjs"_s, QString::number(tokenCount), QString::number(seed) });
    QVERIFY2(node.waitForFinished(patienceMs), "josetokens.mjs did not end");
    QVERIFY2(node.exitCode() == 0, node.readAllStandardError().constData());
    const QList<QByteArray> lines = node.readAllStandardOutput().trimmed().split('\n');
    QCOMPARE(lines.size(), tokenCount + 1);

    const auto keys = json::parse(lines.first(), u"The keys"_s);
    QVERIFY(keys);
    QMap<qint64, DecryptionKey> opening;
    QMap<QString, int> stricter;
    QStringList unexplained;
    int good = 0;
    for (const QByteArray &line : lines.sliced(1)) {
        const auto object = json::parseObject(line, u"A line"_s, { .maxDepth = 64 });
        QVERIFY2(object, line.constData());
        const QByteArray token = json::stringMember(*object, "token").value();
        const qint64 at = object->at("key").as_int64();
        const json::Object &key = keys->at(size_t(at)).as_object();
        const bool isEncrypted = json::boolMember(*object, "isEncrypted").value();
        if (isEncrypted && !opening.contains(at))
            opening.insert(at, DecryptionKey::fromJson(key).value());
        const Verdict ours = isEncrypted ? judgeEncrypted(token, opening[at]) : judgeSigned(token, key);
        const bool isGoodThere = json::boolMember(*object, "good").value();
        if (ours.isGood == isGoodThere) {
            QCOMPARE(ours.content, json::stringMember(*object, "content").value());
            good += ours.isGood;
            continue;
        }
        const QString policy = ours.isGood ? QString() : policyBehind(ours.why);
        if (policy.isEmpty())
            unexplained.append(
                u"%1 here: %2 | there: %3"_s.arg(QString::fromUtf8(token), ours.isGood ? u"good"_s : ours.why,
                    isGoodThere ? u"good"_s : QString::fromUtf8(json::stringMember(*object, "why").value())));
        else
            ++stricter[policy];
    }
    for (const QString &each : unexplained.first(qMin<qsizetype>(unexplained.size(), 40)))
        qWarning("%s", qPrintable(each));
    QCOMPARE(unexplained.size(), 0);
    QVERIFY(good > tokenCount / 4); // not all spoiled, and not all refused
    int explained = 0;
    for (auto [policy, count] : stricter.asKeyValueRange()) {
        qInfo("%5d stricter here: %s", count, qPrintable(policy));
        explained += count;
    }
    qInfo("%d tokens, %d good for both, %d refused by both, %d explained", tokenCount, good,
        tokenCount - good - explained, explained);
}

QTEST_GUILESS_MAIN(TestJoseTokens)
#include "test_josetokens.moc"
