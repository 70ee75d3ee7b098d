// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
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
        call(m_root, QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("Lock"),
            { QVariant::fromValue(QList<QDBusObjectPath>{ m_login }) });
    }
    void unlock()
    {
        const QVariantList opened
            = call(m_root, QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("OpenSession"),
                { QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString())) });
        const MasterSecret master{ opened.value(1).value<QDBusObjectPath>(), {}, "test",
            QStringLiteral("text/plain") };
        call(m_root, QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
            QStringLiteral("UnlockWithMasterPassword"),
            { QVariant::fromValue(m_login), QVariant::fromValue(master) });
    }
    bool isLocked() const
    {
        const QVariantList locked
            = call(m_login, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
                { QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked") });
        return locked.value(0).value<QDBusVariant>().variant().toBool();
    }

private:
    static QVariantList call(const QDBusObjectPath &object, const QString &interface, const QString &method,
        const QVariantList &arguments)
    {
        QDBusMessage message = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.secrets"), object.path(), interface, method);
        message.setArguments(arguments);
        return QDBusConnection::sessionBus().call(message).arguments();
    }

    QDBusObjectPath m_root{ QStringLiteral("/org/freedesktop/secrets") };
    QDBusObjectPath m_login{ QStringLiteral("/org/freedesktop/secrets/collection/login") };
};

} // namespace authscope
