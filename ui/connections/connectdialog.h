// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspace.h"
#include "ui/common/widgets.h"

#include <QDialog>
#include <QPointer>

class QLineEdit;
class QProgressBar;

namespace authscope::ui {

class ErrorPresenter;

/// One field: a server, an issuer or a domain. Nothing is sent before typing stops; then what is there is
/// said under the field.
class ConnectDialog : public QDialog {
    Q_OBJECT

public:
    /// Makes the probe of a URL that passed the guard.
    using Prober = std::function<session::Probe *(const QByteArray &url, QObject *parent)>;

    ConnectDialog(Prober prober, QWidget *parent);

    void openWith(const QString &url = {});

    struct Answer {
        QByteArray url = {};
        QString name = {}; ///< what the server calls itself, when it said so
        session::Connection::Settings settings = {};
        base::Secret clientSecret = {};
        bool signIn = true; ///< the probe found that one is needed, or found nothing yet
    };

Q_SIGNALS:
    void answered(const authscope::ui::ConnectDialog::Answer &answer);
    void exchangeRequested(authscope::base::ExchangeId exchange);

private:
    void urlEdited();
    void probe();
    void probed();
    void showReport(const session::ProbeReport &report);
    void dropProbe();
    void confirm();

    Prober m_prober;
    QPointer<session::Probe> m_probe;
    std::optional<session::ProbeReport> m_report;
    QTimer m_typing;
    QLineEdit *m_url;
    QProgressBar *m_busy;
    Label *m_found;
    ErrorPresenter *m_error;
    QPushButton *m_more;
    QFrame *m_advanced;
    QLineEdit *m_clientId;
    QLineEdit *m_clientSecret;
    QLineEdit *m_scopes;
    QPushButton *m_connect;
};

} // namespace authscope::ui
