// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "ui/common/clipboard.h"
#include "ui/common/errorpresenter.h"
#include "ui/connections/sidebar.h"
#include "ui/signin/signinview.h"
#include "ui/startpage.h"
#include "ui/tools/confirmcalldialog.h"
#include "ui/tools/toolsview.h"
#include "ui/traffic/trafficview.h"

#include <QAbstractButton>
#include <QAction>
#include <QBoxLayout>
#include <QComboBox>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace authscope;

/// Every view with sample values: do the words arrive? With AUTHSCOPE_SHOTS=DIR it leaves pictures there.
class TestViews : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void showsTheSidebarAndTheHeader();
    void showsTheStepsOfASignIn();
    void showsTheBrowserStepWhileItWaits();
    void asksOnTheWayOfASignIn();
    void asksForConsent();
    void comparesRequestedAndGranted();
    void judgesTokens();
    void showsToolsAndAResult();
    void showsTraffic();
    void findsExchangesByPurposeAndAnswer();
    void exportsTrafficWithAndWithoutSecrets();
    void beginsWithAChoice();

private:
    /// In the size of the mocks, in both themes when pictures are wanted.
    void shoot(QWidget *view, const QString &name);
};

namespace {

template <class T>
T *child(QWidget *owner, const QString &name)
{
    T *found = owner->findChild<T *>(name);
    if (!found)
        qFatal("no %s", qPrintable(name));
    return found;
}

bool hasText(const QWidget *owner, const QString &text)
{
    const auto labels = owner->findChildren<QLabel *>();
    return std::any_of(
        labels.begin(), labels.end(), [&](const QLabel *label) { return label->text().contains(text); });
}

} // namespace

