// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/text.h"
#include "inspect/kindchecks.h"
#include "oauth/humantime.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

using base::CheckState;
using oauth::ClaimCheck;
using oauth::ClaimChecks;

namespace {

CheckState bad(bool holds)
{
    return holds ? CheckState::Passed : CheckState::Failed;
}

/// RFC 9449 §4.3 (9): without query and fragment, as RFC 3986 §6.2 normalises scheme and host.
QByteArray bareAddress(QByteArray url)
{
    const auto end = std::find_if(url.begin(), url.end(), [](char c) { return c == '?' || c == '#'; });
    url.truncate(end - url.begin());
    const qsizetype authority = url.indexOf("://");
    if (authority < 0)
        return url;
    qsizetype path = url.indexOf('/', authority + 3);
    if (path < 0) {
        path = url.size();
        url += '/';
    }
    QByteArray origin = url.first(path).toLower();
    for (const char *port : { ":443", ":80" }) {
        if (origin.endsWith(port) && origin.startsWith(QByteArrayView(port) == ":443" ? "https:" : "http:"))
            origin.chop(qsizetype(qstrlen(port)));
    }
    return origin + url.mid(path);
}

void addProofKey(ClaimChecks &out, const jose::Jwt &jwt, const Expectations &expectations)
{
    const json::Object *jwk = json::objectMember(jwt.jws.header, "jwk");
    if (!jwk || expectations.keyThumbprint.isEmpty())
        return;
    const auto key = jose::Jwk::fromJson(*jwk);
    const QByteArray thumbprint = key ? key->thumbprint() : QByteArray();
    out.append({ {},
        { .state = bad(thumbprint == expectations.keyThumbprint),
            .title = u"The proof is made with the key the token is bound to"_s,
            .found = base::cleaned(thumbprint),
            .expected = base::cleaned(expectations.keyThumbprint),
            .rule = u"RFC 9449 §4.3 (12)"_s } });
}

void addRequest(ClaimChecks &out, const jose::Jwt &jwt, const Expectations &expectations)
{
    out.append(oauth::compareClaim(jwt, "htm", u"The proof is for this method"_s, expectations.method,
        expectations, u"RFC 9449 §4.3 (8)"_s));
    if (expectations.url.isEmpty()) {
        out.append(oauth::compareClaim(
            jwt, "htu", u"The proof is for this address"_s, {}, expectations, u"RFC 9449 §4.3 (9)"_s));
        return;
    }
    const QByteArray named = jwt.text("htu").value_or(QByteArray());
    out.append({ "htu",
        { .state = bad(!named.isEmpty() && bareAddress(named) == bareAddress(expectations.url)),
            .title = u"The proof is for this address"_s,
            .found = oauth::shownClaim(jwt, "htu"),
            .expected = base::cleaned(bareAddress(expectations.url)),
            .rule = u"RFC 9449 §4.3 (9)"_s } });
}

void addProofAge(ClaimChecks &out, const jose::Jwt &jwt, const Expectations &expectations)
{
    ClaimCheck issued = oauth::checkIssuedAt(jwt, expectations, u"RFC 9449 §4.3 (11)"_s);
    const auto at = jwt.time("iat");
    constexpr std::chrono::minutes acceptable{ 5 };
    const base::Time earliest = oauth::judgingTime(expectations) - acceptable - expectations.tolerance;
    if (issued.check.state != CheckState::Failed && at && *at < earliest) {
        issued.check.state = CheckState::Failed;
        issued.check.title = u"The proof is older than servers accept"_s;
        issued.check.expected = u"not before %1"_s.arg(oauth::localTime(earliest));
    }
    out.append(issued);
}

} // namespace

ClaimChecks checkProof(const jose::Jwt &jwt, const Expectations &expectations)
{
    ClaimChecks out;
    if (auto type = oauth::checkType(jwt, expectations, u"The token is of the kind proofs are"_s,
            { "dpop+jwt" }, u"RFC 9449 §4.3 (4)"_s, true))
        out.append(std::move(*type));
    addProofKey(out, jwt, expectations);
    out.append({ "jti",
        { .state = bad(jwt.claims.contains("jti")),
            .title = u"The proof has a number of its own"_s,
            .found = oauth::shownClaim(jwt, "jti"),
            .expected = u"present"_s,
            .rule = u"RFC 9449 §4.2"_s } });
    addRequest(out, jwt, expectations);
    addProofAge(out, jwt, expectations);
    if (!expectations.accessToken.isEmpty())
        out.append(oauth::compareClaim(jwt, "ath", u"The proof goes with this access token"_s,
            QByteArray(jose::sha256(expectations.accessToken)
                           .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals)),
            expectations, u"RFC 9449 §4.3 (12)"_s));
    if (!expectations.nonce.isEmpty())
        out.append(oauth::compareClaim(jwt, "nonce", u"The proof repeats the server's nonce"_s,
            expectations.nonce, expectations, u"RFC 9449 §4.3 (10)"_s));
    return out;
}

oauth::SignatureFound checkProofSignature(const jose::Jws &jws)
{
    const json::Object *jwk = json::objectMember(jws.header, "jwk");
    const auto key = jwk ? jose::Jwk::fromJson(*jwk) : base::Result<jose::Jwk>(base::fail({}));
    if (!key) {
        oauth::SignatureFound out{ .outcome = oauth::SignatureFound::Outcome::Fails };
        out.checks.append({ {},
            { .state = CheckState::Failed,
                .title = jwk ? u"The key in the proof cannot be used: %1"_s.arg(key.error().message)
                             : u"The proof brings no key (jwk), so it proves nothing"_s,
                .found = jwk ? base::cleaned(json::compact(*jwk)) : u"missing"_s,
                .expected = u"a public key"_s,
                .rule = u"RFC 9449 §4.3 (6)"_s } });
        return out;
    }
    jose::Jws named = jws; // the key is found by itself, whatever kid the header has
    named.header.erase("kid");
    const jose::JwkSet set = jose::JwkSet::fromKeys({ *key });
    oauth::SignatureFound out = oauth::checkSignature(named, &set, {}, 0);
    for (oauth::ClaimCheck &entry : out.checks) {
        if (entry.check.state == CheckState::Passed)
            entry.check.title = u"The proof is signed with the key it brings"_s;
    }
    out.checks.removeIf([](const ClaimCheck &entry) { return entry.check.state == CheckState::Noted; });
    out.signer = u"whoever holds the key in it"_s;
    if (!key->privateMembers().isEmpty()) {
        out.outcome = oauth::SignatureFound::Outcome::Fails;
        out.checks.append({ {},
            { .state = CheckState::Failed,
                .title = u"The proof gives its private key away"_s,
                .found = QString::fromLatin1(key->privateMembers().join(", ")),
                .expected = u"public members only"_s,
                .rule = u"RFC 9449 §4.3 (7)"_s } });
    }
    return out;
}

} // namespace authscope::inspect
