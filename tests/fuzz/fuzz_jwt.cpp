// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "jose/anatomy.h"
#include "jose/base64url.h"
#include "jose/jwsjson.h"
#include "jose/jwt.h"
#include "jose/sdjwt.h"
#include "jose/sharedsecret.h"

using namespace authscope;
using namespace authscope::jose;

namespace {

const base::Secret secret(QByteArray(64, 's'));

const KeyPair &key()
{
    static const KeyPair pair = KeyPair::generate(Algorithm::ES256, "k");
    return pair;
}

void judgeSigned(const Jws &jws)
{
    static const JwkSet keys = JwkSet::fromKeys({ key().publicKey() });
    fuzz::require(!verify(jws, keys), "nobody guesses a signature");
    fuzz::require(!verifyWithChosen(jws, keys), "nor one for a chosen key");
    fuzz::require(!verifyWithSecret(jws, secret), "nor one with a secret");
    findKeyConfusion(jws, keys);
}

void lookInto(QByteArrayView text)
{
    const Anatomy anatomy = takeApart(text);
    fuzz::require(!anatomy.segments.isEmpty(), "there is always a first part");
    for (const Segment &segment : anatomy.segments)
        fuzz::require(QByteArrayView(segment.encoded) == text.sliced(segment.offset, segment.encoded.size()),
            "a part stands where it says");
    const auto jws = parseJws(text, { .maxBytes = 10 << 20, .maxDepth = 32 });
    if (!jws)
        return;
    fuzz::require(anatomy.parts == 3 && anatomy.problem.isEmpty(), "what is a token has no problem");
    fuzz::require(anatomy.segments[1].decoded == jws->payload, "both readers read the same");
    fuzz::require(anatomy.header() == jws->header, "and the same header");
    judgeSigned(*jws);
}

/// The input as the payload, and as the header, of a token that is well signed.
void signIt(QByteArrayView text)
{
    const QByteArray token = signWithSecret(secret, SecretAlgorithm::HS256, {}, text);
    const auto jws = parseJws(token, { .maxBytes = 10 << 20, .maxDepth = 32 });
    fuzz::require(jws && jws->payload == text, "what was signed comes back");
    fuzz::require(verifyWithSecret(*jws, secret).has_value(), "and holds");
    parseJwt(token);
    lookInto(encodeBase64Url(text) + ".e30.AAAA");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text = fuzz::view(data, size);
    const LooseJson loose = readLoosely(text);
    const bool isStrict = json::parse(text, {}, { .maxDepth = 512 }).has_value();
    fuzz::require(!isStrict || loose.problem.isEmpty(), "what is JSON has no problem");
    fuzz::require(isStrict || !loose.problem.isEmpty() || !loose.duplicates.isEmpty(), "and nothing else");
    lookInto(text);
    signIt(text);
    looksLikeJwt(text);
    if (const auto document = parseJwsJson(text)) {
        for (const auto &signature : document->signatures) {
            if (signature)
                judgeSigned(signature->jws);
        }
    }
    if (const auto token = parseSdJwt(text))
        fuzz::require(token->disclosures.size() <= 1000, "the disclosures are bounded");
    return 0;
}
