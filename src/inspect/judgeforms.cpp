// SPDX-License-Identifier: GPL-3.0-or-later
// Everything that is not one signed token in its compact form.
#include "base/text.h"
#include "inspect/headerchecks.h"
#include "inspect/judgeparts.h"
#include "jose/jwe.h"
#include "jose/jwsjson.h"
#include "jose/sdjwt.h"
#include "oauth/claimrows.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

using base::CheckState;
using oauth::SignatureFound;
using oauth::Standing;
using Outcome = SignatureFound::Outcome;

namespace {

void note(SignatureFound &found, const QString &title, const QString &rule)
{
    found.checks.append({ {}, { .state = CheckState::Noted, .title = title, .rule = rule } });
}

/// One signature that holds makes the document somebody's; what became of the others is told.
SignatureFound combined(QList<SignatureFound> each)
{
    const auto good = std::find_if(
        each.begin(), each.end(), [](const SignatureFound &one) { return one.outcome == Outcome::Holds; });
    if (each.isEmpty())
        return { .outcome = Outcome::Fails };
    SignatureFound out = good == each.end() ? each.first() : *good;
    const qsizetype chosen = good == each.end() ? 0 : good - each.begin();
    for (qsizetype i = 0; i < each.size(); ++i) {
        if (i == chosen || each[i].checks.isEmpty())
            continue;
        base::Check check = each[i].checks.first().check;
        check.title = u"Signature %1: %2"_s.arg(i + 1).arg(check.title);
        if (out.outcome == Outcome::Holds && check.state == CheckState::Failed)
            check.state = CheckState::Noted;
        out.checks.append({ {}, check });
    }
    return out;
}

QString openedWith(const jose::Decrypted &opened)
{
    return u"%1 and %2%3"_s.arg(QString::fromLatin1(opened.algorithm), QString::fromLatin1(opened.encryption),
        opened.kid.isEmpty() ? QString() : u", key "_s + base::cleaned(opened.kid, 60));
}

void judgeContent(Inspection &out, const jose::Decrypted &opened, const Judging &judging)
{
    out.verdict.checks.append({ .title = u"The token could be opened with the key"_s,
        .found = openedWith(opened),
        .rule = u"RFC 7516 §5.2"_s });
    for (const QString &text : opened.notes)
        out.verdict.checks.append({ .state = CheckState::Noted, .title = text, .rule = u"RFC 7516 §4"_s });
    out.payloadText = opened.plaintext;
    const Subject subject = makeSubject(opened.plaintext, u"the content"_s);
    const bool isToken = subject.form != Form::Opaque && subject.form != Form::Broken;
    if (isToken && judging.depth < deepestNesting) {
        Inspection inner = judgeAt(subject, { judging.expectations, judging.keys, judging.depth + 1 });
        out.verdict.standing = inner.verdict.standing;
        out.verdict.sentence = u"Encrypted, and opened. Inside: %1"_s.arg(inner.verdict.sentence);
        out.verdict.issued = inner.verdict.issued;
        out.verdict.notBefore = inner.verdict.notBefore;
        out.verdict.expires = inner.verdict.expires;
        out.inner.append(std::move(inner));
        return;
    }
    // T127: whoever knows the public key can have written it.
    out.verdict.checks.append({ .state = CheckState::Noted,
        .title = u"What was inside is not signed: encrypted is not signed, and anybody who knows the public "
                 "key could have written it"_s,
        .found = opened.contentType.isEmpty() ? u"no cty"_s : base::cleaned(opened.contentType, 60),
        .expected = u"a signed token"_s,
        .rule = u"RFC 7519 §11.2"_s });
    out.verdict.sentence
        = u"Not verified: it could be opened, but encrypted is not signed. Nobody's signature "
          "is on what was inside."_s;
    if (const auto claims = json::parseObject(opened.plaintext, u"The content"_s,
            { .maxBytes = readingLimits.maxBytes, .maxDepth = readingLimits.maxDepth }))
        out.verdict.claims = oauth::memberRows(*claims, oauth::MeaningOf::Claim, {},
            oauth::judgingTime(judging.expectations), oauth::exactNumbers(opened.plaintext));
}

/// What was wrong before stays the first thing wrong.
void fail(Inspection &out, const QString &title)
{
    if (out.verdict.standing == Standing::Failed)
        return;
    out.verdict.standing = Standing::Failed;
    out.verdict.sentence = u"Failed: %1"_s.arg(title);
    if (!title.endsWith(u'.'))
        out.verdict.sentence += u'.';
}

Disclosure describe(const jose::Disclosure &found)
{
    Disclosure out{ .name = found.name.value_or(QByteArray()), .digest = found.digest };
    out.raw = json::compact(found.value);
    out.value = oauth::asPeopleRead(out.name, found.value, {});
    out.isReferenced = found.state == jose::Disclosure::State::Matched;
    out.problem = found.problem;
    if (out.problem.isEmpty() && !out.isReferenced)
        out.problem = found.state == jose::Disclosure::State::Repeated
            ? u"It came before already."_s
            : u"Nobody signed it: its digest does not stand in the token."_s;
    return out;
}

/// RFC 9901 §7.3: the holder's proof, with the key that the issuer named.
void judgeBinding(Inspection &out, const jose::SdJwt &token, const Judging &judging)
{
    if (!token.binding)
        return;
    const json::Object *cnf = json::objectMember(token.issuer.claims, "cnf");
    const json::Object *jwk = cnf ? json::objectMember(*cnf, "jwk") : nullptr;
    const auto key = jwk ? jose::Jwk::fromJson(*jwk) : base::Result<jose::Jwk>(base::fail({}));
    base::Check signature{ .title = u"The holder's proof is signed with the key the issuer named"_s,
        .found = base::cleaned(token.binding->jws.alg(), 60),
        .rule = u"RFC 9901 §7.3"_s };
    jose::Jws named = token.binding->jws;
    named.header.erase("kid");
    const auto verified = key ? jose::verify(named, jose::JwkSet::fromKeys({ *key }))
                              : base::Result<jose::Verification>(base::fail({}));
    if (!verified) {
        signature.state = CheckState::Failed;
        signature.title = key ? u"The holder's proof does not hold: %1"_s.arg(verified.error().message)
            : jwk ? u"The key the issuer named for the holder cannot be used: %1"_s.arg(key.error().message)
                  : u"There is a holder's proof, but the issuer named no key for it (cnf)"_s;
    }
    const base::Check hash{ .state = token.isBindingHashRight() ? CheckState::Passed : CheckState::Failed,
        .title = u"The holder's proof is about exactly these disclosures"_s,
        .found = oauth::shownClaim(*token.binding, "sd_hash"),
        .expected = base::cleaned(token.expectedHash),
        .rule = u"RFC 9901 §4.3.1"_s };
    base::Checks checks{ signature, hash };
    if (!judging.expectations.nonce.isEmpty())
        checks.append(oauth::compareClaim(*token.binding, "nonce", u"The holder's proof repeats the nonce"_s,
            judging.expectations.nonce, judging.expectations, u"RFC 9901 §4.3"_s)
                          .check);
    for (const base::Check &check : std::as_const(checks)) {
        out.verdict.checks.append(check);
        if (check.state == CheckState::Failed)
            fail(out, check.title);
    }
}

} // namespace

