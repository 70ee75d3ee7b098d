// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/consent/undocontroller.h"

#include "ui/consent/undopanel.h"
#include "ui/consent/undowords.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using session::Undo;

UndoController::UndoController(
    UndoPanel *panel, session::Connection *connection, const base::Clock *clock, QWidget *page)
    : QObject(page), m_panel(panel), m_connection(connection), m_clock(clock), m_page(page)
{
    connect(panel, &UndoPanel::stopRequested, this, &UndoController::stop);
}

void UndoController::request(Undo how)
{
    if (m_out)
        return;
    const oauth::ServerMetadata &server = m_connection->tokens().grant().server;
    const QString host = QUrl::fromEncoded(server.issuer).host(QUrl::EncodeUnicode);
    ask(m_page, undoObjectName(how) + u"Dialog"_s,
        undoQuestion(how, host, !oauth::revocationEndpoint(server).isEmpty()), [this, how] { start(how); });
}

void UndoController::start(Undo how)
{
    if (m_out)
        return;
    m_out = m_connection->undo(how, this);
    connect(m_out, &session::SignOut::stepped, m_panel, &UndoPanel::addLine);
    connect(m_out, &session::SignOut::waiting, m_panel, &UndoPanel::setTries);
    connect(m_out, &base::Operation::finished, this, [this, how, out = m_out.data()] {
        out->deleteLater();
        m_out.clear();
        conclude(how, out->result());
        Q_EMIT ended();
    });
    m_panel->begin(undoName(how), m_clock->now());
    Q_EMIT started();
    m_out->start();
}

void UndoController::conclude(Undo how, const base::Result<session::SignOutReport> &result)
{
    if (result) {
        const auto [sentence, tone] = undoOutcome(how, *result);
        return m_panel->finish(sentence, tone, result->proof ? result->proof->exchange : 0);
    }
    if (result.error().kind != base::ErrorKind::Cancelled)
        return m_panel->fail(result.error());
    m_panel->finish(m_connection->tokens().hasGrant()
            ? tr("You stopped before anything was done. The sign-in is as it was.")
            : tr("You stopped waiting. The tokens are gone from this computer; what the provider did after "
                 "that was not seen."),
        Tone::Caution);
}

void UndoController::stop()
{
    if (m_out)
        m_out->cancel();
}

void UndoController::tick(base::Time now)
{
    m_panel->tick(now);
}

} // namespace authscope::ui
