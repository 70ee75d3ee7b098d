// SPDX-License-Identifier: GPL-3.0-or-later
// Private to inspect: the forms of a token that judge() tells apart, each judged by one function.
#pragma once

#include "inspect/judge.h"
#include "inspect/recognise.h"
#include "jose/anatomy.h"
#include "oauth/tokenchecks.h"

namespace authscope::inspect {

constexpr jose::JwsLimits readingLimits{ .maxBytes = maxPasted, .maxDepth = 64 };
constexpr int deepestNesting = 4; ///< tokens inside tokens

/// What a judgement goes by; the same for what is found inside.
struct Judging {
    const Expectations &expectations;
    const Keys &keys;
    int depth = 0;
};

Inspection judgeAt(const Subject &subject, const Judging &judging);

/// A JWS of any form; `claims` in place of its payload where something was put into it.
void judgeSigned(Inspection &out, const jose::Jws &jws, const oauth::SignatureFound &signature,
    const Judging &judging, const json::Object *claims = nullptr);
oauth::SignatureFound checkAnySignature(const jose::Jws &jws, const Judging &judging, Kind kind);

void judgeDocument(Inspection &out, const QByteArray &token, const Judging &judging);
void judgeEncrypted(Inspection &out, const QByteArray &token, const Judging &judging);
void judgeDisclosing(Inspection &out, const QByteArray &token, const Judging &judging);
/// Whatever could be read, and the first thing wrong.
void judgeBroken(Inspection &out, const QByteArray &token, const base::Error *error, const Judging &judging);

/// Header rows, texts, algorithm: what is shown of any header.
void describeHeader(Inspection &out, const json::Object &header, const QByteArray &text, base::Time now);
/// The first thing wrong, and nothing else counts.
void refuse(Inspection &out, const QString &message, const QString &found, const QString &rule);
void refuse(Inspection &out, const base::Error &error);

} // namespace authscope::inspect
