// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "jose/jwk.h"
#include "ui/connections/connectdialog.h"
#include "ui/connections/limitsform.h"
#include "ui/connections/secretfield.h"
#include "ui/connections/settingsdialog.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using oauth::GrantKind;

namespace {

void choose(QWidget *owner, GrantKind kind)
{
    auto *box = shots::child<QComboBox>(owner, u"grantBox"_s);
    box->setCurrentIndex(box->findData(int(kind)));
}

void type(QWidget *owner, const QString &name, const QString &text)
{
    auto *edit = shots::child<QLineEdit>(owner, name);
    edit->clear();
    QTest::keyClicks(edit, text);
}

/// The names of the line edits that can be seen, in the order of the form.
QStringList visibleFields(const QWidget *owner)
{
    QStringList names;
    for (const QLineEdit *edit : owner->findChildren<QLineEdit *>()) {
        if (edit->isVisibleTo(owner) && edit->objectName().endsWith(u"LineEdit"_s))
            names += edit->objectName().chopped(8);
    }
    return names;
}

QString keyFile(const QTemporaryDir &folder, jose::Algorithm algorithm)
{
    const QString path = folder.filePath(u"client.pem"_s);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(jose::KeyPair::generate(algorithm, "k").toPem()) <= 0)
        qFatal("no key");
    return path;
}

} // namespace

/// As whom a connection signs in and with what, and its bounds, in the dialogs.
class TestSignInSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void asksOnlyForWhatTheWayNeeds();
    void givesEveryRowItsRoom();
    void takesClientCredentials();
    void takesAKeyFromAFile();
    void refusesWhatIsNoKey();
    void takesAnEnterpriseSignIn();
    void takesAWorkloadTokenOnConnecting();
    void neverShowsWhatIsKept();
    void goesBackToTheBrowser();
    void takesACodeOnAnotherDevice();
    void keepsTheClientToItsIssuer();
    void wantsAMetadataDocumentThatCanBeRead();
    void changesLimits();
    void roundsNoLimitThatWasNotTouched();
    void saysWhatAuthorizationReplaces();
    void fitsASmallScreen();
};

void TestSignInSettings::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestSignInSettings::asksOnlyForWhatTheWayNeeds()
{
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    shots::shoot(&form, {}, { 560, 420 });
    QCOMPARE(visibleFields(&form),
        (QStringList{ u"clientId"_s, u"clientIssuer"_s, u"clientSecret"_s, u"metadataUrl"_s, u"scopes"_s }));
    choose(&form, GrantKind::ClientCredentials);
    QCOMPARE(visibleFields(&form),
        (QStringList{ u"clientId"_s, u"clientIssuer"_s, u"clientSecret"_s, u"scopes"_s }));
    shots::child<QComboBox>(&form, u"clientProofBox"_s)->setCurrentIndex(1);
    QCOMPARE(visibleFields(&form),
        (QStringList{ u"clientId"_s, u"clientIssuer"_s, u"privateKey"_s, u"keyId"_s, u"scopes"_s }));
    choose(&form, GrantKind::EnterpriseManaged);
    QCOMPARE(visibleFields(&form),
        (QStringList{ u"clientId"_s, u"clientIssuer"_s, u"clientSecret"_s, u"idpEndpoint"_s, u"idpClientId"_s,
            u"idpClientSecret"_s, u"idToken"_s, u"scopes"_s }));
    choose(&form, GrantKind::WorkloadIdentity);
    QCOMPARE(visibleFields(&form),
        (QStringList{
            u"clientId"_s, u"clientIssuer"_s, u"clientSecret"_s, u"workloadToken"_s, u"scopes"_s }));
    shots::verifyInert(&form);
    QVERIFY2(form.problem().contains(u"client id is needed"_s), qPrintable(form.problem()));
}

