// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "session/features.h"
#include "ui/connections/clientscontroller.h"
#include "ui/input/inputdesk.h"

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::Connection;

void MainWindow::openPalette()
{
    m_palette->openWith(commands());
}

QList<Command> MainWindow::commands()
{
    const QString action = tr("Action");
    QList<Command> all{ { tr("Connect to a server"), action, u"Ctrl+N"_s, [this] { openConnectDialog(); } } };
    all += { tr("Inspect a token"), action, u"Ctrl+T"_s, [this] { openInspector(); } };
    all += { tr("Make a test token"), action, {}, [this] { openMint(); } };
    if (m_services.startDemo)
        all += { tr("Try the demo"), action, {}, [this] { tryDemo(); } };
    if (ConnectionPage *page = currentPage()) {
        if (page->knowsSignIn())
            all += { tr("Sign in"), action, {}, [page] { page->signIn(); } };
        if (page->connection()->tokens().canRefresh())
            all += { tr("Refresh the access token"), action, u"Ctrl+R"_s, [page] { page->refresh(); } };
        if (page->connection()->tokens().hasGrant()) {
            all += { tr("Forget the sign-in here"), action, {}, [page] { page->forget(); } };
            all += { tr("Disconnect from the provider"), action, {},
                [page] { page->disconnectFromProvider(); } };
            if (page->canSignOutAtProvider())
                all += { tr("Sign out at the provider"), action, {}, [page] { page->signOutAtProvider(); } };
            all += { tr("Ask the server about the token"), action, {}, [page] { page->askAboutToken(); } };
            all += { tr("Who am I at the provider"), action, {}, [page] { page->askWhoIAm(); } };
        }
        const QString tabs[] = { tr("Show Sign-in"), tr("Show Consent"), tr("Show Tokens"), tr("Show Tools"),
            tr("Show Resources"), tr("Show Prompts"), tr("Show Traffic") };
        for (int tab = 0; tab < ConnectionPage::tabCount; ++tab)
            if (page->isTabShown(static_cast<ConnectionPage::Tab>(tab)))
                all += { tabs[tab], action, u"Ctrl+%1"_s.arg(tab + 1),
                    [page, tab] { page->showTab(static_cast<ConnectionPage::Tab>(tab)); } };
        if (InputDesk *input = m_services.input; input && input->waiting(page->connection()->id()) > 0)
            all += { tr("Answer what the server asks"), action, {},
                [input, id = page->connection()->id()] { input->bringToFront(id); } };
        all += { tr("About the server"), action, u"Ctrl+I"_s, [page] { page->openServerInfo(); } };
        all += { tr("Settings of this connection"), action, u"Ctrl+,"_s,
            [this, page] { openSettings(page->connection()); } };
        all += { tr("Rename this connection"), action, {}, [this, page] { rename(page->connection()); } };
        all += { tr("Remove this connection"), action, {}, [this, page] { remove(page->connection()); } };
        for (const mcp::Tool &tool : page->connection()->tools())
            all += { tool.name, tr("Tool"), {}, [page, name = tool.name] { page->chooseTool(name); } };
        const session::Features *features = page->connection()->features();
        for (const mcp::Resource &resource :
            features->resources().first(std::min<qsizetype>(features->resources().size(), 500)))
            all += { resource.title, tr("Resource"), {},
                [page, uri = resource.uri] { page->chooseResource(uri); } };
        for (const mcp::Prompt &prompt : features->prompts())
            all += { prompt.title.isEmpty() ? prompt.name : prompt.title, tr("Prompt"), {},
                [page, name = prompt.name] { page->choosePrompt(name); } };
    }
    all += { tr("Registered clients…"), action, {}, [this] { m_clients->open(); } };
    for (Connection *connection : m_workspace->connections())
        all += { connection->name(), tr("Connection"), {}, [this, connection] { select(connection); } };
    all += { tr("Theme: follow the system"), action, {}, [this] { setTheme(ThemeChoice::System); } };
    all += { tr("Theme: light"), action, {}, [this] { setTheme(ThemeChoice::Light); } };
    all += { tr("Theme: dark"), action, {}, [this] { setTheme(ThemeChoice::Dark); } };
    all += { tr("Quit"), action, u"Ctrl+Q"_s, [this] { close(); } };
    return all;
}

} // namespace authscope::ui
