// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/settingsdialog.h"

#include "ui/common/text.h"

#include <QBoxLayout>
#include <QLineEdit>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace authscope::ui {

SettingsDialog::SettingsDialog(
    const QString &name, const session::Connection::Settings &settings, bool isProgram, QWidget *parent)
    : QDialog(parent)
    , m_name(new QLineEdit(name))
    , m_form(new AdvancedForm(isProgram
              ? AdvancedForm::Parts(AdvancedForm::Protocol | AdvancedForm::Input | AdvancedForm::Limits)
              : AdvancedForm::Parts(AdvancedForm::SignIn | AdvancedForm::Protocol | AdvancedForm::Headers
                  | AdvancedForm::Input | AdvancedForm::Network | AdvancedForm::Limits)))
    , m_problem(new Label({}, TextRole::Body, Tone::Bad))
{
    setObjectName(u"settingsDialog"_s);
    setWindowTitle(tr("Settings of %1").arg(isolated(base::cleaned(name, 80))));
    setWindowModality(Qt::WindowModal);
    m_name->setObjectName(u"settingsNameLineEdit"_s);
    m_name->setAccessibleName(tr("Name"));
    m_name->setMaxLength(120);
    m_form->setSettings(settings);
    m_problem->setObjectName(u"settingsProblemLabel"_s);
    m_problem->setWrapping(true);
    m_problem->hide();
    QPushButton *cancel = button(tr("Cancel"), u"cancelSettingsButton"_s);
    QPushButton *save = primaryButton(tr("Save"), u"saveSettingsButton"_s);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(save);
    auto *caption = new Label(tr("Name"));
    caption->setBuddy(m_name);
    auto *page = new QWidget;
    auto *pageColumn = column(page, 0, 8);
    pageColumn->setContentsMargins(0, 0, 8, 0);
    pageColumn->addWidget(m_form);
    pageColumn->addStretch();
    auto *note = new Label(
        tr("A change ends the session; the next request opens another."), TextRole::Caption, Tone::Muted);
    auto *all = column(this, 20, 8);
    all->addWidget(caption);
    all->addWidget(m_name);
    all->addWidget(scrollingPage(page, tr("Settings")), 1);
    all->addWidget(note);
    all->addWidget(m_problem);
    all->addLayout(buttons);
    resize(640, 600);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &SettingsDialog::confirm);
    connect(this, &QDialog::finished, m_form, &AdvancedForm::clearSecrets);
}

void SettingsDialog::confirm()
{
    const QString problem
        = m_name->text().trimmed().isEmpty() ? tr("The connection needs a name.") : m_form->problem();
    m_problem->setText(u"✗ "_s + problem);
    m_problem->setVisible(!problem.isEmpty());
    if (!problem.isEmpty())
        return;
    const Answer answer{ .name = m_name->text().trimmed(),
        .settings = m_form->settings(),
        .clientSecret = m_form->clientSecret(),
        .grantInput = m_form->grantInput(),
        .clientIdentity = m_form->clientIdentity(),
        .changesHeaders = m_form->areHeadersChanged(),
        .headers = m_form->headers() };
    accept();
    Q_EMIT answered(answer);
}

} // namespace authscope::ui