void TestSignInSettings::givesEveryRowItsRoom()
{
    ui::SettingsDialog dialog(u"Boards"_s, {}, false, nullptr);
    shots::shoot(&dialog, {}, dialog.size());
    auto *form = shots::child<ui::AdvancedForm>(&dialog, u"advancedForm"_s);
    const auto rowsAreApart = [form] {
        int below = 0;
        for (const QLineEdit *edit : form->findChildren<QLineEdit *>()) {
            if (!edit->isVisible() || !edit->objectName().endsWith(u"LineEdit"_s))
                continue;
            const int top = edit->mapTo(form, QPoint()).y();
            if (top < below || edit->height() < edit->minimumSizeHint().height())
                return false;
            below = top + edit->height();
        }
        return below > 0;
    };
    // What is hidden and shown again has room again.
    for (const GrantKind kind : { GrantKind::ClientCredentials, GrantKind::EnterpriseManaged,
             GrantKind::ClientCredentials, GrantKind::WorkloadIdentity, GrantKind::AuthorizationCode }) {
        choose(form, kind);
        for (const int proof : { 1, 0, 1 }) {
            shots::child<QComboBox>(form, u"clientProofBox"_s)->setCurrentIndex(proof);
            QTRY_VERIFY2(rowsAreApart(), qPrintable(visibleFields(form).join(u' ')));
        }
    }
}

void TestSignInSettings::takesClientCredentials()
{
    ui::SettingsDialog dialog(u"Boards"_s, {}, false, nullptr);
    choose(&dialog, GrantKind::ClientCredentials);
    shots::shoot(&dialog, u"settings-client-credentials"_s, dialog.size());
    type(&dialog, u"clientIdLineEdit"_s, u"robot"_s);
    type(&dialog, u"clientSecretLineEdit"_s, u"secret-4711"_s);
    QSignalSpy answered(&dialog, &ui::SettingsDialog::answered);
    shots::child<QPushButton>(&dialog, u"saveSettingsButton"_s)->click();
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::SettingsDialog::Answer>();
    QCOMPARE(answer.clientSecret.reveal(), QByteArray("secret-4711"));
    QVERIFY(answer.grantInput == oauth::GrantInput(oauth::ClientCredentialsInput()));
}

void TestSignInSettings::takesAKeyFromAFile()
{
    const QTemporaryDir folder;
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    choose(&form, GrantKind::ClientCredentials);
    shots::child<QComboBox>(&form, u"clientProofBox"_s)->setCurrentIndex(1);
    type(&form, u"clientIdLineEdit"_s, u"robot"_s);
    QVERIFY(form.problem().contains(u"private key"_s));
    const QString path = keyFile(folder, jose::Algorithm::ES384);
    form.findChild<ui::SecretField *>()->takeFile(path);
    QCOMPARE(shots::child<QComboBox>(&form, u"keyAlgorithmBox"_s)->currentText(), u"ES384"_s);
    QCOMPARE(form.problem(), QString());
    QCOMPARE(shots::child<QLineEdit>(&form, u"privateKeyLineEdit"_s)->text(), u"from client.pem"_s);
    shots::shoot(&form, u"settings-key"_s, { 560, 360 });
    type(&form, u"keyIdLineEdit"_s, u"key-1"_s);
    const auto input = std::get<oauth::ClientCredentialsInput>(*form.grantInput());
    QVERIFY(input.privateKey.reveal().contains("PRIVATE KEY"));
    QCOMPARE(input.signingAlgorithm, QByteArray("ES384"));
    QCOMPARE(input.keyId, QByteArray("key-1"));
    auto *algorithm = shots::child<QComboBox>(&form, u"keyAlgorithmBox"_s);
    algorithm->setCurrentText(u"RS256"_s);
    QVERIFY2(!form.problem().isEmpty(), "this key cannot sign so");
    form.clearSecrets();
    QVERIFY(std::get<oauth::ClientCredentialsInput>(*form.grantInput()).privateKey.isEmpty());
    QVERIFY(shots::child<QLineEdit>(&form, u"privateKeyLineEdit"_s)->text().isEmpty());
}

