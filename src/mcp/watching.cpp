// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/watching.h"

#include "base/errorcodes.h"
#include "base/text.h"
#include "mcp/answererror.h"
#include "mcp/requestcall.h"

#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace authscope::mcp {

namespace {

constexpr std::chrono::seconds patience{ 5 };

bool isNothing(const Watch &watch)
{
    return !watch.tools && !watch.prompts && !watch.resources && watch.uris.isEmpty();
}

bool isNothing(const Interest &interest)
{
    return isNothing(interest.watch) && interest.tasks.isEmpty();
}

/// A task that ended is no reason for another subscription.
bool covers(const Interest &requested, const Interest &wanted)
{
    return requested.watch == wanted.watch && requested.tasks.contains(wanted.tasks);
}

/// What of `wanted` is not in `accepted`, for a person; empty when all is.
QString missingNote(const Watch &wanted, const Watch &accepted)
{
    QStringList missing;
    if (wanted.tools && !accepted.tools)
        missing << u"the list of tools"_s;
    if (wanted.prompts && !accepted.prompts)
        missing << u"the list of prompts"_s;
    if (wanted.resources && !accepted.resources)
        missing << u"the list of resources"_s;
    if (const qsizetype count = (wanted.uris - accepted.uris).size(); count > 0)
        missing << (count == 1 ? u"one resource"_s : u"%1 resources"_s.arg(count));
    return missing.isEmpty() ? QString()
                             : u"The server does not tell about changes of %1."_s.arg(missing.join(u", "_s));
}

} // namespace

Watching::Watching(SessionCore *core) : m_core(core), m_stream(core->transport(), nullptr)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(patience);
    connect(&m_patience, &QTimer::timeout, this, &Watching::settle);
    connect(&m_stream, &ServerStream::settled, this, &Watching::settle);
    connect(&m_stream, &ServerStream::changed, this, &Watching::refresh);
    connect(&m_stream, &ServerStream::reopened, this, &Watching::missed);
    connect(&m_stream, &ServerStream::received, core,
        [core](const RpcMessage &message) { core->handle(message); });
    connect(&m_stream, &ServerStream::complained, core, &SessionCore::complain);
    connect(&m_stream, &ServerStream::lost, this, &Watching::lost);
    m_again.setSingleShot(true);
    connect(&m_again, &QTimer::timeout, this, &Watching::listen);
}

bool Watching::may(std::string_view capability, std::string_view how) const
{
    const json::Object *offered = json::objectMember(m_core->server().capabilities, capability);
    return offered && json::boolMember(*offered, how).value_or(false);
}

Watch Watching::offered() const
{
    Watch watch{ .tools = m_watch.tools && may("tools", "listChanged"),
        .prompts = m_watch.prompts && may("prompts", "listChanged"),
        .resources = m_watch.resources && may("resources", "listChanged") };
    if (may("resources", "subscribe"))
        watch.uris = m_watch.uris;
    const qsizetype limit = m_core->transport()->options().limits.maxWatched;
    while (watch.uris.size() > limit)
        watch.uris.erase(watch.uris.begin());
    return watch;
}

Interest Watching::interest() const
{
    Interest interest{ .watch = offered() };
    const json::Object *extensions = json::objectMember(m_core->server().capabilities, "extensions");
    if (!m_mayFollow || !extensions || !extensions->contains("io.modelcontextprotocol/tasks"))
        return interest;
    for (const QByteArray &task : m_tasks) {
        if (interest.tasks.size() < m_core->transport()->options().limits.maxWatched)
            interest.tasks.insert(task);
    }
    return interest;
}

bool Watching::canHear() const
{
    return m_isSettled
        && (!m_core->transport()->hasServerStream() || m_stream.state() == ServerStream::State::Live);
}

void Watching::follow(const QByteArray &task)
{
    m_tasks.insert(task);
    if (m_isOpen && m_isSettled && m_core->server().era == Era::Modern && !m_again.isActive())
        refresh();
}

