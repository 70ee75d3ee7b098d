// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/composition.h"
#include "ui/mainwindow.h"
#include "ui/tools/confirmcalldialog.h"

#include <QApplication>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

/// The whole program with its window, for tests that play a person in front of it.
namespace authscope::whole {

using namespace Qt::StringLiterals;

/// A browser that follows redirects and shows nothing: enough for a provider that consents without a page.
class Follower : public QObject, public oauth::BrowserLauncher {
public:
    base::Result<void> open(const QByteArray &url) override
    {
        opened += url;
        if (!follows)
            return {};
        QNetworkRequest request(QUrl::fromEncoded(url));
        request.setAttribute(
            QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
        QNetworkReply *reply = m_network.get(request);
        connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
        return {};
    }
    QString displayName() const override { return u"a test"_s; }

    QList<QByteArray> opened;
    bool follows = true;

private:
    QNetworkAccessManager m_network;
};

/// Everything the program builds, on a folder of its own.
struct Program {
    explicit Program(const QString &dataDir)
    {
        auto made = std::make_unique<Follower>();
        browser = made.get();
        auto built = app::Composition::build({ .dataDir = dataDir,
            .keepSecretsInMemory = true,
            .makeBrowser = [&made](net::StrictNetworkAccessManager *) { return std::move(made); },
            .confirmer = &confirmer });
        if (!built)
            qFatal("%s", qPrintable(built.error().message));
        composition = std::move(*built);
        demo = composition->makeDemo(
            { .idpPort = 0, .appPort = 0, .mcpPort = 0, .autoConsentUser = u"ada"_s });
        const auto start = [this]() -> base::Result<QByteArray> {
            if (const auto started = demo->start(); !started)
                return base::fail(started.error());
            return demo->mcpUrl();
        };
        window = std::make_unique<ui::MainWindow>(ui::WindowServices{ .workspace = &composition->workspace(),
            .confirmer = &confirmer,
            .startDemo = start,
            .settingsFile = dataDir + u"/window.ini"_s,
            .theme = ui::ThemeChoice::Light });
        window->show();
        window->showConnections();
    }

    ui::CallConfirmer confirmer;
    Follower *browser = nullptr;
    std::unique_ptr<app::Composition> composition;
    std::unique_ptr<demo::DemoServers> demo;
    std::unique_ptr<ui::MainWindow> window;
};

/// In any window that is on the screen.
template <class T>
T *find(const QString &name)
{
    for (QWidget *top : QApplication::topLevelWidgets()) {
        for (T *found : top->findChildren<T *>(name)) {
            if (found->isVisible())
                return found;
        }
    }
    return nullptr;
}

} // namespace authscope::whole
