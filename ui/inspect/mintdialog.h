// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "inspect/mint.h"
#include "ui/common/widgets.h"
#include "ui/inspect/inspectorservices.h"

#include <QDialog>

class QComboBox;
class QGridLayout;
class QPlainTextEdit;

namespace authscope::ui {

class ErrorPresenter;
class PasteField;
class SecretField;

/// A token for seeing how a server reacts: header and claims as typed, a key of its own. Keys of connections
/// are refused.
class MintDialog : public QDialog {
    Q_OBJECT

public:
    MintDialog(const InspectorServices &services, QWidget *parent);

    /// To begin with: those of a token, its times moved to now. Empty: a plain example.
    void setTemplate(const QByteArray &headerText, const QByteArray &claimsText);
    const inspect::Minted &minted() const { return m_minted; }

Q_SIGNALS:
    void inspectionRequested(const QByteArray &token, const QByteArray &publicKey);
    void answered(); ///< there is a new answer, a token or an error

private:
    QWidget *makeKeys();
    QWidget *makeKeyRow();
    QWidget *makeResult();
    void chooseKeyFile();
    void wire();
    void showAlgorithms();
    void sign();
    void showResult(const base::Result<inspect::Minted> &result);
    inspect::MintRequest request() const;
    inspect::MintRequest::With with() const;

    InspectorServices m_services;
    inspect::Minted m_minted;
    bool m_isSigning = false;
    QPlainTextEdit *m_header;
    QPlainTextEdit *m_claims;
    QGridLayout *m_form = nullptr;
    QComboBox *m_with;
    QComboBox *m_algorithm;
    PasteField *m_key;
    QWidget *m_keyRow = nullptr;
    SecretField *m_secret;
    QPushButton *m_sign;
    ErrorPresenter *m_error;
    QFrame *m_result = nullptr;
    Label *m_words;
    Label *m_notes;
    QPushButton *m_copyPublic;
    QPushButton *m_copyPrivate;
};

} // namespace authscope::ui
