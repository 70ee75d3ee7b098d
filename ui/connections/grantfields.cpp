// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/grantfields.h"

#include "base/urlguard.h"
#include "jose/jwk.h"
#include "ui/connections/fields.h"
#include "ui/connections/secretfield.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using jose::Algorithm;
using oauth::GrantKind;

namespace {

enum Proof { WithSecret, WithKey };
constexpr Algorithm algorithms[]
    = { Algorithm::ES256, Algorithm::ES384, Algorithm::ES512, Algorithm::RS256, Algorithm::RS384,
          Algorithm::RS512, Algorithm::PS256, Algorithm::PS384, Algorithm::PS512, Algorithm::EdDSA };

QString aboutKind(GrantKind kind)
{
    switch (kind) {
    case GrantKind::AuthorizationCode:
        return GrantFields::tr("You sign in and agree in the browser.");
    case GrantKind::ClientCredentials:
        return GrantFields::tr("The client signs in as itself, without a person.");
    case GrantKind::EnterpriseManaged:
        return GrantFields::tr("Your organisation’s identity provider vouches for you; no browser opens.");
    case GrantKind::WorkloadIdentity:
        return GrantFields::tr("The platform this program runs on vouches for it.");
    case GrantKind::DeviceCode:
        return GrantFields::tr("You agree in a browser on any device, with a code that is shown here.");
    }
    Q_UNREACHABLE();
    return {};
}

/// With which of them this key can sign at all; the first is the usual one.
std::optional<Algorithm> algorithmOf(const base::Secret &key)
{
    for (const Algorithm algorithm : algorithms) {
        if (jose::KeyPair::fromPem(key.reveal(), algorithm, {}))
            return algorithm;
    }
    return {};
}

} // namespace

GrantFields::GrantFields(QGridLayout *form, bool isOffered)
    : QObject(form->parentWidget())
    , m_form(form)
    , m_isOffered(isOffered)
    , m_kind(new QComboBox)
    , m_about(new Label({}, TextRole::Caption, Tone::Muted))
    , m_keptHolder(new QWidget)
    , m_replace(new QCheckBox(tr("Replace it")))
    , m_proof(new QComboBox)
    , m_key(new SecretField(
          u"privateKey"_s, tr("Private key"), tr("PEM, PKCS#8, not encrypted"), SecretField::From::FileAlone))
    , m_algorithm(new QComboBox)
    , m_keyId(lineEdit(u"keyIdLineEdit"_s, tr("Key id"), tr("as the server knows the key; may be empty")))
    , m_idpEndpoint(lineEdit(u"idpEndpointLineEdit"_s, tr("Token address of the provider"),
          u"https://login.example.com/token"_s))
    , m_idpClientId(lineEdit(u"idpClientIdLineEdit"_s, tr("Client id at the provider"), {}))
    , m_idpSecret(new SecretField(u"idpClientSecret"_s, tr("Client secret at the provider"),
          tr("only when you were given one"), SecretField::From::TypingOrFile))
    , m_idToken(new SecretField(u"idToken"_s, tr("ID token of the provider"),
          tr("of the person who signed in there"), SecretField::From::TypingOrFile))
    , m_assertion(new SecretField(u"workloadToken"_s, tr("Workload token"), tr("a JWT the platform issued"),
          SecretField::From::TypingOrFile))
{
    m_kind->setObjectName(u"grantBox"_s);
    m_kind->setAccessibleName(tr("Sign in with"));
    m_kind->addItem(tr("Browser (default)"), int(GrantKind::AuthorizationCode));
    m_kind->addItem(tr("Code on another device"), int(GrantKind::DeviceCode));
    m_kind->addItem(tr("Client credentials"), int(GrantKind::ClientCredentials));
    m_kind->addItem(tr("Enterprise (ID-JAG)"), int(GrantKind::EnterpriseManaged));
    m_kind->addItem(tr("Workload token"), int(GrantKind::WorkloadIdentity));
    m_about->setObjectName(u"grantLabel"_s);
    m_about->setWrapping(true);
    m_replace->setObjectName(u"replaceGrantCheckBox"_s);
    m_replace->setAccessibleName(tr("Replace what is kept in the keychain"));
    m_proof->setObjectName(u"clientProofBox"_s);
    m_proof->setAccessibleName(tr("The client proves itself with"));
    m_proof->addItem(tr("its secret"), WithSecret);
    m_proof->addItem(tr("a private key of its own"), WithKey);
    m_algorithm->setObjectName(u"keyAlgorithmBox"_s);
    m_algorithm->setAccessibleName(tr("Signature algorithm"));
    for (const Algorithm algorithm : algorithms)
        m_algorithm->addItem(QString::fromLatin1(jose::algorithmName(algorithm)), int(algorithm));
    connect(m_kind, &QComboBox::currentIndexChanged, this, &GrantFields::showRows);
    connect(m_proof, &QComboBox::currentIndexChanged, this, &GrantFields::showRows);
    connect(m_replace, &QCheckBox::toggled, this, &GrantFields::showRows);
    connect(m_key, &SecretField::changed, this, &GrantFields::keyChosen);
}

void GrantFields::addChoice()
{
    auto *kept = column(m_keptHolder, 0, 4);
    auto *words = new Label(
        tr("What it signs in with is kept in the keychain and not shown."), TextRole::Body, Tone::Muted);
    words->setObjectName(u"keptGrantLabel"_s);
    words->setWrapping(true);
    kept->addWidget(words);
    kept->addWidget(m_replace);
    addRow(m_form, tr("Sign in with"), m_kind);
    addRow(m_form, {}, m_about);
    addRow(m_form, {}, m_keptHolder);
}

