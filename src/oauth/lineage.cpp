// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/lineage.h"

#include "jose/jwt.h"
#include "oauth/words.h"

using namespace Qt::StringLiterals;

namespace authscope::oauth {

namespace {

QList<QByteArray> without(QList<QByteArray> scopes, const QList<QByteArray> &others)
{
    scopes.removeIf([&others](const QByteArray &one) { return others.contains(one); });
    return scopes;
}

} // namespace

void addLineage(TokenGeneration &entry, const QList<QByteArray> &scopesBefore)
{
    entry.parent = entry.number - 1;
    entry.gainedScopes = without(entry.scopes, scopesBefore);
    entry.lostScopes = without(scopesBefore, entry.scopes);
    if (!entry.lostScopes.isEmpty())
        entry.notice = u"The provider took scopes away at this refresh: %1 is gone."_s.arg(
            quoted(joinScopes(entry.lostScopes)));
}

void addLifetime(TokenSet &tokens)
{
    const auto jwt = jose::parseJwt(tokens.accessToken.reveal());
    const auto end = jwt ? jwt->time("exp") : std::nullopt;
    const auto start = tokens.serverDate ? tokens.serverDate : jwt ? jwt->time("iat") : std::nullopt;
    if (!end || !start)
        return;
    const auto left
        = std::max(std::chrono::seconds(0), std::chrono::duration_cast<std::chrono::seconds>(*end - *start));
    if (!tokens.expiresIn || left < *tokens.expiresIn)
        tokens.expiresIn = left;
}

} // namespace authscope::oauth
