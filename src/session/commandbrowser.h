// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/browserlauncher.h"

#include <QStringList>

namespace authscope::session {

/// Starts a program with the URL as its one last argument. No shell ever sees the URL (T021), and only what
/// base::guardUrl() allows is handed over, so that it cannot be taken for an option (T022).
class CommandBrowser : public oauth::BrowserLauncher {
public:
    /// As typed: split into words once, quotes respected, before there is any URL.
    explicit CommandBrowser(const QString &command);
    CommandBrowser(QStringList programAndArguments, QString displayName);

    base::Result<void> open(const QByteArray &url) override;
    QString displayName() const override { return m_displayName; }

private:
    QStringList m_words;
    QString m_displayName;
};

} // namespace authscope::session