void GrantFields::addFields()
{
    addRow(m_form, tr("Proves itself with"), m_proof);
    addRow(m_form, tr("Private key"), m_key);
    addRow(m_form, tr("Signature"), m_algorithm);
    addRow(m_form, tr("Key id"), m_keyId);
    addRow(m_form, tr("Provider’s tokens"), m_idpEndpoint);
    addRow(m_form, tr("Client id there"), m_idpClientId);
    addRow(m_form, tr("Client secret there"), m_idpSecret);
    addRow(m_form, tr("ID token from there"), m_idToken);
    addRow(m_form, tr("Workload token"), m_assertion);
    showRows();
}

GrantKind GrantFields::kind() const
{
    return static_cast<GrantKind>(m_kind->currentData().toInt());
}

bool GrantFields::isKept() const
{
    return kind() == m_keptKind && !oauth::needsPerson(kind()) && !m_replace->isChecked();
}

bool GrantFields::usesKey() const
{
    return kind() == GrantKind::ClientCredentials && m_proof->currentData().toInt() == WithKey;
}

bool GrantFields::usesClientSecret() const
{
    return !usesKey() || isKept();
}

void GrantFields::setKept(GrantKind kind)
{
    m_keptKind = kind;
    m_replace->setChecked(false);
    m_proof->setCurrentIndex(WithSecret);
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(int(kind))));
    showRows();
}

void GrantFields::showRows()
{
    const GrantKind chosen = kind();
    m_about->setText(aboutKind(chosen));
    const bool couldBeKept = chosen == m_keptKind && !oauth::needsPerson(chosen);
    const bool asks = !isKept();
    const auto show = [this](bool visible, std::initializer_list<QWidget *> fields) {
        for (QWidget *field : fields)
            showRow(m_form, field, visible && m_isOffered);
    };
    show(true, { m_kind, m_about });
    show(couldBeKept, { m_keptHolder });
    show(asks && chosen == GrantKind::ClientCredentials, { m_proof });
    show(asks && usesKey(), { m_key, m_algorithm, m_keyId });
    show(asks && chosen == GrantKind::EnterpriseManaged,
        { m_idpEndpoint, m_idpClientId, m_idpSecret, m_idToken });
    show(asks && chosen == GrantKind::WorkloadIdentity, { m_assertion });
    Q_EMIT changed();
}

void GrantFields::keyChosen()
{
    const base::Secret key = m_key->value();
    if (key.isEmpty())
        return;
    if (const auto usual = algorithmOf(key))
        m_algorithm->setCurrentIndex(m_algorithm->findData(int(*usual)));
}

std::optional<oauth::GrantInput> GrantFields::changedInput() const
{
    if (isKept())
        return {};
    switch (kind()) {
    case GrantKind::AuthorizationCode:
        if (m_keptKind == GrantKind::AuthorizationCode)
            return {};
        return oauth::GrantInput();
    case GrantKind::ClientCredentials:
        if (!usesKey())
            return oauth::ClientCredentialsInput();
        return oauth::ClientCredentialsInput{ .signingAlgorithm = m_algorithm->currentText().toLatin1(),
            .keyId = m_keyId->text().trimmed().toUtf8(),
            .privateKey = m_key->value() };
    case GrantKind::EnterpriseManaged:
        return oauth::EnterpriseInput{ .idpTokenEndpoint = m_idpEndpoint->text().trimmed().toUtf8(),
            .idpClientId = m_idpClientId->text().trimmed().toUtf8(),
            .idpClientSecret = m_idpSecret->value(),
            .idToken = m_idToken->value() };
    case GrantKind::WorkloadIdentity:
        return oauth::WorkloadInput{ m_assertion->value() };
    case GrantKind::DeviceCode:
        if (m_keptKind == GrantKind::DeviceCode)
            return {};
        return oauth::DeviceInput();
    }
    Q_UNREACHABLE();
    return {};
}

QString GrantFields::keyProblem() const
{
    if (!m_key->problem().isEmpty())
        return m_key->problem();
    const base::Secret key = m_key->value();
    if (key.isEmpty())
        return tr("Choose the file with the private key.");
    const auto pair = jose::KeyPair::fromPem(
        key.reveal(), static_cast<Algorithm>(m_algorithm->currentData().toInt()), {});
    return pair ? QString() : pair.error().message;
}

QString GrantFields::problem() const
{
    if (isKept())
        return {};
    switch (kind()) {
    case GrantKind::AuthorizationCode:
    case GrantKind::DeviceCode:
        return {};
    case GrantKind::ClientCredentials:
        return usesKey() ? keyProblem() : QString();
    case GrantKind::EnterpriseManaged:
        if (const auto url
            = base::guardUrl(m_idpEndpoint->text().trimmed().toUtf8(), tr("The provider’s token address"));
            !url)
            return url.error().message;
        if (m_idpClientId->text().trimmed().isEmpty())
            return tr("The client id at the provider is missing.");
        for (const SecretField *field : { m_idpSecret, m_idToken }) {
            if (!field->problem().isEmpty())
                return field->problem();
        }
        return m_idToken->value().isEmpty() ? tr("The provider’s ID token is missing.") : QString();
    case GrantKind::WorkloadIdentity:
        if (!m_assertion->problem().isEmpty())
            return m_assertion->problem();
        return m_assertion->value().isEmpty() ? tr("The workload token is missing.") : QString();
    }
    Q_UNREACHABLE();
    return {};
}

void GrantFields::clearSecrets()
{
    for (SecretField *field : { m_key, m_idpSecret, m_idToken, m_assertion })
        field->clear();
}

} // namespace authscope::ui
