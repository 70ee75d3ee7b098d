// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "gui/shots.h"
#include "ui/connections/commandform.h"
#include "ui/connections/connectdialog.h"
#include "ui/connections/settingsdialog.h"
#include "ui/server/serverinfodialog.h"

#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// How one connects, changes the settings, and learns who a server is.
class TestConnect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void splitsACommandWithoutAShell_data();
    void splitsACommandWithoutAShell();
    void showsExactlyWhatWillRun();
    void answersWithAProgram();
    void answersWithSettingsAndHeaders();
    void insistsOnWholeHeaders();
    void keepsHeadersUntilTheyAreReplaced();
    void changesSettingsLater();
    void offersAProgramNoSignIn();
    void describesTheServer();
    void saysWhatTheServerBroke();
    void asksAServerThatDidNotSpeak();
};

void TestConnect::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestConnect::splitsACommandWithoutAShell_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QStringList>("words"); // empty: refused
    const auto row = [](const char *name, const QString &line, const QStringList &words) {
        QTest::newRow(name) << line << words;
    };
    row("plain", u"npx -y server"_s, { u"npx"_s, u"-y"_s, u"server"_s });
    row("blanks", u"  a   b  "_s, { u"a"_s, u"b"_s });
    row("double quotes", u"a \"b c\" d"_s, { u"a"_s, u"b c"_s, u"d"_s });
    row("single quotes", u"a 'b \"c\"'"_s, { u"a"_s, u"b \"c\""_s });
    row("an empty word", u"a '' b"_s, { u"a"_s, QString(), u"b"_s });
    row("glued", u"--x=\"b c\"d"_s, { u"--x=b cd"_s });
    row("an escaped blank", u"my\\ program"_s, { u"my program"_s });
    row("an escaped quote", u"a \"b\\\"c\""_s, { u"a"_s, u"b\"c"_s });
    row("a path of Windows", u"C:\\tools\\run.exe /x"_s, { u"C:\\tools\\run.exe"_s, u"/x"_s });
    row("nothing a shell would do", u"echo $HOME | cat > f; rm *"_s,
        { u"echo"_s, u"$HOME"_s, u"|"_s, u"cat"_s, u">"_s, u"f;"_s, u"rm"_s, u"*"_s });
    row("an open quote", u"a \"b"_s, {});
    row("nothing", u"   "_s, {});
    row("an empty program", u"'' a"_s, {});
}

void TestConnect::splitsACommandWithoutAShell()
{
    QFETCH(QString, line);
    QFETCH(QStringList, words);
    const auto split = ui::splitCommand(line);
    QCOMPARE(split.has_value(), !words.isEmpty());
    if (split)
        QCOMPARE(*split, words);
}

void TestConnect::showsExactlyWhatWillRun()
{
    QTemporaryDir folder;
    ui::CommandForm form;
    form.show();
    auto *line = shots::child<QLineEdit>(&form, u"commandLineEdit"_s);
    auto *preview = shots::child<QPlainTextEdit>(&form, u"commandPreviewEdit"_s);
    QVERIFY(!form.command());
    QVERIFY(shots::hasText(&form, u"Nothing runs while you type"_s));
    QTest::keyClicks(line, u"sh -c \"echo hello\""_s);
    QVERIFY(form.command());
    QVERIFY2(preview->toPlainText().contains(u"/sh\n"_s), qPrintable(preview->toPlainText()));
    QVERIFY(preview->toPlainText().contains(u"argument  echo hello"_s));
    shots::child<QLineEdit>(&form, u"workingDirectoryLineEdit"_s)->setText(folder.filePath(u"gone"_s));
    QVERIFY(shots::hasText(&form, u"does not exist"_s));
    shots::child<QLineEdit>(&form, u"workingDirectoryLineEdit"_s)->setText(folder.path());
    QCOMPARE(form.command()->workingDirectory, folder.path());
    line->setText(u"no-such-program-4711"_s);
    QVERIFY(!form.command());
    QVERIFY(shots::hasText(&form, u"No program no-such-program-4711"_s));
    line->setText(u"sh '\u202Eabc'"_s);
    QVERIFY(!preview->toPlainText().contains(QChar(0x202E)));
}

