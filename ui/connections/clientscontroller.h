// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspace.h"

#include <QPointer>
#include <QTimer>

namespace authscope::ui {

class ClientsDialog;

/// Opens and feeds the list of registered clients.
class ClientsController : public QObject {
    Q_OBJECT

public:
    ClientsController(session::Workspace *workspace, QWidget *window);

    void open();

Q_SIGNALS:
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void read(const QByteArray &issuer, const QByteArray &clientId);
    void confirmDeletion(const session::KnownClient &client);
    void remove(const QByteArray &issuer, const QByteArray &clientId);
    /// Starts it; `then` gets the result while the dialog is still there.
    template <class Value, class Then>
    void run(base::ResultOperation<Value> *action, const QString &phase, Then then);

    session::Workspace *m_workspace;
    QWidget *m_window;
    QPointer<ClientsDialog> m_dialog;
    QPointer<base::Operation> m_running;
    QTimer m_tick;
};

} // namespace authscope::ui
