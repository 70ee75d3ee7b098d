// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/browserlauncher.h"
#include "store/store.h"

#include <functional>
#include <memory>

namespace authscope::session {

/// The program a person chose to open sign-in pages with, as typed; empty: the system's browser. A setting of
/// this data folder that no imported file ever sets (T025).
QString browserCommand(const store::Store &store);
/// Error: the command names no program that can be started (OA-124), or the store cannot be written.
base::Result<void> setBrowserCommand(store::Store &store, const QString &command);

/// Opens with the chosen program, asked for anew each time, else with the given browser.
class ChosenBrowser : public oauth::BrowserLauncher {
public:
    ChosenBrowser(std::unique_ptr<oauth::BrowserLauncher> otherwise, std::function<QString()> command);

    base::Result<void> open(const QByteArray &url) override;
    QString displayName() const override;

private:
    std::unique_ptr<oauth::BrowserLauncher> m_otherwise;
    std::function<QString()> m_command;
};

} // namespace authscope::session
