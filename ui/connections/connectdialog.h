// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/workspace.h"
#include "ui/connections/advancedform.h"

#include <QDialog>
#include <QPointer>

class QProgressBar;
class QStackedWidget;

namespace authscope::ui {

class CommandForm;
class ErrorPresenter;

/// One field: a server, an issuer or a domain. Nothing is sent before typing stops; then what is there is
/// said under the field. Or a program of this machine.
class ConnectDialog : public QDialog {
    Q_OBJECT

public:
    /// Makes the probe of a URL that passed the guard; null: there is none to be had.
    using Prober = std::function<session::Probe *(const QByteArray &url, QObject *parent)>;

    ConnectDialog(Prober prober, QWidget *parent);

    void openWith(const QString &url = {});

    struct Answer {
        QByteArray url = {};
        QString name = {}; ///< what the server calls itself, when it said so
        session::Connection::Settings settings = {};
        base::Secret clientSecret = {};
        std::optional<oauth::GrantInput> grantInput = {};
        HeadersTable::Headers headers = {};
        mcp::ServerCommand command = {}; ///< set: a program instead of a URL
        bool isAdvanced = false; ///< settings were looked at and may differ from the usual
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
    void confirmCommand();
    QWidget *makeAddress();
    void showMode(int mode);

    enum Mode { Address, Program };
    Prober m_prober;
    QPointer<session::Probe> m_probe;
    std::optional<session::ProbeReport> m_report;
    QTimer m_typing;
    SegmentedControl *m_mode;
    QStackedWidget *m_stack;
    CommandForm *m_command;
    QLineEdit *m_url;
    QProgressBar *m_busy;
    Label *m_found;
    ErrorPresenter *m_error;
    QPushButton *m_more;
    AdvancedForm *m_advanced;
    QPushButton *m_connect;
};

} // namespace authscope::ui
