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

struct CallRecord {
    qint64 id = 0;
    QString connection = {};
    base::Time at = {};
    QString tool = {};
    QByteArray arguments = {}; ///< JSON
    QByteArray result = {}; ///< JSON, the first 256 KiB
    QByteArray outcome = {}; ///< ok, tool_error, error, cancelled
    QString error = {};
    qint64 durationMs = 0;
    int generation = 0; ///< of the token it was made with
    quint64 exchange = 0;
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
