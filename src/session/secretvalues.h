// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "secrets/secretstore.h"

namespace authscope::session {

using NamedSecret = std::pair<QByteArray, base::Secret>;

/// Names with secret values, one entry of the keychain: header fields, variables of an environment. Every
/// value is made known to the redactor as soon as it is here.
class SecretValues : public QObject {
    Q_OBJECT

public:
    /// `what` names them in sentences: "header fields".
    SecretValues(
        secrets::SecretStore *store, base::Redactor *redactor, QString key, QString what, QObject *parent);

    const QString &key() const { return m_key; }
    const QList<NamedSecret> &values() const { return m_values; }
    /// From the keychain, unless they are here. Error: those of the keychain, or OA-248 when what is there
    /// lacks one of `names`.
    base::ResultOperation<bool> *load(const QList<QByteArray> &names, QObject *parent);
    /// Here at once; true when the keychain has them too, false when they last until the program ends.
    base::ResultOperation<bool> *keep(const QList<NamedSecret> &values, QObject *parent);
    /// Here, and nowhere else.
    void use(const QList<NamedSecret> &values) { take(values); }

private:
    friend class SecretLoading;
    friend class SecretKeeping;
    void take(const QList<NamedSecret> &values);
    bool covers(const QList<QByteArray> &names) const;

    secrets::SecretStore *m_store;
    base::Redactor *m_redactor;
    QString m_key;
    QString m_what;
    QList<NamedSecret> m_values;
};

} // namespace authscope::session
