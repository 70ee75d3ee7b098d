// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/exchangelog.h"
#include "oauth/signinflow.h"
#include "ui/common/icons.h"

namespace authscope::ui {

/// A link to one exchange: "GET /.well-known/openid-configuration", "200 · 0.8 kB · 8 ms".
struct ExchangeLine {
    base::ExchangeId id = 0;
    QString request = {};
    QString outcome = {};
};

/// What one of the eight rows shows.
struct StepData {
    oauth::StepId id = oauth::StepId::Resource;
    QString title = {};
    oauth::StepState state = oauth::StepState::Waiting;
    QString outcome = {};
    base::Checks checks = {};
    QList<ExchangeLine> exchanges = {};
    std::optional<std::chrono::milliseconds> duration = {};
    std::optional<base::Error> error = {};
};

/// What row 5 shows while the person is in the browser.
struct BrowserData {
    QByteArray url = {};
    QString host = {};
    QList<oauth::ExplainedParameter> parameters = {};
    base::Time deadline = {};
    int foreignAnswers = 0;
    bool canRegisterAgain = false;
    std::optional<oauth::DevicePrompt> device = {}; ///< a code to type in elsewhere, and no redirect back
};

ExchangeLine exchangeLine(const net::Exchange &exchange);
StepData stepData(const oauth::SignInStep &step, const net::ExchangeLog *log);
/// The rows before the first sign-in: titles only.
QList<StepData> emptySteps();
Mark markOf(oauth::StepState state);
Mark markOf(base::CheckState state);
QString objectNameOf(oauth::StepId id); ///< "resourceStep"

/// The whole attempt as text for a ticket. Holds what the rows hold, which was redacted before.
QString signInReport(const QString &connection, const QByteArray &url, const QList<StepData> &steps);

} // namespace authscope::ui
