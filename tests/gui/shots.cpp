// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shots.h"

#include "ui/common/theme.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTest>

using namespace Qt::StringLiterals;

namespace authscope::shots {

bool hasText(const QWidget *owner, const QString &text)
{
    const auto labels = owner->findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(),
        [&](const QLabel *label) { return label->isVisibleTo(owner) && label->text().contains(text); });
}

void shoot(QWidget *view, const QString &name, const QSize &size)
{
    view->resize(size);
    view->show();
    QVERIFY(QTest::qWaitForWindowExposed(view));
    view->activateWindow();
    const QString folder = qEnvironmentVariable("AUTHSCOPE_SHOTS");
    if (folder.isEmpty() || name.isEmpty())
        return;
    for (const ui::ThemeChoice theme : { ui::ThemeChoice::Light, ui::ThemeChoice::Dark }) {
        ui::applyTheme(*qApp, theme);
        QTest::qWait(50);
        QVERIFY(view->grab().save(u"%1/%2-%3.png"_s.arg(folder, name, ui::themeName(theme))));
    }
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void verifyInert(QWidget *view)
{
    const auto labels = view->findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->objectName().startsWith(u"qt_"_s))
            continue;
        QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->objectName()));
        QVERIFY2(!label->text().contains(QChar(0x202E)), qPrintable(label->objectName()));
    }
    const auto widgets = view->findChildren<QWidget *>();
    for (QWidget *widget : widgets) {
        QVERIFY2(!widget->toolTip().contains(u"<img"_s) && !widget->toolTip().contains(u"<b>"_s),
            qPrintable(widget->toolTip()));
        const bool isControl = widget->focusPolicy() != Qt::NoFocus
            && (qobject_cast<QAbstractButton *>(widget) || qobject_cast<QLineEdit *>(widget)
                || qobject_cast<QPlainTextEdit *>(widget) || qobject_cast<QComboBox *>(widget)
                || qobject_cast<QAbstractItemView *>(widget));
        if (!isControl || widget->objectName().startsWith(u"qt_"_s) || !widget->isVisible()
            || qobject_cast<QComboBox *>(widget->parentWidget())
            || qobject_cast<QLineEdit *>(widget->parentWidget()))
            continue;
        const QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(widget);
        QVERIFY2(accessible && !accessible->text(QAccessible::Name).isEmpty(),
            qPrintable(u"no name: %1 %2"_s.arg(
                QString::fromLatin1(widget->metaObject()->className()), widget->objectName())));
    }
}

} // namespace authscope::shots
