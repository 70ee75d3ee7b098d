// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "json/json.h"
#include "oauth/claimrows.h"
#include "oauth/meanings.h"
#include "support/tokens.h"

#include <QFile>

using namespace Qt::StringLiterals;
using namespace authscope;
using namespace authscope::test;
using inspect::Inspection;
using oauth::ClaimRow;
using oauth::MeaningOf;

class TestClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void explainsEveryRegisteredClaim_data();
    void explainsEveryRegisteredClaim();
    void everySentenceIsOne();
    void keepsTheOrder();
    void unfoldsWhatIsNested();
    void T169_keepsNumbersExactly_data();
    void T169_keepsNumbersExactly();
    void showsTimesThreeWays();
    void T166_makesTheInvisibleVisible();
    void tellsOfClaimsThatLiveElsewhere();
    void explainsTheHeader();
    void T168_takesManyClaims();
    void T168_readsLongClaimsCut();

private:
    static const ClaimRow *rowOf(const QList<ClaimRow> &rows, const QByteArray &name)
    {
        for (const ClaimRow &row : rows) {
            if (row.name == name)
                return &row;
        }
        return nullptr;
    }
    static Inspection with(const QByteArray &claims)
    {
        return judged(signedText("{\"alg\":\"ES256\",\"kid\":\"k-1\"}", claims), nothingExpected(), keysOf(),
            inspect::Kind::Unknown);
    }
};

void TestClaims::explainsEveryRegisteredClaim_data()
{
    QTest::addColumn<int>("what");
    QTest::addColumn<QByteArray>("names");
    QTest::newRow("RFC 7519") << int(MeaningOf::Claim) << QByteArray("iss sub aud exp nbf iat jti");
    QTest::newRow("OIDC Core")
        << int(MeaningOf::Claim)
        << QByteArray(
               "name given_name family_name middle_name nickname preferred_username profile picture website "
               "email email_verified gender birthdate zoneinfo locale phone_number phone_number_verified "
               "address updated_at azp nonce auth_time at_hash c_hash acr amr sub_jwk _claim_names "
               "_claim_sources address.formatted address.street_address address.locality address.region "
               "address.postal_code address.country sid s_hash");
    QTest::newRow("RFC 9068 and its neighbours")
        << int(MeaningOf::Claim)
        << QByteArray(
               "client_id scope roles groups entitlements act may_act cnf authorization_details txn events "
               "toe sub_id active username token_type token_introspection htm htu ath");
    QTest::newRow("IANA")
        << int(MeaningOf::Claim)
        << QByteArray(
               "vot vtm attest origid opt orig dest mky rph sip_from_tag sip_date sip_callid sip_cseq_num "
               "sip_via_branch vc vp sph crn at_use_nbr div jcard cdniv cdnicrit cdniip cdniuc cdniets "
               "cdnistt cdnistd sig_val_claims verified_claims place_of_birth nationalities "
               "birth_family_name birth_given_name birth_middle_name salutation title msisdn "
               "also_known_as eat_nonce ueid oemid hwmodel swname swversion dbgstat uptime intuse "
               "rdap_allowed_purposes rdap_dnt_allowed geohash _sd ... _sd_alg sd_hash vct status "
               "status_list ttl grantor bh_value msgi cti exi");
    QTest::newRow("providers")
        << int(MeaningOf::Claim)
        << QByteArray(
               "https://stytch.com/organization https://stytch.com/session realm_access resource_access tid "
               "oid upn appid hd cognito:username cognito:groups org_id org_name gty permissions "
               "https://stytch.com/organization.slug firebase kubernetes.io");
    QTest::newRow("header")
        << int(MeaningOf::HeaderMember)
        << QByteArray(
               "alg kid typ cty crit jwk jku x5u x5c x5t x5t#S256 b64 enc zip epk apu apv iv tag p2s p2c url "
               "nonce ppt svt");
}

void TestClaims::explainsEveryRegisteredClaim()
{
    QFETCH(int, what);
    QFETCH(QByteArray, names);
    for (const QByteArray &name : names.split(' '))
        QVERIFY2(!oauth::meaningOf(MeaningOf(what), name).isEmpty(), name.constData());
}

