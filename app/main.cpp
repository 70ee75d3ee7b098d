// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "app/demorunner.h"
#include "app/nodumps.h"
#include "app/singleinstance.h"
#include "base/datadir.h"
#include "base/errorcodes.h"
#include "session/chosenbrowser.h"
#include "session/commandbrowser.h"
#include "ui/common/desktopbrowser.h"
#include "ui/common/errorpresenter.h"
#include "ui/input/inputdesk.h"
#include "ui/mainwindow.h"
#include "ui/tools/confirmcalldialog.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QBoxLayout>
#include <QDialog>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace authscope::app {

namespace {

struct Options {
    bool demo = false;
    std::string connectTo = {};
    std::string dataDir = {};
    std::string browserCommand = {};
    std::string secrets = "keychain";
};

void say(std::FILE *stream, const QString &line)
{
    std::fputs((line + u'\n').toUtf8().constData(), stream);
}

/// The window cannot be: say why in a terminal and on the screen.
int refuse(const base::Error &error)
{
    say(stderr, base::oneLine(error));
    ui::applyTheme(*qApp, ui::ThemeChoice::System);
    QDialog dialog;
    dialog.setObjectName(u"startErrorDialog"_s);
    dialog.setWindowTitle(u"Authscope"_s);
    auto *presenter = new ui::ErrorPresenter;
    QPushButton *close = ui::primaryButton(QCoreApplication::translate("Main", "Close"), u"closeButton"_s);
    auto *all = ui::column(&dialog, 20, 12);
    all->addWidget(presenter);
    all->addWidget(close, 0, Qt::AlignRight);
    presenter->setError(error);
    QObject::connect(close, &QPushButton::clicked, &dialog, &QDialog::accept);
    dialog.resize(520, 160);
    dialog.show();
    QApplication::exec();
    return base::exitCode(error.kind);
}

/// `setting`: the program chosen in the window, when the command line names none.
Composition::MakeBrowser browserMaker(const QString &command, const std::function<QString()> &setting)
{
    return [command, setting](net::StrictNetworkAccessManager *) -> std::unique_ptr<oauth::BrowserLauncher> {
        if (!command.isEmpty())
            return std::make_unique<session::CommandBrowser>(command);
        return std::make_unique<session::ChosenBrowser>(std::make_unique<ui::DesktopBrowser>(), setting);
    };
}

void serve(ui::MainWindow &window, const StartRequest &request)
{
    window.comeToFront();
    if (request.demo)
        window.tryDemo();
    else if (!request.connectTo.isEmpty())
        window.openConnectDialog(request.connectTo);
}

/// What may take its time, once the window is on the screen: kept connections, the demo they may need.
void fill(ui::MainWindow &window, Composition &composition, DemoRunner &demo, const StartRequest &request)
{
    if (demo.isWanted()) {
        if (const auto started = demo.start(); !started)
            window.showError(started.error());
    }
    if (const auto loaded = composition.workspace().load(); !loaded)
        window.showError(loaded.error());
    window.showConnections();
    serve(window, request);
}

int run(const Options &options)
{
    const StartRequest request{ .demo = options.demo,
        .connectTo = QString::fromStdString(options.connectTo) };
    const auto dataDir = base::openDataDir(QString::fromStdString(options.dataDir));
    if (!dataDir)
        return refuse(dataDir.error());
    SingleInstance instance(*dataDir);
    const auto role = instance.claim(request);
    if (!role)
        return refuse(role.error());
    if (*role == SingleInstance::Role::Second) {
        say(stdout, u"Authscope runs already with this data folder; its window was brought to the front."_s);
        return 0;
    }

    ui::CallConfirmer confirmer;
    ui::InputDesk input; // both outlive the workspace
    const store::Store *settings = nullptr;
    const auto browserSetting = [&settings] { return session::browserCommand(*settings); };
    const auto composition = Composition::build({ .dataDir = *dataDir,
        .keepSecretsInMemory = options.secrets == "memory",
        .makeBrowser = browserMaker(QString::fromStdString(options.browserCommand), browserSetting),
        .confirmer = &confirmer });
    if (!composition)
        return refuse(composition.error());
    settings = (*composition)->workspace().store();
    (*composition)->workspace().setInputHandler(&input);
    DemoRunner demo(**composition);

    ui::WindowServices services{ .workspace = &(*composition)->workspace(),
        .confirmer = &confirmer,
        .input = &input,
        .startDemo = [&demo] { return demo.start(); },
        .settingsFile = *dataDir + u"/window.ini"_s };
    if (const QString theme = qEnvironmentVariable("AUTHSCOPE_THEME"); !theme.isEmpty())
        services.theme = ui::themeChoice(theme);
    ui::MainWindow window(services);
    QObject::connect(&instance, &SingleInstance::startRequested, &window,
        [&window](const StartRequest &later) { serve(window, later); });
    window.show();
    QTimer::singleShot(0, &window, [&] { fill(window, **composition, demo, request); });
    return QApplication::exec();
}

} // namespace

} // namespace authscope::app

int main(int argc, char **argv)
{
    using namespace authscope;
    app::forbidDumps();
    app::Options options;
    CLI::App arguments(
        "Authscope: sign in at MCP servers, see every step, judge the tokens, call the tools", "authscope");
    arguments.add_flag("--demo", options.demo, "Start the demo and sign in at it");
    arguments.add_option(
        "--connect", options.connectTo, "MCP server, issuer or project domain to connect to");
    arguments.add_option(
        "--data-dir", options.dataDir, "Where everything that is no secret is kept (AUTHSCOPE_DATA_DIR)");
    arguments.add_option("--browser-command", options.browserCommand,
        "Program (and its arguments) that opens the sign-in page; it gets the address as one last argument, "
        "no shell");
    arguments.add_option("--secrets", options.secrets, "keychain, or memory: until the program ends")
        ->check(CLI::IsMember({ "keychain", "memory" }));
    arguments.set_version_flag("--version", "Authscope " AUTHSCOPE_VERSION);
    try {
        arguments.parse(argc, argv); // before there is a display: --help needs none
    } catch (const CLI::Success &answer) {
        return arguments.exit(answer);
    } catch (const CLI::ParseError &error) {
        app::say(stderr,
            u"%1 %2. “authscope --help” explains every option."_s.arg(
                base::code::usage, QString::fromStdString(error.what())));
        return base::exitCode(base::ErrorKind::Usage);
    }

    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"authscope"_s);
    QCoreApplication::setApplicationVersion(QStringLiteral(AUTHSCOPE_VERSION));
    QGuiApplication::setDesktopFileName(u"authscope"_s);
    return app::run(options);
}
