// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/samples.h"
#include "ui/common/clipboard.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/question.h"
#include "ui/common/text.h"
#include "ui/connections/sidebar.h"
#include "ui/consent/consentcard.h"
#include "ui/history/historypanel.h"
#include "ui/signin/signinview.h"
#include "ui/tools/confirmcalldialog.h"
#include "ui/tools/toolsview.h"
#include "net/curl.h"
#include "ui/traffic/exchangetext.h"
#include "ui/traffic/trafficview.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QClipboard>
#include <QDialog>
#include <QLabel>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTest>
#include <QTextDocument>

using namespace Qt::StringLiterals;
using namespace authscope;

/// What foreign words, secrets and colours may not do.
class TestSafety : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void T165_foreignWordsAreNeverMarkup();
    void T165_toolTipsShowTheWordsThemselves();
    void T166_hiddenCharactersBecomeVisible();
    void T166_rightToLeftWordsAreIsolated();
    void theErrorPresenterSaysEverything();
    void T151_aCopiedSecretIsTakenBack();
    void T151_whatWasCopiedSinceStays();
    void everyTokenPairHasEnoughContrast();
    void curlHoldsNoSecretAndSurvivesQuotes();
};

namespace {

/// All views with the hostile text wherever a foreign text may stand.
QList<QWidget *> hostileViews(QObject *owner, net::ExchangeLog &log, ui::ClipboardPolicy &clipboard)
{
    const QString text = sample::hostile;
    const QByteArray bytes = text.toUtf8();
    QList<QWidget *> views;

    auto *sidebar = new ui::Sidebar;
    sidebar->setRows({ { u"1"_s, text, session::ConnectionState::SignedIn, text, bytes } });
    ui::HeaderData headerData = sample::header();
    headerData.name = headerData.stateText = text;
    headerData.url = bytes;
    headerData.identity
        = { .subject = bytes, .name = text, .email = text, .isVerified = false, .whyNot = text };
    auto *header = new ui::ConnectionHeader;
    header->show(headerData, sample::now);

    base::Error error = sample::wrongIssuer();
    error.message = error.nextStep = error.rule = error.serverSays = error.requestId = text;
    auto *presenter = new ui::ErrorPresenter;
    presenter->setError(error);

    QList<ui::StepData> steps = sample::steps();
    for (ui::StepData &step : steps) {
        step.outcome = text;
        step.checks = { { base::CheckState::Failed, text, text, text + u"!"_s, text, 1 } };
        step.error = error;
    }
    ui::BrowserData browser = sample::browser();
    browser.host = text;
    browser.parameters = { { bytes, bytes, text } };
    auto *signIn = new ui::SignInView;
    signIn->setSteps(steps);
    signIn->setBrowser(browser);
    signIn->setRunning(true, false, text);

    oauth::ConsentRequest request = sample::consentRequest();
    request.clientName = request.authorizationHost = request.resourceName = request.keptIn = request.reason
        = text;
    request.clientId = request.redirectUri = request.issuer = request.resource = bytes;
    request.scopes = { { bytes, text, false, true } };
    mcp::Tool tool = sample::tools()[2];
    tool.name = tool.title = tool.description = text;
    tool.securitySchemes = { { "oauth2", { bytes } } };
    tool.inputSchema = json::Object{ { "type", "object" },
        { "properties",
            json::Object{ { json::string(text),
                json::Object{ { "type", "string" }, { "title", json::string(text) },
                    { "description", json::string(text) } } } } } };
    ui::ConsentData consent = sample::consent();
    consent.provider = text;
    consent.scopes = ui::compareScopes({ bytes }, {}, { tool });
    consent.history = { { 1, u"1"_s, sample::now, bytes, bytes, {}, text } };
    auto *consentView = new ui::ConsentView;
    consentView->setData(consent);
    consentView->ask(request, { tool });

    ui::TokensData tokens = sample::tokens();
    tokens.verdicts.first().sentence = text;
    tokens.verdicts.first().claims = { { bytes, text, bytes, text, base::CheckState::Noted, text } };
    tokens.verdicts.first().checks = { { base::CheckState::Noted, text, text, {}, text } };
    tokens.verdicts.first().headerJson = tokens.verdicts.first().thumbprint = bytes;
    auto *tokensView = new ui::TokensView;
    tokensView->setData(tokens, sample::now);

    auto *tools = new ui::ToolsView;
    tools->setTools({ tool }, {});
    tools->setAvailability(ui::ToolsView::Availability::Failed, error);
    tools->history()->setSource([text, bytes](const store::CallFilter &, qint64, int) {
        return base::Result<QList<store::CallSummary>>(QList<store::CallSummary>{ { .at = sample::now,
            .tool = text,
            .identity = text,
            .outcome = "error",
            .argumentsStart = bytes } });
    });
    tools->history()->refresh();
    mcp::ToolResult result{ .content
        = { { .type = "text", .text = text }, { .type = bytes, .mimeType = bytes, .uri = bytes } },
        .hasStructuredContent = true };
    result.structuredContent = json::Object{ { json::string(text), json::string(text) } };
    result.raw = result.structuredContent;
    tools->result()->setData({ .tool = text, .result = result });
    auto *confirm = new ui::ConfirmCallDialog(
        { text, text, tool, json::Object{ { json::string(text), json::string(text) } } }, nullptr);

    const base::ExchangeId id = log.begin(u"1"_s, text, "GET", bytes, { { "X-A", bytes } }, bytes);
    log.headersArrived(id, 500, { { "X-B", bytes } });
    log.end(id, bytes, text);
    auto *traffic = new ui::TrafficView(&log, u"1"_s, &clipboard);
    traffic->showExchange(id);

    views = { sidebar, header, presenter, signIn, consentView, tokensView, tools, confirm, traffic };
    for (QWidget *view : std::as_const(views))
        QObject::connect(owner, &QObject::destroyed, view, [view] { delete view; });
    return views;
}

void collect(
    const QAbstractItemModel *model, const QModelIndex &parent, QStringList &texts, QStringList &tips)
{
    for (int row = 0; row < model->rowCount(parent); ++row) {
        for (int column = 0; column < model->columnCount(parent); ++column) {
            const QModelIndex index = model->index(row, column, parent);
            texts += index.data(Qt::DisplayRole).toString();
            tips += index.data(Qt::ToolTipRole).toString();
            collect(model, index, texts, tips);
        }
    }
}

} // namespace

