// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "ui/common/errorpresenter.h"
#include "ui/common/icons.h"
#include "ui/common/text.h"
#include "ui/connections/browserdialog.h"
#include "ui/connections/clientscontroller.h"
#include "ui/connections/sidebar.h"
#include "ui/input/inputdesk.h"
#include "ui/inspect/inspectorwindow.h"
#include "ui/startpage.h"
#include "ui/statusline.h"
#include "ui/tools/confirmcalldialog.h"

#include <QActionGroup>
#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QFile>
#include <QMenu>
#include <QScreen>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QStyleHints>
#include <QToolButton>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

using session::Connection;

namespace {

/// Before the first widget is made, so that each begins with the right font.
ThemeChoice startTheme(const WindowServices &services, const QSettings &settings)
{
    const ThemeChoice choice = services.theme.value_or(themeChoice(settings.value(u"theme"_s).toString()));
    applyTheme(*qApp, choice);
    return choice;
}

} // namespace

MainWindow::MainWindow(const WindowServices &services)
    : m_services(services)
    , m_workspace(services.workspace)
    , m_clock(services.workspace->services().clock)
    , m_settings(services.settingsFile, QSettings::IniFormat)
    , m_theme(startTheme(services, m_settings))
    , m_clipboard(nullptr)
    , m_notifier(nullptr)
    , m_expiryWatch(services.notifier ? services.notifier : &m_notifier)
    , m_error(new ErrorPresenter(u"windowError"_s, QMargins(20, 12, 20, 0)))
    , m_sidebar(new Sidebar)
    , m_split(new QSplitter(Qt::Horizontal))
    , m_pages(new QStackedWidget)
    , m_start(new StartPage(bool(services.startDemo)))
    , m_status(new StatusLine(services.workspace->exchangeLog()))
    , m_connectDialog(new ConnectDialog(
          [this](const QByteArray &url, QObject *parent) { return m_workspace->probe(url, parent); }, this))
    , m_palette(new CommandPalette(this))
    , m_clients(new ClientsController(m_workspace, this))
{
    setObjectName(u"mainWindow"_s);
    setWindowTitle(tr("Authscope"));
    setWindowIcon(QIcon(u":/icons/authscope.svg"_s));

    auto *content = new QWidget;
    auto *contentColumn = column(content, 0, 0);
    contentColumn->addWidget(m_error);
    contentColumn->addWidget(m_pages, 1);
    m_pages->addWidget(m_start);
    m_split->addWidget(m_sidebar);
    m_split->addWidget(content);
    m_split->setStretchFactor(1, 1);
    m_split->setSizes({ 232, 1048 });
    m_split->setHandleWidth(1);
    m_split->setChildrenCollapsible(false);

    auto *central = new QWidget;
    auto *all = column(central, 0, 0);
    all->addWidget(makeTopBar());
    all->addWidget(m_split, 1);
    setCentralWidget(central);
    setStatusBar(m_status);
    const QSize room = screen()->availableSize() - QSize(0, 40); // the frame's own height
    resize(QSize(1280, 800).boundedTo(room));
    restoreGeometry(m_settings.value(u"geometry"_s).toByteArray());
    if (const QByteArray state = m_settings.value(u"sidebarSplitter"_s).toByteArray(); !state.isEmpty())
        m_split->restoreState(state);

    setAcceptDrops(true);
    makeShortcuts();
    wire();
    m_services.confirmer->setWindow(this, [this](const QString &id) -> CallConfirmer::Caller {
        const Connection *connection = m_workspace->find(id);
        if (!connection)
            return {};
        const oauth::Identity who = connection->identity();
        QStringList account{ who.name, who.email };
        account.removeAll(QString());
        return { connection->name(), account.join(u" · "_s) };
    });
    wireInput();
    m_sidebar->setVisible(false);
    setFocus(); // no button looks pressed before anybody touched one
    m_tick.start(1s);
}

MainWindow::~MainWindow()
{
    m_services.confirmer->setWindow(nullptr, {});
    if (m_services.input)
        m_services.input->setWindow(nullptr, {}, {});
    delete m_inspector;
    // Pages look at connections, which the workspace owns and may outlive us.
    m_workspace->disconnect(this);
    qDeleteAll(findChildren<ConnectionPage *>());
}