void TestViews::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestViews::shoot(QWidget *view, const QString &name)
{
    view->resize(1048, 660);
    view->show();
    QVERIFY(QTest::qWaitForWindowExposed(view));
    const QString folder = qEnvironmentVariable("AUTHSCOPE_SHOTS");
    if (folder.isEmpty())
        return;
    for (const ui::ThemeChoice theme : { ui::ThemeChoice::Light, ui::ThemeChoice::Dark }) {
        ui::applyTheme(*qApp, theme);
        QTest::qWait(50);
        QVERIFY(view->grab().save(u"%1/%2-%3.png"_s.arg(folder, name, ui::themeName(theme))));
    }
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestViews::showsTheSidebarAndTheHeader()
{
    QWidget window;
    auto *sidebar = new ui::Sidebar;
    sidebar->setRows(sample::connectionRows());
    sidebar->choose(u"1"_s);
    sidebar->setFixedWidth(232);
    auto *header = new ui::ConnectionHeader;
    header->show(sample::header(), sample::now);
    auto *error = new ui::ErrorPresenter;
    error->setError(sample::wrongIssuer());
    auto *right = ui::column(nullptr, 0, 12);
    right->addWidget(header);
    right->addWidget(error);
    right->addStretch();
    auto *all = ui::row(&window, 0, 0);
    all->addWidget(sidebar);
    all->addLayout(right, 1);
    shoot(&window, u"header"_s);
    QCOMPARE(child<QLabel>(header, u"identityLabel"_s)->text(), u"Ada Demo · ada@boards.example"_s);
    QCOMPARE(child<QLabel>(header, u"countdownLabel"_s)->text(), u"access token 41:12"_s);
    QCOMPARE(child<QLabel>(header, u"stateLabel"_s)->text(), u"signed in"_s);
    header->tick(sample::now + std::chrono::hours(1));
    QCOMPARE(child<QLabel>(header, u"countdownLabel"_s)->text(), u"access token expired"_s);
    QCOMPARE(sidebar->chosen(), u"1"_s);
}

void TestViews::showsTheStepsOfASignIn()
{
    ui::SignInView view;
    QList<ui::StepData> steps = sample::steps();
    view.setSteps(steps);
    view.setRunning(false, true, u"Signed in 09:14 in 6.2 s, of which 5.1 s in the browser"_s);
    child<QAbstractButton>(&view, u"serverStepToggle"_s)->click();
    shoot(&view, u"sign-in"_s);
    QVERIFY(hasText(&view, u"RFC 8414 §3.3"_s));
    QVERIFY(hasText(&view, u"expected 127.0.0.1:47101"_s));
    QSignalSpy links(&view, &ui::SignInView::exchangeRequested);
    child<QAbstractButton>(&view, u"exchangeLink3"_s)->click();
    QCOMPARE(links.size(), 1);
    QCOMPARE(links.first().first().value<base::ExchangeId>(), base::ExchangeId(3));

    steps[1].state = oauth::StepState::Failed;
    steps[1].error = sample::wrongIssuer();
    view.setStep(steps[1]);
    QVERIFY(hasText(&view, sample::wrongIssuer().message));
    QVERIFY(ui::signInReport(u"Boards"_s, "http://127.0.0.1:47103/mcp", view.steps())
                .contains(u"✗ 2. Authorization server"_s));
}

void TestViews::showsTheBrowserStepWhileItWaits()
{
    ui::SignInView view;
    QList<ui::StepData> steps = sample::steps();
    steps[4].state = oauth::StepState::AwaitingPerson;
    steps[4].duration.reset();
    for (int i = 5; i < 8; ++i)
        steps[i] = ui::emptySteps()[i];
    view.setSteps(steps);
    view.setRunning(true, false, u"First sign-in …"_s);
    view.setBrowser(sample::browser());
    view.tick(sample::now);
    shoot(&view, u"browser"_s);
    QCOMPARE(child<QLabel>(&view, u"authorizationHostLabel"_s)->text(), u"127.0.0.1:47102"_s);
    QVERIFY(child<QLabel>(&view, u"browserCountdownLabel"_s)->text().contains(u"4:31"_s));
    auto *paste = child<QLineEdit>(&view, u"pasteAnswerLineEdit"_s);
    QSignalSpy pasted(&view, &ui::SignInView::pasted);
    paste->setText(u" http://127.0.0.1:47950/callback/abc?code=1 "_s);
    QTest::keyClick(paste, Qt::Key_Return);
    QCOMPARE(pasted.size(), 1);
    QCOMPARE(pasted.first().first().toString(), u"http://127.0.0.1:47950/callback/abc?code=1"_s);
    view.setPasteProblem(u"The address holds no answer to this sign-in."_s);
    QVERIFY(paste->text().isEmpty());
    QVERIFY(hasText(&view, u"✗ The address holds no answer to this sign-in."_s));
    QVERIFY(!child<QWidget>(&view, u"deviceCodeLabel"_s)->isVisible());
    ui::BrowserData device = sample::browser();
    device.device = oauth::DevicePrompt{ .userCode = u"WDJB-MJHT"_s };
    view.setBrowser(device);
    shoot(&view, u"device"_s);
    QCOMPARE(child<QLabel>(&view, u"deviceCodeLabel"_s)->text(), u"WDJB-MJHT"_s);
    QVERIFY(!paste->isVisible());
    view.setBrowser(sample::browser());
    QVERIFY(hasText(&view, u"1 answer on the loopback address was not ours"_s));
    QSignalSpy cancelled(&view, &ui::SignInView::cancelRequested);
    child<QAbstractButton>(&view, u"cancelBrowserButton"_s)->click();
    QCOMPARE(cancelled.size(), 1);
}

void TestViews::asksOnTheWayOfASignIn()
{
    ui::SignInView view;
    QList<ui::StepData> steps = sample::steps();
    for (int i = 1; i < 8; ++i)
        steps[i] = ui::emptySteps()[i];
    steps[1].state = oauth::StepState::AwaitingPerson;
    view.setSteps(steps);
    view.setRunning(true, false, u"First sign-in …"_s);
    QSignalSpy answered(&view, &ui::SignInView::questionAnswered);
    view.setQuestion(sample::foreignEndpoints());
    shoot(&view, u"question"_s);
    QVERIFY(hasText(&view, sample::foreignEndpoints().text));
    auto *yes = child<QPushButton>(&view, u"choiceButton_accept"_s);
    QVERIFY(!yes->isEnabled()); // T177: not by a key that was already on its way
    QVERIFY(child<QPushButton>(&view, u"choiceButton_decline"_s)->isDefault());
    QTRY_VERIFY(yes->isEnabled());
    yes->click();
    QTest::keyClick(child<QWidget>(&view, u"questionPanel"_s), Qt::Key_Escape);
    QCOMPARE(answered.size(), 2);
    QCOMPARE(answered.at(0).first().toByteArray(), QByteArray("accept"));
    QCOMPARE(answered.at(1).first().toByteArray(), QByteArray("decline"));

    view.setQuestion(sample::pause());
    shoot(&view, u"step-through"_s);
    QVERIFY(child<QPushButton>(&view, u"choiceButton_next"_s)->isEnabled());
    QVERIFY(hasText(&view, sample::pause().text));
    view.setQuestion({});
    QVERIFY(!child<QWidget>(&view, u"questionPanel"_s)->isVisible());
}

void TestViews::asksForConsent()
{
    ui::ConsentView view;
    view.setData(sample::consent());
    view.ask(sample::consentRequest(), sample::tools());
    shoot(&view, u"consent-before"_s);
    QVERIFY(view.isAsking());
    QVERIFY(hasText(&view, u"create_board"_s)); // needed by
    QVERIFY(hasText(&view, u"GNOME Keyring"_s));
    auto *yes = child<QPushButton>(&view, u"continueButton"_s);
    QCOMPARE(yes->text(), u"Continue to 127.0.0.1:47102"_s);
    QVERIFY(child<QPushButton>(&view, u"cancelConsentButton"_s)->isDefault());
    QVERIFY(!yes->isDefault());
    child<QAbstractButton>(&view, u"scopeCheckBox_boards.read"_s)->click();
    QVERIFY(!view.findChild<QAbstractButton *>(u"scopeCheckBox_boards.admin"_s));
    auto *more = child<QAbstractButton>(&view, u"moreScopesButton"_s);
    QCOMPARE(more->text(), u"Show 2 more permissions on offer"_s);
    more->click();
    QVERIFY(!child<QAbstractButton>(&view, u"scopeCheckBox_profile"_s)->isChecked());
    child<QAbstractButton>(&view, u"scopeCheckBox_boards.admin"_s)->click();
    shoot(&view, u"consent-offered"_s);
    QSignalSpy agreed(&view, &ui::ConsentView::agreed);
    yes->click();
    QCOMPARE(agreed.size(), 1);
    QCOMPARE(agreed.first().first().value<QList<QByteArray>>(),
        QList<QByteArray>({ "boards.write", "openid", "boards.admin" }));
}

void TestViews::comparesRequestedAndGranted()
{
    ui::ConsentView view;
    view.setData(sample::consent());
    shoot(&view, u"consent-after"_s);
    const auto *model = child<QAbstractItemView>(&view, u"grantedTable"_s)->model();
    QCOMPARE(model->rowCount(), 5);
    QCOMPARE(model->index(2, 3).data().toString(), u"create_board"_s);
    QCOMPARE(model->index(3, 2).data().toString(), u"dropped by the server"_s);
    QCOMPARE(model->index(4, 2).data().toString(), u"added by the server"_s);
    QCOMPARE(child<QAbstractItemView>(&view, u"consentHistoryTable"_s)->model()->rowCount(), 2);
}

void TestViews::judgesTokens()
{
    ui::TokensView view;
    view.setData(sample::tokens(), sample::now);
    shoot(&view, u"tokens"_s);
    QVERIFY(hasText(&view, u"Valid. Signed by"_s));
    const auto *claims = child<QAbstractItemView>(&view, u"claimsTable"_s)->model();
    QCOMPARE(claims->rowCount(), 6);
    QCOMPARE(claims->index(0, 3).data().toString(), u"our issuer"_s);

    auto *value = child<QPlainTextEdit>(&view, u"tokenValueEdit"_s);
    QVERIFY(!value->toPlainText().contains(u"secret"_s));
    view.reveal(base::Secret("a-secret-token"));
    QCOMPARE(value->toPlainText(), u"a-secret-token"_s);
    view.hideValue();
    QVERIFY(!value->toPlainText().contains(u"secret"_s));

    view.reveal(base::Secret("a-secret-token"));
    child<QAbstractButton>(&view, u"idTokenCard"_s)->click();
    QVERIFY2(!value->toPlainText().contains(u"secret"_s), "another card hides the value");
    QVERIFY(hasText(&view, u"Not valid: the nonce"_s));
}

void TestViews::showsToolsAndAResult()
{
    ui::ToolsView view;
    view.setTools(sample::tools(), { "boards.read", "boards.write" });
    view.setAvailability(ui::ToolsView::Availability::Loaded);
    view.setHistory(sample::calls());
    view.chooseTool(u"create_board"_s);
    view.panel()->setArguments(json::parseObject(R"({"title":"Sprint Board"})", u"a"_s).value());
    view.result()->setData(sample::result());
    shoot(&view, u"tools"_s);
    QCOMPARE(child<QPlainTextEdit>(&view, u"resultText"_s)->toPlainText(), u"Created board: Sprint Board"_s);
    QCOMPARE(child<QAbstractItemView>(&view, u"resultTable"_s)->model()->index(0, 1).data().toString(),
        u"Sprint Board"_s);
    QTRY_COMPARE(child<ui::Chip>(&view, u"schemaChip"_s)->text(), u"matches output schema ✓"_s);
    QSignalSpy calls(view.panel(), &ui::ToolPanel::callRequested);
    QTest::keyClick(&view, Qt::Key_Return, Qt::ControlModifier);
    QTRY_COMPARE(calls.size(), 1);

    ui::ResultData failed{ .tool = u"create_board"_s, .error = sample::wrongIssuer() };
    view.result()->setData(failed);
    QVERIFY(hasText(&view, u"request-id-test-11"_s));
    shoot(&view, u"tools-error"_s);

    ui::ConfirmCallDialog dialog({ u"Boards Server (demo)"_s, u"Ada Demo"_s, sample::tools()[2],
                                     json::parseObject(R"({"title":"Sprint Board"})", u"a"_s).value() },
        nullptr);
    shoot(&dialog, u"confirm"_s);
}

void TestViews::showsTraffic()
{
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::ClipboardPolicy clipboard(nullptr);
    ui::TrafficView view(&log, u"1"_s, &clipboard);
    sample::fill(log);
    QVERIFY(view.showExchange(2));
    shoot(&view, u"traffic"_s);
    QCOMPARE(child<QAbstractItemView>(&view, u"trafficTable"_s)->model()->rowCount(), 3);
    const QString request = child<QPlainTextEdit>(&view, u"requestText"_s)->toPlainText();
    QVERIFY(request.contains(u"tools/call"_s));
    QVERIFY2(!request.contains(u"eyJhbGciOi"_s), "the token was redacted");
    QVERIFY(child<QPlainTextEdit>(&view, u"responseText"_s)->toPlainText().contains(u"event: message"_s));
}

void TestViews::findsExchangesByPurposeAndAnswer()
{
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::ClipboardPolicy clipboard(nullptr);
    ui::TrafficView view(&log, u"1"_s, &clipboard);
    sample::fill(log);
    log.end(log.begin(u"1"_s, u"Tokens renewed"_s, "POST", "https://a.example/t", {}, {}), {},
        u"the connection was refused"_s);
    const QAbstractItemModel *rows = child<QAbstractItemView>(&view, u"trafficTable"_s)->model();
    const int all = rows->rowCount();
    auto *purpose = child<QComboBox>(&view, u"purposeComboBox"_s);
    auto *answer = child<QComboBox>(&view, u"answerComboBox"_s);
    auto *words = child<QLineEdit>(&view, u"trafficFilterLineEdit"_s);
    QVERIFY(all >= 4);
    purpose->setCurrentIndex(purpose->findData(u"Tokens renewed"_s));
    QCOMPARE(rows->rowCount(), 1);
    answer->setCurrentIndex(int(ui::AnswerGroup::Succeeded));
    QCOMPARE(rows->rowCount(), 0);
    answer->setCurrentIndex(int(ui::AnswerGroup::Failed));
    QCOMPARE(rows->rowCount(), 1);
    purpose->setCurrentIndex(0);
    answer->setCurrentIndex(0);
    QCOMPARE(rows->rowCount(), all);
    words->setText(u"A.EXAMPLE"_s);
    QCOMPARE(rows->rowCount(), 1);
    QVERIFY(view.showExchange(2)); // what hides it gives way
    QCOMPARE(rows->rowCount(), all);
}

void TestViews::exportsTrafficWithAndWithoutSecrets()
{
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::ClipboardPolicy clipboard(nullptr);
    ui::TrafficView view(&log, u"1"_s, &clipboard);
    sample::fill(log);
    shoot(&view, {});
    const QTemporaryDir folder;
    const auto saveAs = [&view](const QString &path) {
        auto *dialog = child<QFileDialog>(&view, u"exportTrafficDialog"_s);
        Q_EMIT dialog->fileSelected(path);
        delete dialog;
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    child<QAction>(&view, u"exportHarAction"_s)->trigger();
    const QByteArray marked = saveAs(folder.filePath(u"a.har"_s));
    QVERIFY(marked.contains("‹access token #1›"));
    QVERIFY(!marked.contains("WARNING"));
    QVERIFY(child<QLabel>(&view, u"trafficNote"_s)->text().contains(u"secrets as marks"_s));
    // The whole truth is asked for twice.
    child<QAction>(&view, u"exportFullHarAction"_s)->trigger();
    QVERIFY(!view.findChild<QFileDialog *>(u"exportTrafficDialog"_s));
    auto *question = child<QDialog>(&view, u"fullExportDialog"_s);
    QVERIFY(child<QPushButton>(question, u"noButton"_s)->isDefault());
    child<QPushButton>(question, u"yesButton"_s)->click();
    const QByteArray whole = saveAs(folder.filePath(u"b.har"_s));
    QVERIFY(whole.contains("WARNING"));
    QVERIFY(!whole.contains("‹access token #1›"));
}

void TestViews::beginsWithAChoice()
{
    ui::StartPage page(true);
    shoot(&page, u"start"_s);
    QSignalSpy demo(&page, &ui::StartPage::demoRequested);
    QSignalSpy connecting(&page, &ui::StartPage::connectRequested);
    child<QAbstractButton>(&page, u"tryDemoButton"_s)->click();
    child<QAbstractButton>(&page, u"connectButton"_s)->click();
    QCOMPARE(demo.size(), 1);
    QCOMPARE(connecting.size(), 1);
}

QTEST_MAIN(TestViews)
#include "test_views.moc"