void TestSafety::initTestCase()
{
    ui::applyTheme(*qApp, ui::ThemeChoice::Light);
}

void TestSafety::T165_foreignWordsAreNeverMarkup()
{
    QObject owner;
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::ClipboardPolicy clipboard(nullptr);
    int literal = 0;
    for (QWidget *view : hostileViews(&owner, log, clipboard)) {
        view->show();
        const auto labels = view->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            QVERIFY2(label->textFormat() == Qt::PlainText, qPrintable(label->objectName() + label->text()));
            literal += label->text().contains(u"<b>Bob</b>"_s);
        }
        const auto edits = view->findChildren<QPlainTextEdit *>();
        for (const QPlainTextEdit *edit : edits)
            literal += edit->toPlainText().contains(u"<b>Bob</b>"_s);
        const auto items = view->findChildren<QAbstractItemView *>();
        for (const QAbstractItemView *item : items) {
            QStringList texts, tips;
            collect(item->model(), {}, texts, tips);
            literal += int(texts.filter(u"<b>Bob</b>"_s).size());
        }
        // A button would eat a lone & as a mnemonic.
        const auto buttons = view->findChildren<QAbstractButton *>();
        for (const QAbstractButton *button : buttons) {
            if (button->text().contains(u"<b>Bob</b>"_s) && button->objectName() != u"forSessionCheckBox"_s)
                QVERIFY2(button->text().contains(u"&&Run"_s) || !button->text().contains(u"Run"_s),
                    qPrintable(button->text()));
        }
    }
    QVERIFY2(
        literal > 40, qPrintable(u"only %1 places showed the text: is it still everywhere?"_s.arg(literal)));
}