QWidget *MainWindow::makeTopBar()
{
    auto *bar = new QFrame;
    bar->setProperty("bar", u"top"_s);
    QPushButton *connectIt = primaryButton(tr("Connect…"), u"newConnectionButton"_s);
    connectIt->setToolTip(
        plainToolTip(tr("Connect to an MCP server, an issuer or a project domain (Ctrl+N)")));
    QPushButton *inspectIt = button(tr("Inspect a token…"), u"inspectTokenButton"_s);
    inspectIt->setToolTip(
        plainToolTip(tr("Judge any token that is pasted, dropped or kept in a file (Ctrl+T)")));
    QPushButton *search = button(tr("Search or run a command   Ctrl+K"), u"paletteButton"_s);
    search->setIcon(tintedIcon(u"search"_s, Tone::Muted));
    auto *more = new QToolButton;
    more->setObjectName(u"moreButton"_s);
    more->setAccessibleName(tr("More"));
    more->setToolTip(plainToolTip(tr("More")));
    more->setProperty("quiet", true);
    more->setIcon(tintedIcon(u"more"_s));
    more->setPopupMode(QToolButton::InstantPopup);

    auto *menu = new QMenu(more);
    auto *themes = new QActionGroup(menu);
    const std::pair<QString, ThemeChoice> choices[] = { { tr("Follow the system"), ThemeChoice::System },
        { tr("Light"), ThemeChoice::Light }, { tr("Dark"), ThemeChoice::Dark } };
    for (const auto &[words, choice] : choices) {
        QAction *action = menu->addAction(words);
        action->setCheckable(true);
        action->setChecked(choice == m_theme);
        themes->addAction(action);
        connect(action, &QAction::triggered, this, [this, chosen = choice] { setTheme(chosen); });
    }
    menu->addSeparator();
    makeExpiryAction(menu);
    menu->addSeparator();
    QAction *importing = menu->addAction(tr("Import servers…"));
    importing->setObjectName(u"importAction"_s);
    connect(importing, &QAction::triggered, this, &MainWindow::openImport);
    QAction *exporting = menu->addAction(tr("Export servers…"));
    exporting->setObjectName(u"exportAction"_s);
    connect(exporting, &QAction::triggered, this, &MainWindow::exportServers);
    menu->addSeparator();
    QAction *clients = menu->addAction(tr("Registered clients…"));
    clients->setObjectName(u"clientsAction"_s);
    connect(clients, &QAction::triggered, m_clients, &ClientsController::open);
    QAction *browser = menu->addAction(tr("Browser for sign-in…"));
    browser->setObjectName(u"browserAction"_s);
    connect(browser, &QAction::triggered, this,
        [this] { (new BrowserDialog(m_workspace->store(), this))->open(); });
    if (m_services.startDemo) {
        QAction *demo = menu->addAction(tr("Try the demo"));
        connect(demo, &QAction::triggered, this, &MainWindow::tryDemo);
    }
    QAction *quit = menu->addAction(tr("Quit"));
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    connect(quit, &QAction::triggered, this, &QWidget::close);
    more->setMenu(menu);

    auto *all = row(bar, 0, 8);
    all->setContentsMargins(12, 8, 12, 8);
    all->addWidget(connectIt);
    all->addWidget(inspectIt);
    all->addStretch(1);
    all->addWidget(search);
    all->addWidget(more);
    connect(connectIt, &QPushButton::clicked, this, [this] { openConnectDialog(); });
    connect(inspectIt, &QPushButton::clicked, this, &MainWindow::openInspector);
    connect(search, &QPushButton::clicked, this, &MainWindow::openPalette);
    return bar;
}

void MainWindow::makeShortcuts()
{
    const auto shortcut = [this](const QKeySequence &keys, auto run) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, run);
    };
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_K), [this] { openPalette(); });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_N), [this] { openConnectDialog(); });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_T), [this] { openInspector(); });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_I), [this] {
        if (ConnectionPage *page = currentPage())
            page->openServerInfo();
    });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma), [this] {
        if (ConnectionPage *page = currentPage())
            openSettings(page->connection());
    });
    shortcut(QKeySequence(Qt::CTRL | Qt::Key_R), [this] {
        if (ConnectionPage *page = currentPage(); page && page->connection()->tokens().canRefresh())
            page->refresh();
    });
    shortcut(QKeySequence(Qt::Key_Escape), [this] {
        if (ConnectionPage *page = currentPage(); page && page->canCancel())
            page->cancel();
    });
    for (int tab = 0; tab < ConnectionPage::tabCount; ++tab) {
        shortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(Qt::Key_1 + tab)), [this, tab] {
            const auto shown = static_cast<ConnectionPage::Tab>(tab);
            if (ConnectionPage *page = currentPage(); page && page->isTabShown(shown))
                page->showTab(shown);
        });
    }
}

