// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/preview/findbar.h"

#include "ui/common/icons.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <QShortcut>

using namespace Qt::StringLiterals;

namespace authscope::ui {

FindBar::FindBar(const QString &name, const QString &placeholder)
    : m_edit(new QLineEdit)
    , m_count(new Label({}, TextRole::Caption, Tone::Muted))
    , m_before(iconButton(u"up"_s, tr("Place before (Shift+F3)"), name + u"FindBeforeButton"_s))
    , m_next(iconButton(u"down"_s, tr("Next place (F3)"), name + u"FindNextButton"_s))
{
    setObjectName(name + u"FindBar"_s);
    m_edit->setObjectName(name + u"FindEdit"_s);
    m_edit->setAccessibleName(placeholder);
    m_edit->setPlaceholderText(placeholder);
    m_edit->setMaxLength(1000);
    m_edit->setClearButtonEnabled(true);
    m_edit->addAction(tintedIcon(u"search"_s, Tone::Muted), QLineEdit::LeadingPosition);
    m_edit->installEventFilter(this);
    m_count->setObjectName(name + u"FindLabel"_s);
    auto *all = row(this, 0, 4);
    all->addWidget(m_edit, 1);
    all->addWidget(m_count);
    all->addWidget(m_before);
    all->addWidget(m_next);
    m_pause.setSingleShot(true);
    m_pause.setInterval(150);
    connect(&m_pause, &QTimer::timeout, this, &FindBar::tell);
    connect(m_edit, &QLineEdit::textChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(m_before, &QPushButton::clicked, this, [this] { Q_EMIT moved(-1); });
    connect(m_next, &QPushButton::clicked, this, [this] { Q_EMIT moved(1); });
    setState(0, 0, false);
}

QString FindBar::text() const
{
    return m_edit->text();
}

void FindBar::setText(const QString &text)
{
    m_edit->setText(text);
    tell();
}

void FindBar::clear()
{
    const QSignalBlocker quiet(m_edit);
    m_edit->clear();
    m_pause.stop();
    m_told.clear();
    setState(0, 0, false);
}

void FindBar::focus()
{
    m_edit->setFocus(Qt::ShortcutFocusReason);
    m_edit->selectAll();
}

void FindBar::tell()
{
    m_pause.stop();
    if (m_told == m_edit->text())
        return;
    m_told = m_edit->text();
    Q_EMIT textChanged(m_told);
}

void FindBar::setState(qint64 current, qint64 count, bool isRunning, const QString &words)
{
    const QLocale locale;
    QString shown = words;
    if (shown.isEmpty() && !m_edit->text().isEmpty()) {
        if (count == 0)
            shown = isRunning ? tr("searching …") : tr("not found");
        else if (current > 0)
            shown = tr("%1 of %2").arg(locale.toString(current), locale.toString(count));
        else
            shown = counted(count, tr("1 place"), tr("%1 places"));
        if (isRunning && count > 0)
            shown += u" …"_s;
    }
    m_count->setText(shown);
    m_count->setAccessibleName(shown);
    m_before->setEnabled(count > 0);
    m_next->setEnabled(count > 0);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        if (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier))
            return false; // Ctrl+Enter calls the tool
        if (m_told != m_edit->text())
            tell();
        else
            Q_EMIT moved(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
        return true;
    }
    if (key->key() == Qt::Key_Escape && !m_edit->text().isEmpty()) {
        setText({});
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void addFindShortcuts(QWidget *area, FindBar *bar)
{
    const auto on = [&](const QKeySequence &keys, auto act) {
        auto *shortcut = new QShortcut(keys, area);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        QObject::connect(shortcut, &QShortcut::activated, bar, act);
    };
    on(QKeySequence(Qt::CTRL | Qt::Key_F), [bar] { bar->focus(); });
    on(QKeySequence(Qt::Key_F3), [bar] { Q_EMIT bar->moved(1); });
    on(QKeySequence(Qt::SHIFT | Qt::Key_F3), [bar] { Q_EMIT bar->moved(-1); });
}

} // namespace authscope::ui
