// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/composition.h"
#include "gui/shots.h"
#include "ui/common/chip.h"
#include "ui/input/inputdesk.h"
#include "ui/mainwindow.h"
#include "ui/tools/confirmcalldialog.h"
#include "unit/mcp/mcpscript.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QComboBox>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;
using test::Asked;
using test::McpScript;

namespace {

class NoBrowser : public oauth::BrowserLauncher {
public:
    base::Result<void> open(const QByteArray &) override { return {}; }
    QString displayName() const override { return u"a test"_s; }
};

QByteArray tokenOf(const Asked &one)
{
    const json::Object *params = json::objectMember(one.message, "params");
    const json::Object *meta = params ? json::objectMember(*params, "_meta") : nullptr;
    const json::Value *token = meta ? meta->if_contains("progressToken") : nullptr;
    return token ? json::compact(*token) : QByteArray("null");
}

QByteArray progress(const Asked &one, const QByteArray &done, const QByteArray &words)
{
    return McpScript::event(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"progressToken\":"
        + tokenOf(one) + ",\"progress\":" + done + ",\"total\":4,\"message\":\"" + words + "\"}}");
}

} // namespace

/// The real window on the real engine, against a server of the legacy era that offers everything.
class TestFeaturesWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void connectsWithoutASignIn();
    void listsReadsAndWatchesResources();
    void getsAPromptWithSuggestions();
    void answersAQuestionInTheMiddleOfACall();
    void cancelsACall();
    void keepsTheFormWhenTheListChanges();
    void saysWhoTheServerIs();
    void changesTheSettings();

