// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/claimrows.h"
#include "oauth/humantime.h"
#include "oauth/tokenverdict.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::Standing;
using oauth::TokenVerdict;
using oauth::VerdictContext;

class TestTokenVerdict : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysInASentenceThatATokenIsValid();
    void aDecodedTokenIsNotVerified();
    void judgesEveryClaim_data();
    void judgesEveryClaim();
    void hashesWithTheAlgorithmOfTheSignature_data();
    void hashesWithTheAlgorithmOfTheSignature();
    void toleratesAMinute();
    void correctsForAClockThatIsOff();
    void onlyNotesTheAudienceOfAnAccessToken();
    void saysThatAnOpaqueTokenIsOpaque();
    void judgesARefreshTokenAsNotForUs();
    void showsClaimsAsPeopleReadThem();
    void tellsWhatChanged();
    void speaksOfTimes_data();
    void speaksOfTimes();
};

namespace {

constexpr qint64 second = 1'800'000'000;
const QByteArray issuer = "https://i.example";
const QByteArray client = "client-1";

const jose::KeyPair &key(jose::Algorithm algorithm = jose::Algorithm::ES256)
{
    static QHash<int, jose::KeyPair> pairs;
    auto found = pairs.find(int(algorithm));
    if (found == pairs.end())
        found = pairs.insert(int(algorithm), jose::KeyPair::generate(algorithm, "k-1"));
    return *found;
}

jose::JwkSet keys(const jose::KeyPair &pair = key())
{
    return jose::JwkSet::fromKeys({ pair.publicKey() });
}

json::Object claims()
{
    return { { "iss", json::string(issuer) }, { "sub", "user-1" }, { "aud", json::string(client) },
        { "iat", second - 10 }, { "exp", second + 41 * 60 }, { "nonce", "the-nonce" } };
}

VerdictContext context()
{
    return { .issuer = issuer,
        .clientId = client,
        .resource = "https://h.example/mcp",
        .nonce = "the-nonce",
        .now = base::fromMillis(second * 1000) };
}

TokenVerdict judge(const json::Object &what, const VerdictContext &against = context())
{
    const jose::JwkSet set = keys();
    return oauth::judgeIdToken(jose::signCompact(key(), {}, json::compact(what)), &set, {}, against);
}

const base::Check *failed(const TokenVerdict &verdict)
{
    for (const base::Check &check : verdict.checks) {
        if (check.state == base::CheckState::Failed)
            return &check;
    }
    return nullptr;
}

} // namespace

void TestTokenVerdict::saysInASentenceThatATokenIsValid()
{
    const TokenVerdict verdict = judge(claims());
    QCOMPARE(verdict.standing, Standing::Valid);
    QCOMPARE(verdict.sentence,
        u"Valid. Signed by https://i.example with ES256 key k-1. For client-1. Ends in 41 minutes."_s);
    QVERIFY(!verdict.thumbprint.isEmpty());
    QVERIFY(verdict.isJwt);
    QCOMPARE(verdict.claims.size(), 6);
    for (const base::Check &check : verdict.checks)
        QVERIFY(!check.title.isEmpty() && !check.rule.isEmpty());
}

void TestTokenVerdict::aDecodedTokenIsNotVerified()
{
    const QByteArray token = jose::signCompact(key(), {}, json::compact(claims()));
    const TokenVerdict verdict
        = oauth::judgeIdToken(token, nullptr, u"The keys could not be fetched."_s, context());
    QCOMPARE(verdict.standing, Standing::NotVerified);
    QVERIFY(verdict.sentence.startsWith(u"Not verified: The keys could not be fetched."_s));
    const jose::JwkSet other = keys(jose::KeyPair::generate(jose::Algorithm::ES256, "k-1"));
    QCOMPARE(oauth::judgeIdToken(token, &other, {}, context()).standing, Standing::Failed);
    const TokenVerdict broken = oauth::judgeIdToken("no token", nullptr, u"why"_s, context());
    QCOMPARE(broken.standing, Standing::Failed);
}

