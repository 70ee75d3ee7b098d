// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/judge.h"

#include "base/text.h"
#include "inspect/headerchecks.h"
#include "inspect/judgeparts.h"
#include "inspect/kindchecks.h"
#include "oauth/claimrows.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

using base::CheckState;
using oauth::SignatureFound;
using oauth::Standing;
using Outcome = SignatureFound::Outcome;

namespace {

oauth::TokenKind verdictKind(Kind kind)
{
    if (kind == Kind::Id)
        return oauth::TokenKind::Id;
    return kind == Kind::Refresh ? oauth::TokenKind::Refresh : oauth::TokenKind::Access;
}

QList<Segment> segmentsOf(const QByteArray &token, Form form)
{
    using Role = Segment::Role;
    static const QList<Role> encrypted{ Role::Header, Role::EncryptedKey, Role::Vector, Role::Ciphertext,
        Role::Tag };
    static const QList<Role> plain{ Role::Header, Role::Payload, Role::Signature };
    const QList<Role> &roles = form == Form::JweCompact ? encrypted : plain;
    constexpr qsizetype most = 1100; // an SD-JWT may bring a thousand disclosures
    QList<Segment> out;
    const auto end = [&token](qsizetype from) {
        const auto at
            = std::find_if(token.begin() + from, token.end(), [](char c) { return c == '.' || c == '~'; });
        return qsizetype(at - token.begin());
    };
    bool isBeyondIssuer = false;
    for (qsizetype from = 0; from <= token.size() && out.size() < most;) {
        const qsizetype to = end(from);
        const Role role = isBeyondIssuer ? Role::Disclosure
            : out.size() < roles.size()  ? roles[out.size()]
                                         : Role::Other;
        out.append({ .role = role, .from = from, .length = to - from });
        isBeyondIssuer |= form == Form::SdJwt && to < token.size() && token[to] == '~';
        from = to + 1;
    }
    return out;
}

Inspection beginning(const Subject &subject)
{
    const QByteArray &token = subject.text.reveal();
    Inspection out{ .form = subject.form, .kind = subject.kind(), .kindReason = subject.found.reason };
    out.isKindChosen = subject.chosen && *subject.chosen != subject.found.kind;
    out.verdict.kind = verdictKind(out.kind);
    out.fingerprint = jose::sha256(token).first(16).toHex();
    if (subject.form != Form::Opaque && subject.form != Form::JwsJson && subject.form != Form::JweJson)
        out.segments = segmentsOf(token, subject.form);
    return out;
}

Expectations completed(const Judging &judging)
{
    Expectations out = judging.expectations;
    out.keyExchange = judging.keys.exchange;
    if (!out.serverClockAhead)
        out.serverClockAhead = judging.keys.serverClockAhead;
    if (out.issuer.isEmpty())
        out.issuer = judging.keys.issuer; // whose keys they are is whom the token must name
    return out;
}

/// T101: not only refused, but told what was tried.
void nameConfusion(SignatureFound &found, const jose::Jws &jws, const jose::JwkSet &keys)
{
    const auto confusion = jose::findKeyConfusion(jws, keys);
    if (!confusion)
        return;
    found.checks.prepend({ {},
        { .state = CheckState::Failed,
            .title = u"The token was signed with the public key as if it were a secret: everybody who knows "
                     "that key can make such tokens, and the signature proves nothing"_s,
            .found = u"%1 with %2"_s.arg(QString::fromLatin1(jws.alg()), confusion->form),
            .expected = u"an algorithm with a key pair"_s,
            .rule = u"RFC 8725 §2.1"_s } });
}

SignatureFound checkSecretSignature(const jose::Jws &jws, const Keys &keys)
{
    const auto secret = keys.sharedSecret();
    if (!secret) {
        SignatureFound out
            = oauth::checkSignature(jws, keys.set ? &*keys.set : nullptr, keys.whyNone, keys.exchange);
        if (keys.set)
            nameConfusion(out, jws, *keys.set);
        return out;
    }
    SignatureFound out;
    base::Check check{ .title
        = u"The signature holds with the secret; whoever can check it can also make it"_s,
        .found = base::cleaned(jws.alg()),
        .rule = u"RFC 7515 §5.2"_s };
    const auto verified = jose::verifyWithSecret(jws, *secret);
    if (!verified) {
        out.outcome = Outcome::Fails;
        check.state = CheckState::Failed;
        check.title = u"%1 %2"_s.arg(verified.error().code, verified.error().message);
        check.rule = verified.error().rule;
        out.checks.append({ {}, check });
        return out;
    }
    out.outcome = Outcome::Holds;
    out.with = u"%1 and a shared secret"_s.arg(base::cleaned(jws.alg()));
    out.signer = u"somebody who knows the secret"_s;
    out.checks.append({ {}, check });
    for (const QString &note : verified->notes)
        out.checks.append({ {}, { .state = CheckState::Noted, .title = note } });
    return out;
}

/// A key without a name was given for this token, whatever name the token has for it.
std::optional<jose::JwkSet> namelessKeys(const Keys &keys, const QByteArray &kid)
{
    if (keys.source != Keys::Source::Given || !keys.set || kid.isEmpty())
        return std::nullopt;
    QList<jose::Jwk> nameless;
    for (const jose::Jwk &key : keys.set->keys()) {
        if (key.kid() == kid)
            return std::nullopt;
        if (key.kid().isEmpty())
            nameless.append(key);
    }
    return nameless.isEmpty() ? std::nullopt : std::optional(jose::JwkSet::fromKeys(nameless));
}

void describeSignature(
    Inspection &out, const jose::Jws &jws, const SignatureFound &signature, const Keys &keys)
{
    out.needsSecret = isSharedSecretAlgorithm(jws.alg());
    if (signature.outcome != Outcome::Holds)
        return;
    out.isSharedSecret = out.needsSecret;
    out.signedWith = keys.title.isEmpty() || out.kind == Kind::DpopProof || out.isSharedSecret
        ? signature.with
        : u"%1 of %2"_s.arg(signature.with, keys.title);
}

/// T111: a signature that everybody can make proves nothing.
std::optional<oauth::ClaimCheck> checkPublished(const SignatureFound &signature, const Keys &keys)
{
    const bool isPublished = keys.source == Keys::Source::Issuer || keys.source == Keys::Source::Address;
    if (signature.outcome != Outcome::Holds || !isPublished || !keys.set)
        return std::nullopt;
    for (const jose::Jwk &key : keys.set->keys()) {
        if (key.privateMembers().isEmpty() || key.thumbprint() != signature.thumbprint)
            continue;
        return oauth::ClaimCheck{ {},
            { .state = CheckState::Failed,
                .title
                = u"The key is published together with its private part: anybody could have signed this"_s,
                .found = QString::fromLatin1(key.privateMembers().join(", ")),
                .expected = u"public members only"_s,
                .rule = u"RFC 7517 §9.2"_s,
                .exchange = keys.exchange } };
    }
    return std::nullopt;
}

/// A payload that is a token itself (RFC 7519 §5.2), whether or not cty says so.
std::optional<Inspection> nested(const jose::Jws &jws, const Judging &judging)
{
    const bool isSaid = json::stringMember(jws.header, "cty").value_or(QByteArray()).toUpper() == "JWT";
    if (judging.depth >= deepestNesting || (!isSaid && !jws.payload.startsWith("eyJ")))
        return std::nullopt;
    const Subject subject = makeSubject(jws.payload, u"the payload"_s);
    if (subject.form == Form::Opaque || (!isSaid && subject.form == Form::Broken))
        return std::nullopt;
    return judgeAt(subject, { judging.expectations, judging.keys, judging.depth + 1 });
}

void judgeNested(Inspection &out, Inspection inner, const jose::Jws &jws, const SignatureFound &signature)
{
    for (const oauth::ClaimCheck &entry : signature.checks)
        out.verdict.checks.append(entry.check);
    for (const oauth::ClaimCheck &entry : checkHeader(jws, out.kind))
        out.verdict.checks.append(entry.check);
    const bool isFailed = std::any_of(out.verdict.checks.begin(), out.verdict.checks.end(),
        [](const base::Check &check) { return check.state == CheckState::Failed; });
    const bool isVerified = signature.outcome == Outcome::Holds;
    out.verdict.isJwt = true;
    out.verdict.thumbprint = signature.thumbprint;
    out.verdict.standing = isFailed                                ? Standing::Failed
        : !isVerified && inner.verdict.standing == Standing::Valid ? Standing::NotVerified
                                                                   : inner.verdict.standing;
    const QString around = isFailed ? u"The signature around it does not hold."_s
        : isVerified                ? u"The signature around it holds (%1)."_s.arg(signature.with)
                                    : u"Nobody's signature around it was checked."_s;
    out.verdict.sentence = u"A token inside a token. %1 Inside: %2"_s.arg(around, inner.verdict.sentence);
    out.inner.append(std::move(inner));
}

} // namespace

