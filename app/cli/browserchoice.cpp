// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/browserchoice.h"

#include "cli/output.h"
#include "cli/platform.h"
#include "session/chosenbrowser.h"
#include "session/commandbrowser.h"
#include "session/headlessbrowser.h"

#include <CLI/CLI.hpp>

using namespace Qt::StringLiterals;

namespace authscope::cli {

namespace {

/// Leaves the opening to the person.
class PrintBrowser : public oauth::BrowserLauncher {
public:
    explicit PrintBrowser(Output &output) : m_output(output) { }

    base::Result<void> open(const QByteArray &url) override
    {
        m_output.note(u"Open this address in a browser on this computer:"_s);
        if (m_output.isJson())
            m_output.note(QString::fromUtf8(url));
        else
            m_output.raw(url);
        return {};
    }

    QString displayName() const override { return u"the printed address"_s; }

private:
    Output &m_output;
};

/// A browser that may not appear: says when it cannot be started, and what to open when it stays away.
class WatchedBrowser : public oauth::BrowserLauncher {
public:
    WatchedBrowser(std::unique_ptr<oauth::BrowserLauncher> browser, Output &output,
        std::function<void(const base::Error &)> stuck)
        : m_browser(std::move(browser)), m_output(output), m_stuck(std::move(stuck))
    {
    }

    base::Result<void> open(const QByteArray &url) override
    {
        auto opened = m_browser->open(url);
        if (!opened)
            m_stuck(opened.error());
        else if (!m_output.isJson())
            m_output.note(u"Go on in the browser. If none appears, open this address on this computer:\n"_s
                + QString::fromUtf8(url));
        return opened;
    }

    QString displayName() const override { return m_browser->displayName(); }

private:
    std::unique_ptr<oauth::BrowserLauncher> m_browser;
    Output &m_output;
    std::function<void(const base::Error &)> m_stuck;
};

} // namespace

void addBrowserOptions(CLI::App &command, BrowserOptions &options)
{
    command
        .add_option("--browser", options.mode,
            "system: your browser; print: the address, for you to open; headless: follow the redirects "
            "without a browser, for providers that consent without a page")
        ->check(CLI::IsMember({ "system", "print", "headless" }));
    command.add_option("--browser-command", options.command,
        "Program (and its arguments) that opens the address; it gets the address as one last argument, no "
        "shell is involved");
}

void checkBrowserOptions(const BrowserOptions &options)
{
    if (!options.command.empty() && !options.mode.empty() && options.mode != "system")
        throw CLI::ValidationError("--browser-command", "cannot be used with --browser " + options.mode);
}

std::unique_ptr<oauth::BrowserLauncher> makeBrowser(const BrowserOptions &options, Output &output,
    net::StrictNetworkAccessManager *network, std::function<void(const base::Error &)> stuck)
{
    if (options.mode == "print")
        return std::make_unique<PrintBrowser>(output);
    if (options.mode == "headless") {
        auto browser = std::make_unique<session::HeadlessBrowser>(network);
        QObject::connect(browser.get(), &session::HeadlessBrowser::failed, browser.get(),
            [stuck = std::move(stuck)](const base::Error &error) { stuck(error); });
        return browser;
    }
    std::unique_ptr<oauth::BrowserLauncher> browser = makeSystemBrowser();
    if (!options.command.empty())
        browser = std::make_unique<session::CommandBrowser>(QString::fromStdString(options.command));
    else if (options.setting)
        browser = std::make_unique<session::ChosenBrowser>(std::move(browser), options.setting);
    return std::make_unique<WatchedBrowser>(std::move(browser), output, std::move(stuck));
}

} // namespace authscope::cli
