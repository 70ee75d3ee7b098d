// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/strictnetworkaccessmanager.h"
#include "oauth/browserlauncher.h"

#include <functional>
#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace authscope::cli {

class Output;

/// --browser and --browser-command as typed.
struct BrowserOptions {
    std::string mode = {}; ///< system, print, headless; empty: not chosen
    std::string command = {};
    std::function<QString()> setting = {}; ///< the program chosen in the window; null: none is

    bool isChosen() const { return !mode.empty() || !command.empty(); }
};

void addBrowserOptions(CLI::App &command, BrowserOptions &options);
/// Throws CLI11's error when two of them contradict each other.
void checkBrowserOptions(const BrowserOptions &options);

/// Nothing chosen is the system browser. `stuck` hears when a browser cannot be started or cannot go on; it
/// is called in the middle of open().
std::unique_ptr<oauth::BrowserLauncher> makeBrowser(const BrowserOptions &options, Output &output,
    net::StrictNetworkAccessManager *network, std::function<void(const base::Error &)> stuck);

} // namespace authscope::cli
