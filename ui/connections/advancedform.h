// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/connection.h"
#include "ui/connections/headerstable.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QListWidget;
class QSpinBox;

namespace authscope::ui {

class GrantFields;
class LimitsForm;
class NetworkFields;
class RequestFields;

/// The settings of a connection, for the connect dialog and for later.
class AdvancedForm : public QWidget {
    Q_OBJECT

public:
    enum Part { SignIn = 1, Protocol = 2, Headers = 4, Input = 8, Limits = 16, Network = 32 };
    Q_DECLARE_FLAGS(Parts, Part)

    explicit AdvancedForm(Parts parts);

    void setSettings(const session::Connection::Settings &settings);
    /// What was given to setSettings() with what is in the controls.
    session::Connection::Settings settings() const;
    base::Secret clientSecret() const;
    /// Nothing when the connection signs in with what it signed in with before.
    std::optional<oauth::GrantInput> grantInput() const;
    /// Nothing when the certificate shown to servers stays as it was.
    std::optional<net::ClientIdentity> clientIdentity() const;
    HeadersTable::Headers headers() const;
    bool areHeadersChanged() const; ///< kept ones stay as they are until the person replaces them
    QString problem() const;
    void clearSecrets();

private:
    void showSignInRows();
    QString signInProblem() const;
    QWidget *makeHeaders();
    QWidget *makeRoots();
    void addRoot(const QString &folder);

    Parts m_parts;
    session::Connection::Settings m_before;
    QLineEdit *m_clientId;
    QLineEdit *m_clientIssuer;
    QLineEdit *m_clientSecret;
    QLineEdit *m_metadataUrl;
    QLineEdit *m_scopes;
    QComboBox *m_era;
    QSpinBox *m_timeout;
    QSpinBox *m_ping;
    Label *m_keptHeaders;
    QCheckBox *m_replaceHeaders;
    HeadersTable *m_headers;
    QCheckBox *m_sampling;
    QListWidget *m_roots;
    LimitsForm *m_limits;
    RequestFields *m_request;
    NetworkFields *m_network;
    QGridLayout *m_form;
    GrantFields *m_grant;
};

} // namespace authscope::ui
