// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/mint.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "jose/base64url.h"
#include "jose/keyfile.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace authscope::inspect {

namespace {

using base::fail;
using base::Result;

base::Error unusable(const QString &message, const QString &code = base::code::usage)
{
    return { .kind = base::ErrorKind::Usage, .code = code, .message = message + u" Nothing was signed."_s };
}

/// The text in which a member is added in front of what somebody typed, whose bytes stay as they are.
QByteArray withMember(const QByteArray &text, const char *name, const QByteArray &value)
{
    const QByteArray member = QByteArray("\"") + name + "\":" + json::compact(json::string(value));
    const QByteArray rest = text.trimmed().sliced(1).trimmed();
    return '{' + member + (rest.startsWith('}') ? "" : ",") + rest;
}

/// alg and kid are put in where they are missing; a header that is no object is signed as it is.
QByteArray completeHeader(const MintRequest &request, const QByteArray &kid, QStringList &notes)
{
    const QByteArray typed = request.header.trimmed().isEmpty() ? QByteArray("{}") : request.header;
    const auto object = json::parseObject(typed, {}, { .maxDepth = 64, .refuseDuplicates = false });
    if (!object) {
        notes.append(u"The header is no JSON object; it was signed as it is."_s);
        return typed;
    }
    QByteArray out = typed;
    if (!object->contains("kid") && !kid.isEmpty())
        out = withMember(out, "kid", kid);
    if (!object->contains("alg"))
        return withMember(out, "alg", request.algorithm);
    if (json::stringMember(*object, "alg") != request.algorithm)
        notes.append(u"The header says %1, but %2 was used."_s.arg(
            base::cleaned(json::compact(*object->if_contains("alg")), 60),
            base::cleaned(request.algorithm, 60)));
    return out;
}

base::Error inUse(const QString &what)
{
    return unusable(
        u"This is %1 of a connection. Tokens for tests are never made with one of those."_s.arg(what));
}

Result<jose::KeyPair> givenPair(const MintRequest &request, jose::Algorithm algorithm)
{
    const auto loaded = jose::readKeys(request.key.reveal());
    if (!loaded)
        return fail(unusable(loaded.error().message, loaded.error().code));
    for (const jose::LoadedKey &key : loaded->keys) {
        if (key.privateKey)
            return jose::KeyPair::fromHandle(key.privateKey, algorithm, key.kid);
    }
    const QString why = loaded->refused.isEmpty() ? u"It is %1 without a private part."_s.arg(loaded->format)
                                                  : loaded->refused.first().reason.message;
    return fail(unusable(u"With this key nothing can be signed. %1"_s.arg(why), base::code::keyUnusable));
}

Result<Minted> withPair(const MintRequest &request)
{
    const auto algorithm = jose::algorithmFromName(request.algorithm);
    if (!algorithm)
        return fail(
            unusable(u"“%1” is no algorithm with a key pair."_s.arg(base::cleaned(request.algorithm, 60))));
    const bool isGenerated = request.with == MintRequest::With::GeneratedKey;
    const Result<jose::KeyPair> pair = isGenerated
        ? Result<jose::KeyPair>(jose::KeyPair::generate(*algorithm, "test-key"))
        : givenPair(request, *algorithm);
    if (!pair)
        return fail(pair.error());
    if (request.keysInUse.contains(pair->publicKey().thumbprint()))
        return fail(inUse(u"the key"_s));
    Minted out;
    const QByteArray input
        = jose::encodeBase64Url(completeHeader(request, pair->publicKey().kid(), out.notes)) + '.'
        + jose::encodeBase64Url(request.claims);
    out.token = input + '.' + jose::encodeBase64Url(pair->sign(input));
    out.publicJwk = json::compact(pair->publicKey().publicJson());
    if (isGenerated)
        out.privatePem = base::Secret(pair->toPem());
    return out;
}

Result<Minted> withSecret(const MintRequest &request)
{
    const auto algorithm = jose::secretAlgorithmFromName(request.algorithm);
    if (!algorithm)
        return fail(unusable(
            u"“%1” is no algorithm with a shared secret."_s.arg(base::cleaned(request.algorithm, 60))));
    if (request.key.isEmpty())
        return fail(unusable(u"There is no secret to sign with."_s));
    if (request.keysInUse.contains(jose::SharedSecret(request.key).thumbprint()))
        return fail(inUse(u"the client secret"_s));
    Minted out;
    const QByteArray input = jose::encodeBase64Url(completeHeader(request, {}, out.notes)) + '.'
        + jose::encodeBase64Url(request.claims);
    out.token = input + '.' + jose::encodeBase64Url(jose::hmac(*algorithm, request.key, input));
    const qsizetype least = jose::leastSecretBytes(*algorithm);
    if (request.key.reveal().size() < least)
        out.notes.append(u"The secret has %1 bytes; %2 wants at least %3 (RFC 7518 §3.2)."_s
                             .arg(request.key.reveal().size())
                             .arg(QString::fromLatin1(request.algorithm))
                             .arg(least));
    return out;
}

Result<Minted> unsignedToken(MintRequest request)
{
    Minted out;
    if (request.algorithm.compare("none", Qt::CaseInsensitive) != 0)
        request.algorithm = "none";
    out.token = jose::encodeBase64Url(completeHeader(request, {}, out.notes)) + '.'
        + jose::encodeBase64Url(request.claims) + '.';
    out.notes.append(u"Nobody signed it. A server that takes it takes anything."_s);
    return out;
}

/// What only the issuer can say about the token it made, or a proof of something else.
bool isIssuersOwn(std::string_view claim)
{
    static const QSet<QByteArray> names{ "at_hash", "c_hash", "s_hash", "ath", "sd_hash", "_sd", "_sd_alg" };
    return names.contains(json::bytes(claim));
}

} // namespace

