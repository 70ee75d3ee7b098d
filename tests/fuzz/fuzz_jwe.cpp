// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "jose/base64url.h"
#include "jose/jwe.h"

#include <QList>

using namespace authscope;
using namespace authscope::jose;

namespace {

/// A key of each kind, so that every way to the content's key is walked.
const QList<DecryptionKey> &keys()
{
    static const QList<DecryptionKey> made = [] {
        QList<DecryptionKey> list;
        list.append(DecryptionKey::fromPem(KeyPair::generate(Algorithm::RS256, "r").toPem()).value());
        list.append(DecryptionKey::fromPem(KeyPair::generate(Algorithm::ES256, "e").toPem()).value());
        for (const int size : { 16, 24, 32, 48, 64 })
            list.append(DecryptionKey::fromSecret(base::Secret(QByteArray(size, 'k'))));
        return list;
    }();
    return made;
}

void open(const Jwe &jwe)
{
    fuzz::require(!jwe.recipients.isEmpty(), "somebody is to read it");
    const auto opened = decrypt(jwe, keys());
    fuzz::require(opened || !opened.error().message.isEmpty(), "what is not opened has a reason");
    fuzz::require(!opened || whyNotOpened(jwe.recipients[opened->recipient]).isEmpty(),
        "nothing is opened that policy forbids");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text = fuzz::view(data, size);
    looksLikeJwe(text);
    if (const auto jwe = parseJwe(text))
        open(*jwe);
    if (const auto jwe = parseJweJson(text))
        open(*jwe);
    // The input as the header of a token whose other parts have the sizes of AES-GCM.
    const QByteArray token = encodeBase64Url(text) + "." + encodeBase64Url(QByteArray(24, 'w'))
        + ".AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA";
    if (const auto jwe = parseJwe(token))
        open(*jwe);
    return 0;
}
