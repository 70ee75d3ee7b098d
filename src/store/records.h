// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "base/error.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace authscope::store {

/// What is kept on disk. Nothing here is secret; bodies were redacted before they came.

struct ConnectionRecord {
    QString id = {}; ///< UUID
    QString name = {};
    QByteArray url = {}; ///< as the person gave it, guarded: MCP server or issuer
    QByteArray kind = {}; ///< "mcp", "issuer", or empty while unknown
    QByteArray issuer = {}; ///< the authorization server chosen, byte for byte
    QByteArray resource = {}; ///< RFC 8707, byte for byte
    QByteArray settings = {}; ///< JSON: typed client id, scopes, era …
    base::Time created = {};
    base::Time lastUsed = {};
};

/// One registered or typed-in client, keyed by issuer.
struct ClientRecord {
    QByteArray issuer = {};
    QByteArray profile = {}; ///< hash of the metadata we sent, so that changed metadata registers anew (T083)
    QByteArray clientId = {};
    QByteArray origin = {}; ///< "registered", "typed"
    QByteArray document = {}; ///< JSON the server answered, without secrets
    base::Time created = {};
};

/// What is known about the tokens of one connection without holding one.
struct GrantRecord {
    QString connection = {};
    QByteArray issuer = {};
    QByteArray clientId = {};
    QByteArray subject = {};
    QByteArray requestedScopes = {}; ///< blank-separated
    QByteArray grantedScopes = {};
    int generation = 0;
    QByteArray claims = {}; ///< JSON of the verified ID token's claims; empty when there was none
    bool identityVerified = false;
    base::Time obtained = {};
    std::optional<base::Time> expires = {}; ///< of the access token
};

struct ConsentEvent {
    qint64 id = 0;
    QString connection = {};
    base::Time at = {};
    QByteArray what = {}; ///< granted, changed, refused, refreshed, revoked, forgotten
    QByteArray requested = {}; ///< blank-separated scopes
    QByteArray granted = {};
    QString note = {};
};

/// One call of a tool. Bodies beyond their bound are kept cut, which their sizes tell.
struct CallRecord {
    qint64 id = 0;
    QString connection = {};
    base::Time at = {};
    QString tool = {};
    QString identity = {}; ///< who was signed in; empty: nobody
    QByteArray arguments = {}; ///< JSON, the first 256 KiB
    QByteArray result = {}; ///< JSON, the first 256 KiB
    qint64 argumentsSize = 0; ///< before it was cut; filled in by the store
    qint64 resultSize = 0;
    QByteArray outcome = {}; ///< ok, tool_error, error, cancelled
    QString error = {};
    qint64 durationMs = 0;
    int generation = 0; ///< of the token it was made with
    quint64 exchange = 0;

    bool isArgumentsCut() const { return argumentsSize > arguments.size(); }
    bool isResultCut() const { return resultSize > result.size(); }
};

/// What a list shows of a call.
struct CallSummary {
    qint64 id = 0;
    QString connection = {};
    base::Time at = {};
    QString tool = {};
    QString identity = {};
    QByteArray outcome = {};
    qint64 durationMs = 0;
    QByteArray argumentsStart = {}; ///< the first 400 bytes
};

/// Which calls one looks for. What is empty does not matter.
struct CallFilter {
    /// Words as typed, never syntax: each must be in the tool's name, the arguments, the result or the error,
    /// at the beginning of a word there.
    QString text = {};
    QString connection = {};
    QString tool = {};
    QByteArray outcome = {};
    QString identity = {};
    std::optional<base::Time> from = {}; ///< included
    std::optional<base::Time> until = {}; ///< not included

    bool operator==(const CallFilter &) const = default;
};

/// How much of the history is kept, over all connections. 0: no bound of that kind.
struct HistoryLimits {
    bool isKept = true; ///< false: nothing new is kept
    qint64 days = 90;
    qint64 calls = 100'000;
    qint64 megabytes = 500; ///< of arguments and results

    bool operator==(const HistoryLimits &) const = default;
};

struct HistorySize {
    qint64 calls = 0;
    qint64 bytes = 0; ///< of arguments and results
};

struct ExchangeRecord {
    qint64 id = 0;
    QString connection = {};
    base::Time at = {};
    QString purpose = {};
    QByteArray method = {};
    QByteArray url = {};
    int status = 0;
    qint64 durationMs = 0;
    QByteArray document = {}; ///< JSON: headers and bodies of both sides, redacted
};

/// What a person decided about one tool of a connection; the tool without a name is the connection itself.
struct ToolConsent {
    QString connection = {};
    QString tool = {};
    QByteArray rule = {}; ///< session::ruleName(); empty: none of its own
    bool isConfirmed = false; ///< set on the page where the warning stands
    bool isLocked = false; ///< of the connection: only tools that read
    QByteArray fingerprint = {}; ///< of what was approved; empty: nothing was
    QByteArray definition = {}; ///< JSON of what was approved; empty where it was too large to keep
    std::optional<base::Time> approved = {};
};

/// A scope the server asked for when a tool was called.
struct LearnedScope {
    QString connection = {};
    QString tool = {};
    QByteArray scope = {};
    QByteArray how = {}; ///< "401", "403", "result"
    base::Time at = {};
};

/// The names a server listed last, for one account.
struct ToolNames {
    QString connection = {};
    QByteArray account = {}; ///< subject; empty: nobody was signed in
    base::Time at = {};
    QByteArray names = {}; ///< JSON list
};

} // namespace authscope::store
