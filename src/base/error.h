// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <tl/expected.hpp>

namespace authscope::base {

/// Names one HTTP exchange in the exchange log; 0 is "none".
using ExchangeId = quint64;

/// What a person can do about an error. The command line's exit codes follow from it (exitCode()).
enum class ErrorKind {
    Usage, ///< what was typed cannot be meant: exit 2
    ToolFailed, ///< the tool says no: exit 1
    TokenRejected, ///< the token says no: exit 1
    ServerBrokeRule, ///< the other side violates a standard, or something we insist on: exit 3
    Refused, ///< the person or the provider said no: exit 4
    Cancelled, ///< the person stopped it: exit 4
    Network, ///< nothing usable came back: exit 5
    Keychain, ///< the keychain refused or is not there: exit 6
    Storage, ///< the disk refused: exit 6
};

/// A value, never an exception. Holds no secret: no token, code, verifier, state or client secret, ever.
struct Error {
    ErrorKind kind = ErrorKind::Usage;
    QString code = {}; ///< stable, "OA-101"; numbered in base/errorcodes.h
    QString message = {}; ///< our words, whole sentences: what was checked, the values, what was not done
    QString nextStep = {}; ///< one thing to do next; may be empty
    QString rule = {}; ///< the clause, "RFC 8414 §3.3"; may be empty
    QString serverSays = {}; ///< the other side's words: cleaned by base::cleaned(), at most 200 characters
    QString requestId = {}; ///< the provider's request id, when it sent one
    ExchangeId exchange = 0; ///< the exchange that proves it
};

template <class T>
using Result = tl::expected<T, Error>;
using Failure = tl::unexpected<Error>;

inline Failure fail(Error error)
{
    return Failure(std::move(error));
}

/// The error a cancelled operation ends with.
Error cancelledError();

/// 0 is never returned; see ErrorKind.
int exitCode(ErrorKind kind);

/// "usage", "tool_failed", "server_broke_rule" …, as in the command line's JSON.
QString kindName(ErrorKind kind);

/// One sentence for a terminal or a log: "OA-101 message The server says: “…” next step".
QString oneLine(const Error &error);

} // namespace authscope::base
