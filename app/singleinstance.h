// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"

#include <QLocalServer>
#include <QLockFile>

namespace authscope::app {

/// What a second start wants of the first.
struct StartRequest {
    bool demo = false;
    QString connectTo = {};

    QByteArray toBytes() const;
    static std::optional<StartRequest> fromBytes(QByteArrayView bytes);
};

/// One window a data folder. The first holds a lock file and listens; a later one hands its wishes over.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    explicit SingleInstance(const QString &dataDir);
    ~SingleInstance() override;

    enum class Role { First, Second };
    /// Second: the first one took the request. OA-006 when it holds the folder and does not answer, or when
    /// the lock cannot be had.
    base::Result<Role> claim(const StartRequest &request);

Q_SIGNALS:
    void startRequested(const authscope::app::StartRequest &request);

private:
    bool listen();
    void takeRequest();
    bool handOver(const StartRequest &request);

    QString m_dataDir;
    QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace authscope::app
