// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/notifier.h"

#include <QIcon>
#include <QSystemTrayIcon>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace authscope::ui {

QString withoutMarkup(QString words)
{
    return words.replace(u'<', u'‹').replace(u'>', u'›').replace(u'&', u'＆');
}

DesktopNotifier::DesktopNotifier(QObject *parent) : QObject(parent)
{
    m_hide.setSingleShot(true);
    m_hide.setInterval(20s);
}

void DesktopNotifier::notify(const QString &title, const QString &words)
{
    if (!QSystemTrayIcon::isSystemTrayAvailable() || !QSystemTrayIcon::supportsMessages())
        return;
    const QIcon icon(u":/icons/authscope.svg"_s);
    if (!m_icon) {
        m_icon = new QSystemTrayIcon(icon, this);
        connect(&m_hide, &QTimer::timeout, m_icon, &QSystemTrayIcon::hide);
    }
    m_icon->show(); // a message needs one; it goes again by itself
    m_icon->showMessage(withoutMarkup(title), withoutMarkup(words), icon);
    m_hide.start();
}

} // namespace authscope::ui
