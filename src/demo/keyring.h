// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "base/random.h"
#include "jose/jwk.h"

namespace authscope::demo {

/// The signing keys, the current one first: one PEM file each when there is a folder.
class Keyring {
public:
    /// Reads the keys of these ids from `dir`; makes a current and a previous one when there are none. An
    /// empty dir keeps nothing.
    base::Result<void> open(const QString &dir, const QList<QByteArray> &kids, base::RandomSource &random);
    /// A new current key; the last ones stay published.
    base::Result<void> rotate(base::RandomSource &random);
    void removeFiles(); ///< for a reset: the keys are gone

    const jose::KeyPair &current() const { return m_keys.first(); }
    QList<QByteArray> kids() const;
    jose::JwkSet publicKeys() const;
    json::Object publicJson() const; ///< RFC 7517 §5

private:
    base::Result<void> add(base::RandomSource &random);
    QString pathOf(const QByteArray &kid) const;

    QString m_dir;
    QList<jose::KeyPair> m_keys;
};

} // namespace authscope::demo