void MainWindow::wire()
{
    auto *start = static_cast<StartPage *>(m_start);
    connect(start, &StartPage::demoRequested, this, &MainWindow::tryDemo);
    connect(start, &StartPage::connectRequested, this, [this] { openConnectDialog(); });
    connect(start, &StartPage::inspectionRequested, this, &MainWindow::openInspector);
    connect(m_connectDialog, &ConnectDialog::answered, this, &MainWindow::connectTo);
    connect(m_connectDialog, &ConnectDialog::exchangeRequested, this, [this](base::ExchangeId exchange) {
        if (ConnectionPage *page = currentPage())
            page->showExchange(exchange);
    });
    connect(m_clients, &ClientsController::exchangeRequested, this, [this](base::ExchangeId exchange) {
        if (ConnectionPage *page = currentPage())
            page->showExchange(exchange);
    });
    connect(m_sidebar, &Sidebar::connectionChosen, this, [this](const QString &id) {
        if (Connection *connection = m_workspace->find(id))
            select(connection);
    });
    connect(m_sidebar, &Sidebar::renameRequested, this, [this](const QString &id) {
        if (Connection *connection = m_workspace->find(id))
            rename(connection);
    });
    connect(m_sidebar, &Sidebar::settingsRequested, this, [this](const QString &id) {
        if (Connection *connection = m_workspace->find(id))
            openSettings(connection);
    });
    connect(m_sidebar, &Sidebar::serverInfoRequested, this, [this](const QString &id) {
        if (Connection *connection = m_workspace->find(id)) {
            select(connection);
            currentPage()->openServerInfo();
        }
    });
    connect(m_sidebar, &Sidebar::copyConfigRequested, this, [this](const QString &id) {
        if (const session::Connection *connection = m_workspace->find(id))
            m_clipboard.copy(QString::fromUtf8(session::writeServerList({ connection })));
    });
    connect(m_sidebar, &Sidebar::copyUrlRequested, this, [this](const QString &id) {
        if (const Connection *connection = m_workspace->find(id))
            m_clipboard.copy(QString::fromUtf8(connection->url()));
    });
    connect(m_sidebar, &Sidebar::identityRequested, this, &MainWindow::addIdentity);
    connect(m_sidebar, &Sidebar::removeRequested, this, [this](const QString &id) {
        if (Connection *connection = m_workspace->find(id))
            remove(connection);
    });
    connect(m_workspace, &session::Workspace::connectionAdded, this, [this](Connection *connection) {
        watch(connection);
        showRows();
    });
    connect(m_workspace, &session::Workspace::connectionRemoved, this, &MainWindow::dropPage);
    connect(m_workspace, &session::Workspace::storageFailed, this, &MainWindow::showError);
    connect(&m_tick, &QTimer::timeout, this, &MainWindow::tick);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_theme == ThemeChoice::System)
            applyTheme(*qApp, m_theme);
    });
#endif
}

void MainWindow::wireInput()
{
    if (!m_services.input)
        return;
    m_services.input->setWindow(
        this,
        [this](const QString &id) -> InputDesk::Place {
            const Connection *connection = m_workspace->find(id);
            if (!connection)
                return {};
            const Connection::Settings settings = connection->settings();
            const mcp::ServerCommand command = connection->command();
            return { .name = connection->name(),
                .host = command.isSet() ? tr("a program on this computer: %1").arg(command.program)
                                        : QUrl::fromEncoded(connection->url()).host(QUrl::FullyEncoded),
                .allowSampling = settings.allowSampling,
                .roots = settings.roots };
        },
        [this](const QByteArray &url) -> base::Result<void> {
            if (oauth::BrowserLauncher *browser = m_workspace->services().browser)
                return browser->open(url);
            return base::fail(
                { .kind = base::ErrorKind::Usage, .message = tr("There is no browser to open it with.") });
        });
}

void MainWindow::showError(const base::Error &error)
{
    m_error->setError(error);
}

void MainWindow::comeToFront()
{
    if (isMinimized())
        showNormal();
    raise();
    activateWindow();
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_theme = choice;
    m_settings.setValue(u"theme"_s, themeName(choice));
    applyTheme(*qApp, choice);
}

void MainWindow::tick()
{
    if (ConnectionPage *page = currentPage())
        page->tick(m_clock->now());
    showRows(); // the minutes left stand in the rows
    lookAtExpiry();
}

void MainWindow::saveLayout()
{
    m_settings.setValue(u"geometry"_s, saveGeometry());
    m_settings.setValue(u"sidebarSplitter"_s, m_split->saveState());
    if (const ConnectionPage *page = currentPage()) {
        m_settings.setValue(u"lastConnection"_s, page->connection()->id());
        m_settings.setValue(u"lastTab"_s, int(page->currentTab()));
        page->saveLayout(m_settings);
    }
    m_settings.sync();
    QFile::setPermissions(m_settings.fileName(), QFile::ReadOwner | QFile::WriteOwner);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveLayout();
    if (m_inspector)
        m_inspector->close(); // remembers where it was
    delete m_inspector; // or the program would go on with it alone
    QMainWindow::closeEvent(event);
}

} // namespace authscope::ui
