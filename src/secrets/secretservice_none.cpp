// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/secretservice.h"

namespace authscope::secrets {

using namespace Qt::StringLiterals;

void findEntry(
    const QString &, const QString &, QObject *context, const std::function<void(EntryPlace)> &answer)
{
    QMetaObject::invokeMethod(
        context, [answer] { answer(EntryPlace::Unknown); }, Qt::QueuedConnection);
}

void findKeychainName(QObject *, const std::function<void(QString)> &) { }

QString genericKeychainName()
{
#ifdef Q_OS_WIN
    return u"Windows Credential Manager"_s;
#else
    return u"Keychain"_s;
#endif
}

} // namespace authscope::secrets
