// SPDX-License-Identifier: GPL-3.0-or-later
#include "mcp/era.h"

using namespace Qt::StringLiterals;

namespace authscope::mcp {

QList<QByteArray> legacyVersions()
{
    return { "2025-11-25", "2025-06-18", "2025-03-26" };
}

QList<QByteArray> modernVersions()
{
    return { "2026-07-28" };
}

QString describeEra(Era era, const QByteArray &version)
{
    switch (era) {
    case Era::Unknown:
        break;
    case Era::Legacy:
        return u"legacy (%1)"_s.arg(QString::fromUtf8(version));
    case Era::Modern:
        return u"modern (%1)"_s.arg(QString::fromUtf8(version));
    }
    return u"not known yet"_s;
}

} // namespace authscope::mcp
