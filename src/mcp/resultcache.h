// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "json/json.h"

#include <QHash>

namespace authscope::mcp {

/// Results that a server of 2026-07-28 allows to be served again: fresh while now < received + ttlMs; 0,
/// absent and negative count as stale. A private one (or one that does not say) is served in the
/// authorization context it was given in, and in no other. Every page of a list stands by itself.
class ResultCache {
public:
    /// `clock` may be null: the computer's.
    explicit ResultCache(const base::Clock *clock);

    /// `params` are those that affect the result: cursor, uri. `context` names the authorization; empty
    /// without one.
    std::optional<json::Value> find(
        const QByteArray &method, const json::Object &params, const QByteArray &context) const;
    /// Keeps it when it may be kept. Never hand in what was answered to inputResponses or requestState.
    void keep(const QByteArray &method, const json::Object &params, const QByteArray &context,
        const json::Value &result);
    void drop(const QByteArray &method); ///< every page
    void drop(const QByteArray &method, const json::Object &params);
    void clear();
    qsizetype size() const { return m_entries.size(); }

private:
    struct Entry {
        QByteArray method = {};
        std::optional<QByteArray> context = {}; ///< absent: public
        json::Value result = nullptr;
        base::Time until = {};
        qsizetype bytes = 0;
    };

    static QByteArray keyOf(const QByteArray &method, const json::Object &params);
    void remove(const QByteArray &key);
    void makeRoom(qsizetype bytes);

    const base::Clock *m_clock;
    QHash<QByteArray, Entry> m_entries;
    qsizetype m_bytes = 0;
};

} // namespace authscope::mcp