void Watching::unfollow(const QByteArray &task)
{
    if (!m_tasks.remove(task))
        return;
    if (m_isOpen && m_isSettled && m_core->server().era == Era::Modern && isNothing(interest()))
        refresh();
}

void Watching::setWatch(const Watch &watch)
{
    if (watch == m_watch)
        return;
    m_watch = watch;
    if (m_isOpen && m_isSettled)
        refresh();
}

void Watching::open()
{
    m_isOpen = true;
    m_isOffered = true;
    m_mayFollow = true;
    if (m_core->server().era == Era::Modern || !m_core->transport()->hasServerStream())
        return settle();
    m_patience.start();
    m_stream.open();
}

void Watching::settle()
{
    m_patience.stop();
    if (!m_isOpen || std::exchange(m_isSettled, true))
        return;
    Q_EMIT settled();
    // Not before: subscribing is a call.
    if (m_isOpen)
        refresh();
}

void Watching::close()
{
    const bool wasOpen = std::exchange(m_isOpen, false);
    m_isSettled = false;
    m_patience.stop();
    m_again.stop();
    m_backoff.reset();
    m_stream.close();
    m_asked.clear();
    m_subscribed.clear();
    drop();
    m_error.reset();
    m_isGap = false;
    if (wasOpen)
        show(WatchState::Kind::Off);
}

void Watching::refresh()
{
    if (!m_isOpen)
        return;
    if (!m_isSettled)
        return show(WatchState::Kind::Opening);
    if (m_core->server().era == Era::Modern) {
        const Interest wanted = interest();
        if (!m_isOffered)
            return show(WatchState::Kind::NotOffered);
        if (isNothing(wanted)) {
            m_again.stop();
            drop();
            return show(isNothing(m_watch) ? WatchState::Kind::Off : WatchState::Kind::NotOffered);
        }
        const Subscription *last = m_next ? m_next : m_current;
        if (!last || !covers(last->requested(), wanted))
            listen();
        return;
    }
    const Watch wanted = offered();
    const QSet<QByteArray> before = std::exchange(m_asked, wanted.uris);
    for (const QByteArray &uri : wanted.uris - before)
        subscribe(uri, true);
    for (const QByteArray &uri : before - wanted.uris)
        subscribe(uri, false);
    switch (m_stream.state()) {
    case ServerStream::State::Closed: // a program: everything comes the one way there is
    case ServerStream::State::Live:
        return show(WatchState::Kind::Live);
    case ServerStream::State::Opening:
        return show(WatchState::Kind::Opening);
    case ServerStream::State::Waiting:
        return show(WatchState::Kind::Waiting);
    case ServerStream::State::NotOffered:
        return show(WatchState::Kind::NotOffered);
    }
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
        else if (!call->result())
            m_error = call->result().error();
        show(m_state.kind);
    });
    call->start();
}

void Watching::listen()
{
    m_again.stop();
    if (!m_isOpen)
        return;
    delete m_next;
    m_next = new Subscription(interest(), m_core, this);
    Subscription *subscription = m_next;
    m_past.insert(subscription->id());
    connect(subscription, &Subscription::acknowledged, this,
        [this, subscription] { acknowledged(subscription); });
    connect(subscription, &Subscription::ended, this,
        [this, subscription](
            const std::optional<base::Error> &why, bool isOffered) { ended(subscription, why, isOffered); });
    subscription->open();
    show(m_current ? WatchState::Kind::Live : WatchState::Kind::Opening);
}

void Watching::drop()
{
    delete m_current;
    delete m_next;
}

void Watching::acknowledged(Subscription *subscription)
{
    if (subscription != m_next)
        return;
    // The old one ends when the new one stands: nothing falls between them.
    delete m_current;
    m_current = m_next;
    m_next.clear();
    m_error.reset();
    m_age.start();
    const bool isGap = std::exchange(m_isGap, false);
    show(WatchState::Kind::Live);
    if (isGap && !isNothing(subscription->requested().watch))
        missed();
}

