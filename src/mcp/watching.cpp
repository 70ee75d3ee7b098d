// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/watching.h"

#include "mcp/requestcall.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

Watching::Watching(SessionCore *core) : QObject(core), m_core(core) { }

bool Watching::mayWatch(std::string_view capability, std::string_view how) const
{
    const json::Object *offered = json::objectMember(m_core->server().capabilities, capability);
    return offered && json::boolMember(*offered, how).value_or(false);
}

void Watching::setWatch(const Watch &watch)
{
    if (watch == m_watch)
        return;
    m_watch = watch;
    if (m_isOpen)
        settle();
}

void Watching::open()
{
    m_isOpen = true;
    settle();
}

void Watching::close()
{
    m_isOpen = false;
    m_asked.clear();
    m_subscribed.clear();
    show({});
}

void Watching::settle()
{
    const QSet<QByteArray> wanted = mayWatch("resources", "subscribe") ? m_watch.uris : QSet<QByteArray>();
    for (const QByteArray &uri : wanted - m_asked)
        subscribe(uri, true);
    for (const QByteArray &uri : m_asked - wanted)
        subscribe(uri, false);
    m_asked = wanted;

    WatchState state{ .kind = WatchState::Kind::Live };
    state.accepted = { .tools = m_watch.tools && mayWatch("tools", "listChanged"),
        .prompts = m_watch.prompts && mayWatch("prompts", "listChanged"),
        .resources = m_watch.resources && mayWatch("resources", "listChanged"),
        .uris = m_subscribed & wanted };
    if (!m_watch.uris.isEmpty() && wanted.isEmpty())
        state.note = u"The server does not offer to tell about changes of single resources."_s;
    show(state);
}

void Watching::subscribe(const QByteArray &uri, bool on)
{
    json::Object params;
    params["uri"] = json::string(uri);
    auto *call = new RequestCall(
        on ? "resources/subscribe" : "resources/unsubscribe", params, { .isSafe = true }, m_core, this);
    connect(call, &base::Operation::finished, this, [this, call, uri, on] {
        call->deleteLater();
        if (!m_isOpen)
            return;
        if (!on)
            m_subscribed.remove(uri);
        else if (call->result() && m_asked.contains(uri))
            m_subscribed.insert(uri);
        WatchState state = m_state;
        state.accepted.uris = m_subscribed;
        if (on && !call->result())
            state.error = call->result().error();
        show(state);
    });
    call->start();
}

void Watching::show(WatchState state)
{
    m_state = std::move(state);
    Q_EMIT changed();
}

} // namespace authscope::mcp
