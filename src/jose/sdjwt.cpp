// SPDX-License-Identifier: GPL-3.0-or-later
#include "jose/sdjwt.h"

#include "base/errorcodes.h"
#include "json/pointer.h"
#include "base/text.h"
#include "jose/base64url.h"

#include <openssl/evp.h>

#include <QHash>
#include <QSet>

#include <array>

using namespace Qt::StringLiterals;

namespace authscope::jose {

using base::Error;
using base::ErrorKind;
using base::fail;

namespace {

Error notAnSdJwt(const QString &message)
{
    return { .kind = ErrorKind::TokenRejected,
        .code = base::code::notAnSdJwt,
        .message = message + u" Nothing in it was trusted."_s,
        .rule = u"RFC 9901 §4"_s };
}

/// OpenSSL's name for one of the hash names of IANA's registry; null for one we do not know.
const char *digestName(const QByteArray &algorithm)
{
    struct Row {
        const char *name;
        const char *digest;
    };
    constexpr std::array rows{ Row{ "sha-256", "SHA256" }, Row{ "sha-384", "SHA384" },
        Row{ "sha-512", "SHA512" } };
    for (const Row &row : rows) {
        if (algorithm == row.name)
            return row.digest;
    }
    return nullptr;
}

QByteArray digestOf(const char *name, QByteArrayView text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
    size_t size = 0;
    if (EVP_Q_digest(nullptr, name, nullptr, text.data(), size_t(text.size()), out.data(), &size) != 1)
        qFatal("OpenSSL cannot compute %s.", name);
    return encodeBase64Url(QByteArrayView(out.data(), qsizetype(size)));
}

QByteArray under(const QByteArray &pointer, std::string_view name)
{
    return pointer + json::pointerStep(name);
}

QString shown(const QByteArray &text)
{
    return base::cleaned(text, 60);
}

/// Puts the disclosures where their digests stand: RFC 9901 §7.1, step 3.
class Discloser {
public:
    Discloser(SdJwt *token, int maxDepth) : m_token(token), m_maxDepth(maxDepth)
    {
        for (qsizetype at = 0; at < token->disclosures.size(); ++at) {
            Disclosure &disclosure = token->disclosures[at];
            if (m_byDigest.contains(disclosure.digest))
                disclosure.state = Disclosure::State::Repeated;
            else
                m_byDigest.insert(disclosure.digest, at);
        }
    }

    json::Object object(const json::Object &in, const QByteArray &pointer, int depth)
    {
        json::Object out;
        if (isTooDeep(pointer, depth))
            return out;
        for (const auto &member : in) {
            if (member.key() == "_sd" || (member.key() == "_sd_alg" && depth == 0))
                continue;
            if (member.key() == "...")
                problem(u"The claim at “%1” is named “...”, which is reserved for digests in lists."_s.arg(
                    shown(pointer)));
            out[member.key()] = value(member.value(), under(pointer, member.key()), depth + 1);
        }
        const json::Value *digests = in.if_contains("_sd");
        if (!digests)
            return out;
        const auto names = json::stringList(in, "_sd");
        if (!names) {
            problem(u"The digests (_sd) at “%1” are %2, expected a list of texts."_s.arg(
                shown(pointer), json::typeName(*digests)));
            return out;
        }
        for (const QByteArray &digest : *names)
            addMember(out, in, digest, pointer, depth);
        return out;
    }

private:
    json::Value value(const json::Value &in, const QByteArray &pointer, int depth)
    {
        if (in.is_object())
            return object(in.get_object(), pointer, depth);
        if (in.is_array())
            return array(in.get_array(), pointer, depth);
        return in;
    }

    json::Array array(const json::Array &in, const QByteArray &pointer, int depth)
    {
        json::Array out;
        if (isTooDeep(pointer, depth))
            return out;
        for (const json::Value &element : in) {
            const QByteArray place = pointer + '/' + QByteArray::number(qsizetype(out.size()));
            const json::Object *placeholder = element.if_object();
            if (!placeholder || !placeholder->contains("...")) {
                out.push_back(value(element, place, depth + 1));
                continue;
            }
            const auto digest = json::stringMember(*placeholder, "...");
            if (!digest || placeholder->size() != 1) {
                problem(u"The list entry at “%1” has “...” beside something else, or not as a text."_s.arg(
                    shown(place)));
                continue;
            }
            Disclosure *disclosure = find(*digest);
            if (!disclosure)
                continue;
            if (disclosure->name) {
                refuse(*disclosure, u"names a claim, and its digest stands in a list"_s);
                continue;
            }
            match(*disclosure, place);
            out.push_back(value(json::Value(disclosure->value), place, depth + 1));
        }
        return out;
    }

