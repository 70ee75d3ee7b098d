// SPDX-License-Identifier: GPL-3.0-or-later
#include "secrets/failure.h"

#include "base/errorcodes.h"
#include "base/text.h"

namespace authscope::secrets {

using namespace Qt::StringLiterals;

namespace {

QString notDone(Act act)
{
    switch (act) {
    case Act::Read:
        return u"The saved sign-in was not read, and nothing was forgotten."_s;
    case Act::Write:
        return u"This sign-in lasts until you close the program; nothing was written."_s;
    case Act::Remove:
        return u"The saved sign-in may still be there; it was not forgotten."_s;
    }
    Q_UNREACHABLE();
}

QString capitalised(QString sentence)
{
    if (!sentence.isEmpty())
        sentence[0] = sentence.at(0).toUpper();
    return sentence;
}

} // namespace

base::Error failure(Act act, KeepState state, const QString &keeper, const QString &keychainSays)
{
    const QString keychain = keeper.isEmpty() ? u"the system keychain"_s : keeper;
    const QString words
        = keychainSays.isEmpty() ? QString() : u" It says: “%1”."_s.arg(base::cleaned(keychainSays));
    base::Error error{ .kind = base::ErrorKind::Keychain };
    QString what;
    switch (state) {
    case KeepState::Locked:
        error.code = base::code::keychainLocked;
        what = u"%1 is locked, or its question was dismissed."_s.arg(keychain);
        error.nextStep = u"Unlock the keychain, then try again."_s;
        break;
    case KeepState::RemovedElsewhere:
        error.code = base::code::keychainLocked;
        what = u"%1 is open and has no entry for this sign-in, although one was saved: another program "
               "removed it."_s.arg(keychain);
        error.nextStep = u"Sign in again."_s;
        break;
    case KeepState::Unavailable:
    case KeepState::Waiting:
    case KeepState::Kept:
    case KeepState::InMemory:
        error.code = base::code::keychainUnavailable;
        what = u"%1 cannot be used."_s.arg(keychain);
        error.nextStep = u"Start a keychain service (GNOME Keyring, KDE Wallet), or choose to keep sign-ins "
                         "in memory only."_s;
        break;
    }
    error.message = capitalised(what) + words + u' ' + notDone(act);
    return error;
}

} // namespace authscope::secrets
