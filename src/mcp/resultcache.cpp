// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/resultcache.h"

#include "schema/value.h"

namespace authscope::mcp {

namespace {

constexpr qsizetype maxEntries = 1000;
constexpr qsizetype maxBytes = 64 << 20;
constexpr double longestMs = 365.0 * 24 * 3600 * 1000;

const base::SystemClock computersClock;

} // namespace

ResultCache::ResultCache(const base::Clock *clock) : m_clock(clock ? clock : &computersClock) { }

QByteArray ResultCache::keyOf(const QByteArray &method, const json::Object &params)
{
    return method + '\n' + schema::canonical(params);
}

std::optional<json::Value> ResultCache::find(
    const QByteArray &method, const json::Object &params, const QByteArray &context) const
{
    const auto entry = m_entries.find(keyOf(method, params));
    if (entry == m_entries.end() || m_clock->now() >= entry->until)
        return std::nullopt;
    if (entry->context && *entry->context != context)
        return std::nullopt;
    return entry->result;
}

void ResultCache::keep(const QByteArray &method, const json::Object &params, const QByteArray &context,
    const json::Value &result)
{
    const QByteArray key = keyOf(method, params);
    remove(key);
    const json::Object *object = result.if_object();
    const double ttl = object ? json::numberMember(*object, "ttlMs").value_or(0) : 0;
    if (ttl < 1)
        return;
    Entry entry{ .method = method,
        .result = result,
        .until = m_clock->now() + std::chrono::milliseconds(qint64(std::min(ttl, longestMs))),
        .bytes = json::compact(result).size() };
    if (json::stringMember(*object, "cacheScope") != QByteArray("public"))
        entry.context = context;
    if (entry.bytes > maxBytes / 2)
        return;
    makeRoom(entry.bytes);
    m_bytes += entry.bytes;
    m_entries.insert(key, std::move(entry));
}

void ResultCache::drop(const QByteArray &method)
{
    for (const QByteArray &key : m_entries.keys()) {
        if (m_entries[key].method == method)
            remove(key);
    }
}

void ResultCache::drop(const QByteArray &method, const json::Object &params)
{
    remove(keyOf(method, params));
}

void ResultCache::clear()
{
    m_entries.clear();
    m_bytes = 0;
}

void ResultCache::remove(const QByteArray &key)
{
    m_bytes -= m_entries.take(key).bytes;
}

void ResultCache::makeRoom(qsizetype bytes)
{
    // What ends first goes first, and what has ended is first of all.
    while (!m_entries.isEmpty() && (m_entries.size() >= maxEntries || m_bytes + bytes > maxBytes)) {
        const auto first = std::min_element(m_entries.constBegin(), m_entries.constEnd(),
            [](const Entry &a, const Entry &b) { return a.until < b.until; });
        remove(QByteArray(first.key()));
    }
}

} // namespace authscope::mcp
