// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/operation.h"

#include <QTimer>

class QLockFile;

namespace authscope::oauth {

/// The right to refresh one connection, among all processes of this person. Tried by a timer, never blocking;
/// held until this object goes. Ends with an error when another process holds it for longer than any refresh
/// takes, or when the file cannot be made. Without a folder there is nobody to share with, and it is free.
class RefreshLock : public base::ResultOperation<bool> {
    Q_OBJECT

public:
    RefreshLock(const QString &folder, const QString &connection, QObject *parent);
    ~RefreshLock() override;

    void setPatience(std::chrono::milliseconds limit) { m_patience = limit; }

protected:
    void run() override;
    void abort() override;

private:
    void attempt();

    std::unique_ptr<QLockFile> m_file;
    QString m_path;
    QTimer m_timer;
    std::chrono::milliseconds m_patience{ 90000 };
    std::chrono::milliseconds m_waited{ 0 };
    std::chrono::milliseconds m_unsigned{ 0 }; ///< how long the file has named nobody
};

} // namespace authscope::oauth