Result<Minted> mint(const MintRequest &request)
{
    Result<Minted> out = [&request] {
        switch (request.with) {
        case MintRequest::With::GeneratedKey:
        case MintRequest::With::GivenKey:
            return withPair(request);
        case MintRequest::With::SharedSecret:
            return withSecret(request);
        case MintRequest::With::Nothing:
            return unsignedToken(request);
        }
        Q_UNREACHABLE();
        return Result<Minted>();
    }();
    if (out
        && !json::parseObject(
            request.claims, {}, { .maxBytes = 10 << 20, .maxDepth = 64, .refuseDuplicates = false }))
        out->notes.append(u"The claims are no JSON object; they were signed as they are."_s);
    return out;
}

QList<QByteArray> mintAlgorithms(MintRequest::With with)
{
    switch (with) {
    case MintRequest::With::GeneratedKey:
    case MintRequest::With::GivenKey:
        return { "ES256", "ES384", "ES512", "EdDSA", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512" };
    case MintRequest::With::SharedSecret:
        return { "HS256", "HS384", "HS512" };
    case MintRequest::With::Nothing:
        return { "none" };
    }
    Q_UNREACHABLE();
    return {};
}

MintRequest mintLike(const QByteArray &headerText, const QByteArray &claimsText, qint64 nowSeconds)
{
    MintRequest out{ .header = headerText, .claims = claimsText };
    const json::Limits limits{ .maxBytes = 10 << 20, .maxDepth = 64, .refuseDuplicates = false };
    if (const auto header = json::parseObject(headerText, {}, limits)) {
        json::Object kept;
        for (const auto &member : *header) {
            // alg and kid follow from the key; a brought key would not be the one that signs.
            static const QSet<QByteArray> dropped{ "alg", "kid", "jwk", "jku", "x5u", "x5c", "x5t",
                "x5t#S256" };
            if (!dropped.contains(json::bytes(member.key())))
                kept[member.key()] = member.value();
        }
        out.header = json::pretty(kept);
    }
    const auto claims = json::parseObject(claimsText, {}, limits);
    if (!claims)
        return out;
    const auto issued = json::numberMember(*claims, "iat");
    json::Object kept;
    for (const auto &member : *claims) {
        if (isIssuersOwn(member.key()))
            continue;
        kept[member.key()] = member.value();
        for (const std::string_view time : { "iat", "nbf", "exp", "auth_time" }) {
            const auto was = json::numberMember(*claims, time);
            if (member.key() == time && was && issued && qAbs(*was) < 1e12 && qAbs(*issued) < 1e12)
                kept[member.key()] = nowSeconds + qint64(*was - *issued);
        }
    }
    out.claims = json::pretty(kept);
    return out;
}

} // namespace authscope::inspect
