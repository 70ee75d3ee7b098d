// SPDX-License-Identifier: GPL-3.0-or-later
// What QtKeychain does not tell, asked of the freedesktop Secret Service itself. Everywhere else the answers
// are "unknown" and a fixed name.
#pragma once

#include <QObject>
#include <QString>

#include <functional>

namespace authscope::secrets {

enum class EntryPlace {
    Unknown, ///< nobody to ask
    Absent, ///< the keyring is open and has no such entry
    Open, ///< there, and readable
    Locked, ///< there, or hidden in a locked keyring
};

/// A locked Secret Service keyring answers "not found" to a read and "done" to a delete, so both must be
/// asked about. The answer comes later, and only while `context` lives.
void findEntry(const QString &service, const QString &key, QObject *context,
    const std::function<void(EntryPlace)> &answer);

/// "GNOME Keyring", "KDE Wallet" …; comes later, and not at all when nobody knows.
void findKeychainName(QObject *context, const std::function<void(QString)> &answer);

/// What the keychain is called until, or unless, somebody says more.
QString genericKeychainName();

} // namespace authscope::secrets
