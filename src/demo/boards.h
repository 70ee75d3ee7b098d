// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/clock.h"
#include "json/json.h"

#include <QHash>

namespace authscope::demo {

struct BoardItem {
    QByteArray id, title, status;
};

struct Board {
    QByteArray id, title;
    QList<BoardItem> items = {};
    bool isArchived = false;
    base::Time updated = {};
};

/// Everybody's boards; who comes for the first time finds three.
class BoardShelf {
public:
    QList<Board> of(const QByteArray &subject, base::Time now);
    std::optional<Board> find(const QByteArray &subject, const QByteArray &id, base::Time now);
    /// Nothing when somebody has as many boards as one may have.
    std::optional<Board> create(const QByteArray &subject, const QByteArray &title, base::Time now);

    /// Deletes it, or puts it among the archived ones. False when there is none.
    bool take(const QByteArray &subject, const QByteArray &id, bool isKept, base::Time now);

    json::Object toJson() const;
    bool restore(const json::Object &object);

private:
    QList<Board> &shelf(const QByteArray &subject, base::Time now);

    QHash<QByteArray, QList<Board>> m_shelves; ///< by subject
};

json::Object boardJson(const Board &board);
QByteArray isoTime(base::Time time); ///< "2026-11-21T08:00:00Z"

} // namespace authscope::demo
