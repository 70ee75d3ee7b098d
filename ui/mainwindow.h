// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/serverlist.h"
#include "session/workspace.h"
#include "ui/common/clipboard.h"
#include "ui/common/commandpalette.h"
#include "ui/common/notifier.h"
#include "ui/common/theme.h"
#include "ui/connections/connectdialog.h"
#include "ui/connections/connectionpage.h"
#include "ui/connections/expirywatch.h"

#include <QMainWindow>
#include <QSettings>

class QSplitter;
class QStackedWidget;

namespace authscope::ui {

class CallConfirmer;
class ClientsController;
class ErrorPresenter;
class InputDesk;
class InspectorWindow;
class Sidebar;
class StatusLine;

/// What the window needs and does not build itself. All of it outlives the window.
struct WindowServices {
    session::Workspace *workspace = nullptr;
    CallConfirmer *confirmer = nullptr;
    InputDesk *input = nullptr; ///< where servers' questions arrive; null: nobody is asked
    /// Starts the demo's servers (again: gives the address of the running ones). Null: no demo.
    std::function<base::Result<QByteArray>()> startDemo = {};
    QString settingsFile = {}; ///< INI; geometry, splitters, last view, theme: nothing secret
    Notifier *notifier = nullptr; ///< null: the desktop's
    std::optional<ThemeChoice> theme = {}; ///< asked for on the command line or by AUTHSCOPE_THEME
};

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const WindowServices &services);
    ~MainWindow() override;

    /// After the workspace was loaded: all rows, and the connection looked at last.
    void showConnections();
    void tryDemo();
    void openConnectDialog(const QString &url = {});
    void openInspector();
    void showError(const base::Error &error); ///< what belongs to no connection
    void comeToFront();
    ConnectionPage *currentPage() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeTopBar();
    void makeShortcuts();
    void wire();
    void watch(session::Connection *connection);
    void showRows();
    void select(session::Connection *connection);
    void addIdentity(const QString &connection);
    ConnectionPage *pageOf(session::Connection *connection);
    void connectTo(const ConnectDialog::Answer &answer);
    void connectToProgram(const mcp::ServerCommand &command);
    void setHeaders(session::Connection *connection, const HeadersTable::Headers &headers,
        const std::function<void(session::Connection *)> &then);
    void openImport();
    void importServers(const QList<session::ListedServer> &servers);
    void exportServers();
    void openSettings(session::Connection *connection);
    void wireInput();
    void remove(session::Connection *connection);
    void rename(session::Connection *connection);
    void dropPage(const QString &id);
    InspectorWindow *inspector(); ///< shown
    void inspectTokenOf(session::Connection *connection, oauth::TokenKind kind);
    void openMint();
    QAction *makeExpiryAction(QMenu *menu);
    void lookAtExpiry();
    void openPalette();
    QList<Command> commands();
    void setTheme(ThemeChoice choice);
    void tick();
    void saveLayout();

    WindowServices m_services;
    session::Workspace *m_workspace;
    const base::Clock *m_clock;
    QSettings m_settings;
    ThemeChoice m_theme;
    ClipboardPolicy m_clipboard;
    DesktopNotifier m_notifier;
    ExpiryWatch m_expiryWatch;
    QPointer<InspectorWindow> m_inspector;
    QTimer m_tick;
    ErrorPresenter *m_error;
    Sidebar *m_sidebar;
    QSplitter *m_split;
    QStackedWidget *m_pages;
    QWidget *m_start;
    StatusLine *m_status;
    ConnectDialog *m_connectDialog;
    CommandPalette *m_palette;
    ClientsController *m_clients;
};

} // namespace authscope::ui
