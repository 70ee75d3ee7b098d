// SPDX-License-Identifier: GPL-3.0-or-later
#include "inspect/headerchecks.h"

#include "base/text.h"

using namespace Qt::StringLiterals;

namespace authscope::inspect {

using base::CheckState;

namespace {

const QString allowList = u"RS, PS and ES with 256, 384 or 512, or EdDSA"_s;

void addPolicy(oauth::ClaimChecks &out, const jose::Jws &jws)
{
    const QByteArray name = jws.alg();
    base::Check check{ .title = u"The algorithm is one that proves who signed"_s,
        .found = name.isEmpty() ? u"no alg"_s : base::cleaned(name, 60),
        .expected = allowList,
        .rule = u"RFC 8725 §3.1"_s };
    if (jose::algorithmFromName(name)) {
        check.expected.clear();
    } else if (!oauth::whyUnsigned(jws).isEmpty()) {
        check.state = CheckState::Failed;
    } else if (isSharedSecretAlgorithm(name)) {
        check.state = CheckState::Noted;
        check.title = u"The algorithm needs a shared secret: whoever can check this token can also make it"_s;
    } else {
        check.state = CheckState::Noted;
        check.title = jose::whyRefused(name);
    }
    out.append({ {}, check });
}

void addCritical(oauth::ClaimChecks &out, const jose::Jws &jws)
{
    if (const json::Value *critical = jws.header.if_contains("crit")) {
        const auto names = json::stringList(jws.header, "crit");
        out.append({ {},
            { .state = CheckState::Failed,
                .title = names && !names->isEmpty()
                    ? u"The header names extensions that must be understood, and they are not understood here"_s
                    : u"The header's “crit” is no list of names"_s,
                .found = base::cleaned(json::compact(*critical)),
                .expected = u"no crit"_s,
                .rule = u"RFC 7515 §4.1.11"_s } });
    }
    if (jws.header.contains("b64"))
        out.append({ {},
            { .state = CheckState::Failed,
                .title = u"The header changes how the payload is encoded (b64), which no token may do"_s,
                .found = base::cleaned(json::compact(*jws.header.if_contains("b64"))),
                .expected = u"no b64"_s,
                .rule = u"RFC 7797 §7"_s } });
}

void addEmbedded(oauth::ClaimChecks &out, const jose::Jws &jws, Kind kind)
{
    struct Member {
        const char *name;
        QString title;
    };
    const Member members[]{
        { "jwk", u"The header brings a key of its own (jwk): it was not trusted and not used"_s },
        { "x5c", u"The header brings certificates of its own (x5c): they were not trusted and not used"_s },
        { "jku", u"The header names an address of keys (jku): nothing was fetched from there"_s },
        { "x5u", u"The header names an address of certificates (x5u): nothing was fetched from there"_s },
    };
    for (const Member &member : members) {
        const json::Value *value = jws.header.if_contains(member.name);
        if (!value || (kind == Kind::DpopProof && QByteArrayView(member.name) == "jwk"))
            continue;
        out.append({ {},
            { .state = CheckState::Noted,
                .title = member.title,
                .found = base::cleaned(
                    value->is_string() ? json::bytes(value->get_string()) : json::compact(*value)),
                .rule = u"RFC 8725 §3.10"_s } });
    }
}

void addKeyId(oauth::ClaimChecks &out, const jose::Jws &jws)
{
    const QByteArray kid = jws.kid();
    constexpr qsizetype usual = 256;
    const bool isPlain = std::all_of(
        kid.begin(), kid.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f; });
    if (kid.size() <= usual && isPlain)
        return;
    out.append({ {},
        { .state = CheckState::Noted,
            .title = u"The key id is %1 bytes long%2; it is only a name and is compared byte for byte"_s
                         .arg(kid.size())
                         .arg(isPlain ? QString() : u" and has control characters in it"_s),
            .found = base::cleaned(kid, 60),
            .rule = u"RFC 7515 §4.1.4"_s } });
}

} // namespace

bool isSharedSecretAlgorithm(QByteArrayView name)
{
    return name == "HS256" || name == "HS384" || name == "HS512";
}

oauth::ClaimChecks checkHeader(const jose::Jws &jws, Kind kind)
{
    oauth::ClaimChecks out;
    addPolicy(out, jws);
    addCritical(out, jws);
    addEmbedded(out, jws, kind);
    addKeyId(out, jws);
    if (jws.header.contains("zip"))
        out.append({ {},
            { .state = CheckState::Noted,
                .title
                = u"The header says that the content is compressed (zip), which a signed token cannot be"_s,
                .rule = u"RFC 7516 §4.1.3"_s } });
    return out;
}

} // namespace authscope::inspect
