// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connectionpage.h"

#include "session/toolconsents.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/text.h"
#include "ui/connections/connectionheader.h"
#include "ui/consent/consentview.h"
#include "ui/consent/undocontroller.h"
#include "ui/prompts/promptscontroller.h"
#include "ui/prompts/promptsview.h"
#include "ui/resources/resourcescontroller.h"
#include "ui/resources/resourcesview.h"
#include "ui/server/serverinfocontroller.h"
#include "ui/signin/signincontroller.h"
#include "ui/signin/signinview.h"
#include "ui/tokens/tokenscontroller.h"
#include "ui/tokens/tokensview.h"
#include "ui/tools/toolscontroller.h"
#include "ui/tools/toolsview.h"
#include "ui/traffic/trafficview.h"

#include <QBoxLayout>
#include <QSettings>
#include <QStackedWidget>
#include <QTabBar>

using namespace Qt::StringLiterals;

namespace authscope::ui {

ConnectionPage::ConnectionPage(session::Workspace *workspace, session::Connection *connection,
    ClipboardPolicy *clipboard)
    : m_workspace(workspace)
    , m_connection(connection)
    , m_clock(workspace->services().clock)
    , m_header(new ConnectionHeader)
    , m_banner(new ErrorPresenter(u"connectionError"_s, QMargins(20, 12, 20, 0)))
    , m_tabs(new QTabBar)
    , m_views(new QStackedWidget)
    , m_signInView(new SignInView)
    , m_consentView(new ConsentView)
    , m_tokensView(new TokensView)
    , m_toolsView(new ToolsView)
    , m_resourcesView(new ResourcesView)
    , m_promptsView(new PromptsView)
    , m_trafficView(new TrafficView(workspace->exchangeLog(), connection->id(), clipboard,
          [workspace](const QString &id) { return workspace->earlierExchanges(id); }))
    , m_signIn(new SignInController(m_signInView, connection, clipboard, m_clock, this))
    , m_tokens(new TokensController(m_tokensView, connection, clipboard, m_clock, this))
    , m_undo(new UndoController(m_consentView->undo(), connection, m_clock, this))
    , m_tools(new ToolsController(m_toolsView, connection, m_clock, this))
    , m_resources(new ResourcesController(m_resourcesView, connection, m_clock, this))
    , m_prompts(new PromptsController(m_promptsView, connection, m_clock, this))
    , m_serverInfo(new ServerInfoController(connection, m_clock, this))
{
    setObjectName(u"connectionPage"_s);
    m_tabs->setObjectName(u"viewTabs"_s);
    m_tabs->setAccessibleName(tr("Views"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setFocusPolicy(Qt::StrongFocus);
    const std::pair<QString, QWidget *> views[]
        = { { tr("Sign-in"), m_signInView }, { tr("Consent"), m_consentView }, { tr("Tokens"), m_tokensView },
              { tr("Tools"), m_toolsView }, { tr("Resources"), m_resourcesView },
              { tr("Prompts"), m_promptsView }, { tr("Traffic"), m_trafficView } };
    for (const auto &[name, view] : views) {
        m_tabs->addTab(name);
        m_views->addWidget(view);
    }
    auto *head = new QFrame;
    head->setProperty("bar", u"header"_s);
    auto *headColumn = column(head, 0, 0);
    headColumn->addWidget(m_header);
    auto *tabRow = row();
    tabRow->setContentsMargins(8, 0, 8, 0);
    tabRow->addWidget(m_tabs, 1); // all of it: the chosen one is bold, and wider than before
    headColumn->addLayout(tabRow);
    auto *all = column(this, 0, 0);
    all->addWidget(head);
    all->addWidget(m_banner);
    all->addWidget(m_views, 1);
    wire();
    wireFeatures();
    wireUndo();
    showTabs();
    showHeader();
    showConsent();
    showError();
}

ConnectionPage::~ConnectionPage()
{
    // Its parts take leave one by one, and what they tell the connection would come back to a half-gone page.
    m_connection->disconnect(this);
}

void ConnectionPage::wire()
{
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_views->setCurrentIndex(tab);
        loadShown();
        showError();
    });
    connect(m_connection, &session::Connection::changed, this, [this] {
        showTabs();
        showHeader();
        showError();
    });
    connect(m_connection, &session::Connection::tokensChanged, this, [this] {
        showHeader();
        showConsent();
        loadShown();
    });
    connect(m_connection, &session::Connection::toolsChanged, this, [this] {
        m_consentView->setTools(m_connection->tools());
        showConsent();
    });
    connect(m_connection, &session::Connection::historyChanged, this, &ConnectionPage::showConsent);
    connect(m_connection->consents(), &session::ToolConsents::changed, this, &ConnectionPage::showConsent);

    connect(m_signIn, &SignInController::started, this, [this] {
        m_error.reset();
        showError();
        m_returnTo.reset();
        const Tab tab = currentTab();
        if (tab == Tab::Tools || tab == Tab::Resources || tab == Tab::Prompts)
            m_returnTo = tab; // something there is waiting for this sign-in
        showTab(Tab::SignIn);
    });
    connect(m_signIn, &SignInController::consentNeeded, this, &ConnectionPage::askConsent);
    connect(m_signIn, &SignInController::consentOver, m_consentView, &ConsentView::stopAsking);
    connect(m_signIn, &SignInController::browserOpened, this, [this] { showTab(Tab::SignIn); });
    connect(m_signIn, &SignInController::questionAsked, this, [this] { showTab(Tab::SignIn); });
    connect(m_signIn, &SignInController::finished, this, [this](bool signedIn) {
        if (!signedIn) {
            showTab(Tab::SignIn); // where the row that failed says why
            return;
        }
        m_tools->loadIfNeeded();
        if (m_returnTo)
            showTab(*m_returnTo);
    });
    connect(m_consentView, &ConsentView::agreed, this, [this](const QList<QByteArray> &scopes) {
        oauth::SignInFlow *flow = m_connection->signInFlow();
        if (!flow || !flow->consentRequest())
            return;
        flow->agree(scopes);
        showTab(Tab::SignIn);
    });
    connect(m_consentView, &ConsentView::declined, this, [this] {
        if (oauth::SignInFlow *flow = m_connection->signInFlow(); flow && flow->consentRequest())
            flow->decline();
    });
    connect(m_consentView, &ConsentView::askAgainRequested, this,
        [this] { m_connection->consents()->withdrawAllowances(); });

    const auto signInAgain = [this] { signIn(); };
    connect(m_header, &ConnectionHeader::signInRequested, this, signInAgain);
    connect(m_consentView, &ConsentView::signInRequested, this, signInAgain);
    connect(m_tokensView, &TokensView::signInRequested, this, signInAgain);
    connect(m_toolsView, &ToolsView::signInRequested, this, signInAgain);
    connect(m_header, &ConnectionHeader::refreshRequested, this, &ConnectionPage::refresh);
    connect(m_tokens, &TokensController::failed, this, [this](const base::Error &error) {
        m_error = error;
        showError();
    });
    connect(m_tokens, &TokensController::succeeded, this, [this] {
        m_error.reset();
        showError();
    });
    connect(m_signInView, &SignInView::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_tokensView, &TokensView::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_tokens, &TokensController::inspectionRequested, this, &ConnectionPage::inspectionRequested);
    connect(m_toolsView, &ToolsView::exchangeRequested, this, &ConnectionPage::showExchange);
    connect(m_banner, &ErrorPresenter::exchangeRequested, this, &ConnectionPage::showExchange);
}

void ConnectionPage::signIn(const QString &reason)
{
    m_signIn->signIn(reason);
    m_returnTo.reset();
}

void ConnectionPage::refresh()
{
    m_tokens->refresh();
}

bool ConnectionPage::canCancel() const
{
    const oauth::SignInFlow *flow = m_connection->signInFlow();
    return (flow && flow->isRunning()) || m_undo->isRunning() || m_tokens->isAsking();
}

void ConnectionPage::cancel()
{
    m_signIn->cancel();
    m_undo->stop();
    m_tokens->stopAsking();
}

void ConnectionPage::showHeader()
{
    const oauth::TokenKeeper &keeper = m_connection->tokens();
    HeaderData given{ .name = m_connection->name(),
        .url = m_connection->url(),
        .state = m_connection->state(),
        .stateText = m_connection->stateText(),
        .canRefresh = keeper.canRefresh(),
        .isRefreshing = keeper.isRefreshing(),
        .knowsSignIn = knowsSignIn() };
    if (const mcp::ServerInfo *server = m_connection->serverInfo())
        given.protocol = mcp::describeEra(server->era, server->protocolVersion);
    else if (m_connection->era() != mcp::Era::Unknown)
        given.protocol = mcp::describeEra(m_connection->era(), {});
    if (!given.knowsSignIn) {
        const mcp::ServerCommand command = m_connection->command();
        given.url = (QStringList{ command.program } + command.arguments).join(u' ').toUtf8();
    }
    if (keeper.hasGrant()) {
        const oauth::Grant &grant = keeper.grant();
        given.identity = m_connection->identity();
        given.hasAccessToken = true;
        given.issued = grant.tokens.received;
        given.expires = grant.tokens.expires();
        given.canRevoke = !oauth::revocationEndpoint(grant.server).isEmpty();
        given.whyNoLogout = whyNoLogout();
    }
    m_header->show(given, m_clock->now());
}

void ConnectionPage::showError()
{
    std::optional<base::Error> error = m_error ? m_error : m_connection->lastError();
    // The row of the sign-in says it already, and better.
    if (error && currentTab() == Tab::SignIn) {
        for (const StepData &step : m_signInView->steps()) {
            if (step.error && step.error->code == error->code)
                error.reset();
            if (!error)
                break;
        }
    }
    m_banner->setError(error);
}

void ConnectionPage::showConsent()
{
    const oauth::TokenKeeper &keeper = m_connection->tokens();
    ConsentData given{ .isSignedIn = keeper.hasGrant(),
        .history = m_connection->consentHistory(),
        .toolsAllowed = m_connection->consents()->allowances() };
    if (keeper.hasGrant()) {
        const oauth::Grant &grant = keeper.grant();
        given.provider = QUrl::fromEncoded(grant.server.issuer).host(QUrl::EncodeUnicode);
        given.canRevoke = !oauth::revocationEndpoint(grant.server).isEmpty();
        given.whyNoLogout = whyNoLogout();
        given.scopes = compareScopes(grant.requestedScopes, grant.grantedScopes, m_connection->tools());
    }
    m_consentView->setData(given);
}

void ConnectionPage::askConsent(oauth::SignInFlow *flow)
{
    if (!flow->consentRequest())
        return;
    showTab(Tab::Consent);
    m_consentView->ask(*flow->consentRequest(), m_connection->tools());
}

void ConnectionPage::tick(base::Time now)
{
    m_header->tick(now);
    if (currentTab() == Tab::SignIn)
        m_signInView->tick(now);
    if (currentTab() == Tab::Tokens)
        m_tokensView->tick(now);
    m_undo->tick(now);
    m_tools->tick(now);
    m_resources->tick(now);
    m_prompts->tick(now);
}

} // namespace authscope::ui
