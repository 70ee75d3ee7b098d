// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/server/serverinfocontroller.h"

#include "session/connection.h"
#include "ui/common/text.h"
#include "ui/server/serverinfodialog.h"

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

using session::Features;

ServerInfoController::ServerInfoController(
    session::Connection *connection, const base::Clock *clock, QWidget *page)
    : QObject(page), m_connection(connection), m_clock(clock), m_page(page)
{
    m_later.setSingleShot(true);
    m_later.setInterval(100ms);
    connect(&m_later, &QTimer::timeout, this, &ServerInfoController::showData);
    const auto later = [this] {
        if (m_dialog && !m_later.isActive())
            m_later.start();
    };
    connect(connection, &session::Connection::changed, this, later);
    connect(connection, &session::Connection::toolsChanged, this, later);
    connect(connection->features(), &Features::logChanged, this, later);
    connect(connection->features(), &Features::complained, this, later);
    connect(connection->features(), &Features::watchChanged, this, later);
}

void ServerInfoController::open()
{
    if (!m_dialog) {
        m_dialog = new ServerInfoDialog(m_page);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(m_dialog, &ServerInfoDialog::introduceRequested, this, &ServerInfoController::introduce);
        connect(m_dialog, &ServerInfoDialog::pingRequested, this, &ServerInfoController::ping);
        connect(
            m_dialog, &ServerInfoDialog::exchangeRequested, this, &ServerInfoController::exchangeRequested);
    }
    showData();
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void ServerInfoController::showData()
{
    if (!m_dialog)
        return;
    const Features *features = m_connection->features();
    ServerInfoData data{ .connection = m_connection->name(),
        .watch = features->watchState(),
        .log = features->log(),
        .complaints = features->complaints() };
    if (const mcp::ServerInfo *server = m_connection->serverInfo())
        data.server = *server;
    m_dialog->setData(data);
}

void ServerInfoController::introduce()
{
    if (m_asking)
        return;
    m_asking = m_connection->features()->introduce(this);
    connect(m_asking, &base::Operation::finished, this, [this] {
        const auto result = m_asking->result();
        m_asking->deleteLater();
        m_asking.clear();
        if (!m_dialog)
            return;
        m_dialog->setBusy(false);
        m_dialog->setError(result ? std::nullopt : std::optional(result.error()));
        m_dialog->setOutcome(result ? tr("✓ It introduced itself.") : QString(), Tone::Good);
        showData();
    });
    m_dialog->setError({});
    m_dialog->setBusy(true);
    m_asking->start();
}

void ServerInfoController::ping()
{
    if (m_ping)
        return;
    m_pinged = m_clock->now();
    m_ping = m_connection->features()->ping(this);
    connect(m_ping, &base::Operation::finished, this, [this] {
        const auto result = m_ping->result();
        m_ping->deleteLater();
        m_ping.clear();
        if (!m_dialog)
            return;
        const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(m_clock->now() - m_pinged);
        m_dialog->setOutcome(
            result ? tr("✓ Answered in %1.").arg(durationText(took)) : QString(), Tone::Good);
        m_dialog->setError(result ? std::nullopt : std::optional(result.error()));
    });
    m_dialog->setError({});
    m_dialog->setOutcome(tr("asking …"), Tone::Muted);
    m_ping->start();
}

} // namespace authscope::ui