void judgeDocument(Inspection &out, const QByteArray &token, const Judging &judging)
{
    const auto document = jose::parseJwsJson(token, readingLimits);
    if (!document)
        return judgeBroken(out, token, &document.error(), judging);
    QList<SignatureFound> each;
    const jose::Jws *shown = nullptr;
    for (const base::Result<jose::JwsSignature> &signature : document->signatures) {
        if (!signature) {
            SignatureFound unreadable{ .outcome = Outcome::Fails };
            unreadable.checks.append({ {},
                { .state = CheckState::Failed,
                    .title = signature.error().message,
                    .rule = signature.error().rule } });
            each.append(unreadable);
            continue;
        }
        SignatureFound found = checkAnySignature(signature->jws, judging, out.kind);
        for (const QString &text : signature->notes)
            note(found, text, u"RFC 7515 §7.2"_s);
        if (!shown || (found.outcome == Outcome::Holds && combined(each).outcome != Outcome::Holds))
            shown = &signature->jws;
        each.append(found);
    }
    if (!shown)
        return refuse(out,
            each.isEmpty() ? u"There is no signature in it."_s : each.first().checks.first().check.title, {},
            u"RFC 7515 §7.2"_s);
    judgeSigned(out, *shown, combined(each), judging);
}

void judgeEncrypted(Inspection &out, const QByteArray &token, const Judging &judging)
{
    const base::Time now = oauth::judgingTime(judging.expectations);
    const auto jwe = out.form == Form::JweCompact ? jose::parseJwe(token) : jose::parseJweJson(token);
    if (!jwe)
        return judgeBroken(out, token, &jwe.error(), judging);
    describeHeader(out, jwe->recipients.first().joined, jwe->headerText, now);
    out.verdict.issued.reset();
    const QString refusal = jose::whyNotOpened(jwe->recipients.first());
    if (!refusal.isEmpty())
        return refuse(out, refusal,
            u"%1, %2"_s.arg(base::cleaned(jwe->alg(), 60), base::cleaned(jwe->enc(), 60)),
            u"RFC 8725 §3.2"_s);
    const QList<jose::DecryptionKey> keys = judging.keys.decryptionKeys();
    if (keys.isEmpty()) {
        out.verdict.checks.append({ .state = CheckState::Skipped,
            .title
            = u"The token is encrypted; without the private key of the one it is for, only its header can "
              "be read"_s,
            .found = u"%1, %2"_s.arg(base::cleaned(jwe->alg(), 60), base::cleaned(jwe->enc(), 60)),
            .rule = u"RFC 7516 §3"_s });
        out.verdict.sentence = u"Not verified: the token is encrypted, and encrypted is not signed. Only its "
                               "header can be read."_s;
        return;
    }
    const auto opened = jose::decrypt(*jwe, keys);
    if (opened)
        judgeContent(out, *opened, judging);
    else
        refuse(out, opened.error());
}

