// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/tokenmemory.h"

namespace authscope::session {

using oauth::TokenKind;

namespace {

constexpr qsizetype keptGenerations = 50;

} // namespace

TokenMemory::Moment TokenMemory::momentOf(const oauth::TokenGeneration &generation)
{
    return { base::toMillis(generation.at), generation.number };
}

void TokenMemory::remember(const oauth::TokenKeeper &keeper)
{
    const QList<oauth::TokenGeneration> generations = keeper.generations();
    if (!keeper.hasGrant() || generations.isEmpty() || m_snapshots.contains(momentOf(generations.first())))
        return;
    Snapshots &kept = m_snapshots[momentOf(generations.first())];
    const oauth::TokenSet &tokens = keeper.grant().tokens;
    const std::pair<TokenKind, const base::Secret *> held[] = { { TokenKind::Access, &tokens.accessToken },
        { TokenKind::Id, &tokens.idToken }, { TokenKind::Refresh, &tokens.refreshToken } };
    for (const auto &[kind, token] : held) {
        if (!token->isEmpty())
            kept[kind] = inspect::snapshotOf(token->reveal());
    }
    while (m_snapshots.size() > keptGenerations)
        m_snapshots.erase(m_snapshots.begin());
}

TokenMemory::Snapshots TokenMemory::of(const oauth::TokenGeneration &generation) const
{
    return m_snapshots.value(momentOf(generation));
}

} // namespace authscope::session
