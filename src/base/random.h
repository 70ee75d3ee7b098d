// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

namespace authscope::base {

/// Unpredictable bytes, a seam for tests.
class RandomSource {
public:
    virtual ~RandomSource() = default;
    virtual QByteArray bytes(int count) = 0;

    /// 32 random bytes as 43 base64url characters: states, nonces, code verifiers (RFC 7636 §4.1).
    QByteArray token();
    /// A random UUID in its 36-character form.
    QByteArray uuid();
};

/// The operating system's generator, never a seeded one (CVE-2024-36048 is what a seeded one costs).
class SystemRandom : public RandomSource {
public:
    QByteArray bytes(int count) override;
};

} // namespace authscope::base