private:
    template <class T = QAbstractButton>
    T *find(const QString &name)
    {
        for (QWidget *top : QApplication::topLevelWidgets()) {
            for (T *found : top->findChildren<T *>(name)) {
                if (found->isVisible())
                    return found;
            }
        }
        return nullptr;
    }
    void click(const QString &name)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(find(name) && find(name)->isEnabled(), qPrintable(name), 20000);
        QTest::mouseClick(find(name), Qt::LeftButton);
    }
    void type(const QString &name, const QString &text)
    {
        QTRY_VERIFY2_WITH_TIMEOUT(find<QLineEdit>(name), qPrintable(name), 20000);
        auto *edit = find<QLineEdit>(name);
        edit->window()->activateWindow();
        edit->setFocus();
        QTRY_VERIFY_WITH_TIMEOUT(edit->hasFocus(), 20000);
        QTest::keyClicks(edit, text);
    }
    QString textOf(const QString &name)
    {
        QLabel *label = find<QLabel>(name);
        return label ? label->text() : QString();
    }
    /// With Ctrl, in the window itself: where nothing manages windows, a closed dialog leaves none active.
    void press(Qt::Key key)
    {
        m_window->activateWindow();
        QTRY_VERIFY_WITH_TIMEOUT(m_window->isActiveWindow(), 20000);
        QTest::keyClick(m_window.get(), key, Qt::ControlModifier);
    }
    void write();
    void shoot(const QString &name);
    void tell(const QByteArray &method, const QByteArray &params = "{}");

    QTemporaryDir m_folder;
    McpScript m_script;
    QByteArray m_tools;
    QByteArray m_plan = "# Plan\\n\\nMonday";
    McpScript::Reply m_stream; ///< the server's own
    McpScript::Reply m_call; ///< of the tool that runs
    std::optional<Asked> m_called;
    ui::CallConfirmer m_confirmer;
    ui::InputDesk m_desk;
    std::unique_ptr<app::Composition> m_composition;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestFeaturesWindow::write()
{
    m_script.capabilities
        = "{\"tools\":{\"listChanged\":true},\"resources\":{\"subscribe\":true,\"listChanged\":true},"
          "\"prompts\":{},\"completions\":{},\"logging\":{}}";
    m_tools
        = "{\"name\":\"ask\",\"annotations\":{\"readOnlyHint\":true},\"inputSchema\":{\"type\":\"object\","
          "\"properties\":{\"topic\":{\"type\":\"string\"}}}}";
    m_script.on("tools/list", [this](const Asked &one, const McpScript::Reply &reply) {
        reply->send(test::jsonAnswer(McpScript::result(one, "{\"tools\":[" + m_tools + "]}")));
    });
    m_script.onResult("resources/list",
        "{\"resources\":[{\"uri\":\"file:///plan.md\",\"name\":\"plan\",\"title\":\"Plan\",\"mimeType\":"
        "\"text/markdown\"},{\"uri\":\"x:b\",\"name\":\"b\"}]}");
    m_script.onResult("resources/templates/list",
        "{\"resourceTemplates\":[{\"uriTemplate\":\"day://{day}\",\"name\":\"day\",\"title\":\"A day\"}]}");
    m_script.on("resources/read", [this](const Asked &one, const McpScript::Reply &reply) {
        reply->send(test::jsonAnswer(McpScript::result(one,
            "{\"contents\":[{\"uri\":\"file:///plan.md\",\"mimeType\":\"text/markdown\",\"text\":\"" + m_plan
                + "\"}]}")));
    });
    m_script.onResult("resources/subscribe", "{}");
    m_script.onResult("resources/unsubscribe", "{}");
    m_script.onResult("logging/setLevel", "{}");
    m_script.onResult("ping", "{}");
    m_script.onResult("prompts/list",
        "{\"prompts\":[{\"name\":\"review\",\"title\":\"Review\",\"arguments\":[{\"name\":\"language\","
        "\"required\":true}]}]}");
    m_script.onResult("prompts/get",
        "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"Review this C++\"}}]}");
    m_script.onResult(
        "completion/complete", "{\"completion\":{\"values\":[\"C++\",\"C\"],\"hasMore\":false}}");
    m_script.on("tools/call", [this](const Asked &one, const McpScript::Reply &reply) {
        m_called = one;
        m_call = reply;
        McpScript::beginStream(reply);
        reply->write(progress(one, "1", "looking around"));
        reply->write(McpScript::event(
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":"
            "\"warning\",\"data\":\"the road is long\"}}"));
    });
    m_script.onListen([this](const net::ServerRequest &, const McpScript::Reply &reply) {
        m_stream = reply;
        McpScript::beginStream(reply);
    });
}

void TestFeaturesWindow::tell(const QByteArray &method, const QByteArray &params)
{
    QTRY_VERIFY_WITH_TIMEOUT(m_stream, 20000);
    m_stream->write(
        McpScript::event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}"));
}

