// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/listtools.h"

#include "base/errorcodes.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

using base::Error;
using base::ErrorKind;

namespace {

constexpr int maxPages = 1000;

Error broken(const QString &message, base::ExchangeId exchange)
{
    return { .kind = ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = u"MCP 2025-11-25, server, utilities, Pagination"_s,
        .exchange = exchange };
}

} // namespace

ListToolsPages::ListToolsPages(Session *session, SessionCore *core, QObject *parent)
    : ListTools(parent), m_session(session), m_core(core)
{
}

void ListToolsPages::run()
{
    if (!m_session)
        return finishWith(base::cancelledError());
    auto *opening = m_session->initialize(this);
    m_step = opening;
    connect(opening, &base::Operation::finished, this, [this, opening] {
        opening->deleteLater();
        if (opening->result())
            opened();
        else
            finishWith(opening->result().error());
    });
    opening->start();
}

void ListToolsPages::abort()
{
    if (!m_step)
        return;
    m_step->disconnect(this);
    m_step->cancel();
    m_step->deleteLater();
}

void ListToolsPages::opened()
{
    // Only what was negotiated may be used (MCP 2025-11-25, lifecycle, Operation).
    if (!m_core || !m_core->server().capabilities.contains("tools"))
        return finishWith(QList<Tool>());
    askFor(std::nullopt);
}

void ListToolsPages::askFor(const std::optional<QByteArray> &cursor)
{
    if (!m_session)
        return finishWith(base::cancelledError());
    json::Object params;
    if (cursor)
        params["cursor"] = json::string(QByteArrayView(*cursor));
    m_call = m_session->request("tools/list", std::move(params), { .isSafe = true }, this);
    m_step = m_call;
    connect(m_call, &base::Operation::finished, this, &ListToolsPages::pageArrived);
    m_call->start();
}

void ListToolsPages::pageArrived()
{
    m_call->deleteLater();
    const auto &result = m_call->result();
    if (!result)
        return finishWith(result.error());
    const json::Object *page = result->if_object();
    if (!page || !json::arrayMember(*page, "tools"))
        return finishWith(broken(u"The answer to tools/list has no list of tools."_s, m_call->exchange()));
    takePage(*page);
}

void ListToolsPages::takePage(const json::Object &page)
{
    const base::ExchangeId exchange = m_call->exchange();
    QStringList notes;
    for (const json::Value &value : *json::arrayMember(page, "tools")) {
        auto tool = readTool(value, &notes);
        if (tool)
            m_tools.append(std::move(*tool));
        else
            notes.append(tool.error().message);
    }
    const QPointer<ListToolsPages> self(this);
    for (const QString &note : std::as_const(notes)) {
        if (m_core)
            Q_EMIT m_core->logged(u"warning"_s, note);
        if (!self || isFinished())
            return;
    }

    const json::Value *next = page.if_contains("nextCursor");
    if (!next || next->is_null())
        return finishWith(std::move(m_tools));
    if (!next->is_string())
        return finishWith(
            broken(u"nextCursor of tools/list is %1, expected a text. The list was not used."_s.arg(
                       json::typeName(*next)),
                exchange));
    const QByteArray cursor = json::bytes(next->get_string());
    if (m_cursors.contains(cursor))
        return finishWith(
            broken(u"The server sends the same page of tools/list again and again. The list was not used."_s,
                exchange));
    if (++m_pages >= maxPages)
        return finishWith(broken(
            u"tools/list has more than %1 pages. Reading stopped, and the list was not used."_s.arg(maxPages),
            exchange));
    m_cursors.insert(cursor);
    askFor(cursor);
}

} // namespace authscope::mcp
