// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <map>
#include <memory>

class QLockFile;

namespace authscope::oauth {

/// The sign-ins that wait for a browser: one an issuer among all programs of this person that share a folder,
/// by the attempt's name. Two at once could not tell their answers apart, and the person not their pages.
class PendingSignIns {
public:
    /// `folder`: where the lock files live; empty: only this program's attempts are known.
    explicit PendingSignIns(QString folder = {});
    ~PendingSignIns();

    enum class Entry {
        Entered,
        HeldHere, ///< by another attempt of this program
        HeldElsewhere, ///< by another program
    };
    /// A folder that cannot be written keeps nobody out.
    Entry enter(const QByteArray &issuer, const QString &attempt);
    void leave(const QString &attempt);

private:
    struct Waiting {
        QString attempt;
        std::unique_ptr<QLockFile> lock;
    };

    QString m_folder;
    std::map<QByteArray, Waiting> m_waiting; ///< by issuer
};

} // namespace authscope::oauth
