// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "mcp/jsonrpc.h"

#include <QObject>

#include <deque>
#include <functional>

namespace authscope::mcp {

/// Reads messages and hands them over in the order they came: small ones at once, large ones beside the event
/// loop, so that no window waits for them.
class MessageReader : public QObject {
    Q_OBJECT

public:
    using Messages = base::Result<QList<RpcMessage>>;
    using Take = std::function<void(const Messages &)>;

    using QObject::QObject;

    /// As readMessages().
    struct Rules {
        bool mayBatch = false;
        qsizetype maxBytes = 0;
        int maxDepth = 0;
    };
    /// `take` may delete this.
    void read(const QByteArray &text, const Rules &rules, Take take);
    /// Once, after everything that was given has been taken; at once when that is so.
    void whenTaken(std::function<void()> then);
    /// What was not taken yet never will be.
    void drop();

    static constexpr qsizetype small = 256 * 1024; ///< read in the window's thread: a few milliseconds

private:
    struct Piece {
        QByteArray text;
        Rules rules;
        Take take;
    };
    void next();

    std::deque<Piece> m_waiting;
    std::function<void()> m_then;
    bool m_isReading = false;
    int m_ticket = 0; ///< what is read under an older one is not wanted any more
};

} // namespace authscope::mcp
