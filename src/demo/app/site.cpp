// SPDX-License-Identifier: GPL-3.0-or-later
// Boards itself: the landing page, a board, the plain pages.
#include "demo/app/appserver.h"

namespace authscope::demo {

namespace {

QByteArray boardCard(const Board &board)
{
    const qsizetype count = board.items.size();
    return renderPage("board-card",
        { { "id", board.id }, { "title", shown(board.title) },
            { "items", QByteArray::number(count) + (count == 1 ? " card" : " cards") },
            { "archived", board.isArchived ? "<span class=\"tag\">archived</span>" : "" } });
}

QByteArray column(const Board &board, const QByteArray &status)
{
    QByteArray cards;
    for (const BoardItem &item : board.items) {
        if (item.status == status)
            cards += "<li>" + escapeHtml(shown(item.title)) + "</li>";
    }
    return "<section><h2>" + escapeHtml(status) + "</h2><ul>" + cards + "</ul></section>";
}

} // namespace

net::ServerAnswer AppServer::landing(Visit &visit)
{
    if (!visit.person)
        return sitePage(visit, { .title = "Boards", .main = renderPage("landing", {}) });
    QByteArray cards;
    for (const Board &board : m_world.boards.of(visit.person->subject, m_world.now()))
        cards += boardCard(board);
    return sitePage(visit, { .title = "Your boards", .main = renderPage("boards", { { "cards", cards } }) });
}

net::ServerAnswer AppServer::board(Visit &visit, const QByteArray &id)
{
    if (!visit.person)
        return toLogin(visit);
    const auto board = m_world.boards.find(visit.person->subject, id, m_world.now());
    if (!board)
        return problem(
            { .title = "There is nothing here", .cause = "You have no board of this name.", .status = 404 });
    QByteArray columns;
    for (const QByteArray &status : { QByteArray("Todo"), QByteArray("In Progress"), QByteArray("Done") })
        columns += column(*board, status);
    const QByteArray title = shown(board->title);
    return sitePage(visit,
        { .title = title, .main = renderPage("board", { { "title", title }, { "columns", columns } }) });
}

net::ServerAnswer AppServer::plainPage(Visit &visit, const QByteArray &name, const QByteArray &title)
{
    const QByteArray main
        = name == "docs" ? renderPage(name, { { "mcp", m_world.origins.mcpUrl() } }) : renderPage(name, {});
    return sitePage(visit, { .title = title, .main = main });
}

net::ServerAnswer AppServer::picture(const QByteArray &key)
{
    const Person *person = m_world.people.byKey(key);
    if (!person || !person->hasPicture)
        return problem(
            { .title = "There is nothing here", .cause = "Nobody has this picture.", .status = 404 });
    return { .status = 200,
        .headers = { { "Content-Type", "image/svg+xml" }, { "X-Content-Type-Options", "nosniff" },
            { "Content-Security-Policy", "default-src 'none'" } },
        .body
        = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 64\"><rect width=\"64\" height=\"64\" "
          "fill=\"#2f6f62\"/><text x=\"32\" y=\"43\" font-family=\"sans-serif\" font-size=\"32\" "
          "text-anchor=\"middle\" fill=\"#fff\">"
            + escapeHtml(initialOf(person->shownName())) + "</text></svg>" };
}

} // namespace authscope::demo
