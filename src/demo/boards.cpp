// SPDX-License-Identifier: GPL-3.0-or-later
#include "demo/boards.h"

namespace authscope::demo {

namespace {

constexpr qsizetype maxBoards = 500;

QList<Board> firstBoards(base::Time now)
{
    return {
        { .id = "b1",
            .title = "Sprint Board",
            .items = { { "t1", "Auth wiring", "In Progress" }, { "t2", "Board UI", "Todo" } },
            .updated = now },
        { .id = "b2",
            .title = "Roadmap",
            .items = { { "t1", "Public beta", "Todo" }, { "t2", "Offline mode", "Todo" },
                { "t3", "First sketch", "Done" } },
            .updated = now },
        { .id = "b3",
            .title = "Last year's launch",
            .items = { { "t1", "Launch party", "Done" } },
            .isArchived = true,
            .updated = now },
    };
}

std::optional<Board> boardFrom(const json::Value &value)
{
    const json::Object *object = value.if_object();
    if (!object)
        return std::nullopt;
    const auto id = json::stringMember(*object, "id");
    const auto title = json::stringMember(*object, "title");
    const auto isArchived = json::boolMember(*object, "archived");
    const auto updated = json::numberMember(*object, "updatedMs");
    const json::Array *items = json::arrayMember(*object, "items");
    if (!id || !title || !isArchived || !updated || !items)
        return std::nullopt;
    Board board{ *id, *title, {}, *isArchived, base::fromMillis(qint64(*updated)) };
    for (const json::Value &element : *items) {
        const json::Object *item = element.if_object();
        const auto itemId = item ? json::stringMember(*item, "id") : std::nullopt;
        const auto itemTitle = item ? json::stringMember(*item, "title") : std::nullopt;
        const auto status = item ? json::stringMember(*item, "status") : std::nullopt;
        if (!itemId || !itemTitle || !status)
            return std::nullopt;
        board.items.append({ *itemId, *itemTitle, *status });
    }
    return board;
}

} // namespace

QList<Board> BoardShelf::of(const QByteArray &subject, base::Time now)
{
    return shelf(subject, now);
}

std::optional<Board> BoardShelf::find(const QByteArray &subject, const QByteArray &id, base::Time now)
{
    for (const Board &board : shelf(subject, now)) {
        if (board.id == id)
            return board;
    }
    return std::nullopt;
}

std::optional<Board> BoardShelf::create(const QByteArray &subject, const QByteArray &title, base::Time now)
{
    QList<Board> &boards = shelf(subject, now);
    if (boards.size() >= maxBoards)
        return std::nullopt;
    int last = 0; // boards come and go, so how many there are says nothing
    for (const Board &board : std::as_const(boards))
        last = qMax(last, board.id.mid(1).toInt());
    boards.append({ .id = "b" + QByteArray::number(last + 1), .title = title, .updated = now });
    return boards.last();
}

bool BoardShelf::take(const QByteArray &subject, const QByteArray &id, bool isKept, base::Time now)
{
    QList<Board> &boards = shelf(subject, now);
    const auto found
        = std::find_if(boards.begin(), boards.end(), [&id](const Board &board) { return board.id == id; });
    if (found == boards.end())
        return false;
    if (!isKept) {
        boards.erase(found);
        return true;
    }
    found->isArchived = true;
    found->updated = now;
    return true;
}

QList<Board> &BoardShelf::shelf(const QByteArray &subject, base::Time now)
{
    auto found = m_shelves.find(subject);
    if (found == m_shelves.end())
        found = m_shelves.insert(subject, firstBoards(now));
    return found.value();
}

json::Object BoardShelf::toJson() const
{
    json::Object out;
    for (auto it = m_shelves.begin(); it != m_shelves.end(); ++it) {
        json::Array boards;
        for (const Board &board : it.value()) {
            json::Object object = boardJson(board);
            object["updatedMs"] = base::toMillis(board.updated);
            boards.emplace_back(std::move(object));
        }
        out[json::view(it.key())] = std::move(boards);
    }
    return out;
}

bool BoardShelf::restore(const json::Object &object)
{
    m_shelves.clear();
    for (const auto &member : object) {
        if (!member.value().is_array())
            return false;
        QList<Board> boards;
        for (const json::Value &value : member.value().get_array()) {
            const auto board = boardFrom(value);
            if (!board)
                return false;
            boards.append(*board);
        }
        m_shelves.insert(json::bytes(member.key()), boards);
    }
    return true;
}

json::Object boardJson(const Board &board)
{
    json::Array items;
    for (const BoardItem &item : board.items) {
        items.emplace_back(json::Object{ { "id", json::string(item.id) },
            { "title", json::string(item.title) }, { "status", json::string(item.status) } });
    }
    return { { "id", json::string(board.id) }, { "title", json::string(board.title) },
        { "archived", board.isArchived }, { "updated", json::string(isoTime(board.updated)) },
        { "items", std::move(items) } };
}

QByteArray isoTime(base::Time time)
{
    return base::toDateTime(time).toString(Qt::ISODate).toLatin1();
}

} // namespace authscope::demo
