// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

class QSystemTrayIcon;

namespace authscope::ui {

/// Something said on the desktop, outside the window. A seam for tests.
class Notifier {
public:
    virtual ~Notifier() = default;
    virtual void notify(const QString &title, const QString &words) = 0;
};

/// By the system's own notifications; says nothing where there are none.
class DesktopNotifier : public QObject, public Notifier {
    Q_OBJECT

public:
    explicit DesktopNotifier(QObject *parent);
    void notify(const QString &title, const QString &words) override;

private:
    QSystemTrayIcon *m_icon = nullptr;
    QTimer m_hide;
};

/// Without the characters that some notification servers read as markup (T165).
QString withoutMarkup(QString words);

} // namespace authscope::ui
