// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/subject.h"

#include <QString>

namespace authscope::inspect {

/// "eyJhbGci…(812 characters)…9xQ": enough to tell two apart, of no use to anybody. Short ones show nothing.
QString masked(const Subject &subject);

/// For a ticket: a token that decodes and shows its structure, but whose signature says in words that it was
/// redacted and whose identifying claims (sub, email, name, jti, sid …, at any depth) carry their type and
/// length only. Issuer, audience, times, scopes and the header stay. Opaque and encrypted ones: what masked()
/// gives.
QByteArray redacted(const Subject &subject);
/// Which members redacted() replaces, for telling the person.
bool isIdentifying(QByteArrayView member);

enum class CurlShell { Posix, PowerShell };
/// A request to `url` with the token, as a command that takes the token from the environment
/// ("$ACCESS_TOKEN"), never with the token in it (T150).
QString asCurl(const Subject &subject, const QByteArray &url, CurlShell shell = CurlShell::Posix);

} // namespace authscope::inspect