void TestFeaturesWindow::shoot(const QString &name)
{
    const QString folder = qEnvironmentVariable("AUTHSCOPE_SHOTS");
    if (folder.isEmpty())
        return;
    for (const ui::ThemeChoice theme : { ui::ThemeChoice::Light, ui::ThemeChoice::Dark }) {
        ui::applyTheme(*qApp, theme);
        QTest::qWait(100);
        QVERIFY(m_window->grab().save(u"%1/features-%2-%3.png"_s.arg(folder, name, ui::themeName(theme))));
    }
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestFeaturesWindow::initTestCase()
{
    write();
    auto built = app::Composition::build({ .dataDir = m_folder.path(),
        .keepSecretsInMemory = true,
        .makeBrowser = [](net::StrictNetworkAccessManager *) { return std::make_unique<NoBrowser>(); },
        .confirmer = &m_confirmer });
    QVERIFY2(built, "the program is built");
    m_composition = std::move(*built);
    m_composition->workspace().setInputHandler(&m_desk);
    m_window = std::make_unique<ui::MainWindow>(ui::WindowServices{ .workspace = &m_composition->workspace(),
        .confirmer = &m_confirmer,
        .input = &m_desk,
        .settingsFile = m_folder.filePath(u"window.ini"_s),
        .theme = ui::ThemeChoice::Light });
    m_window->resize(1280, 800);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestFeaturesWindow::connectsWithoutASignIn()
{
    press(Qt::Key_N);
    QTRY_VERIFY(find<QLineEdit>(u"urlLineEdit"_s));
    QTest::keyClicks(find<QLineEdit>(u"urlLineEdit"_s), QString::fromUtf8(m_script.url()));
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"probeLabel"_s).contains(u"MCP server"_s), 20000);
    click(u"dialogConnectButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"stateLabel"_s), u"no sign-in needed"_s, 20000);
    auto *tabs = find<QTabBar>(u"viewTabs"_s);
    QTRY_COMPARE(tabs->currentIndex(), int(ui::ConnectionPage::Tab::Tools));
    for (const auto tab : { ui::ConnectionPage::Tab::SignIn, ui::ConnectionPage::Tab::Consent,
             ui::ConnectionPage::Tab::Tokens })
        QVERIFY(!tabs->isTabVisible(int(tab)));
    QVERIFY(!find(u"headerSignInButton"_s));
    QTRY_VERIFY_WITH_TIMEOUT(find<QAbstractItemView>(u"toolList"_s), 20000);
    QTRY_COMPARE(
        textOf(u"toolNameLabel"_s).isEmpty() ? textOf(u"toolTitleLabel"_s) : textOf(u"toolNameLabel"_s),
        u"ask"_s);
}

void TestFeaturesWindow::listsReadsAndWatchesResources()
{
    press(Qt::Key_5);
    QTRY_VERIFY_WITH_TIMEOUT(find<QAbstractItemView>(u"resourceList"_s), 20000);
    QCOMPARE(find<QAbstractItemView>(u"resourceList"_s)->model()->rowCount(), 3);
    m_window->currentPage()->chooseResource("file:///plan.md");
    click(u"readButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<QPlainTextEdit>(u"contentText"_s) || find<QWidget>(u"contentMarkdown"_s), 20000);
    click(u"contentSourceButton"_s);
    QTRY_COMPARE(find<QPlainTextEdit>(u"contentText"_s)->toPlainText(), u"# Plan\n\nMonday"_s);

    click(u"watchButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_script.count("resources/subscribe"), 1, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(
        find<ui::Chip>(u"watchChip"_s) && find<ui::Chip>(u"watchChip"_s)->text().contains(u"live"_s), 20000);
    m_plan = "# Plan\\n\\nTuesday";
    tell("notifications/resources/updated", "{\"uri\":\"file:///plan.md\"}");
    QTRY_COMPARE_WITH_TIMEOUT(
        find<QPlainTextEdit>(u"contentText"_s)->toPlainText(), u"# Plan\n\nTuesday"_s, 20000);
    QVERIFY(textOf(u"updatedLabel"_s).startsWith(u"updated "_s));
    shoot(u"resources"_s);
    click(u"watchButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_script.count("resources/unsubscribe"), 1, 20000);
}

void TestFeaturesWindow::getsAPromptWithSuggestions()
{
    press(Qt::Key_6);
    QTRY_VERIFY_WITH_TIMEOUT(find<QLineEdit>(u"variable_language"_s), 20000);
    auto *language = find<QLineEdit>(u"variable_language"_s);
    language->setFocus();
    QTest::keyClicks(language, u"C"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_script.count("completion/complete"), 1, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"variableHint_language"_s).contains(u"2 suggestions"_s), 20000);
    QWidget *popup = find<QAbstractItemView>(u"completionPopup"_s);
    if (popup) // only where the window is active
        QTest::keyClick(popup, Qt::Key_Escape);
    language->setText(u"C++"_s);
    click(u"getPromptButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"messageCountLabel"_s), u"1 message"_s, 20000);
    const json::Object *params = json::objectMember(m_script.last("prompts/get")->message, "params");
    QVERIFY(params);
    QCOMPARE(json::compact(*json::objectMember(*params, "arguments")), QByteArray("{\"language\":\"C++\"}"));
    shoot(u"prompts"_s);
}

void TestFeaturesWindow::answersAQuestionInTheMiddleOfACall()
{
    press(Qt::Key_4);
    m_window->currentPage()->chooseTool(u"ask"_s);
    click(u"callButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"callProgressLabel"_s).contains(u"1 of 4 · looking around"_s), 20000);
    QTRY_VERIFY_WITH_TIMEOUT(find<QPlainTextEdit>(u"callLog"_s), 20000);
    QVERIFY(find<QPlainTextEdit>(u"callLog"_s)->toPlainText().contains(u"the road is long"_s));
    m_call->write(McpScript::event("{\"jsonrpc\":\"2.0\",\"id\":900,\"method\":\"elicitation/"
                                   "create\",\"params\":{\"message\":\"Who are you?\","
                                   "\"requestedSchema\":{\"type\":\"object\",\"properties\":{\"name\":{"
                                   "\"type\":\"string\",\"minLength\":2}},"
                                   "\"required\":[\"name\"]}}}"));
    QTRY_VERIFY_WITH_TIMEOUT(find<QLineEdit>(u"field_name"_s), 20000);
    QVERIFY(textOf(u"askerCauseLabel"_s).contains(u"ask"_s));
    QCOMPARE(textOf(u"elicitationMessageLabel"_s), u"Who are you?"_s);
    shoot(u"call"_s);
    QTest::keyClicks(find<QLineEdit>(u"field_name"_s), u"Ada"_s);
    click(u"acceptElicitationButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_script.last("") && m_script.last("")->id == "900", 20000);
    const json::Object *answer = json::objectMember(m_script.last("")->message, "result");
    QVERIFY(answer);
    QCOMPARE(json::compact(*answer), QByteArray("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}"));
    m_call->write(McpScript::event(
        McpScript::result(*m_called, "{\"content\":[{\"type\":\"text\",\"text\":\"Hello Ada\"}]}")));
    m_call->finish();
    QTRY_VERIFY_WITH_TIMEOUT(find<QPlainTextEdit>(u"resultText"_s), 20000);
    QCOMPARE(find<QPlainTextEdit>(u"resultText"_s)->toPlainText(), u"Hello Ada"_s);
    QVERIFY(!find(u"acceptElicitationButton"_s));
}

void TestFeaturesWindow::cancelsACall()
{
    m_called.reset();
    click(u"callButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_called, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"callProgressLabel"_s).contains(u"looking around"_s), 20000);
    m_call->write(McpScript::event("{\"jsonrpc\":\"2.0\",\"id\":901,\"method\":\"elicitation/"
                                   "create\",\"params\":{\"message\":\"Still there?\","
                                   "\"requestedSchema\":{\"type\":\"object\",\"properties\":{}}}}"));
    QTRY_VERIFY_WITH_TIMEOUT(find(u"acceptElicitationButton"_s), 20000);
    click(u"cancelCallButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(m_script.count("notifications/cancelled"), 1, 20000);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"errorCodeLabel"_s).contains(u"Stopped"_s), 20000);
    QVERIFY(find(u"callButton"_s));
    // The question may go with its call, or stay until somebody closes it.
    if (QAbstractButton *cancel = find(u"cancelElicitationButton"_s))
        cancel->click();
    QTRY_VERIFY_WITH_TIMEOUT(!find(u"acceptElicitationButton"_s), 20000);
}

void TestFeaturesWindow::keepsTheFormWhenTheListChanges()
{
    QTest::keyClicks(find<QLineEdit>(u"field_topic"_s), u"rivers"_s);
    auto *before = find<QLineEdit>(u"field_topic"_s);
    const int lists = m_script.count("tools/list");
    m_tools += ",{\"name\":\"other\",\"inputSchema\":{\"type\":\"object\"}}";
    tell("notifications/tools/list_changed");
    QTRY_VERIFY_WITH_TIMEOUT(m_script.count("tools/list") > lists, 20000);
    QTRY_COMPARE_WITH_TIMEOUT(find<QAbstractItemView>(u"toolList"_s)->model()->rowCount(), 2, 20000);
    QCOMPARE(find<QLineEdit>(u"field_topic"_s), before);
    QCOMPARE(before->text(), u"rivers"_s);
    QVERIFY(!find<QWidget>(u"toolNoteBanner"_s));
    m_tools.replace(
        "\"topic\":{\"type\":\"string\"}", "\"topic\":{\"type\":\"string\"},\"deep\":{\"type\":\"boolean\"}");
    tell("notifications/tools/list_changed");
    QTRY_VERIFY_WITH_TIMEOUT(find<QComboBox>(u"field_deep"_s), 20000);
    QCOMPARE(find<QLineEdit>(u"field_topic"_s)->text(), u"rivers"_s);
    QVERIFY2(find<QWidget>(u"toolNoteBanner"_s), "and it is said");
}

void TestFeaturesWindow::saysWhoTheServerIs()
{
    press(Qt::Key_I);
    QTRY_VERIFY(find<QLabel>(u"serverNameLabel"_s));
    QCOMPARE(textOf(u"serverNameLabel"_s), u"script"_s);
    QVERIFY(textOf(u"protocolLabel"_s).contains(u"2025-11-25"_s));
    click(u"pingButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(textOf(u"pingLabel"_s).startsWith(u"✓"_s), 20000);
    QCOMPARE(m_script.count("ping"), 1);
    click(u"closeServerInfoButton"_s);
    QTRY_VERIFY(!find(u"pingButton"_s));
    auto *level = find<QComboBox>(u"logLevelBox"_s);
    QVERIFY2(level, "the server offers logging");
    level->setCurrentIndex(level->findText(u"warning"_s));
    Q_EMIT level->activated(level->currentIndex());
    QTRY_COMPARE_WITH_TIMEOUT(m_script.count("logging/setLevel"), 1, 20000);
}

void TestFeaturesWindow::changesTheSettings()
{
    press(Qt::Key_Comma);
    QTRY_VERIFY(find<QLineEdit>(u"settingsNameLineEdit"_s));
    find<QLineEdit>(u"settingsNameLineEdit"_s)->setText(u"Scripted"_s);
    click(u"addHeaderButton"_s);
    type(u"headerName1"_s, u"X-Api-Key"_s);
    click(u"saveSettingsButton"_s);
    QTRY_VERIFY(textOf(u"settingsProblemLabel"_s).contains(u"has no value"_s));
    type(u"headerValue1"_s, u"key-4711-secret"_s);
    click(u"saveSettingsButton"_s);
    QTRY_COMPARE_WITH_TIMEOUT(textOf(u"connectionNameLabel"_s), u"Scripted"_s, 20000);
    session::Connection *connection = m_window->currentPage()->connection();
    QTRY_COMPARE_WITH_TIMEOUT(connection->settings().headerNames, QList<QByteArray>{ "X-Api-Key" }, 20000);
    const int lists = m_script.count("prompts/list");
    press(Qt::Key_6);
    click(u"promptReloadButton"_s);
    QTRY_VERIFY_WITH_TIMEOUT(m_script.count("prompts/list") > lists, 20000);
    QCOMPARE(m_script.last("prompts/list")->http.headers.value("X-Api-Key"), QByteArray("key-4711-secret"));
    press(Qt::Key_Comma);
    QTRY_VERIFY(textOf(u"keptHeadersLabel"_s).contains(u"X-Api-Key"_s));
    QVERIFY(!find<QLineEdit>(u"headerValue1"_s));
    click(u"cancelSettingsButton"_s);
}

QTEST_MAIN(TestFeaturesWindow)
#include "test_featureswindow.moc"