void TestSignInSettings::refusesWhatIsNoKey()
{
    const QTemporaryDir folder;
    const auto file = [&folder](const QString &name, const QByteArray &bytes) {
        QFile made(folder.filePath(name));
        if (!made.open(QIODevice::WriteOnly) || made.write(bytes) != bytes.size())
            qFatal("no file");
        return made.fileName();
    };
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    choose(&form, GrantKind::ClientCredentials);
    shots::child<QComboBox>(&form, u"clientProofBox"_s)->setCurrentIndex(1);
    type(&form, u"clientIdLineEdit"_s, u"robot"_s);
    auto *key = form.findChild<ui::SecretField *>();
    key->takeFile(folder.filePath(u"gone"_s));
    QVERIFY2(form.problem().contains(u"gone cannot be read"_s), qPrintable(form.problem()));
    key->takeFile(file(u"big"_s, QByteArray(70000, 'x')));
    QVERIFY2(form.problem().contains(u"larger than"_s), qPrintable(form.problem()));
    key->takeFile(file(u"empty"_s, "\n"));
    QVERIFY2(form.problem().contains(u"nothing in empty"_s), qPrintable(form.problem()));
    key->takeFile(file(u"words"_s, "secret words that are no key"));
    QVERIFY(!form.problem().isEmpty());
    QVERIFY2(!form.problem().contains(u"secret words"_s), qPrintable(form.problem()));
}

void TestSignInSettings::takesAnEnterpriseSignIn()
{
    ui::SettingsDialog dialog(u"Boards"_s, {}, false, nullptr);
    choose(&dialog, GrantKind::EnterpriseManaged);
    shots::shoot(&dialog, u"settings-enterprise"_s, dialog.size());
    QSignalSpy answered(&dialog, &ui::SettingsDialog::answered);
    auto *save = shots::child<QPushButton>(&dialog, u"saveSettingsButton"_s);
    type(&dialog, u"clientIdLineEdit"_s, u"desk"_s);
    type(&dialog, u"idpEndpointLineEdit"_s, u"http://idp.example/token"_s);
    save->click();
    QCOMPARE(answered.size(), 0); // not encrypted
    type(&dialog, u"idpEndpointLineEdit"_s, u"https://idp.example/token"_s);
    save->click();
    QVERIFY(shots::hasText(&dialog, u"client id at the provider is missing"_s));
    type(&dialog, u"idpClientIdLineEdit"_s, u"desk-there"_s);
    save->click();
    QVERIFY(shots::hasText(&dialog, u"ID token is missing"_s));
    type(&dialog, u"idTokenLineEdit"_s, u"the-id-token"_s);
    save->click();
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::SettingsDialog::Answer>();
    const auto input = std::get<oauth::EnterpriseInput>(*answer.grantInput);
    QCOMPARE(input.idpTokenEndpoint, QByteArray("https://idp.example/token"));
    QCOMPARE(input.idpClientId, QByteArray("desk-there"));
    QCOMPARE(input.idToken.reveal(), QByteArray("the-id-token"));
    QVERIFY2(shots::child<QLineEdit>(&dialog, u"idTokenLineEdit"_s)->text().isEmpty(),
        "the secret does not stay in the dialog");
}

void TestSignInSettings::takesAWorkloadTokenOnConnecting()
{
    ui::ConnectDialog dialog(
        [](const QByteArray &, QObject *) -> session::Probe * { return nullptr; }, nullptr);
    dialog.openWith(u"https://mcp.boards.example/mcp"_s);
    QSignalSpy answered(&dialog, &ui::ConnectDialog::answered);
    shots::child<QPushButton>(&dialog, u"advancedButton"_s)->click();
    choose(&dialog, GrantKind::WorkloadIdentity);
    type(&dialog, u"clientIdLineEdit"_s, u"robot"_s);
    type(&dialog, u"workloadTokenLineEdit"_s, u"the-workload-token"_s);
    QCOMPARE(shots::child<QLineEdit>(&dialog, u"workloadTokenLineEdit"_s)->echoMode(), QLineEdit::Password);
    shots::child<QPushButton>(&dialog, u"dialogConnectButton"_s)->click();
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::ConnectDialog::Answer>();
    QCOMPARE(std::get<oauth::WorkloadInput>(*answer.grantInput).assertion.reveal(),
        QByteArray("the-workload-token"));
}

