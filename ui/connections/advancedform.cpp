// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/advancedform.h"

#include "base/urlguard.h"
#include "ui/common/chip.h"
#include "ui/common/text.h"
#include "ui/connections/fields.h"
#include "ui/connections/grantfields.h"
#include "ui/connections/limitsform.h"
#include "ui/connections/networkfields.h"
#include "ui/connections/requestfields.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QLineEdit>
#include <QListWidget>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace authscope::ui {

namespace {

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
    : m_parts(parts)
    , m_clientId(lineEdit(u"clientIdLineEdit"_s, tr("Client id"), {}))
    , m_clientIssuer(lineEdit(u"clientIssuerLineEdit"_s, tr("Issuer the client id belongs to"),
          tr("https://… ; it is sent to no other, any when empty")))
    , m_clientSecret(lineEdit(
          u"clientSecretLineEdit"_s, tr("Client secret"), tr("when you were given one; empty keeps it")))
    , m_metadataUrl(lineEdit(u"metadataUrlLineEdit"_s, tr("Address of our client metadata document"),
          tr("https://… ; used where the server reads such documents")))
    , m_scopes(lineEdit(
          u"scopesLineEdit"_s, tr("Scopes"), tr("openid profile …; the server's own list when empty")))
    , m_era(new QComboBox)
    , m_timeout(new QSpinBox)
    , m_ping(new QSpinBox)
    , m_keptHeaders(new Label({}, TextRole::Body, Tone::Muted))
    , m_replaceHeaders(new QCheckBox(tr("Replace them")))
    , m_headers(new HeadersTable)
    , m_sampling(new QCheckBox(tr("It may ask me for a model’s answer")))
    , m_roots(new QListWidget)
    , m_limits(new LimitsForm)
    , m_request(new RequestFields)
    , m_network(new NetworkFields)
    , m_form(settingsForm(this))
    , m_grant(new GrantFields(m_form, parts.testFlag(SignIn)))
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
    m_ping->setObjectName(u"pingSpinBox"_s);
    m_ping->setAccessibleName(tr("Seconds of silence after which the server is asked whether it is there"));
    m_ping->setRange(0, 24 * 60 * 60);
    m_ping->setSingleStep(60);
    m_ping->setSuffix(tr(" s"));
    m_ping->setSpecialValueText(tr("never"));
    m_ping->setToolTip(plainToolTip(tr("Only where the server is listened to in the legacy protocol and "
                                       "nothing else is under way; 0: never")));
    m_sampling->setObjectName(u"samplingCheckBox"_s);
    m_sampling->setAccessibleName(m_sampling->text());

    const auto add = [this](Part part, const QString &words, QWidget *control) {
        addRow(m_form, words, control);
        showRow(m_form, control, m_parts.testFlag(part));
    };
    m_grant->addChoice();
    addRow(m_form, tr("Client id"), m_clientId);
    addRow(m_form, tr("Its issuer"), m_clientIssuer);
    addRow(m_form, tr("Client secret"), m_clientSecret);
    addRow(m_form, tr("Metadata document"), m_metadataUrl);
    m_grant->addFields();
    addRow(m_form, tr("Scopes"), m_scopes);
    addWideRow(m_form, m_request);
    add(Protocol, tr("Protocol"), m_era);
    add(Protocol, tr("A request may take"), m_timeout);
    add(Protocol, tr("Ping after silence of"), m_ping);
    add(Headers, tr("Header fields"), makeHeaders());
    add(Input, tr("Sampling"), withChip(m_sampling));
    add(Input, tr("Folders (roots)"), makeRoots());
    addWideRow(m_form, m_network);
    showRow(m_form, m_network, m_parts.testFlag(Network));
    addWideRow(m_form, m_limits);
    showRow(m_form, m_limits, m_parts.testFlag(Limits));
    connect(m_grant, &GrantFields::changed, this, &AdvancedForm::showSignInRows);
    setSettings({});
}

void AdvancedForm::showSignInRows()
{
    const bool isSignIn = m_parts.testFlag(SignIn);
    const bool isForPeople = oauth::needsPerson(m_grant->kind());
    showRow(m_form, m_clientId, isSignIn);
    showRow(m_form, m_clientIssuer, isSignIn);
    showRow(m_form, m_clientSecret, isSignIn && m_grant->usesClientSecret());
    showRow(m_form, m_metadataUrl, isSignIn && isForPeople);
    showRow(m_form, m_scopes, isSignIn);
    showRow(m_form, m_request, isSignIn && m_grant->kind() == oauth::GrantKind::AuthorizationCode);
    m_clientId->setPlaceholderText(
        isForPeople ? tr("found or registered when empty") : tr("as the server knows this client; needed"));
}

