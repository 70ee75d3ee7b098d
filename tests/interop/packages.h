// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>

namespace authscope::test {

/// Where tests/run.sh installed the packages of others.
class Packages {
public:
    /// Empty when they are not there.
    static QString node()
    {
        for (const QString &machine : { QStringLiteral("x64"), QStringLiteral("arm64") })
            if (const QString path
                = place().filePath(QStringLiteral("node_modules/node-linux-%1/bin/node").arg(machine));
                QFile::exists(path))
                return path;
        return {};
    }
    static QDir place() { return QDir(qEnvironmentVariable("AUTHSCOPE_INTEROP")); }
};

} // namespace authscope::test