void TestSignInSettings::neverShowsWhatIsKept()
{
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    form.setSettings({ .clientId = "robot", .grantKind = GrantKind::WorkloadIdentity });
    shots::shoot(&form, u"settings-kept"_s, { 560, 360 });
    QVERIFY(shots::hasText(&form, u"kept in the keychain and not shown"_s));
    QVERIFY(!visibleFields(&form).contains(u"workloadToken"_s));
    QVERIFY(!form.grantInput());
    QCOMPARE(form.problem(), QString());
    shots::child<QCheckBox>(&form, u"replaceGrantCheckBox"_s)->click();
    QVERIFY(visibleFields(&form).contains(u"workloadToken"_s));
    QVERIFY(form.problem().contains(u"missing"_s));
    type(&form, u"workloadTokenLineEdit"_s, u"another"_s);
    QCOMPARE(std::get<oauth::WorkloadInput>(*form.grantInput()).assertion.reveal(), QByteArray("another"));
    // Of another way nothing is kept.
    choose(&form, GrantKind::EnterpriseManaged);
    QVERIFY(!shots::hasText(&form, u"kept in the keychain and not shown"_s));
}

void TestSignInSettings::goesBackToTheBrowser()
{
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    QVERIFY2(!form.grantInput(), "the browser before and after: nothing to change");
    form.setSettings({ .clientId = "robot", .grantKind = GrantKind::ClientCredentials });
    choose(&form, GrantKind::AuthorizationCode);
    QVERIFY(form.grantInput() == oauth::GrantInput());
    QCOMPARE(form.problem(), QString());
}

void TestSignInSettings::takesACodeOnAnotherDevice()
{
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    choose(&form, GrantKind::DeviceCode);
    shots::shoot(&form, u"settings-device"_s, { 560, 420 });
    QVERIFY(shots::hasText(&form, u"on any device"_s));
    QCOMPARE(visibleFields(&form),
        (QStringList{ u"clientId"_s, u"clientIssuer"_s, u"clientSecret"_s, u"metadataUrl"_s, u"scopes"_s }));
    QVERIFY2(form.problem().isEmpty(), "a client is found or registered, as for the browser");
    QVERIFY(form.grantInput() && oauth::kindOf(*form.grantInput()) == GrantKind::DeviceCode);
    form.setSettings({ .grantKind = GrantKind::DeviceCode });
    QVERIFY2(!form.grantInput(), "as before: nothing to change");
    QVERIFY2(!shots::child<QWidget>(&form, u"replaceGrantCheckBox"_s)->isVisible(), "nothing is kept for it");
    choose(&form, GrantKind::AuthorizationCode);
    QVERIFY(form.grantInput() == oauth::GrantInput());
}

void TestSignInSettings::keepsTheClientToItsIssuer()
{
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    form.setSettings({ .clientId = "one", .clientIssuer = "https://login.example.com" });
    QCOMPARE(form.settings().clientIssuer, QByteArray("https://login.example.com"));
    QCOMPARE(form.problem(), QString());
    type(&form, u"clientIssuerLineEdit"_s, u"ftp://login.example.com"_s);
    QVERIFY(form.problem().contains(u"issuer of the client id"_s));
    type(&form, u"clientIssuerLineEdit"_s, u"https://login.example.com"_s);
    shots::child<QLineEdit>(&form, u"clientIdLineEdit"_s)->clear();
    QVERIFY(form.problem().contains(u"no client id"_s));
}

void TestSignInSettings::wantsAMetadataDocumentThatCanBeRead()
{
    ui::AdvancedForm form(ui::AdvancedForm::SignIn);
    for (const char *wrong : { "http://127.0.0.1/client.json", "https://app.example", "https://app.example/",
             "nothing", "https://user@app.example/client.json" }) {
        type(&form, u"metadataUrlLineEdit"_s, QString::fromLatin1(wrong));
        QVERIFY2(!form.problem().isEmpty(), wrong);
    }
    type(&form, u"metadataUrlLineEdit"_s, u"https://app.example/client.json"_s);
    QCOMPARE(form.problem(), QString());
    QCOMPARE(form.settings().clientMetadataUrl, QByteArray("https://app.example/client.json"));
}