void judgeDisclosing(Inspection &out, const QByteArray &token, const Judging &judging)
{
    const auto parsed
        = jose::parseSdJwt(token, { .maxBytes = maxPasted, .maxDepth = readingLimits.maxDepth });
    if (!parsed)
        return judgeBroken(out, token, &parsed.error(), judging);
    judgeSigned(out, parsed->issuer.jws, checkAnySignature(parsed->issuer.jws, judging, Kind::Credential),
        judging, &parsed->claims);
    for (const jose::Disclosure &disclosure : parsed->disclosures)
        out.disclosures.append(describe(disclosure));
    const qsizetype matched = std::count_if(out.disclosures.begin(), out.disclosures.end(),
        [](const Disclosure &one) { return one.isReferenced; });
    out.verdict.checks.append({ .state = parsed->problems.isEmpty() ? CheckState::Passed : CheckState::Failed,
        .title
        = parsed->problems.isEmpty() ? u"Every disclosure belongs to the token"_s : parsed->problems.first(),
        .found
        = u"%1 of %2, %3 kept back"_s.arg(matched).arg(out.disclosures.size()).arg(parsed->undisclosed),
        .expected = u"all of them"_s,
        .rule = u"RFC 9901 §7.1"_s });
    if (!parsed->problems.isEmpty())
        fail(out, parsed->problems.first());
    judgeBinding(out, *parsed, judging);
}

void judgeBroken(Inspection &out, const QByteArray &token, const base::Error *error, const Judging &judging)
{
    const base::Time now = oauth::judgingTime(judging.expectations);
    if (token.trimmed().startsWith('{')) {
        const jose::LooseJson loose = jose::readLoosely(token);
        out.payloadText = token;
        if (loose.value && loose.value->is_object())
            out.verdict.claims = oauth::memberRows(
                loose.value->get_object(), oauth::MeaningOf::Claim, {}, now, oauth::exactNumbers(token));
        const QString problem = !loose.problem.isEmpty() ? loose.problem
            : error                                      ? error->message
                                                         : u"The document is no token in JSON form."_s;
        return refuse(out, problem, error ? error->code : QString(), error ? error->rule : u"RFC 8259 §2"_s);
    }
    const jose::Anatomy anatomy = jose::takeApart(token);
    for (qsizetype i = 0; i < anatomy.segments.size() && i < out.segments.size(); ++i)
        out.segments[i].problem = anatomy.segments[i].problem;
    if (!anatomy.segments.isEmpty() && out.header.isEmpty())
        describeHeader(out, anatomy.header(), anatomy.segments.first().decoded, now);
    if (anatomy.segments.size() > 1 && anatomy.parts != 5) {
        const jose::Segment &payload = anatomy.segments[1];
        out.payloadText = payload.decoded;
        out.isPayloadText = payload.isUtf8;
        if (payload.json && payload.json->value && payload.json->value->is_object())
            out.verdict.claims = oauth::memberRows(payload.json->value->get_object(), oauth::MeaningOf::Claim,
                {}, now, oauth::exactNumbers(payload.decoded));
    }
    for (const jose::Segment &segment : anatomy.segments) {
        if (segment.json && !segment.json->duplicates.isEmpty())
            out.verdict.checks.append({ .state = CheckState::Noted,
                .title = u"Members come twice in the %1; shown is the last one of each"_s.arg(segment.name),
                .found = base::cleaned(segment.json->duplicates.join(", ")),
                .rule = u"RFC 8725 §2.4"_s });
    }
    const QString problem = error   ? error->message
        : anatomy.problem.isEmpty() ? u"It is no token of a form that is known here."_s
                                    : anatomy.problem;
    refuse(out, problem, error ? error->code : QString(), error ? error->rule : u"RFC 7515 §7.1"_s);
}

} // namespace authscope::inspect