void TestSafety::T165_toolTipsShowTheWordsThemselves()
{
    QObject owner;
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::ClipboardPolicy clipboard(nullptr);
    int seen = 0;
    const auto check = [&seen](const QString &tip) {
        if (!tip.contains(u"Bob"_s))
            return true;
        ++seen;
        QTextDocument document;
        document.setHtml(tip); // what a tool tip does with it
        const QString read = document.toPlainText(); // a JSON pointer spells / as ~1
        return Qt::mightBeRichText(tip) && (read.contains(u"<b>Bob</b>"_s) || read.contains(u"<b>Bob<~1b>"_s))
            && !tip.contains(u"<img"_s) && !tip.contains(u"<a "_s);
    };
    for (QWidget *view : hostileViews(&owner, log, clipboard)) {
        const auto widgets = view->findChildren<QWidget *>();
        for (const QWidget *widget : widgets)
            QVERIFY2(check(widget->toolTip()), qPrintable(widget->toolTip()));
        const auto items = view->findChildren<QAbstractItemView *>();
        for (const QAbstractItemView *item : items) {
            QStringList texts, tips;
            collect(item->model(), {}, texts, tips);
            for (const QString &tip : std::as_const(tips))
                QVERIFY2(check(tip), qPrintable(tip));
        }
    }
    QVERIFY(seen > 10);
    QVERIFY2(!check(u"<b>Bob</b>"_s), "the check itself notices markup");
}

void TestSafety::T166_hiddenCharactersBecomeVisible()
{
    QObject owner;
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    ui::ClipboardPolicy clipboard(nullptr);
    const auto isClean
        = [](const QString &text) { return !text.contains(QChar(0x202e)) && !text.contains(QChar(0x200b)); };
    int shown = 0;
    for (QWidget *view : hostileViews(&owner, log, clipboard)) {
        const auto widgets = view->findChildren<QWidget *>();
        for (const QWidget *widget : widgets) {
            QStringList texts{ widget->accessibleName(), widget->accessibleDescription(), widget->toolTip(),
                widget->windowTitle() };
            if (const auto *label = qobject_cast<const QLabel *>(widget))
                texts += label->text();
            if (const auto *button = qobject_cast<const QAbstractButton *>(widget))
                texts += button->text();
            if (const auto *edit = qobject_cast<const QPlainTextEdit *>(widget))
                texts += edit->toPlainText();
            if (const auto *item = qobject_cast<const QAbstractItemView *>(widget)) {
                QStringList tips;
                collect(item->model(), {}, texts, tips);
                texts += tips;
            }
            for (const QString &text : std::as_const(texts)) {
                // Arguments to be sent are what they are; everything else is cleaned.
                if (widget->objectName() == u"argumentsJsonEdit"_s)
                    continue;
                QVERIFY2(isClean(text), qPrintable(widget->objectName() + u": "_s + base::cleaned(text)));
                shown += text.contains(u"⟨U+202E⟩"_s);
            }
        }
    }
    QVERIFY(shown > 40);
    QVERIFY(!isClean(sample::hostile));
    QCOMPARE(base::cleaned(sample::hostile), sample::hostileShown);
}

void TestSafety::T166_rightToLeftWordsAreIsolated()
{
    const QString hebrew = u"שלום"_s;
    QCOMPARE(ui::isolated(hebrew), QString(QChar(0x2068) + hebrew + QChar(0x2069)));
    QCOMPARE(ui::isolated(u"Ada Demo"_s), u"Ada Demo"_s);
    ui::HeaderData data = sample::header();
    data.identity.name = hebrew;
    ui::ConnectionHeader header;
    header.show(data, sample::now);
    QVERIFY(header.findChild<QLabel *>(u"identityLabel"_s)->text().startsWith(QChar(0x2068)));
}

void TestSafety::theErrorPresenterSaysEverything()
{
    ui::ErrorPresenter presenter;
    QVERIFY(!presenter.isVisibleTo(nullptr) || presenter.isHidden());
    const base::Error error = sample::wrongIssuer();
    presenter.setError(error);
    const auto text = [&](const QString &name) { return presenter.findChild<QLabel *>(name)->text(); };
    QCOMPARE(text(u"errorCodeLabel"_s), u"The server broke a rule · OA-101"_s);
    QCOMPARE(text(u"errorMessageLabel"_s), error.message);
    QCOMPARE(text(u"errorServerLabel"_s), u"The server says: “We moved, use the other one”"_s);
    QCOMPARE(text(u"errorNextLabel"_s), error.nextStep);
    QCOMPARE(text(u"errorRuleLabel"_s), error.rule);
    QVERIFY(text(u"errorRequestIdLabel"_s).contains(error.requestId));
    base::ExchangeId asked = 0;
    connect(&presenter, &ui::ErrorPresenter::exchangeRequested, this,
        [&asked](base::ExchangeId id) { asked = id; });
    presenter.findChild<QAbstractButton *>(u"errorExchangeButton"_s)->click();
    QCOMPARE(asked, error.exchange);
    presenter.findChild<QAbstractButton *>(u"errorCopyButton"_s)->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), error.requestId);
    presenter.setError(base::cancelledError());
    QVERIFY(presenter.findChild<QAbstractButton *>(u"errorExchangeButton"_s)->isHidden());
    presenter.setError({});
    QVERIFY(presenter.isHidden());
}