void refuse(Inspection &out, const QString &message, const QString &found, const QString &rule)
{
    out.verdict.standing = Standing::Failed;
    out.verdict.checks.prepend(
        { .state = CheckState::Failed, .title = message, .found = found, .rule = rule });
    out.verdict.sentence = u"Failed: %1"_s.arg(message);
}

void refuse(Inspection &out, const base::Error &error)
{
    refuse(out, error.message, error.code, error.rule);
}

void describeHeader(Inspection &out, const json::Object &header, const QByteArray &text, base::Time now)
{
    out.headerText = text;
    out.header
        = oauth::memberRows(header, oauth::MeaningOf::HeaderMember, {}, now, oauth::exactNumbers(text));
    out.algorithm = json::stringMember(header, "alg").value_or(QByteArray());
    out.kid = json::stringMember(header, "kid").value_or(QByteArray());
    out.verdict.headerJson = json::pretty(header);
}

SignatureFound checkAnySignature(const jose::Jws &jws, const Judging &judging, Kind kind)
{
    if (kind == Kind::DpopProof)
        return checkProofSignature(jws);
    if (isSharedSecretAlgorithm(jws.alg()))
        return checkSecretSignature(jws, judging.keys);
    if (judging.keys.source == Keys::Source::Secret) {
        SignatureFound out = oauth::checkSignature(jws, nullptr,
            u"A secret was typed, but %1 is checked with a public key."_s.arg(base::cleaned(jws.alg(), 60)),
            0);
        return out;
    }
    if (const auto nameless = namelessKeys(judging.keys, jws.kid())) {
        jose::Jws renamed = jws;
        renamed.header.erase("kid");
        return oauth::checkSignature(renamed, &*nameless, {}, completed(judging));
    }
    return oauth::checkSignature(
        jws, judging.keys.set ? &*judging.keys.set : nullptr, judging.keys.whyNone, completed(judging));
}