void TestSignInSettings::changesLimits()
{
    ui::SettingsDialog dialog(u"Boards"_s, { .limits = { .maxPages = 7 } }, true, nullptr);
    auto *summary = shots::child<QLabel>(&dialog, u"limitsLabel"_s);
    QCOMPARE(summary->text(), u"1 changed"_s);
    auto *pages = shots::child<QSpinBox>(&dialog, u"limit_max_pages"_s);
    QVERIFY(!pages->isVisibleTo(&dialog));
    shots::child<QPushButton>(&dialog, u"limitsButton"_s)->click();
    shots::shoot(&dialog, u"settings-limits"_s, dialog.size());
    QVERIFY(pages->isVisibleTo(&dialog));
    QCOMPARE(pages->value(), 7);
    QVERIFY(shots::hasText(&dialog, u"usually 131,072 KiB"_s)
        || shots::hasText(&dialog, u"usually 131072 KiB"_s));
    shots::child<QSpinBox>(&dialog, u"limit_max_message_bytes"_s)->setValue(1024);
    QCOMPARE(summary->text(), u"2 changed"_s);
    shots::verifyInert(&dialog);
    QSignalSpy answered(&dialog, &ui::SettingsDialog::answered);
    shots::child<QPushButton>(&dialog, u"saveSettingsButton"_s)->click();
    const auto answer = answered.first().first().value<ui::SettingsDialog::Answer>();
    const mcp::Limits expected{ .maxMessageBytes = 1 << 20, .maxPages = 7 };
    QVERIFY(answer.settings.limits == expected);
    QVERIFY(!answer.grantInput);
}

void TestSignInSettings::roundsNoLimitThatWasNotTouched()
{
    ui::LimitsForm form;
    const mcp::Limits odd{ .maxMessageBytes = 70000, .maxNesting = 20 };
    form.setLimits(odd);
    QVERIFY(form.limits() == odd);
    shots::child<QSpinBox>(&form, u"limit_max_watched"_s)->setValue(3);
    QCOMPARE(form.limits().maxMessageBytes, 70000);
    auto *reset = shots::child<QPushButton>(&form, u"resetLimitsButton"_s);
    reset->click();
    QVERIFY(form.limits() == mcp::Limits());
    QVERIFY(!reset->isEnabled());
    QCOMPARE(shots::child<QLabel>(&form, u"limitsLabel"_s)->text(), u"as usual"_s);
    // Every bound has words of its own.
    for (const QByteArray &name : session::limitNames())
        QVERIFY2(!shots::hasText(&form, QString::fromLatin1(name)), name.constData());
}

void TestSignInSettings::saysWhatAuthorizationReplaces()
{
    ui::AdvancedForm form(ui::AdvancedForm::Headers);
    shots::shoot(&form, {}, { 560, 200 });
    const QString words = shots::child<QLabel>(&form, u"headersNoteLabel"_s)->text();
    QVERIFY2(words.contains(u"this server only"_s) && words.contains(u"Authorization"_s), qPrintable(words));
}

void TestSignInSettings::fitsASmallScreen()
{
    // 1280x800 at 200 % is 640x400.
    ui::SettingsDialog settings(u"Boards"_s, {}, false, nullptr);
    choose(&settings, GrantKind::EnterpriseManaged);
    shots::shoot(&settings, {}, { 600, 360 });
    QVERIFY2(settings.height() <= 380 && settings.width() <= 620,
        qPrintable(u"%1x%2"_s.arg(settings.width()).arg(settings.height())));
    ui::ConnectDialog connecting(
        [](const QByteArray &, QObject *) -> session::Probe * { return nullptr; }, nullptr);
    connecting.openWith();
    shots::child<QPushButton>(&connecting, u"advancedButton"_s)->click();
    choose(&connecting, GrantKind::EnterpriseManaged);
    shots::shoot(&connecting, u"connect-enterprise"_s, { 600, 360 });
    QVERIFY2(connecting.height() <= 380 && connecting.width() <= 620,
        qPrintable(u"%1x%2"_s.arg(connecting.width()).arg(connecting.height())));
    // What does not fit downwards scrolls; nothing is cut at the side.
    for (QWidget *dialog : { static_cast<QWidget *>(&settings), static_cast<QWidget *>(&connecting) }) {
        const auto areas = dialog->findChildren<QScrollArea *>();
        for (const QScrollArea *area : areas)
            QVERIFY2(
                !area->isVisible() || area->widget()->minimumSizeHint().width() <= area->viewport()->width(),
                qPrintable(u"%1: %2 of %3"_s.arg(area->accessibleName())
                               .arg(area->widget()->minimumSizeHint().width())
                               .arg(area->viewport()->width())));
    }
}

QTEST_MAIN(TestSignInSettings)
#include "test_signinsettings.moc"
