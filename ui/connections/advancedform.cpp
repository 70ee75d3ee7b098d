// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/advancedform.h"

#include "ui/common/chip.h"
#include "ui/common/text.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

QLineEdit *field(const QString &objectName, const QString &words, const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(objectName);
    edit->setAccessibleName(words);
    edit->setPlaceholderText(placeholder);
    return edit;
}

QWidget *withChip(QWidget *control)
{
    auto *holder = new QWidget;
    auto *line = row(holder, 0, 8);
    line->addWidget(control);
    line->addWidget(new Chip(AdvancedForm::tr("deprecated"), Tone::Caution));
    line->addStretch();
    return holder;
}

} // namespace

AdvancedForm::AdvancedForm(Parts parts)
    : m_clientId(field(u"clientIdLineEdit"_s, tr("Client id"), tr("found or registered when empty")))
    , m_clientSecret(
          field(u"clientSecretLineEdit"_s, tr("Client secret"), tr("only when you were given one")))
    , m_scopes(
          field(u"scopesLineEdit"_s, tr("Scopes"), tr("openid profile …; the server's own list when empty")))
    , m_era(new QComboBox)
    , m_timeout(new QSpinBox)
    , m_keptHeaders(new Label({}, TextRole::Body, Tone::Muted))
    , m_replaceHeaders(new QCheckBox(tr("Replace them")))
    , m_headers(new HeadersTable)
    , m_sampling(new QCheckBox(tr("The server may ask me for a model’s answer")))
    , m_roots(new QListWidget)
{
    setObjectName(u"advancedForm"_s);
    m_clientSecret->setEchoMode(QLineEdit::Password);
    m_era->setObjectName(u"eraBox"_s);
    m_era->setAccessibleName(tr("Protocol"));
    m_era->addItem(tr("find out"), int(mcp::EraChoice::Automatic));
    m_era->addItem(tr("legacy: initialize, a session (2025-11-25 and older)"), int(mcp::EraChoice::Legacy));
    m_era->addItem(tr("modern: every request alone (2026-07-28)"), int(mcp::EraChoice::Modern));
    m_era->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_timeout->setObjectName(u"timeoutSpinBox"_s);
    m_timeout->setAccessibleName(tr("Seconds a request may take"));
    m_timeout->setRange(1, 24 * 60 * 60);
    m_timeout->setSuffix(tr(" s"));
    m_sampling->setObjectName(u"samplingCheckBox"_s);
    m_sampling->setAccessibleName(m_sampling->text());

    auto *form = new QFormLayout(this);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto add = [&](Part part, const QString &words, QWidget *control) {
        auto *caption = new Label(words);
        caption->setBuddy(control);
        caption->setContentsMargins(0, 4, 0, 0);
        if (parts.testFlag(part)) {
            form->addRow(caption, control);
        } else {
            delete caption;
            control->setParent(this);
        }
        control->setVisible(parts.testFlag(part));
    };
    add(SignIn, tr("Client id"), m_clientId);
    add(SignIn, tr("Client secret"), m_clientSecret);
    add(SignIn, tr("Scopes"), m_scopes);
    add(Protocol, tr("Protocol"), m_era);
    add(Protocol, tr("A request may take"), m_timeout);
    add(Headers, tr("Header fields"), makeHeaders());
    add(Input, tr("Sampling"), withChip(m_sampling));
    add(Input, tr("Folders (roots)"), makeRoots());
    setSettings({});
}

QWidget *AdvancedForm::makeHeaders()
{
    m_keptHeaders->setObjectName(u"keptHeadersLabel"_s);
    m_keptHeaders->setWrapping(true);
    m_replaceHeaders->setObjectName(u"replaceHeadersCheckBox"_s);
    m_replaceHeaders->setAccessibleName(tr("Replace the header fields"));
    auto *holder = new QWidget;
    auto *all = column(holder, 0, 4);
    all->addWidget(m_keptHeaders);
    all->addWidget(m_replaceHeaders);
    all->addWidget(m_headers);
    connect(m_replaceHeaders, &QCheckBox::toggled, m_headers, &QWidget::setVisible);
    return holder;
}

