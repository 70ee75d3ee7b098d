// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <chrono>
#include <optional>

namespace authscope::net {

/// One dispatched server-sent event (WHATWG HTML §9.2).
struct SseEvent {
    QByteArray type = "message";
    QByteArray data = {};
    std::optional<QByteArray> id = {}; ///< set when this event carried an id line, also an empty one
    bool hasData = false; ///< false for a priming event: no data line, or only an empty one
    bool operator==(const SseEvent &) const = default;
};

/// Incremental; any split of the bytes gives the same events. CR, LF and CRLF, a leading BOM, comments,
/// retry; an id with a NUL is ignored. Unlike a browser it also reports events without data when they carry
/// an id, because MCP resumes from those.
class SseParser {
public:
    explicit SseParser(qsizetype maxEventBytes = 32 << 20) : m_maxEventBytes(maxEventBytes) { }

    /// OA-118 when one line or one event exceeds the limit; the parser is of no use afterwards.
    base::Result<QList<SseEvent>> feed(QByteArrayView bytes);

    /// Of the events dispatched so far: what to resume from.
    const QByteArray &lastEventId() const { return m_lastEventId; }
    std::optional<std::chrono::milliseconds> retry() const { return m_retry; }

private:
    void takeLine(QByteArrayView line, QList<SseEvent> &events);
    void dispatch(QList<SseEvent> &events);

    qsizetype m_maxEventBytes;
    QByteArray m_line; ///< begun, not ended
    SseEvent m_event; ///< lines so far; every data line ends with LF until it is dispatched
    bool m_hasDataLine = false;
    QByteArray m_lastEventId;
    std::optional<std::chrono::milliseconds> m_retry;
    bool m_afterCr = false;
    bool m_atStart = true;
};

} // namespace authscope::net