void Watching::ended(Subscription *subscription, const std::optional<base::Error> &why, bool isOffered)
{
    const bool wasCurrent = subscription == m_current;
    if (wasCurrent)
        m_current.clear();
    else
        m_next.clear();
    subscription->deleteLater();
    m_error = why;
    if (wasCurrent) {
        m_isGap = true;
        if (m_age.isValid() && m_age.hasExpired(Backoff::longest.count()))
            m_backoff.reset();
    }
    if (!isOffered) {
        m_isOffered = false;
        drop();
        return show(WatchState::Kind::NotOffered);
    }
    // What it makes of tasks is its own affair: they are asked about anyway.
    const bool isAboutTasks = !subscription->isAcknowledged() && !subscription->requested().tasks.isEmpty()
        && why && why->code == base::code::mcpError;
    if (isAboutTasks && std::exchange(m_mayFollow, false)) {
        m_error.reset();
        return refresh();
    }
    if (!m_next)
        m_again.start(m_backoff.next(QRandomGenerator::system()->generateDouble()));
    show(m_current ? WatchState::Kind::Live : WatchState::Kind::Waiting);
}

bool Watching::take(const RpcNotification &notification)
{
    const auto id = subscriptionOf(notification.params);
    if (!id)
        return true;
    for (Subscription *subscription : { m_current.data(), m_next.data() }) {
        if (subscription && *id == RequestId(subscription->id()))
            return subscription->take(notification);
    }
    // Of one that was just closed something may still be on its way.
    const auto *number = std::get_if<qint64>(&*id);
    if (!number || !m_past.contains(*number))
        m_core->complain(base::Error{ .kind = base::ErrorKind::ServerBrokeRule,
            .code = base::code::mcpProtocol,
            .message
            = u"The server sent %1 for a subscription with the id %2, which does not exist. It was not used."_s
                  .arg(base::cleaned(notification.method, 60), shownId(id)),
            .rule = u"MCP 2026-07-28, basic, Subscriptions"_s });
    return false;
}

void Watching::missed()
{
    if (!m_isOpen)
        return;
    const Watch wanted = m_watch;
    const QPointer<Watching> self(this);
    const QPointer<SessionCore> core(m_core);
    Q_EMIT m_core->toolsChanged();
    if (self)
        Q_EMIT core->promptsChanged();
    if (self)
        Q_EMIT core->resourcesChanged();
    for (const QByteArray &uri : wanted.uris) {
        if (self)
            Q_EMIT core->resourceUpdated(uri);
    }
}

void Watching::show(WatchState::Kind kind)
{
    // What is listened to for the sake of tasks alone is nobody's watch.
    if (m_isOpen && m_isSettled && m_core->server().era == Era::Modern && isNothing(offered()))
        kind = isNothing(m_watch) ? WatchState::Kind::Off : WatchState::Kind::NotOffered;
    WatchState state{ .kind = kind, .error = m_error };
    const bool isHeard = kind != WatchState::Kind::Off && kind != WatchState::Kind::Opening;
    if (isHeard && m_core->server().era == Era::Modern) {
        if (m_current)
            state.accepted = m_current->accepted().watch;
    } else if (isHeard) {
        // Also without a stream of its own the server may tell on those of the calls.
        state.accepted = offered();
        state.accepted.uris = m_subscribed & m_asked;
    }
    QStringList notes;
    switch (kind) {
    case WatchState::Kind::Off:
    case WatchState::Kind::Opening:
        break;
    case WatchState::Kind::Live:
        notes << missingNote(m_watch, state.accepted);
        break;
    case WatchState::Kind::Waiting:
        notes << u"The stream broke. It is opened again after a while; what was listed may be stale."_s;
        break;
    case WatchState::Kind::NotOffered:
        notes << u"The server does not tell about changes of its own accord. Reload shows what is new."_s;
        break;
    }
    if (const int limit = m_core->transport()->options().limits.maxWatched; m_watch.uris.size() > limit)
        notes << u"Only %1 resources are watched at once (maxWatched)."_s.arg(limit);
    notes.removeAll(QString());
    state.note = notes.join(u' ');
    m_state = std::move(state);
    Q_EMIT changed();
}

} // namespace authscope::mcp
