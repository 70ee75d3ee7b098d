// SPDX-License-Identifier: GPL-3.0-or-later
#include "fuzz/fuzz.h"
#include "jose/keyfile.h"

using namespace authscope;
using namespace authscope::jose;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text = fuzz::view(data, size);
    const auto loaded = readKeys(text);
    if (!loaded)
        return 0;
    fuzz::require(!loaded->keys.isEmpty() || !loaded->refused.isEmpty()
            || (text.contains("keys") && text.trimmed().startsWith("{")),
        "there is a key, a reason, or an empty set");
    for (const LoadedKey &key : loaded->keys) {
        fuzz::require(key.verification || key.decryption || key.secret, "every key is of use");
        fuzz::require(!key.kind.isEmpty() && key.bits > 0, "and says what it is");
        if (!key.verification)
            continue;
        const auto again = Jwk::fromJson(key.verification->publicJson());
        fuzz::require(
            again && again->thumbprint() == key.verification->thumbprint(), "it is read again as it was");
        const QList<Algorithm> algorithms = algorithmsFor(*key.verification);
        for (const Algorithm algorithm : algorithms)
            fuzz::require(!verifySignature(*key.verification, algorithm, "data", QByteArray(64, '\0')),
                "no key takes a signature of zeros");
        if (key.privateKey && !algorithms.isEmpty()) {
            const auto pair = KeyPair::fromHandle(key.privateKey, algorithms.first(), key.kid);
            fuzz::require(!pair || key.verification->bits() > 4096
                    || verifySignature(*key.verification, algorithms.first(), "data", pair->sign("data")),
                "a private key signs for its public one");
        }
    }
    return 0;
}