void judgeSigned(Inspection &out, const jose::Jws &jws, const SignatureFound &signature,
    const Judging &judging, const json::Object *claims)
{
    const Expectations expectations = completed(judging);
    describeHeader(out, jws.header, jws.headerText, oauth::judgingTime(expectations));
    describeSignature(out, jws, signature, judging.keys);
    out.payloadText = jws.payload;
    if (auto inner = nested(jws, judging))
        return judgeNested(out, *std::move(inner), jws, signature);
    auto payload = claims ? base::Result<json::Object>(*claims)
                          : json::parseObject(jws.payload, u"The token's payload"_s,
                              { .maxBytes = readingLimits.maxBytes, .maxDepth = readingLimits.maxDepth });
    if (!payload) {
        for (const oauth::ClaimCheck &entry : signature.checks)
            out.verdict.checks.append(entry.check);
        return judgeBroken(out, jws.compact, &payload.error(), judging);
    }
    jose::Jwt jwt{
        .jws = jws, .claims = *std::move(payload), .claimsText = claims ? QByteArray() : jws.payload
    };
    oauth::ClaimChecks own = checkHeader(jws, out.kind) + checkKind(out.kind, jwt, expectations);
    if (const auto published = checkPublished(signature, judging.keys))
        own.prepend(*published);
    if (const auto sources = checkClaimSources(jwt))
        own.append(*sources);
    out.issuer = jwt.text("iss").value_or(QByteArray());
    const QByteArray headerJson = out.verdict.headerJson;
    out.verdict = oauth::assembleVerdict(verdictKind(out.kind), jwt, signature, own, expectations,
        mustEnd(out.kind), endingOf(out.kind, jwt, expectations));
    out.verdict.headerJson = headerJson;
    out.verdict.checks += judging.keys.checks;
}

