// SPDX-License-Identifier: GPL-3.0-or-later
#include "session/features.h"

#include "session/connection.h"
#include "session/featurelistings.h"

using namespace Qt::StringLiterals;

namespace authscope::session {

namespace {

constexpr qsizetype keptLines = 1000;
constexpr qsizetype keptComplaints = 100;

/// Stands where a request would, on a connection that has nobody to send it to.
template <class Request>
class NotSent : public Request {
public:
    NotSent(base::Error why, QObject *parent) : Request(parent), m_why(std::move(why)) { }

protected:
    void run() override { this->finishWith(m_why); }

private:
    base::Error m_why;
};

template <class Request>
Request *notSent(const QString &what, QObject *parent)
{
    return new NotSent<Request>(noServerError(what), parent);
}

} // namespace

Features::Features(Connection *connection) : QObject(connection), m_connection(connection) { }

bool Features::offers(std::string_view capability) const
{
    const mcp::ServerInfo *server = m_connection->serverInfo();
    return server && server->offers(capability);
}

bool Features::offersResources() const
{
    return offers("resources");
}

bool Features::offersPrompts() const
{
    return offers("prompts");
}

bool Features::offersCompletion() const
{
    return offers("completions");
}

bool Features::offersLogging() const
{
    return offers("logging");
}

base::ResultOperation<bool> *Features::loadResources(QObject *parent)
{
    return m_connection->asGesture(new ResourceListing(m_connection, parent));
}

base::ResultOperation<bool> *Features::loadPrompts(QObject *parent)
{
    return m_connection->asGesture(new PromptListing(m_connection, parent));
}

mcp::ReadResource *Features::readResource(const QByteArray &uri, QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<mcp::ReadResource>(u"resources"_s, parent);
    return m_connection->asGesture(m_connection->mcpSession()->readResource(uri, parent));
}

mcp::GetPrompt *Features::getPrompt(const QString &name, const json::Object &arguments, QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<mcp::GetPrompt>(u"prompts"_s, parent);
    return m_connection->asGesture(m_connection->mcpSession()->getPrompt(name, arguments, parent));
}

mcp::Complete *Features::complete(const mcp::CompletionTarget &target, const QByteArray &argument,
    const QString &value, const json::Object &earlier, QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<mcp::Complete>(u"completion"_s, parent);
    // Typing is no wish to sign in.
    return m_connection->mcpSession()->complete(target, argument, value, earlier, parent);
}

mcp::ListSkills *Features::listSkills(QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<mcp::ListSkills>(u"skills"_s, parent);
    return m_connection->asGesture(mcp::listSkills(m_connection->mcpSession(), parent));
}

mcp::LoadSkill *Features::loadSkill(const mcp::Skill &skill, const QByteArray &uri, QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<mcp::LoadSkill>(u"skills"_s, parent);
    return m_connection->asGesture(mcp::loadSkillFile(skill, uri, m_connection->mcpSession(), parent));
}

base::ResultOperation<bool> *Features::ping(QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<base::ResultOperation<bool>>(u"ping"_s, parent);
    return m_connection->asGesture(m_connection->mcpSession()->ping(parent));
}

base::ResultOperation<mcp::ServerInfo> *Features::introduce(QObject *parent)
{
    if (m_connection->kind() == EndpointKind::Issuer)
        return notSent<base::ResultOperation<mcp::ServerInfo>>(u"server information"_s, parent);
    return m_connection->asGesture(m_connection->mcpSession()->initialize(parent));
}

bool Features::isWatched(const QByteArray &uri) const
{
    return m_watch.uris.contains(uri);
}

void Features::setWatched(const QByteArray &uri, bool on)
{
    if (on == isWatched(uri) || m_connection->kind() == EndpointKind::Issuer)
        return;
    if (on)
        m_watch.uris.insert(uri);
    else
        m_watch.uris.remove(uri);
    if (!on && !m_session) {
        Q_EMIT watchChanged();
        return;
    }
    mcp::Session *session = m_connection->mcpSession();
    session->setWatch(m_watch);
    if (on && session->state() != mcp::Session::State::Ready) {
        auto *open = introduce(this); // nothing is heard without a session
        connect(open, &base::Operation::finished, open, &QObject::deleteLater);
        open->start();
    }
    Q_EMIT watchChanged();
}

mcp::WatchState Features::watchState() const
{
    return m_session ? m_session->watchState() : mcp::WatchState();
}

QByteArray Features::logLevel() const
{
    return m_logLevel;
}

void Features::setLogLevel(const QByteArray &level)
{
    m_logLevel = level;
    if (m_session)
        m_session->setLogLevel(level);
}

void Features::attach(mcp::Session *session)
{
    m_session = session;
    session->setWatch(m_watch);
    if (!m_logLevel.isEmpty())
        session->setLogLevel(m_logLevel);
    connect(session, &mcp::Session::resourcesChanged, this, [this] {
        if (m_resourcesLoaded)
            reloadResources();
    });
    connect(session, &mcp::Session::promptsChanged, this, [this] {
        if (m_promptsLoaded)
            reloadPrompts();
    });
    connect(session, &mcp::Session::resourceUpdated, this, &Features::resourceUpdated);
    connect(session, &mcp::Session::watchChanged, this, &Features::watchChanged);
    connect(session, &mcp::Session::logged, this, &Features::keepLine);
    connect(session, &mcp::Session::complained, this, &Features::keepComplaint);
}

void Features::detach()
{
    if (m_session)
        m_session->disconnect(this);
    m_session.clear();
    Q_EMIT watchChanged();
}

void Features::clear()
{
    m_resources.clear();
    m_templates.clear();
    m_prompts.clear();
    m_watch = {};
    m_resourcesLoaded = m_promptsLoaded = false;
    Q_EMIT resourcesChanged();
    Q_EMIT promptsChanged();
    Q_EMIT watchChanged();
}

void Features::reload()
{
    if (m_resourcesLoaded)
        reloadResources();
    if (m_promptsLoaded)
        reloadPrompts();
}

void Features::reloadResources()
{
    if (m_resourcesReload) { // one list at a time, however often it changes
        m_resourcesAreStale = true;
        return;
    }
    auto *list = new ResourceListing(m_connection, this);
    m_resourcesReload = list;
    connect(list, &base::Operation::finished, this, [this, list] {
        list->deleteLater();
        m_resourcesReload.clear();
        if (std::exchange(m_resourcesAreStale, false))
            reloadResources();
    });
    list->start();
}

void Features::reloadPrompts()
{
    if (m_promptsReload) {
        m_promptsAreStale = true;
        return;
    }
    auto *list = new PromptListing(m_connection, this);
    m_promptsReload = list;
    connect(list, &base::Operation::finished, this, [this, list] {
        list->deleteLater();
        m_promptsReload.clear();
        if (std::exchange(m_promptsAreStale, false))
            reloadPrompts();
    });
    list->start();
}

void Features::keepLine(const QString &level, const QString &text)
{
    if (m_log.size() >= keptLines)
        m_log.removeFirst();
    m_log.append({ .at = m_connection->m_services.clock->now(), .level = level, .text = text });
    Q_EMIT logChanged();
}

void Features::keepComplaint(const base::Error &problem)
{
    if (m_complaints.size() >= keptComplaints)
        m_complaints.removeFirst();
    m_complaints.append(problem);
    Q_EMIT complained();
}

} // namespace authscope::session