void TestTokenVerdict::judgesEveryClaim_data()
{
    QTest::addColumn<QByteArray>("claim");
    QTest::addColumn<QByteArray>("value"); // empty: left out
    QTest::addColumn<int>("standing");
    QTest::addColumn<QString>("words"); // in the sentence
    const auto row = [](const char *name, const char *claim, const QByteArray &value, Standing standing,
                         const QString &words) {
        QTest::newRow(name) << QByteArray(claim) << value << int(standing) << words;
    };
    const Standing bad = Standing::Failed;
    const Standing good = Standing::Valid;
    row("iss", "iss", R"("https://i.example/")", bad, u"https://i.example/, expected https://i.example"_s);
    row("no iss", "iss", "", bad, u"missing"_s);
    row("aud", "aud", R"("other")", bad, u"meant for this client"_s);
    row("aud list", "aud", R"(["client-1"])", good, u"Valid"_s);
    row("aud strangers without azp", "aud", R"(["client-1","other"])", bad, u"authorized party"_s);
    row("aud number", "aud", "7", bad, u"meant for this client"_s);
    row("azp ours", "azp", R"("client-1")", good, u"Valid"_s);
    row("azp other", "azp", R"("other")", bad, u"authorized party"_s);
    row("exp past", "exp", QByteArray::number(second - 3600), Standing::Expired, u"Ended 1 hour ago"_s);
    row("no exp", "exp", "", bad, u"does not say when it ends"_s);
    row("exp text", "exp", R"("1900000000")", bad, u"The end of the token is no date"_s);
    row("exp huge", "exp", "1e300", bad, u"The end of the token is no date"_s);
    row("exp fraction", "exp", QByteArray::number(second + 60) + ".5", good, u"Valid"_s);
    row("no iat", "iat", "", bad, u"does not say when it was issued"_s);
    row("iat future", "iat", QByteArray::number(second + 600), bad, u"issued in the future"_s);
    row("iat old", "iat", "1000000000", good, u"Valid"_s);
    row("nbf future", "nbf", QByteArray::number(second + 600), bad, u"not valid yet"_s);
    row("nbf now", "nbf", QByteArray::number(second), good, u"Valid"_s);
    row("nonce", "nonce", R"("another")", bad, u"another value, expected the value we sent"_s);
    row("no nonce", "nonce", "", bad, u"missing"_s);
    row("no sub", "sub", "", bad, u"names a subject"_s);
    row("sub number", "sub", "7", bad, u"names a subject"_s);
    row("sub long", "sub", '"' + QByteArray(256, 'x') + '"', bad, u"names a subject"_s);
}

void TestTokenVerdict::judgesEveryClaim()
{
    QFETCH(QByteArray, claim);
    QFETCH(QByteArray, value);
    QFETCH(int, standing);
    QFETCH(QString, words);
    json::Object what = claims();
    if (value.isEmpty())
        what.erase(json::view(claim));
    else
        what[json::view(claim)] = *json::parse(value, u"value"_s);
    const TokenVerdict verdict = judge(what);
    QCOMPARE(int(verdict.standing), standing);
    QVERIFY2(verdict.sentence.contains(words), qPrintable(verdict.sentence));
    QCOMPARE(failed(verdict) != nullptr, verdict.standing != Standing::Valid);
    QVERIFY(!verdict.sentence.contains(u"the-nonce"_s));
}

void TestTokenVerdict::hashesWithTheAlgorithmOfTheSignature_data()
{
    QTest::addColumn<int>("algorithm"); // T121
    using A = jose::Algorithm;
    for (const A algorithm : { A::RS256, A::RS512, A::ES384, A::EdDSA })
        QTest::newRow(jose::algorithmName(algorithm).constData()) << int(algorithm);
}

void TestTokenVerdict::hashesWithTheAlgorithmOfTheSignature()
{
    QFETCH(int, algorithm);
    const auto used = static_cast<jose::Algorithm>(algorithm);
    VerdictContext against = context();
    against.accessToken = "at-1";
    json::Object what = claims();
    what["at_hash"] = json::string(jose::leftHalfHash(used, "at-1"));
    const jose::JwkSet set = keys(key(used));
    const auto verdict = [&] {
        return oauth::judgeIdToken(jose::signCompact(key(used), {}, json::compact(what)), &set, {}, against);
    };
    QCOMPARE(verdict().standing, Standing::Valid);
    what["at_hash"] = json::string(jose::leftHalfHash(used, "at-2"));
    QCOMPARE(verdict().standing, Standing::Failed);
}

void TestTokenVerdict::toleratesAMinute()
{
    json::Object what = claims();
    what["exp"] = second - 59;
    what["iat"] = second + 59;
    QCOMPARE(judge(what).standing, Standing::Valid);
    what["exp"] = second - 60;
    QCOMPARE(judge(what).standing, Standing::Expired);
}

void TestTokenVerdict::correctsForAClockThatIsOff()
{
    json::Object what = claims(); // T117
    what["iat"] = second + 3600;
    what["exp"] = second + 7200;
    QCOMPARE(judge(what).standing, Standing::Failed);
    VerdictContext against = context();
    against.serverClockAhead = std::chrono::seconds(3600);
    const TokenVerdict verdict = judge(what, against);
    QCOMPARE(verdict.standing, Standing::Valid);
    QVERIFY(std::any_of(verdict.checks.begin(), verdict.checks.end(), [](const base::Check &check) {
        return check.title.startsWith(u"OA-217 This computer's clock is 1 hour behind"_s);
    }));
}

void TestTokenVerdict::onlyNotesTheAudienceOfAnAccessToken()
{
    const jose::JwkSet set = keys();
    const auto judged = [&set](const json::Object &what) {
        return oauth::judgeAccessToken(
            jose::signCompact(key(), {}, json::compact(what)), &set, {}, context());
    };
    json::Object what = claims();
    what["aud"] = json::Array{ "project-1" };
    const TokenVerdict elsewhere = judged(what);
    QCOMPARE(elsewhere.standing, Standing::Valid);
    QCOMPARE(elsewhere.kind, oauth::TokenKind::Access);
    QVERIFY(std::any_of(elsewhere.checks.begin(), elsewhere.checks.end(), [](const base::Check &check) {
        return check.state == base::CheckState::Noted && check.title.contains(u"audience"_s);
    }));
    what["aud"] = "https://h.example/mcp";
    const TokenVerdict here = judged(what);
    QVERIFY(std::none_of(here.checks.begin(), here.checks.end(),
        [](const base::Check &check) { return check.state == base::CheckState::Noted; }));
    what["exp"] = second - 3600;
    QCOMPARE(judged(what).standing, Standing::Expired);
}

void TestTokenVerdict::saysThatAnOpaqueTokenIsOpaque()
{
    const TokenVerdict verdict = oauth::judgeAccessToken("opaque-1", nullptr, {}, context());
    QCOMPARE(verdict.standing, Standing::NotVerified);
    QVERIFY(!verdict.isJwt);
    QVERIFY(verdict.sentence.contains(u"opaque"_s));
    QVERIFY(!verdict.sentence.contains(u"opaque-1"_s));
}

void TestTokenVerdict::judgesARefreshTokenAsNotForUs()
{
    oauth::TokenSet tokens;
    QVERIFY(oauth::judgeRefreshToken(tokens, context()).sentence.contains(u"no refresh token"_s));
    tokens.refreshToken = base::Secret("rt-1");
    QCOMPARE(oauth::judgeRefreshToken(tokens, context()).standing, Standing::NotVerified);
    tokens.refreshToken = base::Secret(jose::signCompact(key(), {}, json::compact(claims())));
    const TokenVerdict decoded = oauth::judgeRefreshToken(tokens, context());
    QCOMPARE(decoded.standing, Standing::NotVerified);
    QCOMPARE(decoded.claims.size(), 6);
}

void TestTokenVerdict::showsClaimsAsPeopleReadThem()
{
    json::Object what = claims();
    what["roles"] = json::Array{ "a", "b" };
    what["email_verified"] = true;
    what["https://own.example/x"] = json::Object{ { "k", 1 } };
    what["name"] = "Evil\xe2\x80\xaeName";
    const TokenVerdict verdict = judge(what);
    const auto rowOf = [&verdict](const QByteArray &name) {
        const auto row = std::find_if(verdict.claims.begin(), verdict.claims.end(),
            [&name](const oauth::ClaimRow &one) { return one.name == name; });
        return row == verdict.claims.end() ? oauth::ClaimRow{} : *row;
    };
    QCOMPARE(verdict.claims.first().name, QByteArray("iss")); // the order received
    QCOMPARE(rowOf("roles").value, u"a, b"_s);
    QCOMPARE(rowOf("roles").raw, QByteArray(R"(["a","b"])"));
    QCOMPARE(rowOf("email_verified").value, u"yes"_s);
    QCOMPARE(rowOf("https://own.example/x").value, u"{\"k\":1}"_s);
    QVERIFY(rowOf("https://own.example/x").meaning.isEmpty());
    QVERIFY(rowOf("name").value.contains(u"⟨U+202E⟩"_s));
    QVERIFY(rowOf("exp").value.contains(u"in 41 minutes"_s));
    QCOMPARE(rowOf("exp").raw, QByteArray::number(second + 41 * 60));
    QVERIFY(!rowOf("exp").meaning.isEmpty());
    QCOMPARE(*rowOf("iss").state, base::CheckState::Passed);
    QCOMPARE(rowOf("iss").remark, u"The issuer is ours"_s);
    QVERIFY(!rowOf("roles").state);
}

void TestTokenVerdict::tellsWhatChanged()
{
    const auto token
        = [](const json::Object &what) { return jose::signCompact(key(), {}, json::compact(what)); };
    json::Object after = claims();
    after["exp"] = second + 41 * 60 + 3600;
    after["jti"] = "2";
    after.erase("nonce");
    after["sub"] = "user-2";
    QCOMPARE(oauth::claimChanges(token(claims()), token(after)),
        u"sub changed, exp +1 hour, jti added, nonce gone"_s);
    QVERIFY(oauth::claimChanges(token(claims()), token(claims())).isEmpty());
    QVERIFY(oauth::claimChanges("opaque", token(after)).isEmpty());
}

void TestTokenVerdict::speaksOfTimes_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("words");
    QTest::newRow("1") << qint64(1) << u"1 second"_s;
    QTest::newRow("59") << qint64(59) << u"59 seconds"_s;
    QTest::newRow("60") << qint64(60) << u"1 minute"_s;
    QTest::newRow("61") << qint64(61) << u"61 seconds"_s;
    QTest::newRow("3540") << qint64(3540) << u"59 minutes"_s;
    QTest::newRow("3600") << qint64(3600) << u"1 hour"_s;
    QTest::newRow("5400") << qint64(5400) << u"90 minutes"_s;
    QTest::newRow("7200") << qint64(7200) << u"2 hours"_s;
    QTest::newRow("90 days") << qint64(90 * 86400) << u"90 days"_s;
}

void TestTokenVerdict::speaksOfTimes()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, words);
    QCOMPARE(oauth::humanDuration(std::chrono::seconds(seconds)), words);
    const base::Time now = base::fromMillis(second * 1000);
    QCOMPARE(oauth::relativeTime(now + std::chrono::seconds(seconds), now), u"in "_s + words);
    QCOMPARE(oauth::relativeTime(now - std::chrono::seconds(seconds), now), words + u" ago"_s);
}

QTEST_GUILESS_MAIN(TestTokenVerdict)
#include "test_tokenverdict.moc"