void TestClaims::everySentenceIsOne()
{
    QFile file(qEnvironmentVariable("AUTHSCOPE_SOURCE") + u"/resources/claims.json"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto document
        = json::parseObject(file.readAll(), u"claims.json"_s); // refuses a name that comes twice
    QVERIFY(document);
    int count = 0;
    for (const auto &group : *document) {
        for (const auto &entry : group.value().as_object()) {
            const QString text = json::text(entry.value().as_string());
            QVERIFY2(text.endsWith(u'.') && text.size() > 4 && text.front().isUpper(), qPrintable(text));
            ++count;
        }
    }
    QVERIFY(count > 300);
}

void TestClaims::keepsTheOrder()
{
    const Inspection inspection = with("{\"z\":1,\"a\":2,\"m\":3,\"iss\":\"x\"}");
    QByteArrayList names;
    for (const ClaimRow &row : inspection.verdict.claims)
        names.append(row.name);
    QCOMPARE(names.join(' '), QByteArray("z a m iss"));
}

void TestClaims::unfoldsWhatIsNested()
{
    const Inspection inspection = with(
        "{\"address\":{\"country\":\"NO\",\"x\":{\"y\":[{\"exp\":1800000000},7]}},\"aud\":[\"a\",\"b\"]}");
    const ClaimRow *address = rowOf(inspection.verdict.claims, "address");
    QVERIFY(address);
    QCOMPARE(address->children.size(), 2);
    QCOMPARE(address->children[0].value, u"NO"_s);
    QCOMPARE(address->children[0].meaning, u"Country."_s);
    const ClaimRow &list = address->children[1].children[0];
    QCOMPARE(list.children.size(), 2);
    QCOMPARE(list.children[0].name, QByteArray("[0]"));
    QVERIFY(list.children[0].children[0].time);
    QCOMPARE(list.children[1].raw, QByteArray("7"));
    const ClaimRow *audience = rowOf(inspection.verdict.claims, "aud");
    QCOMPARE(audience->value, u"a, b"_s);
    QVERIFY(audience->children.isEmpty()); // a list of texts is one line
}

void TestClaims::T169_keepsNumbersExactly_data()
{
    QTest::addColumn<QByteArray>("number");
    for (const char *number : { "9007199254740993", "18446744073709551615", "18446744073709551616",
             "123456789012345678901234567890", "-9223372036854775809", "1e400",
             "0.1000000000000000055511151231257827", "1e308" })
        QTest::newRow(number) << QByteArray(number);
}

void TestClaims::T169_keepsNumbersExactly()
{
    QFETCH(QByteArray, number);
    const Inspection inspection = with("{\"n\":" + number + ",\"inner\":{\"m\":[{\"k\":" + number + "}]}}");
    const ClaimRow *row = rowOf(inspection.verdict.claims, "n");
    QVERIFY(row);
    // As it was written, or at least the same number: 1e308 is held exactly and may be spelled another way.
    if (number == "1e308")
        QCOMPARE(row->raw.toDouble(), 1e308);
    else
        QCOMPARE(row->raw, number);
    QVERIFY(row->value.contains(QString::fromLatin1(row->raw)));
    const ClaimRow &deep = rowOf(inspection.verdict.claims, "inner")->children[0].children[0].children[0];
    QCOMPARE(deep.raw, row->raw);
}

void TestClaims::showsTimesThreeWays()
{
    Inspection inspection
        = with("{\"exp\":1800002460,\"updated_at\":\"1800002460\",\"nbf\":253402300800000}");
    const ClaimRow *end = rowOf(inspection.verdict.claims, "exp");
    QCOMPARE(end->time, base::fromMillis(qint64(1800002460) * 1000));
    QVERIFY(end->value.contains(u"in 41 minutes"_s));
    QVERIFY(end->value.startsWith(u"2027-01-"_s));
    QCOMPARE(end->raw, QByteArray("1800002460"));
    QVERIFY(!rowOf(inspection.verdict.claims, "updated_at")->time); // a text is no time
    const ClaimRow *far = rowOf(inspection.verdict.claims, "nbf");
    QVERIFY(!far->time);
    QVERIFY(far->value.contains(u"253402300800000 (beyond the year 9999)"_s));
    QCOMPARE(inspection.verdict.standing, oauth::Standing::Failed);
    inspection = with("{\"exp\":1e10}");
    QVERIFY(rowOf(inspection.verdict.claims, "exp")->value.startsWith(u"2286-11-20"_s));
}

void TestClaims::T166_makesTheInvisibleVisible()
{
    const Inspection inspection = with("{\"name\":\"bob \xe2\x80\xae"
                                       "elpmaxE\",\"a\xe2\x80\x8b\":\"b\xf3\xa0\x81\x81\"}");
    QCOMPARE(inspection.verdict.claims[0].value, u"bob ⟨U+202E⟩elpmaxE"_s);
    QCOMPARE(inspection.verdict.claims[1].value, u"b⟨U+E0041⟩"_s);
    QCOMPARE(base::cleaned(inspection.verdict.claims[1].name), u"a⟨U+200B⟩"_s);
}

void TestClaims::tellsOfClaimsThatLiveElsewhere()
{
    const Inspection inspection = with("{\"_claim_names\":{\"age\":\"s\"},\"_claim_sources\":{\"s\":{"
                                       "\"endpoint\":\"http://169.254.169.254/x\"}}}");
    const base::Check *check
        = checkWith(inspection, base::CheckState::Noted, u"nothing was fetched from there"_s);
    QVERIFY(check);
    QCOMPARE(check->found, u"http://169.254.169.254/x"_s);
}

void TestClaims::explainsTheHeader()
{
    const Inspection inspection = judged(
        signedText("{\"typ\":\"JWT\",\"alg\":\"ES256\",\"kid\":\"k-1\",\"jwk\":{\"kty\":\"EC\"}}", "{}"),
        nothingExpected());
    QCOMPARE(inspection.header.size(), 4);
    QCOMPARE(inspection.header[0].name, QByteArray("typ"));
    for (const ClaimRow &row : inspection.header)
        QVERIFY(!row.meaning.isEmpty());
    QCOMPARE(inspection.header[3].children.size(), 1);
}

void TestClaims::T168_takesManyClaims()
{
    json::Object claims;
    for (int i = 0; i < 5000; ++i)
        claims["claim-" + std::to_string(i)] = i;
    const Inspection inspection = with(json::compact(claims));
    QCOMPARE(inspection.verdict.claims.size(), 5000);
    QCOMPARE(inspection.verdict.claims.last().value, u"4999"_s);
}

void TestClaims::T168_readsLongClaimsCut()
{
    const Inspection inspection = with("{\"name\":\"" + QByteArray(1 << 20, 'x') + "\"}");
    const ClaimRow &row = inspection.verdict.claims.first();
    QVERIFY(row.value.size() < 1100);
    QVERIFY(row.value.endsWith(u"… (1048576 characters)"_s));
    QCOMPARE(row.raw.size(), (1 << 20) + 2);
}

QTEST_GUILESS_MAIN(TestClaims)
#include "test_claims.moc"
