// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/sse.h"

#include "base/errorcodes.h"

using namespace Qt::StringLiterals;

namespace authscope::net {

namespace {

constexpr QByteArrayView byteOrderMark = "\xef\xbb\xbf";
constexpr qsizetype maxRetryDigits = 9;

base::Error tooLarge(qsizetype limit)
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::tooLarge,
        .message
        = u"An event of the stream is larger than %1 bytes. The stream was not read further."_s.arg(limit) };
}

} // namespace

base::Result<QList<SseEvent>> SseParser::feed(QByteArrayView bytes)
{
    QList<SseEvent> events;
    for (qsizetype at = 0; at < bytes.size();) {
        if (m_afterCr && bytes[at] == '\n') {
            m_afterCr = false;
            ++at;
            continue;
        }
        m_afterCr = false;
        const auto end
            = std::find_if(bytes.begin() + at, bytes.end(), [](char c) { return c == '\r' || c == '\n'; });
        const QByteArrayView part = bytes.sliced(at, end - bytes.begin() - at);
        if (m_line.size() + m_event.data.size() + part.size() > m_maxEventBytes)
            return base::fail(tooLarge(m_maxEventBytes));
        if (end == bytes.end()) {
            m_line += part;
            break;
        }
        if (m_line.isEmpty()) {
            takeLine(part, events);
        } else {
            m_line += part;
            takeLine(m_line, events);
            m_line.clear();
        }
        m_afterCr = *end == '\r';
        at += part.size() + 1;
    }
    return events;
}

void SseParser::takeLine(QByteArrayView line, QList<SseEvent> &events)
{
    if (m_atStart && line.startsWith(byteOrderMark))
        line = line.sliced(byteOrderMark.size());
    m_atStart = false;
    if (line.isEmpty()) {
        dispatch(events);
        return;
    }
    const qsizetype colon = line.indexOf(':');
    const QByteArrayView field = colon < 0 ? line : line.first(colon);
    QByteArrayView value = colon < 0 ? QByteArrayView("") : line.sliced(colon + 1);
    if (value.startsWith(' '))
        value = value.sliced(1);
    if (field == "data") {
        m_event.data += value;
        m_event.data += '\n';
        m_hasDataLine = true;
    } else if (field == "event") {
        m_event.type = value.toByteArray();
    } else if (field == "id") {
        if (!value.contains('\0'))
            m_event.id = value.toByteArray();
    } else if (field == "retry") {
        const bool isNumber
            = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (isNumber && !value.isEmpty() && value.size() <= maxRetryDigits)
            m_retry = std::chrono::milliseconds(value.toByteArray().toLongLong());
    }
    // Comments (an empty field name) and unknown fields mean nothing.
}

void SseParser::dispatch(QList<SseEvent> &events)
{
    SseEvent event = std::exchange(m_event, {});
    if (!std::exchange(m_hasDataLine, false) && !event.id)
        return;
    if (event.id)
        m_lastEventId = *event.id;
    if (event.type.isEmpty())
        event.type = SseEvent().type;
    if (event.data.endsWith('\n'))
        event.data.chop(1);
    event.hasData = !event.data.isEmpty();
    events.append(std::move(event));
}

} // namespace authscope::net
