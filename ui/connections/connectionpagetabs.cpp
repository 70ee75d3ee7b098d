// SPDX-License-Identifier: GPL-3.0-or-later
#include "oauth/endsession.h"
#include "ui/connections/connectionheader.h"
#include "ui/connections/connectionpage.h"
#include "ui/consent/consentview.h"
#include "ui/consent/undocontroller.h"
#include "ui/consent/undopanel.h"
#include "ui/prompts/promptscontroller.h"
#include "ui/prompts/promptsview.h"
#include "ui/resources/resourcescontroller.h"
#include "ui/resources/resourcesview.h"
#include "ui/server/serverinfocontroller.h"
#include "ui/tokens/tokenscontroller.h"
#include "ui/tokens/tokensview.h"
#include "ui/tools/toolscontroller.h"
#include "ui/tools/toolsview.h"
#include "ui/traffic/trafficview.h"

#include <QSettings>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace authscope::ui {

void ConnectionPage::wireFeatures()
{
    const auto signInAgain = [this] { signIn(); };
    connect(m_resourcesView->frame(), &FeatureFrame::signInRequested, this, signInAgain);
    connect(m_promptsView->frame(), &FeatureFrame::signInRequested, this, signInAgain);
    connect(m_resourcesView, &ResourcesView::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_promptsView, &PromptsView::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_serverInfo, &ServerInfoController::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_toolsView->result(), &ResultView::openRequested, this, [this](const QByteArray &url) {
        oauth::BrowserLauncher *browser = m_workspace->services().browser;
        if (const auto opened = browser ? browser->open(url) : base::Result<void>(); !opened) {
            m_error = opened.error();
            showError();
        }
    });
    connect(m_header, &ConnectionHeader::serverInfoRequested, this, &ConnectionPage::openServerInfo);
}

void ConnectionPage::wireUndo()
{
    connect(m_header, &ConnectionHeader::forgetRequested, this, &ConnectionPage::forget);
    connect(m_header, &ConnectionHeader::disconnectRequested, this, &ConnectionPage::disconnectFromProvider);
    connect(m_header, &ConnectionHeader::logoutRequested, this, &ConnectionPage::signOutAtProvider);
    connect(m_consentView, &ConsentView::forgetRequested, this, &ConnectionPage::forget);
    connect(m_consentView, &ConsentView::disconnectRequested, this, &ConnectionPage::disconnectFromProvider);
    connect(m_consentView, &ConsentView::logoutRequested, this, &ConnectionPage::signOutAtProvider);
    connect(m_tokensView, &TokensView::revocationRequested, this, &ConnectionPage::disconnectFromProvider);
    connect(m_consentView->undo(), &UndoPanel::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_undo, &UndoController::started, this, [this] {
        m_error.reset();
        showError();
        showTab(Tab::Consent);
        showConsent();
    });
    connect(m_undo, &UndoController::ended, this, [this] {
        showHeader();
        showConsent();
        showError();
    });
    connect(m_connection, &session::Connection::signInStarted, m_consentView->undo(), [this] {
        if (!m_undo->isRunning())
            m_consentView->undo()->clear(); // a new chapter
    });
}

void ConnectionPage::forget()
{
    m_undo->request(session::Undo::Forget);
}

void ConnectionPage::disconnectFromProvider()
{
    m_undo->request(session::Undo::Disconnect);
}

void ConnectionPage::signOutAtProvider()
{
    m_undo->request(session::Undo::AtProvider);
}

QString ConnectionPage::whyNoLogout() const
{
    if (!m_connection->tokens().hasGrant())
        return {};
    const auto url = oauth::endSessionUrl(m_connection->tokens().grant());
    return url ? QString() : url.error().message;
}

bool ConnectionPage::canSignOutAtProvider() const
{
    return m_connection->tokens().hasGrant() && whyNoLogout().isEmpty();
}

