// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QSet>
#include <QString>

namespace authscope::secrets {

/// The keys that were handed to the keychain, never a value. A small JSON file that several processes share:
/// read anew each time it is asked, changed under a lock.
class KeptIndex {
public:
    explicit KeptIndex(QString path);

    bool contains(const QString &key);
    base::Result<void> add(const QString &key);
    base::Result<void> remove(const QString &key);

private:
    void load();
    base::Result<void> change(const QString &key, bool isKept);

    QString m_path;
    QSet<QString> m_keys; ///< as last read; stays when the file cannot be read
};

} // namespace authscope::secrets