void TestSafety::T151_aCopiedSecretIsTakenBack()
{
    ui::ClipboardPolicy policy(nullptr, std::chrono::milliseconds(50));
    QClipboard *clipboard = QGuiApplication::clipboard();
    policy.copySecret(base::Secret("a-token-value"));
    QCOMPARE(clipboard->text(), u"a-token-value"_s);
    QCOMPARE(clipboard->mimeData()->data(u"x-kde-passwordManagerHint"_s), QByteArray("secret"));
    QTRY_VERIFY(clipboard->text().isEmpty());
    {
        ui::ClipboardPolicy ending(nullptr);
        QCOMPARE(ending.secretLife(), std::chrono::seconds(60));
        ending.copySecret(base::Secret("another-token"));
    }
    QVERIFY2(clipboard->text().isEmpty(), "and at the end of the program");
}

void TestSafety::T151_whatWasCopiedSinceStays()
{
    ui::ClipboardPolicy policy(nullptr, std::chrono::milliseconds(50));
    policy.copySecret(base::Secret("a-token-value"));
    QGuiApplication::clipboard()->setText(u"something of the person's"_s);
    QTest::qWait(200);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"something of the person's"_s);
    policy.copySecret(base::Secret("a-token-value"));
    policy.copy(u"a link"_s);
    QTest::qWait(200);
    QCOMPARE(QGuiApplication::clipboard()->text(), u"a link"_s);
}

void TestSafety::everyTokenPairHasEnoughContrast()
{
    for (const ui::Tokens *t : { &ui::lightTokens(), &ui::darkTokens() }) {
        const QString theme = t == &ui::lightTokens() ? u"light"_s : u"dark"_s;
        const auto enough = [&theme](const QColor &ink, const QColor &ground, const QString &what) {
            const double ratio = ui::contrast(ink, ground);
            QVERIFY2(ratio >= 4.5, qPrintable(u"%1 %2: %3"_s.arg(theme, what).arg(ratio)));
        };
        using ui::Tone;
        for (const Tone tone :
            { Tone::Plain, Tone::Muted, Tone::Accent, Tone::Good, Tone::Caution, Tone::Bad }) {
            const QString name = QLatin1StringView(ui::toneName(tone));
            enough(t->ink(tone), t->panel, name + u" on a panel"_s);
            enough(t->ink(tone), t->background, name + u" on the background"_s);
            enough(t->ink(tone), t->tint(tone), name + u" on its tint"_s);
            enough(t->text, t->tint(tone), u"text on the tint of "_s + name);
        }
        enough(t->onAccent, t->accent, u"a primary button"_s);
        enough(t->muted, t->accentTint, u"a caption in a selected row"_s);
    }
    QVERIFY2(ui::contrast(Qt::white, Qt::yellow) < 4.5, "the measure itself measures");
    QCOMPARE(qRound(ui::contrast(Qt::white, Qt::black)), 21);
}

void TestSafety::curlHoldsNoSecretAndSurvivesQuotes()
{
    base::Redactor redactor;
    base::SystemClock clock;
    net::ExchangeLog log(&redactor, &clock);
    sample::fill(log);
    const QString curl = net::curlCommand(*log.find(2), net::Shell::Posix);
    QVERIFY2(curl.contains(u"'Authorization: Bearer '\"$ACCESS_TOKEN\""_s), qPrintable(curl));
    QVERIFY(curl.contains(u"Ada'\\''s board"_s));
    QVERIFY(!curl.contains(u"eyJhbGciOi"_s));
    QVERIFY(net::curlCommand(*log.find(1), net::Shell::Posix).contains(u"$AUTHORIZATION_CODE"_s)
        || net::curlCommand(*log.find(1), net::Shell::Posix).contains(u"\"$"_s));
    QVERIFY(!net::curlCommand(*log.find(1), net::Shell::Posix).contains(u"SplxlOBeZQQYbYS6WxSbIA"_s));
}

QTEST_MAIN(TestSafety)
#include "test_foreignwords.moc"
