// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/prompts/promptscontroller.h"

#include "session/connection.h"
#include "ui/common/availability.h"
#include "ui/prompts/promptsview.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::Connection;
using session::Features;

PromptsController::PromptsController(
    PromptsView *view, Connection *connection, const base::Clock *clock, QObject *parent)
    : QObject(parent)
    , m_view(view)
    , m_connection(connection)
    , m_features(connection->features())
    , m_clock(clock)
{
    connect(m_features, &Features::promptsChanged, this, &PromptsController::showList);
    connect(connection, &Connection::changed, this, &PromptsController::showList);
    connect(view, &PromptsView::loadRequested, this, &PromptsController::load);
    connect(view, &PromptsView::shownChanged, this, [this] {
        if (m_get)
            m_get->cancel();
    });
    connect(view->panel(), &PromptPanel::getRequested, this, &PromptsController::fetch);
    connect(view->panel(), &PromptPanel::cancelRequested, this, [this] {
        if (m_get)
            m_get->cancel();
    });
    connect(view->panel(), &PromptPanel::visitFinished, this, [this] {
        if (m_get)
            m_get->events()->proceed();
    });
    view->panel()->arguments()->setAsker([this](const QByteArray &argument, const QString &typed,
                                             const json::Object &earlier, QObject *asker) -> mcp::Complete * {
        if (!m_features->offersCompletion())
            return nullptr;
        return m_features->complete(
            { mcp::CompletionTarget::Kind::Prompt, m_view->panel()->promptName().toUtf8() }, argument, typed,
            earlier, asker);
    });
    showList();
}

void PromptsController::loadIfNeeded()
{
    if (canAsk(*m_connection) && !m_features->arePromptsLoaded() && !m_loading)
        load();
}

void PromptsController::load()
{
    if (m_loading)
        return;
    m_loading = m_features->loadPrompts(this);
    connect(m_loading, &base::Operation::finished, this, [this] {
        const auto result = m_loading->result();
        m_loading->deleteLater();
        m_loading.clear();
        showList();
        if (!result)
            m_view->setState(FeatureFrame::State::Failed, result.error());
    });
    m_loading->start();
    m_view->setState(FeatureFrame::State::Loading);
}

void PromptsController::showList()
{
    m_view->frame()->setNeedsSignIn(needsSignIn(*m_connection));
    m_view->setPrompts(m_features->prompts());
    if (!m_loading)
        m_view->setState(
            frameState(*m_connection, m_features->arePromptsLoaded(), m_features->offersPrompts()));
}

void PromptsController::fetch(const QString &name, const json::Object &arguments)
{
    if (m_get)
        return;
    m_getting = name;
    m_started = m_clock->now();
    m_get = m_features->getPrompt(name, arguments, this);
    connect(m_get->events(), &mcp::FeatureSignals::phaseChanged, this, [this](const QString &phase) {
        if (m_get)
            m_view->panel()->setRunning(true, phase);
    });
    connect(
        m_get->events(), &mcp::FeatureSignals::visitAwaited, m_view->panel(), &PromptPanel::setVisitAwaited);
    connect(m_get, &base::Operation::finished, this, &PromptsController::fetched);
    m_view->panel()->setRunning(true, tr("asking"));
    m_get->start();
}

void PromptsController::fetched()
{
    const base::Result<mcp::PromptResult> result = m_get->result();
    m_get->deleteLater();
    m_get.clear();
    m_view->panel()->setRunning(false);
    if (m_view->panel()->promptName() != m_getting)
        return;
    PromptData data{ .at = m_clock->now() };
    if (result)
        data.result = *result;
    else
        data.error = result.error();
    m_view->messages()->setData(data);
}

void PromptsController::tick(base::Time now)
{
    if (m_get)
        m_view->panel()->setElapsed(now - m_started);
}

} // namespace authscope::ui
