// SPDX-License-Identifier: GPL-3.0-or-later
// For looking at a token, not for judging it: parseJws() and parseJwe() say whether it is one.
#pragma once

#include "json/json.h"

namespace authscope::jose {

/// A JSON text as far as it could be read.
struct LooseJson {
    struct Number {
        QByteArray pointer; ///< RFC 6901
        QByteArray text; ///< as written
    };

    /// What came before the first error, with what was open closed there; absent when nothing did.
    std::optional<json::Value> value;
    QString problem; ///< what is wrong and at which byte, a whole sentence; empty when it is JSON
    QList<QByteArray> duplicates; ///< pointers of members that came again; the last one is in `value`
    QList<Number> inexactNumbers; ///< those that `value` cannot hold exactly
};
/// Never fails; nothing deeper than maxDepth is read; at most 1000 duplicates and numbers are named.
LooseJson readLoosely(QByteArrayView text, int maxDepth = 512);

/// What stands between two dots.
struct Segment {
    QString name = {}; ///< "header", "payload", "signature", "encrypted key", "initialization vector",
                       ///< "ciphertext", "tag"; "part 4" beyond the form
    qsizetype offset = 0; ///< in the token, from 0
    QByteArray encoded = {}; ///< as received
    /// The bytes as far as they could be read: padding, blanks and the + and / of plain base64 are forgiven
    /// here, and named in `problem`.
    QByteArray decoded = {};
    QString problem
        = {}; ///< why it is no strict base64url, a whole sentence with the place; empty when it is
    bool isUtf8 = false; ///< what was decoded is text
    std::optional<LooseJson> json = {}; ///< of header and payload, when the first character is { or [
};

struct Anatomy {
    qsizetype parts = 0; ///< dots + 1, however many
    QList<Segment> segments; ///< at most 6
    QString problem; ///< the first thing wrong with the form, a whole sentence; empty when nothing is
    json::Object header() const; ///< of the first segment, empty when there is none
};

/// All that can be read of a compact token of any form, in linear time; what is over `maxBytes` is cut off
/// and said to be.
Anatomy takeApart(QByteArrayView compact, qsizetype maxBytes = 10 << 20);

} // namespace authscope::jose
