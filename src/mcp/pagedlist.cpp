// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/pagedlist.h"

#include "base/errorcodes.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr qint64 invalidParams = -32602;

base::Error broken(const QString &message, base::ExchangeId exchange = 0)
{
    return { .kind = base::ErrorKind::ServerBrokeRule,
        .code = base::code::mcpProtocol,
        .message = message,
        .rule = u"MCP 2025-11-25, server, utilities, Pagination"_s,
        .exchange = exchange };
}

} // namespace

ListPages::ListPages(const ListKind &kind, Freshness freshness, std::shared_ptr<Memory> memory,
    Session *session, QObject *parent)
    : ResultOperation(parent)
    , m_kind(kind)
    , m_freshness(freshness)
    , m_memory(std::move(memory))
    , m_session(session)
{
}

void ListPages::run()
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

void ListPages::abort()
{
    if (!m_step)
        return;
    m_step->disconnect(this);
    m_step->cancel();
    m_step->deleteLater();
}

void ListPages::opened()
{
    // Only what was negotiated may be used (MCP 2025-11-25, lifecycle, Operation).
    if (!m_session || !m_session->server().capabilities.contains(m_kind.capability))
        return finishWith(QList<json::Value>());
    askFor(std::nullopt);
}

void ListPages::askFor(const std::optional<QByteArray> &cursor)
{
    if (!m_session)
        return finishWith(base::cancelledError());
    m_asked.clear();
    if (cursor)
        m_asked["cursor"] = json::string(*cursor);
    m_context = m_memory->context();
    if (m_freshness == Freshness::CacheAllowed) {
        if (const auto kept = m_memory->cache.find(json::bytes(m_kind.method), m_asked, m_context))
            return takePage(*kept);
    }
    m_call = m_session->request(m_kind.method, m_asked, { .isSafe = true }, this);
    m_step = m_call;
    connect(m_call, &base::Operation::finished, this, &ListPages::pageArrived);
    m_call->start();
}

void ListPages::pageArrived()
{
    m_call->deleteLater();
    m_exchange = m_call->exchange();
    const auto &result = m_call->result();
    if (!result) {
        const bool isUnknownCursor = m_asked.contains("cursor") && m_call->rpcError()
            && m_call->rpcError()->code == invalidParams && !m_wasRestarted;
        return isUnknownCursor ? restart() : finishWith(result.error());
    }
    const bool isPage = (*result)->is_object() && json::arrayMember((*result)->get_object(), m_kind.member);
    const bool isModern = m_session && m_session->era() == Era::Modern;
    if (isPage && isModern && m_context == m_memory->context())
        m_memory->cache.keep(json::bytes(m_kind.method), m_asked, m_context, *result);
    takePage(*result);
}

void ListPages::restart()
{
    m_wasRestarted = true;
    m_memory->cache.drop(json::bytes(m_kind.method));
    m_freshness = Freshness::Fetch;
    m_items.clear();
    m_cursors.clear();
    m_pages = 0;
    askFor(std::nullopt);
}

void ListPages::takePage(const json::Value &value)
{
    const json::Object *object = value.if_object();
    if (!object || !json::arrayMember(*object, m_kind.member))
        return breakOff(u"The answer to %1 has no list of %2."_s.arg(method(), json::text(m_kind.member)));
    const json::Object &page = *object;
    const Limits limits = m_session ? m_session->options().limits : Limits();
    const json::Array &items = *json::arrayMember(page, m_kind.member);
    if (qsizetype(items.size()) > limits.maxItems - m_items.size())
        return breakOff(u"%1 has more than %2 elements, the bound on one list. Reading stopped, and the list "
                        "was not used."_s.arg(method())
                            .arg(limits.maxItems));
    m_items.append(QList<json::Value>(items.begin(), items.end()));
    const json::Value *next = page.if_contains("nextCursor");
    if (!next || next->is_null())
        return finishWith(std::move(m_items));
    if (!next->is_string())
        return breakOff(u"nextCursor of %1 is %2, expected a text. The list was not used."_s.arg(
            method(), json::typeName(*next)));
    const QByteArray cursor = json::bytes(next->get_string());
    if (m_cursors.contains(cursor))
        return breakOff(
            u"The server sends the same page of %1 again and again. The list was not used."_s.arg(method()));
    if (++m_pages >= limits.maxPages)
        return breakOff(
            u"%1 has more than %2 pages, the bound on one list. Reading stopped, and the list was "
            "not used."_s.arg(method())
                .arg(limits.maxPages));
    m_cursors.insert(cursor);
    askFor(cursor);
}

void ListPages::breakOff(const QString &message)
{
    finishWith(broken(message, m_exchange));
}

void complainAll(Session *session, const QStringList &notes, const QString &method)
{
    const QPointer<Session> alive(session);
    for (const QString &note : notes) {
        if (!alive)
            return;
        base::Error problem = broken(note);
        problem.rule = u"MCP 2025-11-25, %1"_s.arg(method);
        Q_EMIT alive->complained(problem);
    }
}

} // namespace authscope::mcp
