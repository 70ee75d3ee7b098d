// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/browserdialog.h"

#include "session/chosenbrowser.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QRadioButton>

using namespace Qt::StringLiterals;

namespace authscope::ui {

BrowserDialog::BrowserDialog(store::Store *store, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_system(new QRadioButton(tr("The system's browser")))
    , m_other(new QRadioButton(tr("This program:")))
    , m_command(new QLineEdit(session::browserCommand(*store)))
    , m_problem(new Label({}, TextRole::Body, Tone::Bad))
{
    setObjectName(u"browserDialog"_s);
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Browser for sign-in"));
    setWindowModality(Qt::WindowModal);
    m_system->setObjectName(u"systemBrowserRadioButton"_s);
    m_other->setObjectName(u"otherBrowserRadioButton"_s);
    m_command->setObjectName(u"browserCommandLineEdit"_s);
    m_command->setAccessibleName(tr("Program and its arguments"));
    m_command->setPlaceholderText(u"firefox --private-window"_s);
    m_problem->setObjectName(u"browserProblemLabel"_s);
    m_problem->setWrapping(true);
    m_problem->hide();
    auto *note
        = new Label(tr("It gets the page's address as its last argument, and no shell sees it. The command "
                       "line uses it too."),
            TextRole::Caption, Tone::Muted);
    note->setWrapping(true);
    QPushButton *cancel = button(tr("Cancel"), u"cancelBrowserDialogButton"_s);
    QPushButton *save = primaryButton(tr("Save"), u"saveBrowserButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto *all = column(this, 20, 8);
    all->addWidget(m_system);
    all->addWidget(m_other);
    all->addWidget(m_command);
    all->addWidget(note);
    all->addWidget(m_problem);
    all->addStretch();
    all->addLayout(buttons);
    resize(460, 0);
    (m_command->text().isEmpty() ? m_system : m_other)->setChecked(true);
    m_command->setEnabled(m_other->isChecked());
    connect(m_other, &QRadioButton::toggled, m_command, &QWidget::setEnabled);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &BrowserDialog::save);
}

void BrowserDialog::save()
{
    const QString command = m_other->isChecked() ? m_command->text().trimmed() : QString();
    const auto kept = m_other->isChecked() && command.isEmpty()
        ? base::Result<void>(base::fail({ .message = tr("Name the program.") }))
        : session::setBrowserCommand(*m_store, command);
    if (kept)
        return accept();
    m_problem->setText(u"✗ "_s + kept.error().message);
    m_problem->show();
}

} // namespace authscope::ui
