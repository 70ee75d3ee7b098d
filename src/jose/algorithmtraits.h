// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "jose/algorithm.h"

namespace authscope::jose {

/// What an algorithm needs, in one row: RFC 7518 §3.1, RFC 8037 §3.1.
struct AlgorithmTraits {
    Algorithm algorithm;
    const char *name;
    const char *keyType;
    const char *curve; ///< empty for RSA
    const char *digest; ///< OpenSSL's name; also the one of at_hash
    int hashBytes;
    bool isPss;
    int coordinateBytes; ///< of r and of s; 0 when the signature is not a pair
};

const AlgorithmTraits &traits(Algorithm algorithm);

} // namespace authscope::jose
