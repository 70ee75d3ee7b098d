// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/redactor.h"
#include "secrets/secretstore.h"

namespace authscope::session {

using NamedSecret = std::pair<QByteArray, base::Secret>;

/// Names with secret values, one entry of the keychain: header fields, variables of an environment. Every
/// value is made known to the redactor as soon as it is here; those of header fields also by their name, so
/// that the shortest is hidden where it stands.
class SecretValues : public QObject {
    Q_OBJECT

public:
    enum class Kind { HeaderFields, EnvironmentVariables };

    SecretValues(
        secrets::SecretStore *store, base::Redactor *redactor, QString key, Kind kind, QObject *parent);

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
    QString what() const; ///< names them in sentences: "header fields"

    secrets::SecretStore *m_store;
    base::Redactor *m_redactor;
    QString m_key;
    Kind m_kind;
    QList<NamedSecret> m_values;
};

} // namespace authscope::session
