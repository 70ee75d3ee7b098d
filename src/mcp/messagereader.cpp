// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/messagereader.h"

#include <QFutureWatcher>
#include <QPointer>
#include <QtConcurrentRun>

namespace authscope::mcp {

void MessageReader::read(const QByteArray &text, const Rules &rules, Take take)
{
    m_waiting.push_back({ text, rules, std::move(take) });
    next();
}

void MessageReader::whenTaken(std::function<void()> then)
{
    m_then = std::move(then);
    next();
}

void MessageReader::drop()
{
    ++m_ticket;
    m_isReading = false;
    m_waiting.clear();
    m_then = nullptr;
}

void MessageReader::next()
{
    const QPointer<MessageReader> self(this);
    while (!m_isReading && !m_waiting.empty()) {
        Piece piece = std::move(m_waiting.front());
        m_waiting.pop_front();
        const bool isSmall = piece.text.size() <= small;
        const auto parse = [text = std::move(piece.text), rules = piece.rules] {
            return readMessages(text, rules.mayBatch, rules.maxBytes, rules.maxDepth);
        };
        if (isSmall) {
            piece.take(parse());
            if (!self)
                return;
            continue;
        }
        m_isReading = true;
        auto *watcher = new QFutureWatcher<Messages>(this);
        connect(watcher, &QFutureWatcherBase::finished, this,
            [this, watcher, take = std::move(piece.take), ticket = m_ticket] {
                watcher->deleteLater();
                if (ticket != m_ticket)
                    return;
                m_isReading = false;
                const QPointer<MessageReader> alive(this);
                take(watcher->result());
                if (alive)
                    next();
            });
        watcher->setFuture(QtConcurrent::run(parse));
    }
    if (!m_isReading && m_waiting.empty() && m_then)
        std::exchange(m_then, nullptr)();
}

} // namespace authscope::mcp