void TestConnect::answersWithAProgram()
{
    ui::ConnectDialog dialog(
        [](const QByteArray &, QObject *) -> session::Probe * { return nullptr; }, nullptr);
    dialog.openWith();
    QSignalSpy answered(&dialog, &ui::ConnectDialog::answered);
    shots::child<QPushButton>(&dialog, u"programModeButton"_s)->click();
    auto *go = shots::child<QPushButton>(&dialog, u"dialogConnectButton"_s);
    QVERIFY(!go->isEnabled());
    auto *line = shots::child<QLineEdit>(&dialog, u"commandLineEdit"_s);
    QTest::keyClicks(line, u"sh server.sh"_s);
    QVERIFY(go->isEnabled());
    shots::shoot(&dialog, u"connect-program"_s, dialog.size());
    QTest::keyClick(line, Qt::Key_Return);
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::ConnectDialog::Answer>();
    QCOMPARE(answer.command.program, u"sh"_s);
    QCOMPARE(answer.command.arguments, QStringList{ u"server.sh"_s });
    QVERIFY(!answer.signIn);
}

void TestConnect::answersWithSettingsAndHeaders()
{
    ui::ConnectDialog dialog(
        [](const QByteArray &, QObject *) -> session::Probe * { return nullptr; }, nullptr);
    dialog.openWith();
    QSignalSpy answered(&dialog, &ui::ConnectDialog::answered);
    auto *url = shots::child<QLineEdit>(&dialog, u"urlLineEdit"_s);
    QTest::keyClicks(url, u"https://mcp.boards.example/mcp"_s);
    shots::child<QPushButton>(&dialog, u"advancedButton"_s)->click();
    auto *era = shots::child<QComboBox>(&dialog, u"eraBox"_s);
    era->setCurrentIndex(era->findData(int(mcp::EraChoice::Legacy)));
    shots::child<QSpinBox>(&dialog, u"timeoutSpinBox"_s)->setValue(90);
    auto *ping = shots::child<QSpinBox>(&dialog, u"pingSpinBox"_s);
    QCOMPARE(ping->value(), 300);
    ping->setValue(0);
    QCOMPARE(ping->text(), u"never"_s);
    shots::child<QPushButton>(&dialog, u"addHeaderButton"_s)->click();
    QTest::keyClicks(shots::child<QLineEdit>(&dialog, u"headerName1"_s), u"X-Api-Key"_s);
    auto *value = shots::child<QLineEdit>(&dialog, u"headerValue1"_s);
    QCOMPARE(value->echoMode(), QLineEdit::Password);
    shots::shoot(&dialog, u"connect-advanced"_s, dialog.sizeHint().expandedTo(dialog.size()));
    QTest::keyClick(url, Qt::Key_Return);
    QCOMPARE(answered.size(), 0);
    QVERIFY(shots::hasText(&dialog, u"X-Api-Key has no value"_s));
    QTest::keyClicks(value, u"secret-4711"_s);
    QTest::keyClick(url, Qt::Key_Return);
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::ConnectDialog::Answer>();
    QCOMPARE(answer.url, QByteArray("https://mcp.boards.example/mcp"));
    QCOMPARE(int(answer.settings.era), int(mcp::EraChoice::Legacy));
    QCOMPARE(answer.settings.timeout.count(), 90);
    QCOMPARE(answer.settings.pingEvery.count(), 0);
    QCOMPARE(answer.headers.size(), 1);
    QCOMPARE(answer.headers.first().first, QByteArray("X-Api-Key"));
    QCOMPARE(answer.headers.first().second.reveal(), QByteArray("secret-4711"));
    QVERIFY2(dialog.findChildren<QLineEdit *>(u"headerValue1"_s).isEmpty() || value->text().isEmpty(),
        "the secret does not stay in the dialog");
}