Inspection judgeAt(const Subject &subject, const Judging &judging)
{
    Inspection out = beginning(subject);
    const QByteArray &token = subject.text.reveal();
    switch (subject.form) {
    case Form::Opaque:
        out.verdict.checks.append({ .state = CheckState::Skipped,
            .title = u"The token is opaque: nothing in it can be checked here"_s,
            .rule = u"RFC 6749 §1.4"_s });
        out.verdict.sentence = u"Not verified: the token is opaque, only the server can read it."_s;
        return out;
    case Form::JwsCompact:
        if (const auto jws = jose::parseJws(token, readingLimits))
            judgeSigned(out, *jws, checkAnySignature(*jws, judging, out.kind), judging);
        else
            judgeBroken(out, token, &jws.error(), judging);
        return out;
    case Form::JwsJson:
        judgeDocument(out, token, judging);
        return out;
    case Form::JweCompact:
    case Form::JweJson:
        judgeEncrypted(out, token, judging);
        return out;
    case Form::SdJwt:
        judgeDisclosing(out, token, judging);
        return out;
    case Form::Broken:
        judgeBroken(out, token, nullptr, judging);
        return out;
    }
    Q_UNREACHABLE();
    return out;
}

Inspection judge(const Subject &subject, const Expectations &expectations, const Keys &keys)
{
    return judgeAt(subject, { expectations, keys });
}

Expectations expectationsWithin(
    const Recognised &pasted, const Subject &subject, const Expectations &expectations)
{
    Expectations out = expectations;
    if (out.code.isEmpty())
        out.code = pasted.code.reveal();
    for (const Subject &other : pasted.subjects) {
        if (other.text == subject.text)
            continue;
        if (other.kind() == Kind::Access && out.accessToken.isEmpty())
            out.accessToken = other.text.reveal();
        if (other.kind() != Kind::DpopProof || subject.kind() != Kind::Access || !out.keyThumbprint.isEmpty())
            continue;
        const auto proof = jose::parseJws(other.text.reveal(), readingLimits);
        const json::Object *jwk = proof ? json::objectMember(proof->header, "jwk") : nullptr;
        if (const auto key = jwk ? jose::Jwk::fromJson(*jwk) : base::Result<jose::Jwk>(base::fail({})))
            out.keyThumbprint = key->thumbprint();
    }
    return out;
}

QList<Inspection> judgeAll(const Recognised &pasted, const Expectations &expectations, const Keys &keys)
{
    QList<Inspection> out;
    for (const Subject &subject : pasted.subjects)
        out.append(judge(subject, expectationsWithin(pasted, subject, expectations), keys));
    return out;
}

QByteArray namedIssuer(const Subject &subject)
{
    const auto jwt = jose::parseJwt(subject.text.reveal(), readingLimits);
    return jwt ? jwt->text("iss").value_or(QByteArray()) : QByteArray();
}

QByteArray namedKey(const Subject &subject)
{
    const auto jws = jose::parseJws(subject.text.reveal(), readingLimits);
    return jws ? jws->kid() : QByteArray();
}

bool holds(const Inspection &inspection)
{
    return inspection.verdict.standing == Standing::Valid;
}

} // namespace authscope::inspect