QWidget *AdvancedForm::makeRoots()
{
    m_roots->setObjectName(u"rootsList"_s);
    m_roots->setAccessibleName(tr("Folders the server may be told about"));
    m_roots->setFixedHeight(m_roots->fontMetrics().lineSpacing() * 3 + 12);
    QPushButton *add = button(tr("Add a folder…"), u"addRootButton"_s);
    QPushButton *remove = button(tr("Remove"), u"removeRootButton"_s);
    auto *words = new Label(
        tr("The server is told these names, nothing of what is in them. None: it is told nothing."),
        TextRole::Caption, Tone::Muted);
    words->setWrapping(true);
    auto *holder = new QWidget;
    auto *all = column(holder, 0, 4);
    all->addWidget(m_roots);
    auto *buttons = row(nullptr, 0, 8);
    buttons->addWidget(add);
    buttons->addWidget(remove);
    buttons->addWidget(new Chip(tr("deprecated"), Tone::Caution));
    buttons->addStretch();
    all->addLayout(buttons);
    all->addWidget(words);
    connect(add, &QPushButton::clicked, this, [this] {
        auto *dialog = new QFileDialog(this, tr("A folder the server may be told about"));
        dialog->setObjectName(u"rootDialog"_s);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        connect(dialog, &QFileDialog::fileSelected, this, &AdvancedForm::addRoot);
        dialog->open();
    });
    connect(remove, &QPushButton::clicked, this, [this] { delete m_roots->currentItem(); });
    return holder;
}

void AdvancedForm::addRoot(const QString &folder)
{
    for (int i = 0; i < m_roots->count(); ++i) {
        if (m_roots->item(i)->data(Qt::UserRole).toString() == folder)
            return;
    }
    auto *item = new QListWidgetItem(base::cleaned(folder, 500), m_roots);
    item->setData(Qt::UserRole, folder);
}

void AdvancedForm::setSettings(const session::Connection::Settings &settings)
{
    m_before = settings;
    m_clientId->setText(QString::fromUtf8(settings.clientId));
    m_clientSecret->clear();
    m_scopes->setText(QString::fromUtf8(settings.scopes.join(' ')));
    m_era->setCurrentIndex(std::max(0, m_era->findData(int(settings.era))));
    m_timeout->setValue(int(settings.timeout.count()));
    m_sampling->setChecked(settings.allowSampling);
    m_roots->clear();
    for (const QString &root : settings.roots)
        addRoot(root);
    const bool kept = !settings.headerNames.isEmpty();
    m_headers->setNames(settings.headerNames);
    m_keptHeaders->setText(
        tr("Sent with every request: %1").arg(base::cleaned(settings.headerNames.join(", "), 300)));
    m_keptHeaders->setVisible(kept);
    m_replaceHeaders->setChecked(false);
    m_replaceHeaders->setVisible(kept);
    m_headers->setVisible(!kept);
}

session::Connection::Settings AdvancedForm::settings() const
{
    session::Connection::Settings settings = m_before;
    settings.clientId = m_clientId->text().trimmed().toUtf8();
    settings.scopes = oauth::splitScopes(m_scopes->text().toUtf8());
    settings.era = static_cast<mcp::EraChoice>(m_era->currentData().toInt());
    settings.timeout = std::chrono::seconds(m_timeout->value());
    settings.allowSampling = m_sampling->isChecked();
    settings.roots.clear();
    for (int i = 0; i < m_roots->count(); ++i)
        settings.roots += m_roots->item(i)->data(Qt::UserRole).toString();
    return settings;
}

base::Secret AdvancedForm::clientSecret() const
{
    return base::Secret(m_clientSecret->text().toUtf8());
}

HeadersTable::Headers AdvancedForm::headers() const
{
    return m_headers->headers();
}

bool AdvancedForm::areHeadersChanged() const
{
    return m_before.headerNames.isEmpty() ? !headers().isEmpty() : m_replaceHeaders->isChecked();
}

QString AdvancedForm::problem() const
{
    return m_before.headerNames.isEmpty() || m_replaceHeaders->isChecked() ? m_headers->problem() : QString();
}

void AdvancedForm::clearSecrets()
{
    m_clientSecret->clear();
    m_headers->clearHeaders();
}

} // namespace authscope::ui