    void addMember(json::Object &out, const json::Object &in, const QByteArray &digest,
        const QByteArray &pointer, int depth)
    {
        Disclosure *disclosure = find(digest);
        if (!disclosure)
            return;
        if (!disclosure->name) {
            refuse(*disclosure, u"is an entry of a list, and its digest stands among claims"_s);
            return;
        }
        const QByteArray name = *disclosure->name;
        if (name == "_sd" || name == "...") {
            refuse(*disclosure, u"names a claim “%1”, which is reserved"_s.arg(shown(name)));
            return;
        }
        if (in.contains(json::view(name)) || out.contains(json::view(name))) {
            refuse(*disclosure, u"names the claim “%1”, which is there already"_s.arg(shown(name)));
            return;
        }
        const QByteArray place = under(pointer, json::view(name));
        match(*disclosure, place);
        out[json::view(name)] = value(json::Value(disclosure->value), place, depth + 1);
    }

    /// The disclosure with this digest, when there is one that can be read.
    Disclosure *find(const QByteArray &digest)
    {
        if (m_seen.contains(digest)) {
            problem(u"The digest “%1” stands in the token twice."_s.arg(shown(digest)));
            return nullptr;
        }
        m_seen.insert(digest);
        const auto at = m_byDigest.constFind(digest);
        if (at == m_byDigest.constEnd()) {
            ++m_token->undisclosed;
            return nullptr;
        }
        Disclosure &disclosure = m_token->disclosures[*at];
        return disclosure.state == Disclosure::State::Unmatched ? &disclosure : nullptr;
    }

    static void match(Disclosure &disclosure, const QByteArray &pointer)
    {
        disclosure.state = Disclosure::State::Matched;
        disclosure.pointer = pointer;
    }

    void refuse(Disclosure &disclosure, const QString &reason)
    {
        disclosure.state = Disclosure::State::Refused;
        disclosure.problem = u"The disclosure %1."_s.arg(reason);
        problem(disclosure.problem);
    }

    bool isTooDeep(const QByteArray &pointer, int depth)
    {
        if (depth <= m_maxDepth)
            return false;
        problem(
            u"The claims are nested deeper than %1 levels at “%2”."_s.arg(m_maxDepth).arg(shown(pointer)));
        return true;
    }

    void problem(const QString &text)
    {
        if (m_token->problems.size() < 100)
            m_token->problems.append(text);
    }

