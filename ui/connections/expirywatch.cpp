// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/expirywatch.h"

#include "base/text.h"
#include "ui/common/notifier.h"
#include "ui/common/text.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ExpiryWatch", text);
}

} // namespace

std::chrono::milliseconds noticeBefore(const oauth::TokenGeneration &generation)
{
    const std::chrono::milliseconds most = 2min;
    return generation.expires ? std::min(most, (*generation.expires - generation.at) / 5) : most;
}

void ExpiryWatch::look(const QString &connection, const QString &name, const oauth::TokenGeneration &newest,
    bool canRefresh, base::Time now)
{
    if (!m_isOn || !newest.expires)
        return;
    const auto left = *newest.expires - now;
    if (left <= 0ms || left > noticeBefore(newest))
        return;
    const QString which
        = u"%1 %2 %3"_s.arg(connection).arg(newest.number).arg(base::toMillis(*newest.expires));
    if (m_told.contains(which))
        return;
    m_told.insert(which);
    const QString what = tr("Its access token ends at %1, in %2.")
                             .arg(clockTime(*newest.expires), durationText((left / 1000ms) * 1000ms));
    m_notifier->notify(isolated(base::cleaned(name, 80)),
        canRefresh ? tr("%1 It can be renewed without you.").arg(what)
                   : tr("%1 Afterwards you have to sign in again.").arg(what));
}

} // namespace authscope::ui
