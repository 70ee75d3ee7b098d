// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretservice.h"

#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QDBusMessage>
#include <QDBusMetaType>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QFile>
#include <QMap>

namespace authscope::secrets {

using namespace Qt::StringLiterals;

namespace {

using PathReply = QDBusPendingReply<QDBusObjectPath>;
using ItemsReply = QDBusPendingReply<QList<QDBusObjectPath>, QList<QDBusObjectPath>>;
using PropertyReply = QDBusPendingReply<QDBusVariant>;
using NumberReply = QDBusPendingReply<uint>;

const QString secrets = u"org.freedesktop.secrets"_s;
const QString secretsPath = u"/org/freedesktop/secrets"_s;
const QString bus = u"org.freedesktop.DBus"_s;
const QString busPath = u"/org/freedesktop/DBus"_s;

template <class Reply, class Answer>
void ask(const QDBusMessage &question, QObject *context, Answer answer)
{
    auto *watcher = new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(question), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
        [answer = std::move(answer)](QDBusPendingCallWatcher *done) {
            done->deleteLater();
            answer(Reply(*done));
        });
}

QDBusMessage call(const QString &service, const QString &path, const QString &interface,
    const QString &method, const QVariantList &arguments)
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, path, interface, method);
    message.setArguments(arguments);
    return message;
}

/// No entry was found: proof only when the keyring that new entries go to is open.
void askWhetherLocked(QObject *context, const std::function<void(EntryPlace)> &answer)
{
    const auto readAlias
        = call(secrets, secretsPath, u"org.freedesktop.Secret.Service"_s, u"ReadAlias"_s, { u"default"_s });
    ask<PathReply>(readAlias, context, [context, answer](const PathReply &alias) {
        if (alias.isError())
            return answer(EntryPlace::Unknown);
        const QString collection = alias.value().path();
        if (collection == u"/")
            return answer(EntryPlace::Absent);
        const auto isLocked = call(secrets, collection, u"org.freedesktop.DBus.Properties"_s, u"Get"_s,
            { u"org.freedesktop.Secret.Collection"_s, u"Locked"_s });
        ask<PropertyReply>(isLocked, context, [answer](const PropertyReply &locked) {
            if (locked.isError())
                return answer(EntryPlace::Unknown);
            answer(locked.value().variant().toBool() ? EntryPlace::Locked : EntryPlace::Absent);
        });
    });
}

QString nameOfProgram(const QByteArray &program)
{
    if (program.startsWith("gnome-keyring"))
        return u"GNOME Keyring"_s;
    if (program.startsWith("kwallet") || program.startsWith("ksecretd"))
        return u"KDE Wallet"_s;
    if (program.startsWith("keepassxc"))
        return u"KeePassXC"_s;
    return u"Secret Service"_s;
}

} // namespace

void findEntry(const QString &service, const QString &key, QObject *context,
    const std::function<void(EntryPlace)> &answer)
{
    // The attributes QtKeychain gives an entry: the service is "server", the key is "user".
    using Attributes = QMap<QString, QString>;
    qDBusRegisterMetaType<Attributes>();
    const Attributes attributes{ { u"server"_s, service }, { u"user"_s, key } };
    const auto search = call(secrets, secretsPath, u"org.freedesktop.Secret.Service"_s, u"SearchItems"_s,
        { QVariant::fromValue(attributes) });
    ask<ItemsReply>(search, context, [context, answer](const ItemsReply &found) {
        if (found.isError())
            return answer(EntryPlace::Unknown);
        if (!found.argumentAt<0>().isEmpty())
            return answer(EntryPlace::Open);
        if (!found.argumentAt<1>().isEmpty())
            return answer(EntryPlace::Locked);
        askWhetherLocked(context, answer);
    });
}

void findKeychainName(QObject *context, const std::function<void(QString)> &answer)
{
    // QtKeychain goes by the desktop, too, and takes KWallet there.
    if (qEnvironmentVariable("XDG_CURRENT_DESKTOP").split(u':').contains(u"KDE"_s)) {
        QMetaObject::invokeMethod(
            context, [answer] { answer(u"KDE Wallet"_s); }, Qt::QueuedConnection);
        return;
    }
    const auto processOf = call(bus, busPath, bus, u"GetConnectionUnixProcessID"_s, { secrets });
    ask<NumberReply>(processOf, context, [answer](const NumberReply &process) {
        if (process.isError())
            return;
        QFile name(u"/proc/%1/comm"_s.arg(process.value()));
        answer(nameOfProgram(name.open(QIODevice::ReadOnly) ? name.readAll() : QByteArray()));
    });
}

QString genericKeychainName()
{
    return u"the system keychain"_s;
}

} // namespace authscope::secrets
