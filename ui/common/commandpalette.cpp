// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/commandpalette.h"

#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

enum CommandRole { GroupRole = Qt::UserRole + 1, ShortcutRole, IndexRole };

class CommandDelegate : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &t = tokens();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, t.accentTint);
        const QRect inner = option.rect.adjusted(12, 0, -12, 0);
        const QString aside = index.data(ShortcutRole).toString().isEmpty()
            ? index.data(GroupRole).toString()
            : index.data(ShortcutRole).toString();
        painter->setFont(fontFor(TextRole::Caption));
        painter->setPen(t.muted);
        painter->drawText(inner, int(Qt::AlignRight | Qt::AlignVCenter), aside);
        const int asideWidth = painter->fontMetrics().horizontalAdvance(aside) + 12;
        painter->setFont(option.font);
        painter->setPen(t.text);
        painter->drawText(inner.adjusted(0, 0, -asideWidth, 0), int(Qt::AlignVCenter) | Qt::TextSingleLine,
            painter->fontMetrics().elidedText(
                index.data().toString(), Qt::ElideRight, inner.width() - asideWidth));
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return { 200, option.fontMetrics.height() + 12 };
    }
};

} // namespace

bool matchesTyped(const QString &text, const QString &typed)
{
    const QString whole = text.toCaseFolded();
    const QStringList words = typed.toCaseFolded().split(u' ', Qt::SkipEmptyParts);
    return std::all_of(words.begin(), words.end(), [&](const QString &word) { return whole.contains(word); });
}

CommandPalette::CommandPalette(QWidget *parent)
    : QDialog(parent), m_edit(new QLineEdit), m_list(new QListView)
{
    setObjectName(u"commandPalette"_s);
    setWindowTitle(tr("Search or run a command"));
    setWindowModality(Qt::WindowModal);
    m_edit->setObjectName(u"commandLineEdit"_s);
    m_edit->setAccessibleName(tr("Search or run a command"));
    m_edit->setPlaceholderText(tr("Type part of a name: an action, a connection, a tool"));
    m_edit->setClearButtonEnabled(false);
    m_edit->installEventFilter(this);
    m_list->setObjectName(u"commandList"_s);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *all = column(this, 12, 8);
    all->addWidget(m_edit);
    all->addWidget(m_list, 1);
    resize(560, 400);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::narrow);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListView::clicked, this, &CommandPalette::runCurrent);
}

void CommandPalette::openWith(QList<Command> commands)
{
    m_commands = std::move(commands);
    m_edit->clear();
    narrow({});
    if (const QWidget *window = parentWidget())
        move(window->mapToGlobal(QPoint((window->width() - width()) / 2, 56)));
    open();
    m_edit->setFocus();
}

void CommandPalette::narrow(const QString &typed)
{
    m_model.clear();
    for (int i = 0; i < m_commands.size(); ++i) {
        const Command &command = m_commands[i];
        if (!matchesTyped(command.title + u' ' + command.group, typed))
            continue;
        auto *item = new QStandardItem(base::cleaned(command.title));
        item->setData(command.group, GroupRole);
        item->setData(command.shortcut, ShortcutRole);
        item->setData(i, IndexRole);
        m_model.appendRow(item);
    }
    m_list->setCurrentIndex(m_model.index(0, 0));
}

void CommandPalette::runCurrent()
{
    const QModelIndex current = m_list->currentIndex();
    if (!current.isValid())
        return;
    const std::function<void()> run = m_commands[current.data(IndexRole).toInt()].run;
    accept();
    run();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            const int next = std::clamp(m_list->currentIndex().row() + step, 0, m_model.rowCount() - 1);
            m_list->setCurrentIndex(m_model.index(next, 0));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

} // namespace authscope::ui
