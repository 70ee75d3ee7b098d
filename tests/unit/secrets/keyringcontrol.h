// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusInterface>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusReply>
#include <QDBusVariant>

namespace authscope {

struct MasterSecret {
    QDBusObjectPath session;
    QByteArray parameters;
    QByteArray value;
    QString contentType;
};
inline QDBusArgument &operator<<(QDBusArgument &to, const MasterSecret &secret)
{
    to.beginStructure();
    to << secret.session << secret.parameters << secret.value << secret.contentType;
    to.endStructure();
    return to;
}
inline const QDBusArgument &operator>>(const QDBusArgument &from, MasterSecret &secret)
{
    from.beginStructure();
    from >> secret.session >> secret.parameters >> secret.value >> secret.contentType;
    from.endStructure();
    return from;
}

} // namespace authscope

Q_DECLARE_METATYPE(authscope::MasterSecret)

namespace authscope {

/// Locks and opens the throw-away keyring that keyring.sh made.
class KeyringControl {
public:
    KeyringControl() { qDBusRegisterMetaType<MasterSecret>(); }

    void lock()
    {
        secretService(QStringLiteral("org.freedesktop.Secret.Service"))
            .call(QStringLiteral("Lock"), QVariant::fromValue(QList<QDBusObjectPath>{ m_login }));
    }
    void unlock()
    {
        QDBusInterface service = secretService(QStringLiteral("org.freedesktop.Secret.Service"));
        const QDBusMessage opened = service.call(QStringLiteral("OpenSession"), QStringLiteral("plain"),
            QVariant::fromValue(QDBusVariant(QString())));
        const MasterSecret master{ opened.arguments().value(1).value<QDBusObjectPath>(), {}, "test",
            QStringLiteral("text/plain") };
        secretService(QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"))
            .call(QStringLiteral("UnlockWithMasterPassword"), QVariant::fromValue(m_login),
                QVariant::fromValue(master));
    }
    bool isLocked() const
    {
        QDBusInterface properties(m_service, m_login.path(),
            QStringLiteral("org.freedesktop.DBus.Properties"), QDBusConnection::sessionBus());
        const QDBusReply<QDBusVariant> locked = properties.call(QStringLiteral("Get"),
            QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked"));
        return locked.value().variant().toBool();
    }

private:
    QDBusInterface secretService(const QString &interface) const
    {
        return { m_service, QStringLiteral("/org/freedesktop/secrets"), interface,
            QDBusConnection::sessionBus() };
    }

    QString m_service = QStringLiteral("org.freedesktop.secrets");
    QDBusObjectPath m_login{ QStringLiteral("/org/freedesktop/secrets/collection/login") };
};

} // namespace authscope
