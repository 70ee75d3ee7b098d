// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/mainwindow.h"

#include "session/ownkeys.h"
#include "ui/common/errorpresenter.h"
#include "ui/inspect/dropped.h"
#include "ui/inspect/inspectorwindow.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QMenu>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using oauth::TokenKind;
using session::Connection;

namespace {

inspect::Kind kindOf(TokenKind kind)
{
    switch (kind) {
    case TokenKind::Access:
        return inspect::Kind::Access;
    case TokenKind::Id:
        return inspect::Kind::Id;
    case TokenKind::Refresh:
        return inspect::Kind::Refresh;
    }
    Q_UNREACHABLE();
    return inspect::Kind::Unknown;
}

KnownConnection known(const Connection &connection, const oauth::KeySource &keys, base::Time now)
{
    KnownConnection out{ .id = connection.id(),
        .name = connection.name(),
        .url = connection.url(),
        .keysInUse = session::ownKeys(connection) };
    if (!connection.tokens().hasGrant())
        return out;
    const oauth::Grant &grant = connection.tokens().grant();
    out.issuer = grant.server.issuer;
    out.expectations = inspect::expectationsOf(grant, now);
    if (const jose::JwkSet *set = keys.cached(grant.server.jwksUri))
        out.keysAtHand = inspect::keysFromSet(*set,
            MainWindow::tr("the keys of %1").arg(QString::fromUtf8(grant.server.issuer)),
            keys.exchangeOf(grant.server.jwksUri));
    return out;
}

} // namespace

InspectorWindow *MainWindow::inspector()
{
    if (m_inspector) {
        m_inspector->show();
        m_inspector->raise();
        m_inspector->activateWindow();
        return m_inspector;
    }
    InspectorServices services{ .network = m_workspace->services().network,
        .keySource = m_workspace->keySource(),
        .clock = m_clock,
        .clipboard = &m_clipboard,
        .connections = [this] {
            QList<KnownConnection> all;
            for (const Connection *connection : m_workspace->connections())
                all += known(*connection, *m_workspace->keySource(), m_clock->now());
            return all;
        } };
    m_inspector = new InspectorWindow(services); // beside this window, not above it
    m_inspector->setWindowIcon(windowIcon());
    m_inspector->restoreGeometry(m_settings.value(u"inspectorGeometry"_s).toByteArray());
    connect(m_inspector, &QDialog::finished, this,
        [this] { m_settings.setValue(u"inspectorGeometry"_s, m_inspector->saveGeometry()); });
    connect(m_inspector, &InspectorWindow::exchangeRequested, this,
        [this](base::ExchangeId exchange, const QString &id) {
            if (Connection *connection = m_workspace->find(id))
                select(connection);
            if (ConnectionPage *page = currentPage()) {
                page->showExchange(exchange);
                comeToFront();
            }
        });
    m_inspector->show();
    return m_inspector;
}

void MainWindow::openInspector()
{
    inspector();
}

void MainWindow::openMint()
{
    inspector()->openMint();
}

void MainWindow::inspectTokenOf(Connection *connection, TokenKind kind)
{
    const base::Secret token = connection->tokenValue(kind);
    if (!token.isEmpty())
        inspector()->inspectToken(
            token, kindOf(kind), tr("the one “%1” holds").arg(connection->name()), connection->id());
}

QAction *MainWindow::makeExpiryAction(QMenu *menu)
{
    QAction *action = menu->addAction(tr("Notify me before a token ends"));
    action->setObjectName(u"expiryNoticeAction"_s);
    action->setCheckable(true);
    action->setChecked(m_settings.value(u"noticeBeforeEnd"_s, false).toBool());
    m_expiryWatch.setOn(action->isChecked());
    connect(action, &QAction::toggled, this, [this](bool isOn) {
        m_settings.setValue(u"noticeBeforeEnd"_s, isOn);
        m_expiryWatch.setOn(isOn);
    });
    return action;
}

void MainWindow::lookAtExpiry()
{
    for (const Connection *connection : m_workspace->connections()) {
        const oauth::TokenKeeper &keeper = connection->tokens();
        const QList<oauth::TokenGeneration> generations = keeper.generations();
        if (keeper.hasGrant() && !generations.isEmpty())
            m_expiryWatch.look(connection->id(), connection->name(), generations.first(), keeper.canRefresh(),
                m_clock->now());
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    if (canReadDropped(event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const auto bytes = readDropped(event->mimeData());
    event->setDropAction(Qt::CopyAction);
    event->accept();
    if (!bytes)
        return showError(bytes.error());
    inspector()->inspect(*bytes);
}

} // namespace authscope::ui