void TestConnect::insistsOnWholeHeaders()
{
    ui::HeadersTable table;
    table.setNames({ "X-One" });
    QVERIFY(table.problem().contains(u"X-One has no value"_s));
    auto *value = shots::child<QLineEdit>(&table, u"headerValue1"_s);
    value->setText(u"a\u00e9"_s);
    QVERIFY(table.problem().contains(u"may not stand in a header"_s));
    value->setText(u"plain"_s);
    QVERIFY(table.problem().isEmpty());
    shots::child<QLineEdit>(&table, u"headerName1"_s)->clear();
    QVERIFY(table.problem().contains(u"no name"_s));
    shots::child<QPushButton>(&table, u"removeHeader1"_s)->click();
    QVERIFY(table.problem().isEmpty());
    QVERIFY(table.headers().isEmpty());
}

void TestConnect::keepsHeadersUntilTheyAreReplaced()
{
    ui::AdvancedForm form(ui::AdvancedForm::Headers);
    form.setSettings({ .headerNames = { "X-One", "X-Two" } });
    form.show();
    QVERIFY(shots::hasText(&form, u"X-One, X-Two"_s));
    QVERIFY(!form.areHeadersChanged());
    QVERIFY(form.problem().isEmpty());
    shots::child<QCheckBox>(&form, u"replaceHeadersCheckBox"_s)->click();
    QVERIFY(form.areHeadersChanged());
    QVERIFY2(!form.problem().isEmpty(), "their values have to be typed again");
    QVERIFY(shots::child<QLineEdit>(&form, u"headerValue1"_s)->text().isEmpty());
}

void TestConnect::changesSettingsLater()
{
    QTemporaryDir folder;
    const session::Connection::Settings before{ .clientId = "client-1",
        .scopes = { "openid", "boards.read" },
        .acceptServerSpelling = true,
        .timeout = std::chrono::seconds(75),
        .roots = { folder.path() } };
    ui::SettingsDialog dialog(u"Boards"_s, before, false, nullptr);
    shots::shoot(&dialog, u"settings"_s, dialog.size());
    QSignalSpy answered(&dialog, &ui::SettingsDialog::answered);
    QVERIFY2(!shots::child<QCheckBox>(&dialog, u"samplingCheckBox"_s)->isChecked(), "off unless turned on");
    QCOMPARE(shots::child<QListWidget>(&dialog, u"rootsList"_s)->count(), 1);
    shots::child<QCheckBox>(&dialog, u"samplingCheckBox"_s)->click();
    shots::child<QLineEdit>(&dialog, u"settingsNameLineEdit"_s)->setText(u"  "_s);
    auto *save = shots::child<QPushButton>(&dialog, u"saveSettingsButton"_s);
    save->click();
    QCOMPARE(answered.size(), 0);
    shots::child<QLineEdit>(&dialog, u"settingsNameLineEdit"_s)->setText(u"Boards 2"_s);
    save->click();
    QCOMPARE(answered.size(), 1);
    const auto answer = answered.first().first().value<ui::SettingsDialog::Answer>();
    QCOMPARE(answer.name, u"Boards 2"_s);
    QCOMPARE(answer.settings.clientId, before.clientId);
    QCOMPARE(answer.settings.scopes, before.scopes);
    QVERIFY(answer.settings.acceptServerSpelling); // what the form does not show is not lost
    QVERIFY(answer.settings.allowSampling);
    QCOMPARE(answer.settings.roots, before.roots);
    QCOMPARE(answer.settings.timeout.count(), 75);
    QVERIFY(!answer.changesHeaders);
    shots::verifyInert(&dialog);
}

void TestConnect::offersAProgramNoSignIn()
{
    ui::SettingsDialog dialog(sample::hostile, {}, true, nullptr);
    shots::shoot(&dialog, {}, dialog.size());
    QVERIFY(!shots::child<QLineEdit>(&dialog, u"clientIdLineEdit"_s)->isVisible());
    QVERIFY(!shots::child<QPushButton>(&dialog, u"addHeaderButton"_s)->isVisible());
    QVERIFY(shots::child<QComboBox>(&dialog, u"eraBox"_s)->isVisible());
}

