// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspace.h"
#include "ui/common/widgets.h"

class QSettings;
class QStackedWidget;
class QTabBar;

namespace authscope::ui {

class ClipboardPolicy;
class ConnectionHeader;
class ConsentView;
class ErrorPresenter;
class PromptsController;
class PromptsView;
class ResourcesController;
class ResourcesView;
class ServerInfoController;
class SignInController;
class SignInView;
class TokensController;
class TokensView;
class ToolsController;
class ToolsView;
class TrafficView;
class UndoController;

/// Everything about one connection: header, tabs, views.
class ConnectionPage : public QWidget {
    Q_OBJECT

public:
    enum class Tab { SignIn, Consent, Tokens, Tools, Resources, Prompts, Traffic };
    static constexpr int tabCount = 7;

    ConnectionPage(
        session::Workspace *workspace, session::Connection *connection, ClipboardPolicy *clipboard);
    ~ConnectionPage() override;

    session::Connection *connection() const { return m_connection; }
    Tab currentTab() const;
    void showTab(Tab tab);
    void showExchange(base::ExchangeId exchange);
    void chooseTool(const QString &name);
    void chooseResource(const QByteArray &uri);
    void choosePrompt(const QString &name);
    void openServerInfo();
    bool isTabShown(Tab tab) const;
    bool knowsSignIn() const; ///< false for programs: there is none
    void openTools(); ///< at a server that asks for no sign-in
    void signIn(const QString &reason = {});
    void refresh();
    void forget();
    void disconnectFromProvider();
    void signOutAtProvider(); ///< opens the browser: on a person's gesture only
    bool canSignOutAtProvider() const;
    void askAboutToken();
    void askWhoIAm();
    bool canCancel() const;
    void cancel();
    void tick(base::Time now);

    void saveLayout(QSettings &settings) const;
    void restoreLayout(const QSettings &settings);

Q_SIGNALS:
    void inspectionRequested(authscope::oauth::TokenKind kind);

private:
    void wire();
    void wireFeatures();
    void loadShown();
    void showTabs();
    void showHeader();
    void showError();
    QString whyNoLogout() const; ///< empty: it is offered, or nobody is signed in
    void showConsent();
    void askConsent(oauth::SignInFlow *flow);
    void wireUndo();

    session::Workspace *m_workspace;
    session::Connection *m_connection;
    const base::Clock *m_clock;
    std::optional<base::Error> m_error; ///< of something pressed here
    std::optional<Tab> m_returnTo; ///< after a sign-in that a call asked for
    ConnectionHeader *m_header;
    ErrorPresenter *m_banner;
    QTabBar *m_tabs;
    QStackedWidget *m_views;
    SignInView *m_signInView;
    ConsentView *m_consentView;
    TokensView *m_tokensView;
    ToolsView *m_toolsView;
    ResourcesView *m_resourcesView;
    PromptsView *m_promptsView;
    TrafficView *m_trafficView;
    SignInController *m_signIn;
    TokensController *m_tokens;
    UndoController *m_undo;
    ToolsController *m_tools;
    ResourcesController *m_resources;
    PromptsController *m_prompts;
    ServerInfoController *m_serverInfo;
};

} // namespace authscope::ui