    SdJwt *m_token;
    int m_maxDepth;
    QHash<QByteArray, qsizetype> m_byDigest = {};
    QSet<QByteArray> m_seen = {};
};

Disclosure readDisclosure(QByteArrayView encoded, const char *digest, const SdJwtLimits &limits)
{
    Disclosure out;
    out.encoded = encoded.toByteArray();
    if (digest)
        out.digest = digestOf(digest, encoded);
    const auto unreadable = [&out](const QString &reason) {
        out.state = Disclosure::State::Unreadable;
        out.problem = u"The disclosure %1."_s.arg(reason);
        return out;
    };
    const auto bytes = decodeBase64Url(encoded);
    if (!bytes || bytes->isEmpty())
        return unreadable(encoded.isEmpty() ? u"is empty"_s : whyNotBase64Url(encoded));
    auto list = json::parse(
        *bytes, u"A disclosure"_s, { .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth });
    if (!list) {
        out.state = Disclosure::State::Unreadable;
        out.problem = list.error().message;
        return out;
    }
    if (!list->is_array() || (list->get_array().size() != 2 && list->get_array().size() != 3))
        return unreadable(
            u"is %1, expected a list of a salt, a name and a value, or of a salt and a value"_s.arg(
                list->is_array() ? u"a list of %1"_s.arg(list->get_array().size()) : json::typeName(*list)));
    json::Array &parts = list->get_array();
    if (!parts[0].is_string())
        return unreadable(u"has %1 as its salt, expected a text"_s.arg(json::typeName(parts[0])));
    out.salt = json::bytes(parts[0].get_string());
    if (parts.size() == 3) {
        if (!parts[1].is_string())
            return unreadable(u"has %1 as its name, expected a text"_s.arg(json::typeName(parts[1])));
        out.name = json::bytes(parts[1].get_string());
    }
    out.value = std::move(parts[parts.size() - 1]);
    return out;
}

/// RFC 9901 §4.3.
void checkBinding(SdJwt &token)
{
    const Jwt &binding = *token.binding;
    if (binding.jws.typ() != "kb+jwt")
        token.problems.append(
            u"The holder's proof has the type “%1”, expected “kb+jwt”."_s.arg(shown(binding.jws.typ())));
    for (const std::string_view name : { "iat", "aud", "nonce", "sd_hash" }) {
        if (!binding.claims.contains(name))
            token.problems.append(u"The holder's proof lacks “%1”."_s.arg(json::text(name)));
    }
    if (binding.claims.contains("sd_hash") && !token.expectedHash.isEmpty() && !token.isBindingHashRight())
        token.problems.append(
            u"The holder's proof is for another selection: its sd_hash is “%1”, that of this one is “%2”."_s
                .arg(shown(binding.text("sd_hash").value_or(QByteArray())), shown(token.expectedHash)));
}

void noteDisclosures(SdJwt &token)
{
    for (qsizetype at = 0; at < token.disclosures.size(); ++at) {
        const Disclosure &disclosure = token.disclosures[at];
        const QString place = u"Disclosure %1: "_s.arg(at + 1);
        switch (disclosure.state) {
        case Disclosure::State::Matched:
        case Disclosure::State::Refused: // named where it was refused
            break;
        case Disclosure::State::Unmatched:
            token.problems.append(place + u"its digest is nowhere in the token, so nobody signed it."_s);
            break;
        case Disclosure::State::Repeated:
            token.problems.append(place + u"the same came before."_s);
            break;
        case Disclosure::State::Unreadable:
            token.problems.append(place + disclosure.problem);
            break;
        }
    }
}

} // namespace

bool SdJwt::isBindingHashRight() const
{
    return binding && !expectedHash.isEmpty() && binding->text("sd_hash") == expectedHash;
}

base::Result<SdJwt> parseSdJwt(QByteArrayView text, const SdJwtLimits &limits)
{
    if (text.size() > limits.maxBytes)
        return fail(Error{ .kind = ErrorKind::TokenRejected,
            .code = base::code::tooLarge,
            .message = u"The token is %1 bytes long; at most %2 are read. Nothing in it was trusted."_s
                           .arg(text.size())
                           .arg(limits.maxBytes) });
    const qsizetype tildes = std::count(text.begin(), text.end(), '~');
    if (tildes == 0)
        return fail(notAnSdJwt(u"The token has no “~”, which ends each part of an SD-JWT."_s));
    if (tildes - 1 > limits.maxDisclosures)
        return fail(notAnSdJwt(u"The token has %1 disclosures; at most %2 are read."_s.arg(tildes - 1)
                                   .arg(limits.maxDisclosures)));
    const JwsLimits tokenLimits{ .maxBytes = limits.maxBytes, .maxDepth = limits.maxDepth };
    qsizetype start = text.indexOf('~');
    auto issuer = parseJwt(text.first(start), tokenLimits);
    if (!issuer)
        return fail(std::move(issuer.error()));
    SdJwt token;
    token.issuer = *std::move(issuer);
    token.digestAlgorithm = token.issuer.claims.contains("_sd_alg")
        ? token.issuer.text("_sd_alg").value_or(QByteArray())
        : QByteArray("sha-256");
    const char *digest = digestName(token.digestAlgorithm);
    if (!digest)
        token.problems.append(
            u"The digests are made with “%1” (_sd_alg), which is not known here (sha-256, "
            "sha-384 and sha-512 are); no disclosure could be checked."_s.arg(shown(token.digestAlgorithm)));
    const qsizetype last = text.lastIndexOf('~');
    while (start < last) {
        const qsizetype end = text.indexOf('~', start + 1);
        token.disclosures.append(readDisclosure(text.sliced(start + 1, end - start - 1), digest, limits));
        start = end;
    }
    if (digest) {
        token.expectedHash = digestOf(digest, text.first(last + 1));
        token.claims = Discloser(&token, limits.maxDepth).object(token.issuer.claims, {}, 0);
    } else {
        token.claims = token.issuer.claims;
    }
    noteDisclosures(token);
    if (last + 1 < text.size()) {
        auto binding = parseJwt(text.sliced(last + 1), tokenLimits);
        if (binding) {
            token.binding = *std::move(binding);
            checkBinding(token);
        } else {
            token.problems.append(
                u"What follows the last “~” is no holder's proof. "_s + binding.error().message);
        }
    }
    return token;
}

bool looksLikeSdJwt(QByteArrayView text)
{
    const qsizetype tilde = text.indexOf('~');
    return tilde > 0 && looksLikeJwt(text.first(tilde));
}

} // namespace authscope::jose
