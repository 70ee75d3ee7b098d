// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/shots.h"
#include "support/certificates.h"
#include "ui/connections/networkfields.h"
#include "ui/connections/requestfields.h"
#include "ui/connections/settingsdialog.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using shots::child;

/// What a connection tells the provider, and whom it trusts, in the settings.
class TestNetworkSettings : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void keepsWhatTheProviderIsTold();
    void refusesWhatMayNotGoAlong_data();
    void refusesWhatMayNotGoAlong();
    void trustsAFileAndShowsWhatIsInIt();
    void showsACertificateAndKeepsItsKeyToItself();
    void saysWhatIsNoCertificate();
    void answersWithBoth();
};

void TestNetworkSettings::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestNetworkSettings::keepsWhatTheProviderIsTold()
{
    session::Connection::Settings settings;
    settings.prompt = "select_account";
    settings.loginHint = "ada@boards.example";
    settings.maxAge = std::chrono::seconds(600);
    settings.extraParameters = { { "audience", "boards" }, { "tenant", "a=b" } };
    settings.alwaysPush = true;
    ui::RequestFields fields;
    fields.setSettings(settings);
    child<QPushButton>(&fields, u"requestFieldsButton"_s)->click();
    shots::shoot(&fields, u"request-fields"_s, { 560, 320 });
    QCOMPARE(child<QLabel>(&fields, u"requestFieldsLabel"_s)->text(), u"5 wishes"_s);
    session::Connection::Settings written;
    fields.write(&written);
    QCOMPARE(written.prompt, settings.prompt);
    QCOMPARE(written.loginHint, settings.loginHint);
    QCOMPARE(written.maxAge, settings.maxAge);
    QCOMPARE(written.extraParameters, settings.extraParameters);
    QVERIFY(written.alwaysPush);
    fields.setSettings({});
    QCOMPARE(child<QLabel>(&fields, u"requestFieldsLabel"_s)->text(), u"as usual"_s);
    fields.write(&written);
    QVERIFY(written.prompt.isEmpty() && !written.maxAge && written.extraParameters.isEmpty());
}

void TestNetworkSettings::refusesWhatMayNotGoAlong_data()
{
    QTest::addColumn<QString>("prompt");
    QTest::addColumn<QString>("age");
    QTest::addColumn<QString>("parameters");
    QTest::newRow("one of ours") << QString() << QString() << u"state=1"_s;
    QTest::newRow("twice") << QString() << QString() << u"a=1\na=2"_s;
    QTest::newRow("no pair") << QString() << QString() << u"audience"_s;
    QTest::newRow("no number") << QString() << u"soon"_s << QString();
    QTest::newRow("a negative number") << QString() << u"-1"_s << QString();
    QTest::newRow("none beside another") << u"none login"_s << QString() << QString();
}

void TestNetworkSettings::refusesWhatMayNotGoAlong()
{
    QFETCH(QString, prompt);
    QFETCH(QString, age);
    QFETCH(QString, parameters);
    ui::RequestFields fields;
    QVERIFY(fields.problem().isEmpty());
    child<QLineEdit>(&fields, u"promptLineEdit"_s)->setText(prompt);
    child<QLineEdit>(&fields, u"maxAgeLineEdit"_s)->setText(age);
    child<QPlainTextEdit>(&fields, u"extraParametersEdit"_s)->setPlainText(parameters);
    QVERIFY(!fields.problem().isEmpty());
}

void TestNetworkSettings::trustsAFileAndShowsWhatIsInIt()
{
    const test::ThrowAwayCa authority;
    ui::NetworkFields fields;
    fields.takeAuthorities(authority.path(u"ca.pem"_s));
    shots::shoot(&fields, u"network-fields"_s, { 560, 320 });
    QVERIFY2(fields.problem().isEmpty(), qPrintable(fields.problem()));
    QVERIFY(fields.extraCa().contains("BEGIN CERTIFICATE"));
    const QSslCertificate one = QSslCertificate::fromData(fields.extraCa()).value(0);
    QVERIFY(child<QLabel>(&fields, u"authoritiesLabel"_s)->text().contains(net::factsOf(one).fingerprint));
    child<QPushButton>(&fields, u"dropAuthoritiesButton"_s)->click();
    QVERIFY(fields.extraCa().isEmpty());
}

void TestNetworkSettings::showsACertificateAndKeepsItsKeyToItself()
{
    test::ThrowAwayCa authority;
    authority.issue(u"ada"_s, "DNS:ada.example");
    authority.write(u"both.pem"_s, authority.read(u"ada.pem"_s) + authority.read(u"ada.key"_s));
    ui::NetworkFields fields;
    fields.setKept({}, {});
    QVERIFY(!fields.changedIdentity());
    fields.takeIdentity(authority.path(u"both.pem"_s));
    QVERIFY2(fields.problem().isEmpty(), qPrintable(fields.problem()));
    QVERIFY(fields.changedIdentity());
    QVERIFY(fields.changedIdentity()->key.reveal().contains("PRIVATE KEY"));
    for (const QLabel *label : fields.findChildren<QLabel *>())
        QVERIFY(!label->text().contains(u"PRIVATE"_s));
    child<QPushButton>(&fields, u"dropClientCertificateButton"_s)->click();
    QVERIFY(fields.changedIdentity() && fields.changedIdentity()->isEmpty());
}

void TestNetworkSettings::saysWhatIsNoCertificate()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"note.txt"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("hello") == 5);
    file.close();
    ui::NetworkFields fields;
    fields.takeAuthorities(file.fileName());
    QVERIFY(fields.problem().contains(u"note.txt"_s));
    QVERIFY(fields.extraCa().isEmpty());
    fields.takeIdentity(file.fileName()); // it may be a locked one, until it is tried
    child<QPushButton>(&fields, u"unlockKeyButton"_s)->click();
    QVERIFY(!fields.problem().isEmpty());
    QVERIFY(!fields.changedIdentity());
    fields.takeIdentity(folder.filePath(u"absent"_s));
    QVERIFY(fields.problem().contains(u"absent"_s));
}

void TestNetworkSettings::answersWithBoth()
{
    const test::ThrowAwayCa authority;
    ui::SettingsDialog dialog(u"Boards"_s, {}, false, nullptr);
    QSignalSpy answered(&dialog, &ui::SettingsDialog::answered);
    shots::shoot(&dialog, u"settings-network"_s, { 640, 720 });
    dialog.findChild<ui::NetworkFields *>()->takeAuthorities(authority.path(u"ca.pem"_s));
    child<QLineEdit>(&dialog, u"promptLineEdit"_s)->setText(u"login"_s);
    child<QPlainTextEdit>(&dialog, u"extraParametersEdit"_s)->setPlainText(u"client_id=me"_s);
    child<QPushButton>(&dialog, u"saveSettingsButton"_s)->click();
    QCOMPARE(answered.size(), 0); // and the dialog says why
    child<QPlainTextEdit>(&dialog, u"extraParametersEdit"_s)->setPlainText(u"audience=boards"_s);
    child<QPushButton>(&dialog, u"saveSettingsButton"_s)->click();
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::SettingsDialog::Answer>();
    QCOMPARE(answer.settings.prompt, QByteArray("login"));
    QVERIFY(!answer.settings.extraCa.isEmpty());
    QVERIFY(!answer.clientIdentity);
}

QTEST_MAIN(TestNetworkSettings)
#include "test_networksettings.moc"
