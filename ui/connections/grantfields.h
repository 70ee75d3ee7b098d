// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "oauth/grantinput.h"
#include "ui/common/widgets.h"

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLineEdit;

namespace authscope::ui {

class SecretField;

/// Rows of a form: with what a connection signs in, and what each way without a browser needs. What is kept
/// already is not shown; it stays until the person replaces it.
class GrantFields : public QObject {
    Q_OBJECT

public:
    /// The rows come when they are asked for: others may stand between.
    GrantFields(QGridLayout *form, bool isOffered);
    void addChoice();
    void addFields();

    void setKept(oauth::GrantKind kind);
    oauth::GrantKind kind() const;
    bool usesClientSecret() const; ///< the way that was chosen has a use for one
    /// Nothing when what is kept stays.
    std::optional<oauth::GrantInput> changedInput() const;
    QString problem() const;
    void clearSecrets();

Q_SIGNALS:
    void changed(); ///< the choice

private:
    bool isKept() const; ///< and not to be replaced
    bool usesKey() const;
    void showRows();
    void keyChosen();
    QString keyProblem() const;

    QGridLayout *m_form;
    bool m_isOffered;
    oauth::GrantKind m_keptKind = oauth::GrantKind::AuthorizationCode;
    QComboBox *m_kind;
    Label *m_about;
    QWidget *m_keptHolder;
    QCheckBox *m_replace;
    QComboBox *m_proof;
    SecretField *m_key;
    QComboBox *m_algorithm;
    QLineEdit *m_keyId;
    QLineEdit *m_idpEndpoint;
    QLineEdit *m_idpClientId;
    SecretField *m_idpSecret;
    SecretField *m_idToken;
    SecretField *m_assertion;
};

} // namespace authscope::ui