void TestConnect::describesTheServer()
{
    ui::ServerInfoDialog dialog(nullptr);
    mcp::WatchState watch{ .kind = mcp::WatchState::Kind::Live };
    watch.accepted = { .tools = true, .prompts = false, .resources = true, .uris = { "file:///a" } };
    dialog.setData({ .connection = u"Boards"_s,
        .server = sample::serverInfo(),
        .watch = watch,
        .log = { { sample::now, u"info"_s, u"started"_s } },
        .complaints = { sample::wrongIssuer() } });
    shots::shoot(&dialog, u"server-info"_s, dialog.size());
    QCOMPARE(shots::child<QLabel>(&dialog, u"serverNameLabel"_s)->text(), u"Boards Server (boards-mcp)"_s);
    QVERIFY(shots::child<QLabel>(&dialog, u"protocolLabel"_s)->text().contains(u"2026-07-28"_s));
    QCOMPARE(shots::child<QLabel>(&dialog, u"watchStateLabel"_s)->text(),
        u"live · tells of: tools, list of resources, 1 resource"_s);
    QVERIFY(shots::child<QPlainTextEdit>(&dialog, u"instructionsEdit"_s)
                ->toPlainText()
                .contains(u"list_boards"_s));
    QCOMPARE(shots::child<QAbstractItemView>(&dialog, u"capabilitiesTree"_s)->model()->rowCount(), 4);
    QVERIFY2(!shots::child<QPushButton>(&dialog, u"pingButton"_s)->isEnabled(), "no ping in the modern era");
    mcp::ServerInfo legacy = sample::serverInfo();
    legacy.era = mcp::Era::Legacy;
    dialog.setData({ .server = legacy });
    QSignalSpy pings(&dialog, &ui::ServerInfoDialog::pingRequested);
    shots::child<QPushButton>(&dialog, u"pingButton"_s)->click();
    QCOMPARE(pings.size(), 1);
    mcp::ServerInfo hostile = legacy;
    hostile.name = hostile.title = hostile.version = hostile.instructions = hostile.websiteUrl
        = sample::hostile;
    dialog.setData({ .connection = sample::hostile, .server = hostile });
    shots::verifyInert(&dialog);
}

void TestConnect::saysWhatTheServerBroke()
{
    ui::ServerInfoDialog dialog(nullptr);
    dialog.setData({ .server = sample::serverInfo(), .complaints = { sample::wrongIssuer() } });
    auto *tabs = shots::child<QTabWidget>(&dialog, u"serverInfoTabs"_s);
    QCOMPARE(tabs->tabText(3), u"Broken rules: 1"_s);
    tabs->setCurrentIndex(3);
    shots::shoot(&dialog, u"server-complaints"_s, dialog.size());
    auto *table = shots::child<QAbstractItemView>(&dialog, u"complaintsTable"_s);
    QCOMPARE(table->model()->index(0, 0).data().toString(), sample::wrongIssuer().message);
    QCOMPARE(table->model()->index(0, 1).data().toString(), u"RFC 8414 §3.3"_s);
    QSignalSpy links(&dialog, &ui::ServerInfoDialog::exchangeRequested);
    Q_EMIT table->activated(table->model()->index(0, 0));
    QCOMPARE(links.size(), 1);
    QCOMPARE(links.first().first().value<base::ExchangeId>(), base::ExchangeId(2));
}

void TestConnect::asksAServerThatDidNotSpeak()
{
    ui::ServerInfoDialog dialog(nullptr);
    shots::shoot(&dialog, u"server-unknown"_s, dialog.size());
    QSignalSpy asks(&dialog, &ui::ServerInfoDialog::introduceRequested);
    shots::child<QPushButton>(&dialog, u"serverInfoEmptyButton"_s)->click();
    QCOMPARE(asks.size(), 1);
    dialog.setError(sample::wrongIssuer());
    QVERIFY(shots::hasText(&dialog, u"request-id-test-11"_s));
}

QTEST_MAIN(TestConnect)
#include "test_connect.moc"