QWidget *AdvancedForm::makeHeaders()
{
    auto *words = new Label(tr("They are sent to this server only. A field named Authorization stands in for "
                               "signing in here."),
        TextRole::Caption, Tone::Muted);
    words->setObjectName(u"headersNoteLabel"_s);
    words->setWrapping(true);
    m_keptHeaders->setObjectName(u"keptHeadersLabel"_s);
    m_keptHeaders->setWrapping(true);
    m_replaceHeaders->setObjectName(u"replaceHeadersCheckBox"_s);
    m_replaceHeaders->setAccessibleName(tr("Replace the header fields"));
    auto *holder = new QWidget;
    auto *all = column(holder, 0, 4);
    all->addWidget(m_keptHeaders);
    all->addWidget(m_replaceHeaders);
    all->addWidget(m_headers);
    all->addWidget(words);
    connect(m_replaceHeaders, &QCheckBox::toggled, m_headers, &QWidget::setVisible);
    return holder;
}

QWidget *AdvancedForm::makeRoots()
{
    m_roots->setObjectName(u"rootsList"_s);
    m_roots->setProperty("field", true);
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
    m_clientIssuer->setText(QString::fromUtf8(settings.clientIssuer));
    m_clientSecret->clear();
    m_metadataUrl->setText(QString::fromUtf8(settings.clientMetadataUrl));
    m_grant->setKept(settings.grantKind);
    m_grant->clearSecrets();
    m_limits->setLimits(settings.limits);
    m_request->setSettings(settings);
    m_network->setKept(settings.extraCa, settings.clientCertificate);
    m_scopes->setText(QString::fromUtf8(settings.scopes.join(' ')));
    m_era->setCurrentIndex(std::max(0, m_era->findData(int(settings.era))));
    m_timeout->setValue(int(settings.timeout.count()));
    m_ping->setValue(int(settings.pingEvery.count()));
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
    settings.clientIssuer = m_clientIssuer->text().trimmed().toUtf8();
    settings.clientMetadataUrl = m_metadataUrl->text().trimmed().toUtf8();
    settings.limits = m_limits->limits();
    m_request->write(&settings);
    settings.extraCa = m_network->extraCa();
    settings.scopes = oauth::splitScopes(m_scopes->text().toUtf8());
    settings.era = static_cast<mcp::EraChoice>(m_era->currentData().toInt());
    settings.timeout = std::chrono::seconds(m_timeout->value());
    settings.pingEvery = std::chrono::seconds(m_ping->value());
    settings.allowSampling = m_sampling->isChecked();
    settings.roots.clear();
    for (int i = 0; i < m_roots->count(); ++i)
        settings.roots += m_roots->item(i)->data(Qt::UserRole).toString();
    return settings;
}

std::optional<net::ClientIdentity> AdvancedForm::clientIdentity() const
{
    return m_network->changedIdentity();
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

std::optional<oauth::GrantInput> AdvancedForm::grantInput() const
{
    return m_parts.testFlag(SignIn) ? m_grant->changedInput() : std::nullopt;
}

QString AdvancedForm::signInProblem() const
{
    const bool isForPeople = oauth::needsPerson(m_grant->kind());
    const QByteArray issuer = m_clientIssuer->text().trimmed().toUtf8();
    const QByteArray document = m_metadataUrl->text().trimmed().toUtf8();
    if (!isForPeople && m_clientId->text().trimmed().isEmpty())
        return tr("Without a browser the client id is needed: nothing is registered then.");
    if (!issuer.isEmpty()) {
        if (m_clientId->text().trimmed().isEmpty())
            return tr("An issuer is given for the client id, and no client id.");
        if (const auto url = base::guardUrl(issuer, tr("The issuer of the client id")); !url)
            return url.error().message;
    }
    if (isForPeople && !document.isEmpty()) {
        const auto url = base::guardUrl(document, tr("The address of the metadata document"));
        if (!url)
            return url.error().message;
        // Client ID Metadata Document §3
        if (!url->isEncrypted || url->url.path(QUrl::FullyEncoded).size() < 2)
            return tr("The address of the metadata document must begin with https and have a path.");
    }
    const bool isBrowser = m_grant->kind() == oauth::GrantKind::AuthorizationCode;
    if (const QString problem = m_request->problem(); isBrowser && !problem.isEmpty())
        return problem;
    return m_grant->problem();
}

QString AdvancedForm::problem() const
{
    if (m_parts.testFlag(SignIn)) {
        if (const QString problem = signInProblem(); !problem.isEmpty())
            return problem;
    }
    return m_before.headerNames.isEmpty() || m_replaceHeaders->isChecked() ? m_headers->problem() : QString();
}

void AdvancedForm::clearSecrets()
{
    m_clientSecret->clear();
    m_grant->clearSecrets();
    m_network->clearSecrets();
    m_headers->clearHeaders();
}

} // namespace authscope::ui
