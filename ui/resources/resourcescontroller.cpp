// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/resources/resourcescontroller.h"

#include "session/connection.h"
#include "ui/common/availability.h"
#include "ui/resources/resourcesview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::Connection;
using session::Features;

ResourcesController::ResourcesController(
    ResourcesView *view, Connection *connection, const base::Clock *clock, QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_connection(connection)
    , m_features(connection->features())
    , m_clock(clock)
{
    connect(m_features, &Features::resourcesChanged, this, &ResourcesController::showLists);
    connect(m_features, &Features::watchChanged, this, &ResourcesController::showWatch);
    connect(m_features, &Features::resourceUpdated, this, &ResourcesController::updated);
    connect(connection, &Connection::changed, this, &ResourcesController::showLists);
    connect(view, &ResourcesView::loadRequested, this, &ResourcesController::load);
    connect(view, &ResourcesView::shownChanged, this, &ResourcesController::showShown);
    ResourcePanel *panel = view->panel();
    connect(panel, &ResourcePanel::readRequested, this, &ResourcesController::read);
    connect(panel, &ResourcePanel::uriChanged, this, &ResourcesController::showWatch);
    connect(panel, &ResourcePanel::cancelRequested, this, [this] {
        if (m_read)
            m_read->cancel();
    });
    connect(panel, &ResourcePanel::visitFinished, this, [this] {
        if (m_read)
            m_read->events()->proceed();
    });
    connect(panel, &ResourcePanel::watchToggled, this, [this](const QByteArray &uri, bool on) {
        m_features->setWatched(uri, on);
        showWatch();
    });
    panel->variables()->setAsker([this](const QByteArray &variable, const QString &typed,
                                     const json::Object &earlier, QObject *asker) -> mcp::Complete * {
        const QByteArray uriTemplate = m_view->shownTemplate();
        if (uriTemplate.isEmpty() || !m_features->offersCompletion())
            return nullptr;
        return m_features->complete(
            { mcp::CompletionTarget::Kind::Resource, uriTemplate }, variable, typed, earlier, asker);
    });
    showLists();
}

void ResourcesController::loadIfNeeded()
{
    if (canAsk(*m_connection) && !m_features->areResourcesLoaded() && !m_loading)
        load();
}

void ResourcesController::load()
{
    if (m_loading)
        return;
    m_loading = m_features->loadResources(this);
    connect(m_loading, &base::Operation::finished, this, [this] {
        const auto result = m_loading->result();
        m_loading->deleteLater();
        m_loading.clear();
        showLists();
        if (!result)
            m_view->setState(FeatureFrame::State::Failed, result.error());
    });
    m_loading->start();
    m_view->setState(FeatureFrame::State::Loading);
}

void ResourcesController::showLists()
{
    m_view->frame()->setNeedsSignIn(needsSignIn(*m_connection));
    m_view->setLists(m_features->resources(), m_features->templates());
    showWatch();
    if (m_loading)
        return;
    m_view->setState(
        frameState(*m_connection, m_features->areResourcesLoaded(), m_features->offersResources()));
}

void ResourcesController::showShown()
{
    m_held.clear();
    if (m_read)
        m_read->cancel();
    m_readAgain.clear();
    showWatch();
}

void ResourcesController::showWatch()
{
    const QByteArray uri = m_view->panel()->uri();
    const mcp::ServerInfo *server = m_connection->serverInfo();
    const json::Object *offered = server ? json::objectMember(server->capabilities, "resources") : nullptr;
    const bool canSubscribe = offered && json::boolMember(*offered, "subscribe").value_or(false);
    const mcp::WatchState state = m_features->watchState();
    m_view->panel()->setWatch(watchMark(state, uri, m_features->isWatched(uri), canSubscribe), state.note);
    const auto at = m_updates.constFind(uri);
    m_view->panel()->setUpdated(at == m_updates.constEnd() ? std::nullopt : std::optional(*at));
}

void ResourcesController::read(const QByteArray &uri)
{
    if (m_read)
        return;
    m_reading = uri;
    m_readStarted = m_clock->now();
    m_read = m_features->readResource(uri, this);
    connect(m_read->events(), &mcp::FeatureSignals::progressed, m_view->panel(), &ResourcePanel::setProgress);
    connect(m_read->events(), &mcp::FeatureSignals::phaseChanged, this, [this](const QString &phase) {
        if (m_read)
            m_view->panel()->setRunning(true, phase);
    });
    connect(m_read->events(), &mcp::FeatureSignals::visitAwaited, m_view->panel(),
        &ResourcePanel::setVisitAwaited);
    connect(m_read, &base::Operation::finished, this, &ResourcesController::readEnded);
    m_view->panel()->setRunning(true, tr("reading"));
    m_read->start();
}

void ResourcesController::readEnded()
{
    const base::Result<mcp::ResourceContents> result = m_read->result();
    m_read->deleteLater();
    m_read.clear();
    m_view->panel()->setRunning(false);
    const bool stillShown = m_view->panel()->uri() == m_reading;
    if (!stillShown)
        return;
    ReadData data{ .readAt = m_clock->now() };
    if (result)
        data.contents = *result;
    else
        data.error = result.error();
    m_held = m_reading;
    m_view->contents()->setData(data);
    m_view->markUpdated(m_reading, false);
    if (std::exchange(m_readAgain, {}) == m_reading)
        read(m_reading);
}

void ResourcesController::updated(const QByteArray &uri)
{
    m_updates[uri] = m_clock->now();
    m_view->markUpdated(uri, true);
    showWatch();
    if (m_view->panel()->uri() != uri)
        return;
    if (m_read && m_reading == uri)
        m_readAgain = uri;
    else if (!m_read && m_held == uri)
        read(uri); // what is shown would be old
}

void ResourcesController::tick(base::Time now)
{
    if (m_read)
        m_view->panel()->setElapsed(now - m_readStarted);
}

} // namespace authscope::ui
