// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/certificates.h"
#include "ui/common/widgets.h"

class QLineEdit;

namespace authscope::ui {

/// Whom this connection trusts beside the system's authorities, and who it is to a server that asks for a
/// certificate. What was read is shown; keys and passphrases never are.
class NetworkFields : public QWidget {
    Q_OBJECT

public:
    NetworkFields();

    void setKept(const QByteArray &extraCa, const QByteArray &clientCertificate);
    const QByteArray &extraCa() const { return m_extraCa; }
    /// Nothing when it stays as it was; an empty one takes it away.
    std::optional<net::ClientIdentity> changedIdentity() const { return m_identity; }
    const QString &problem() const { return m_problem; }
    void takeAuthorities(const QString &path);
    void takeIdentity(const QString &path);
    void clearSecrets();

private:
    QPushButton *fileButton(
        const QString &name, const QString &words, void (NetworkFields::*take)(const QString &));
    void readIdentity();
    void showAll();
    void say(const QString &problem);

    QByteArray m_extraCa;
    QByteArray m_certificate; ///< in use or chosen, public
    base::Secret m_identityFile;
    std::optional<net::ClientIdentity> m_identity;
    QString m_problem;
    Label *m_authorities;
    Label *m_owner;
    QLineEdit *m_passphrase;
    QWidget *m_unlock;
    QPushButton *m_dropAuthorities;
    QPushButton *m_dropIdentity;
    Label *m_wrong;
};

} // namespace authscope::ui