void ConnectionPage::askAboutToken()
{
    showTab(Tab::Tokens);
    const oauth::TokenKind chosen = m_tokensView->currentKind();
    m_tokens->introspect(chosen == oauth::TokenKind::Id ? oauth::TokenKind::Access : chosen);
}

void ConnectionPage::askWhoIAm()
{
    showTab(Tab::Tokens);
    m_tokens->askWhoIAm();
}

void ConnectionPage::loadShown()
{
    switch (currentTab()) {
    case Tab::Tools:
        return m_tools->loadIfNeeded();
    case Tab::Resources:
        return m_resources->loadIfNeeded();
    case Tab::Prompts:
        return m_prompts->loadIfNeeded();
    case Tab::SignIn:
    case Tab::Consent:
    case Tab::Tokens:
    case Tab::Traffic:
        return;
    }
}

bool ConnectionPage::knowsSignIn() const
{
    return !m_connection->command().isSet();
}

bool ConnectionPage::isTabShown(Tab tab) const
{
    return m_tabs->isTabVisible(int(tab));
}

/// A program knows no sign-in. An open server may still turn out to know one (a 401), so its tabs go only
/// while there is nothing in them.
void ConnectionPage::showTabs()
{
    const bool hasFlow = m_connection->signInFlow() || m_connection->tokens().hasGrant();
    const bool open = !knowsSignIn() || (m_connection->state() == session::ConnectionState::Open && !hasFlow);
    for (const Tab tab : { Tab::SignIn, Tab::Consent, Tab::Tokens })
        m_tabs->setTabVisible(int(tab), !open);
    if (open && currentTab() < Tab::Tools)
        showTab(Tab::Tools);
}

ConnectionPage::Tab ConnectionPage::currentTab() const
{
    return static_cast<Tab>(m_tabs->currentIndex());
}

void ConnectionPage::showTab(Tab tab)
{
    if (!m_tabs->isTabVisible(int(tab)) && tab < Tab::Tools)
        m_tabs->setTabVisible(int(tab), true); // it has something to show after all
    m_tabs->setCurrentIndex(int(tab));
}

void ConnectionPage::showExchange(base::ExchangeId exchange)
{
    showTab(Tab::Traffic);
    m_trafficView->showExchange(exchange);
}

void ConnectionPage::openServerInfo()
{
    m_serverInfo->open();
}

void ConnectionPage::chooseTool(const QString &name)
{
    showTab(Tab::Tools);
    m_toolsView->chooseTool(name);
}

void ConnectionPage::chooseResource(const QByteArray &uri)
{
    showTab(Tab::Resources);
    m_resourcesView->choose(uri);
}

void ConnectionPage::choosePrompt(const QString &name)
{
    showTab(Tab::Prompts);
    m_promptsView->choose(name);
}

void ConnectionPage::openTools()
{
    showTab(Tab::Tools);
    m_tools->load();
}

void ConnectionPage::saveLayout(QSettings &settings) const
{
    settings.setValue(u"toolsSplitters"_s, m_toolsView->saveState());
    settings.setValue(u"resourcesSplitters"_s, m_resourcesView->saveState());
    settings.setValue(u"promptsSplitters"_s, m_promptsView->saveState());
    settings.setValue(u"trafficSplitter"_s, m_trafficView->saveState());
}

void ConnectionPage::restoreLayout(const QSettings &settings)
{
    if (const QByteArray state = settings.value(u"toolsSplitters"_s).toByteArray(); !state.isEmpty())
        m_toolsView->restoreState(state);
    if (const QByteArray state = settings.value(u"resourcesSplitters"_s).toByteArray(); !state.isEmpty())
        m_resourcesView->restoreState(state);
    if (const QByteArray state = settings.value(u"promptsSplitters"_s).toByteArray(); !state.isEmpty())
        m_promptsView->restoreState(state);
    if (const QByteArray state = settings.value(u"trafficSplitter"_s).toByteArray(); !state.isEmpty())
        m_trafficView->restoreState(state);
}

} // namespace authscope::ui
