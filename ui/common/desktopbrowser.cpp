// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/desktopbrowser.h"

#include "base/errorcodes.h"
#include "base/urlguard.h"

#include <QCoreApplication>
#include <QDesktopServices>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("DesktopBrowser", text);
}

} // namespace

base::Result<void> DesktopBrowser::open(const QByteArray &url)
{
    // T022: only what the guard lets pass reaches a handler of the desktop.
    const auto guarded = base::guardUrl(url, tr("The address for the browser"));
    if (!guarded)
        return base::fail(guarded.error());
    if (QDesktopServices::openUrl(guarded->url))
        return {};
    return base::fail({ .kind = base::ErrorKind::Usage,
        .code = base::code::browserFailed,
        .message = tr("The desktop opened no browser for this address."),
        .nextStep = tr("Copy the link and open it yourself; the answer is still awaited.") });
}

QString DesktopBrowser::displayName() const
{
    return tr("the system browser");
}

} // namespace authscope::ui
