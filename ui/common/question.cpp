// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/common/question.h"

#include "ui/common/text.h"
#include "ui/common/widgets.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QDialog>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("Question", text);
}

struct Parts {
    QDialog *dialog;
    QVBoxLayout *middle;
    QPushButton *no;
    QPushButton *yes;
};

Parts makeDialog(QWidget *parent, const QString &objectName, const Question &question)
{
    auto *dialog = new QDialog(parent);
    dialog->setObjectName(objectName);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowModality(Qt::WindowModal);
    dialog->setWindowTitle(question.title);
    auto *title = new Label(question.title, TextRole::Title);
    auto *words = new Label(question.words);
    words->setWrapping(true);
    words->setMinimumWidth(420);
    QPushButton *no = button(tr("Cancel"), u"noButton"_s);
    QPushButton *yes = button(withoutMnemonic(question.yes), u"yesButton"_s);
    no->setAutoDefault(true);
    no->setDefault(true);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(no);
    buttons->addWidget(yes);
    auto *all = column(dialog, 20, 12);
    all->addWidget(title);
    all->addWidget(words);
    auto *middle = column(nullptr);
    all->addLayout(middle);
    all->addLayout(buttons);
    QObject::connect(no, &QPushButton::clicked, dialog, &QDialog::reject);
    return { dialog, middle, no, yes };
}

} // namespace

void ask(QWidget *parent, const QString &objectName, const Question &question, std::function<void()> then)
{
    const Parts parts = makeDialog(parent, objectName, question);
    QObject::connect(
        parts.yes, &QPushButton::clicked, parts.dialog, [dialog = parts.dialog, then = std::move(then)] {
            dialog->accept();
            then();
        });
    parts.dialog->open();
    parts.no->setFocus();
}

void askText(QWidget *parent, const QString &objectName, const Question &question, const QString &before,
    std::function<void(const QString &)> then)
{
    const Parts parts = makeDialog(parent, objectName, question);
    auto *edit = new QLineEdit(before);
    edit->setObjectName(objectName + u"LineEdit"_s);
    edit->setAccessibleName(question.title);
    edit->setMaxLength(120);
    edit->selectAll();
    parts.middle->addWidget(edit);
    const auto confirm = [dialog = parts.dialog, edit, before, then = std::move(then)] {
        const QString text = edit->text().trimmed();
        dialog->accept();
        if (!text.isEmpty() && text != before)
            then(text);
    };
    QObject::connect(parts.yes, &QPushButton::clicked, parts.dialog, confirm);
    parts.no->setDefault(false);
    parts.yes->setDefault(true); // a name is easily typed again
    parts.dialog->open();
    edit->setFocus();
}

} // namespace authscope::ui
